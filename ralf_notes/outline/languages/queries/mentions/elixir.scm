[
  (comment)
  (quoted_content)
  (atom)
  (keyword)
] @text
