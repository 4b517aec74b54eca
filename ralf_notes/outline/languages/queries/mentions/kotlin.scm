[
  (shebang)
  (line_comment)
  (block_comment)
  (string_content)
  (character_literal)
  (escape_sequence)
  (package_header)
  (import)
  (label)
] @text
(value_argument . (identifier) @text . "=")

(class_body (property_declaration (variable_declaration (identifier) @own)))
(class_parameter (identifier) @own)
(enum_entry . (identifier) @own)

(parameter . (identifier) @local)
(variable_declaration . (identifier) @local)
(lambda_parameters (variable_declaration (identifier) @local))
(catch_block (identifier) @local)
(type_parameter (identifier) @local)
(property_declaration) @declared
(parameter) @declared
(class_parameter) @declared

; What values are, see outline/mentions/values.py
(parameter) @typed
(class_parameter) @typed
(property_declaration) @typed
(function_declaration) @result
(delegation_specifiers) @heir
