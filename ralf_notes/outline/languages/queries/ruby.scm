(comment) @comment
(call
  !receiver
  method: (identifier) @_require
  arguments: (argument_list . (string) .)
  (#any-of? @_require "require" "require_relative")) @import

(module name: (_) @name @stop) @module
(class name: (_) @name @stop !superclass) @class
(class name: (_) @name superclass: (_) @stop) @class
(singleton_class) @scope

(method name: (_) @name @stop !parameters) @method
(method name: (_) @name parameters: (_) @parameters @stop) @method
(singleton_method name: (_) @name @stop !parameters) @method
(singleton_method name: (_) @name parameters: (_) @parameters @stop) @method

; private def secret
(call
  method: (identifier)
  arguments: (argument_list . (method name: (_) @name @stop !parameters) .)) @method
(call
  method: (identifier)
  arguments: (argument_list . (method name: (_) @name parameters: (_) @parameters @stop) .)) @method

(body_statement
  (identifier) @access
  (#any-of? @access "private" "protected" "public"))
(call
  method: (identifier) @_hide
  arguments: (argument_list (simple_symbol) @hide)
  (#any-of? @_hide "private" "protected" "private_class_method" "private_constant"))

(assignment left: (constant) @name) @constant

(block) @local
(do_block) @local
