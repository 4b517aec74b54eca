(comment) @comment
((function_call name: (identifier) @_require arguments: (arguments . (string) .)) @import
  (#eq? @_require "require"))
((function_call
  name: (identifier) @_pcall
  arguments: (arguments . (identifier) @_require . (string) .)) @import
  (#eq? @_pcall "pcall")
  (#eq? @_require "require"))

(function_declaration name: (_) @name parameters: (_) @parameters @stop) @function

; M.run = function() end, and the same after `local`
(chunk (assignment_statement
  (variable_list . name: (_) @name .)
  (expression_list . value: (function_definition parameters: (_) @parameters @stop) .)) @function)
(chunk (variable_declaration (assignment_statement
  (variable_list . name: (_) @name .)
  (expression_list . value: (function_definition parameters: (_) @parameters @stop) .))) @function)

(chunk (assignment_statement
  (variable_list . name: [(identifier) (dot_index_expression)] @name .)
  (expression_list . value: [(number) (string) (true) (false)] .)) @constant)

(chunk (return_statement (expression_list (table_constructor (field value: (identifier) @export)))))
(chunk (return_statement (expression_list . (identifier) @export .)))
(chunk (assignment_statement
  (variable_list . name: (dot_index_expression field: (identifier) @_field) @name .)
  (expression_list . value: (identifier) .)) @constant (#not-eq? @_field "__index"))
(chunk (assignment_statement
  (variable_list . name: (dot_index_expression) @name .)
  (expression_list . value: [(function_call) (dot_index_expression) (binary_expression)] .)) @constant)
