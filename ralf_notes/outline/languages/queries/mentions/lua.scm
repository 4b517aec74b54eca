[
  (comment)
  (string)
  (goto_statement)
  (label_statement)
] @text
(field name: (identifier) @text)

(parameters name: (identifier) @local)
(for_generic_clause (variable_list name: (identifier) @local))
(for_numeric_clause name: (identifier) @local)
(variable_declaration (assignment_statement (variable_list name: (identifier) @local)))
(variable_declaration (variable_list name: (identifier) @local))
(function_declaration name: (identifier) @local)
