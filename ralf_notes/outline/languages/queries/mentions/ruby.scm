[
  (comment)
  (string_content)
  (heredoc_content)
  (heredoc_beginning)
  (heredoc_end)
  (character)
  (simple_symbol)
  (hash_key_symbol)
  (escape_sequence)
] @text
