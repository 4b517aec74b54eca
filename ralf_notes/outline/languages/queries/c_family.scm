(comment) @comment
(preproc_include path: [(string_literal) (system_lib_string)]) @import

(preproc_def name: (_) @name value: (_)) @macro
(preproc_function_def name: (_) @name parameters: (_) @parameters) @macro

; A name may be in parentheses, so that no macro of the same name replaces it: `int (f)(int a);`
(function_definition
  declarator: [
    (function_declarator
      declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
      parameters: (_) @parameters)
    (pointer_declarator
      declarator: (function_declarator
        declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
        parameters: (_) @parameters))
    (pointer_declarator
      declarator: (pointer_declarator
        declarator: (function_declarator
          declarator: (identifier) @name parameters: (_) @parameters)))
  ]
  body: (_) @body) @function

(declaration
  declarator: [
    (function_declarator
      declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
      parameters: (_) @parameters)
    (pointer_declarator
      declarator: (function_declarator
        declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
        parameters: (_) @parameters))
  ]) @function

(union_specifier name: (_) @name body: (_)) @union
(enum_specifier name: (_) @name body: (_)) @enum
(type_definition
  declarator: [
    (type_identifier) @name
    (pointer_declarator declarator: (type_identifier) @name)
    (array_declarator declarator: (type_identifier) @name)
    (function_declarator
      declarator: (parenthesized_declarator
        (pointer_declarator declarator: (type_identifier) @name)))
  ]) @type

(declaration
  declarator: (init_declarator
    declarator: [
      (identifier) @name
      (pointer_declarator declarator: (identifier) @name)
      (array_declarator declarator: (identifier) @name)
    ])) @variable
(declaration
  (type_qualifier) @_const
  declarator: (init_declarator
    declarator: [
      (identifier) @name
      (pointer_declarator declarator: (identifier) @name)
      (array_declarator declarator: (identifier) @name)
    ])
  (#any-of? @_const "const" "constexpr")) @constant
(declaration (storage_class_specifier "extern") declarator: (identifier) @name) @variable
