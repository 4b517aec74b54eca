[
  (comment)
  (string_content)
  (nowdoc_string)
  (heredoc_start)
  (heredoc_end)
  (escape_sequence)
  (text)
  (namespace_use_declaration)
] @text
(namespace_definition name: (_) @text)
(argument name: (_) @text)
(const_element . (name) @text)
(enum_case name: (_) @own)

; What values are, see outline/mentions/values.py
(simple_parameter) @typed
(property_promotion_parameter) @typed
(property_declaration) @typed
(assignment_expression) @typed
(foreach_statement) @typed
(catch_clause) @typed
(method_declaration) @result
(function_definition) @result
(base_clause) @heir
(class_interface_clause) @heir
