[
  (comment)
  (string)
  (multiline_string)
  (character)
] @text
(parameter name: (_) @local)
(payload (identifier) @local)
