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

; What values are, see outline/mentions/values.py
(assignment) @typed
(superclass) @heir
