(comment) @comment
(preproc_include) @import
(module_import) @import

; Only an extension has brackets without a name: it hides what is in it.
((class_interface . (identifier) @name @stop) @class
  (#not-match? @class "^@interface\\s+\\w+\\s*\\(\\s*\\)"))
(class_interface . (identifier) @name superclass: (_) @stop @_further) @class
(class_interface . (identifier) @name superclass: (_) @_further (parameterized_arguments) @stop @_most) @class
; It adds to a class that stands elsewhere.
(class_interface . (identifier) @name category: (_) ")" @stop @_further) @category
((class_interface) @local (#match? @local "^@interface\\s+\\w+\\s*\\(\\s*\\)"))
(class_implementation . (identifier) @name @stop) @class
(class_implementation . (identifier) @name category: (_) ")" @stop @_further) @category
(protocol_declaration . (identifier) @name @stop) @interface
(protocol_declaration . (identifier) @name (protocol_reference_list) @stop @_further) @interface
(method_declaration . (method_type) . (identifier) @name) @method @open
(implementation_definition
  (method_definition . (method_type) . (identifier) @name (compound_statement) @body) @method @open)
(property_declaration
  (struct_declaration (struct_declarator [
    (identifier) @name
    (pointer_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @name))
    (function_declarator declarator: (parenthesized_declarator (_ (identifier) @name)))
    (pointer_declarator declarator:
      (function_declarator declarator: (parenthesized_declarator (_ (identifier) @name))))
  ]))) @member @open

(function_definition
  declarator: (function_declarator declarator: (identifier) @name parameters: (_) @parameters)
  body: (_) @body) @function
(function_definition
  declarator: (pointer_declarator declarator:
    (function_declarator declarator: (identifier) @name parameters: (_) @parameters))
  body: (_) @body) @function
(enum_specifier name: (_) @name body: (_) @list) @enum
(enumerator name: (_) @name) @member @open
(struct_specifier name: (_) @name body: (_)) @struct
(type_definition declarator: [
  (type_identifier) @name
  (pointer_declarator declarator: (type_identifier) @name)
  (function_declarator declarator: (parenthesized_declarator [
    (block_pointer_declarator declarator: (type_identifier) @name)
    (pointer_declarator declarator: (type_identifier) @name)
  ]))
]) @type

; A block is no parameter: `describe(@"a cart", ^{ ... });` calls a macro.
((declaration declarator: [
  (function_declarator declarator: (identifier) @name parameters: (_) @parameters)
  (pointer_declarator declarator:
    (function_declarator declarator: (identifier) @name parameters: (_) @parameters))
]) @function (#match? @function "^[\\w\\s*]+[\\s*]\\w+\\s*\\([^@{]*\\)\\s*;$"))
((declaration declarator: [
  (identifier) @name
  (pointer_declarator declarator: (identifier) @name)
  (function_declarator declarator:
    (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
  (init_declarator declarator: [
    (identifier) @name
    (pointer_declarator declarator: (identifier) @name)
    (array_declarator declarator: (identifier) @name)
    (function_declarator declarator:
      (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
  ])
]) @variable
  (#not-match? @variable "^[^=;]*(\\bconst\\b|\\{)"))
((declaration declarator: [
  (identifier) @name
  (pointer_declarator declarator: (identifier) @name)
  (function_declarator declarator:
    (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
  (init_declarator declarator: [
    (identifier) @name
    (pointer_declarator declarator: (identifier) @name)
    (array_declarator declarator: (identifier) @name)
    (function_declarator declarator:
      (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
  ])
]) @constant
  (#match? @constant "^[^=;{]*\\bconst\\b"))
(preproc_def name: (_) @name value: (_)) @constant
(compound_statement) @local
