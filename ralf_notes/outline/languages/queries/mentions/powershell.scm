[
  (comment)
  (string_literal)
  (variable)
  (command_parameter)
  (generic_token)
] @text
