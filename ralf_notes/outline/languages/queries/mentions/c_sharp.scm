[
  (comment)
  (string_content)
  (string_literal_content)
  (raw_string_content)
  (verbatim_string_literal)
  (character_literal)
  (escape_sequence)
  (preproc_arg)
  (preproc_region)
  (preproc_define)
  (preproc_pragma)
  (using_directive)
] @text
(preproc_if condition: (_) @text)
(preproc_elif condition: (_) @text)
(namespace_declaration name: (_) @text)
(file_scoped_namespace_declaration name: (_) @text)
(labeled_statement . (identifier) @text)
(argument name: (_) @text)
(initializer_expression (assignment_expression left: (identifier) @text))
(anonymous_object_creation_expression (identifier) @text . "=")

(field_declaration (variable_declaration (variable_declarator name: (_) @own)))
(property_declaration name: (_) @own)
(event_field_declaration (variable_declaration (variable_declarator name: (_) @own)))
(enum_member_declaration name: (_) @own)

(parameter name: (_) @local)
(implicit_parameter) @local
(variable_declarator name: (_) @local)
(foreach_statement left: (identifier) @local)
(declaration_pattern name: (_) @local)
(declaration_expression name: (_) @local)
(catch_declaration name: (_) @local)
(type_parameter name: (_) @local)

; What values are, see outline/mentions/values.py
(parameter) @typed
(variable_declaration) @typed
(property_declaration) @typed
(foreach_statement) @typed
(method_declaration) @result
(base_list) @heir

(attribute name: (identifier) @attribute)
