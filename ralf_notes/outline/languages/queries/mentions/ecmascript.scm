[
  (comment)
  (html_comment)
  (string_fragment)
  (escape_sequence)
  (regex)
  (import_statement)
  (statement_identifier)
] @text
(pair key: (property_identifier) @text)
(method_definition name: (_) @text)

(variable_declarator name: (identifier) @local)
(function_declaration name: (_) @local)
(shorthand_property_identifier_pattern) @local
(pair_pattern value: (identifier) @local)
(array_pattern (identifier) @local)
(rest_pattern (identifier) @local)
(assignment_pattern left: (identifier) @local)
(object_assignment_pattern left: (_) @local)
(arrow_function parameter: (identifier) @local)
(catch_clause parameter: (identifier) @local)
(for_in_statement left: (identifier) @local)

; What values are, see outline/mentions/values.py
(variable_declarator) @typed
(class_heritage) @heir
(function_declaration) @result
(method_definition) @result
