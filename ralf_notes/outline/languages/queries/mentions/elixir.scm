[
  (comment)
  (quoted_content)
  (atom)
  (keyword)
] @text
(call target: (identifier) @_define (arguments . (alias) @text) (#eq? @_define "defmodule"))
