[
  (line_comment)
  (block_comment)
  (string_fragment)
  (multiline_string_fragment)
  (character_literal)
  (escape_sequence)
  (import_declaration)
  (package_declaration)
] @text
(labeled_statement . (identifier) @text)
(element_value_pair key: (_) @text)
(method_invocation !object name: (_) @text)

(field_declaration declarator: (variable_declarator name: (_) @own))
(enum_constant name: (_) @own)
(annotation_type_element_declaration name: (_) @own)
(record_declaration parameters: (formal_parameters (formal_parameter name: (_) @own)))

(formal_parameter name: (_) @local)
(catch_formal_parameter name: (_) @local)
(local_variable_declaration declarator: (variable_declarator name: (_) @local))
(enhanced_for_statement name: (_) @local)
(inferred_parameters (identifier) @local)
(lambda_expression parameters: (identifier) @local)
(type_parameter . (_) @local)

; What values are, see outline/mentions/values.py
(formal_parameter) @typed
(local_variable_declaration) @typed
(field_declaration) @typed
(enhanced_for_statement) @typed
(resource) @typed
(method_declaration) @result
(superclass) @heir
(super_interfaces) @heir
(extends_interfaces) @heir
