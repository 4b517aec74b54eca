(comment) @comment
(preproc_include path: [(string_literal) (system_lib_string)]) @import

(preproc_def name: (_) @name value: (_)) @macro @free
(preproc_function_def name: (_) @name parameters: (_) @parameters) @macro @free

; A name may be in parentheses, so that no macro of the same name replaces it: `int (f)(int a);`.
; `int (*f(int))(int)` is a function as well: it returns a pointer to one.
(function_definition
  declarator: [
    (function_declarator
      declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
      parameters: (_) @parameters)
    (pointer_declarator (function_declarator
      declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
      parameters: (_) @parameters))
    (pointer_declarator (pointer_declarator (function_declarator
      declarator: (identifier) @name parameters: (_) @parameters)))
    (pointer_declarator (pointer_declarator (pointer_declarator (function_declarator
      declarator: (identifier) @name parameters: (_) @parameters))))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator
      (function_declarator declarator: (identifier) @name parameters: (_) @parameters))))
  ]
  body: (_) @body) @function

(declaration
  declarator: [
    (function_declarator
      declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
      parameters: (_) @parameters)
    (pointer_declarator (function_declarator
      declarator: [(identifier) @name (parenthesized_declarator (identifier) @name)]
      parameters: (_) @parameters))
    (pointer_declarator (pointer_declarator (function_declarator
      declarator: (identifier) @name parameters: (_) @parameters)))
    (pointer_declarator (pointer_declarator (pointer_declarator (function_declarator
      declarator: (identifier) @name parameters: (_) @parameters))))
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator
      (function_declarator declarator: (identifier) @name parameters: (_) @parameters))))
  ]) @function

; Inside of `#if` and `extern "C"`, the grammar takes `char *f(int (*g)(int));` for an expression.
(expression_statement (binary_expression
  left: (identifier) "*"
  right: [
    (call_expression function: (identifier) @name)
    (pointer_expression (call_expression function: (identifier) @name))
  ])) @function

; `static HANDLER(CLOSED) { ... }`: a macro is the head, so the function has no name that is known.
(function_definition declarator: [(parenthesized_declarator) (identifier)]) @local

; A declarator such as `*a[3]` or `(*a)(int)` is the name for now: the rules take the word from it.
((field_declaration declarator: (_) @name) @member
  (#not-match? @name "^[^\\[]*[\\w>][\\s,]*\\(|^[*&\\s]*\\(\\s*\\w+\\s*\\)\\s*\\(|operator"))
; Members of anonymous types belong to the type around them.
(field_declaration
  type: (enum_specifier !name body: (enumerator_list (enumerator name: (_) @name)))
  !declarator) @member
(field_declaration
  type: (_ !name body: (field_declaration_list (field_declaration declarator: (_) @name)))
  !declarator) @member
(enumerator name: (_) @name) @member @open

; The type of `typedef struct a { int b; } c;` is c.
(type_definition
  type: (struct_specifier body: (_) @list) declarator: (type_identifier) @name) @struct
(type_definition
  type: (union_specifier body: (_) @list) declarator: (type_identifier) @name) @union
(type_definition
  type: (enum_specifier body: (_) @list) declarator: (type_identifier) @name) @enum
(type_definition declarator: (_) @name) @type
(type_definition type: (_ body: (_) @list) declarator: (_) @name) @type
(translation_unit (enum_specifier name: (_) @name body: (_) @list) @enum)
(declaration (enum_specifier name: (_) @name body: (_) @list) @enum)
(declaration_list (enum_specifier name: (_) @name body: (_) @list) @enum)
(field_declaration (enum_specifier name: (_) @name body: (_) @list) @enum @promoted)
(preproc_if (enum_specifier name: (_) @name body: (_) @list) @enum)
(preproc_ifdef (enum_specifier name: (_) @name body: (_) @list) @enum)
(preproc_else (enum_specifier name: (_) @name body: (_) @list) @enum)
(preproc_elif (enum_specifier name: (_) @name body: (_) @list) @enum)
(function_definition (enum_specifier name: (_) @name body: (_) @list) @enum)

((declaration declarator: (init_declarator declarator: (_) @name)) @variable
  (#not-match? @name "^[*&\\s]*[\\w:~]+(<[^()]*>[\\w:~]*)?\\s*\\(|\\boperator\\b"))
((declaration (type_qualifier) @_const declarator: (init_declarator declarator: (_) @name)) @constant
  (#any-of? @_const "const" "constexpr")
  (#not-match? @name "^[*&\\s]*[\\w:~]+(<[^()]*>[\\w:~]*)?\\s*\\(|\\boperator\\b"))
((declaration (storage_class_specifier "extern") declarator: (_) @name) @variable
  (#not-match? @name "^[^\\[]*\\w[\\s,]*\\(|^[*&\\s]*\\(\\s*\\w+\\s*\\)\\s*\\(|operator|="))
((translation_unit (declaration declarator: (_) @name) @variable)
  (#not-match? @name "^[^\\[]*\\w[\\s,]*\\(|^[*&\\s]*\\(\\s*\\w+\\s*\\)\\s*\\(|operator|="))
((preproc_ifdef (declaration declarator: (_) @name) @variable)
  (#not-match? @name "^[^\\[]*\\w[\\s,]*\\(|^[*&\\s]*\\(\\s*\\w+\\s*\\)\\s*\\(|operator|="))
((preproc_if (declaration declarator: (_) @name) @variable)
  (#not-match? @name "^[^\\[]*\\w[\\s,]*\\(|^[*&\\s]*\\(\\s*\\w+\\s*\\)\\s*\\(|operator|="))
((declaration_list (declaration declarator: (_) @name) @variable)
  (#not-match? @name "^[^\\[]*\\w[\\s,]*\\(|^[*&\\s]*\\(\\s*\\w+\\s*\\)\\s*\\(|operator|="))
