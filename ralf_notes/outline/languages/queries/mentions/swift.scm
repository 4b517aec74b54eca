[
  (comment)
  (multiline_comment)
  (line_str_text)
  (multi_line_str_text)
  (str_escaped_char)
  (raw_string_literal)
  (regex_literal)
  (import_declaration)
  (value_argument_label)
  (statement_label)
] @text
(parameter external_name: (simple_identifier) @text)
(tuple_expression name: (simple_identifier) @text)

(class_body (property_declaration name: (pattern bound_identifier: (_) @own)))
(enum_entry name: (simple_identifier) @own)
(associatedtype_declaration name: (type_identifier) @own)

(parameter name: (simple_identifier) @local)
(lambda_parameter name: (simple_identifier) @local)
(pattern bound_identifier: (_) @local)
(pattern (value_binding_pattern) (pattern (simple_identifier) @local))
(if_statement bound_identifier: (_) @local)
(guard_statement bound_identifier: (_) @local)
(type_parameter . (type_identifier) @local)
(property_declaration) @declared
(parameter) @declared

; What values are, see outline/mentions/values.py
(parameter) @typed
(property_declaration) @typed
(function_declaration) @result
(inheritance_specifier) @heir
