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
