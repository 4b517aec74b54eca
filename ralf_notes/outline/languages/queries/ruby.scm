(comment) @comment
(call
  !receiver
  method: (identifier) @_require
  arguments: (argument_list . [(string) (call)] .)
  (#any-of? @_require "require" "require_relative")) @import
; autoload :Cart, "shop/cart", and what works like it: register :Cart, "shop/cart"
(call
  !receiver
  method: (identifier)
  arguments: (argument_list . (simple_symbol) @_constant . (string) .) @import
  (#match? @_constant "^:[A-Z]"))
(call
  !receiver
  method: (identifier) @_autoload
  arguments: (argument_list . (simple_symbol) . (call)? .) @import
  (#eq? @_autoload "autoload"))

(module name: (_) @name @stop) @module
(class name: (_) @name @stop !superclass) @class
(class name: (_) @name superclass: (_) @stop) @class
(singleton_class value: (_) @stop) @scope

(method name: (_) @name @stop !parameters) @method
(method name: (_) @name parameters: (_) @parameters @stop) @method
(singleton_method object: (_) @of name: (_) @name @stop !parameters) @method
(singleton_method object: (_) @of name: (_) @name parameters: (_) @parameters @stop) @method

; private def secret
(call
  method: (identifier)
  arguments: (argument_list
    . [
      (method name: (_) @name @stop !parameters)
      (method name: (_) @name parameters: (_) @parameters @stop)
      (singleton_method name: (_) @name @stop !parameters)
      (singleton_method name: (_) @name parameters: (_) @parameters @stop)
    ] .)) @method

; define_method(:name) { |a| ... }
(body_statement
  (call
    !receiver
    method: (identifier) @_define
    arguments: (argument_list . [(simple_symbol) @name (string (string_content) @name)])
    block: (_) @body) @method
  (#eq? @_define "define_method"))
(body_statement
  (call
    !receiver
    method: (identifier) @_define
    arguments: (argument_list . [(simple_symbol) @name (string (string_content) @name)])
    block: (_ parameters: (_) @parameters @stop)) @method
  (#eq? @_define "define_method"))

; Name = Struct.new(:a) do ... end
(assignment
  left: (constant) @name
  right: (call
    receiver: (constant) @_base
    method: (identifier) @_new
    block: (_)? @body)
  (#any-of? @_base "Struct" "Data" "Class" "Module")
  (#any-of? @_new "new" "define")) @class
(assignment
  left: (constant)
  right: (call
    receiver: (constant) @_base
    method: (identifier) @_new
    block: [(do_block) (block)] @scope)
  (#any-of? @_base "Struct" "Data" "Class" "Module")
  (#any-of? @_new "new" "define"))
; What a refinement adds to a class: refine String do ... end
(body_statement
  (call
    !receiver
    method: (identifier) @_refine
    arguments: (argument_list . [(constant) (scope_resolution)] .)
    block: [(do_block) (block)] @scope)
  (#eq? @_refine "refine"))
; The blocks of a concern: of its class methods, and of what the class that includes it runs
(body_statement
  (call !receiver !arguments method: (identifier) @_concern block: [(do_block) (block)] @scope)
  (#eq? @_concern "class_methods"))
(body_statement
  (call
    !receiver !arguments
    method: (identifier) @_concern
    block: [(do_block) (block)] @scope @elsewhere)
  (#any-of? @_concern "included" "prepended"))

(body_statement
  (identifier) @access
  (#any-of? @access "private" "protected" "public" "module_function"))
(call
  method: (identifier) @_hide
  arguments: (argument_list
    [
      (simple_symbol) @hide
      (string (string_content) @hide)
      (array (simple_symbol) @hide)
      (symbol_array (bare_symbol) @hide)
      (splat_argument (symbol_array (bare_symbol) @hide))
      (splat_argument (array (simple_symbol) @hide))
    ])
  (#any-of? @_hide "private" "protected" "private_class_method" "private_constant"))

(assignment left: (constant) @name) @member
(assignment left: (left_assignment_list (constant) @name)) @member
(operator_assignment left: (constant) @name) @member
(call
  !receiver
  method: (identifier) @_attr
  arguments: (argument_list [(simple_symbol) (string)] @name)
  (#any-of? @_attr "attr" "attr_reader" "attr_writer" "attr_accessor")) @member @accessor
(alias name: (_) @name) @member @open

; What a class says by a call: has_many :votes, validates :name, alias_method :a, :b
(body_statement
  (call
    !receiver
    method: (identifier) @_call
    arguments: (argument_list . (simple_symbol) @name)
    block: (_)? @body) @member @open
  (#not-any-of? @_call
    "attr" "attr_reader" "attr_writer" "attr_accessor" "define_method" "define_singleton_method"
    "private" "protected" "public" "private_class_method" "public_class_method" "private_constant"
    "module_function" "remove_method" "undef_method" "remove_const" "send" "public_send" "raise"
    "throw" "puts" "p" "pp" "warn"))
(body_statement
  (call
    !receiver
    method: (identifier) @_call
    arguments: (argument_list . [(constant) (scope_resolution) (self)] @name)) @member @open
  (#any-of? @_call "include" "extend" "prepend" "rescue_from" "serialize"))
(body_statement
  (call
    !receiver
    method: (identifier) @_call
    arguments: (argument_list . (pair key: (hash_key_symbol) @name))) @member @open
  (#any-of? @_call "enum" "enumerize" "attribute"))
; has_secure_password
((class body: (body_statement (identifier) @name @member @open))
  (#not-any-of? @name
    "private" "protected" "public" "module_function" "private_class_method" "raise" "puts" "p"))
(body_statement
  (assignment left: (call receiver: (self) method: (identifier) @name)) @member @open)

(block) @local
(do_block) @local
