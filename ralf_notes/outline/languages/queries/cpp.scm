; inherits: c_family
(namespace_definition name: (_) @name) @scope
(namespace_definition !name body: (_) @nameless) @scope

(class_specifier name: (_) @name body: (_) @body) @class
(translation_unit (struct_specifier name: (_) @name body: (_) @body) @struct)
(declaration (struct_specifier name: (_) @name body: (_) @body) @struct @promoted)
(declaration_list (struct_specifier name: (_) @name body: (_) @body) @struct)
(field_declaration (struct_specifier name: (_) @name body: (_) @body) @struct @promoted)
(preproc_if (struct_specifier name: (_) @name body: (_) @body) @struct)
(preproc_ifdef (struct_specifier name: (_) @name body: (_) @body) @struct)
(preproc_else (struct_specifier name: (_) @name body: (_) @body) @struct)
(preproc_elif (struct_specifier name: (_) @name body: (_) @body) @struct)
(function_definition (struct_specifier name: (_) @name body: (_) @body) @struct)
(translation_unit (union_specifier name: (_) @name body: (_) @body) @union)
(declaration (union_specifier name: (_) @name body: (_) @body) @union)
(declaration_list (union_specifier name: (_) @name body: (_) @body) @union)
(field_declaration (union_specifier name: (_) @name body: (_) @body) @union @promoted)
(preproc_if (union_specifier name: (_) @name body: (_) @body) @union)
(preproc_ifdef (union_specifier name: (_) @name body: (_) @body) @union)
(preproc_else (union_specifier name: (_) @name body: (_) @body) @union)
(preproc_elif (union_specifier name: (_) @name body: (_) @body) @union)
(function_definition (union_specifier name: (_) @name body: (_) @body) @union)
(template_declaration (union_specifier name: (_) @name body: (_) @body)) @union
(template_declaration (class_specifier name: (_) @name body: (_) @body)) @class
(template_declaration (struct_specifier name: (_) @name body: (_) @body)) @struct
(alias_declaration name: (_) @name) @type
(template_declaration (alias_declaration name: (_) @name)) @type
(concept_definition name: (_) @name) @type
(template_declaration (concept_definition name: (_) @name)) @type
(field_declaration_list (access_specifier) @access)

; Names of members, destructors, operators, and of what is defined outside of its class.
(function_definition
  declarator: [
    (function_declarator
      declarator: [
        (field_identifier) (qualified_identifier) (destructor_name) (operator_name)
        (template_function)
      ] @name
      parameters: (_) @parameters)
    (_ (function_declarator
      declarator: [
        (field_identifier) (qualified_identifier) (destructor_name) (operator_name)
        (template_function)
      ] @name
      parameters: (_) @parameters))
    (_ (_ (function_declarator
      declarator: [
        (field_identifier) (qualified_identifier) (destructor_name) (operator_name)
        (template_function)
      ] @name
      parameters: (_) @parameters)))
  ]
  body: (_)? @body) @function
(function_definition
  declarator: (function_declarator declarator: (identifier) @name parameters: (_) @parameters)
  [(default_method_clause) (delete_method_clause) (try_statement)]) @function
(function_definition
  declarator: (reference_declarator
    (function_declarator declarator: (identifier) @name parameters: (_) @parameters))
  body: (_)? @body) @function
(function_definition
  declarator: (pointer_declarator (reference_declarator
    (function_declarator declarator: (identifier) @name parameters: (_) @parameters)))
  body: (_)? @body) @function
(field_declaration
  declarator: [
    (function_declarator
      declarator: [(field_identifier) (operator_name)] @name parameters: (_) @parameters)
    (_ (function_declarator
      declarator: [(field_identifier) (operator_name)] @name parameters: (_) @parameters))
    (_ (_ (function_declarator
      declarator: [(field_identifier) (operator_name)] @name parameters: (_) @parameters)))
  ]) @function
(declaration
  declarator: [
    (function_declarator
      declarator: [(destructor_name) (operator_name) (template_function)] @name
      parameters: (_) @parameters)
    (_ (function_declarator
      declarator: [(destructor_name) (operator_name) (template_function)] @name
      parameters: (_) @parameters))
    (reference_declarator (function_declarator
      declarator: (identifier) @name parameters: (_) @parameters))
    (pointer_declarator (reference_declarator (function_declarator
      declarator: (identifier) @name parameters: (_) @parameters)))
  ]) @function
; `void Cart::add(int n) {};` looks like a variable with a value, and so does `= default`.
(declaration declarator: (init_declarator
  declarator: [
    (function_declarator
      declarator: [(qualified_identifier) (operator_name) (template_function)] @name
      parameters: (_) @parameters)
    (_ (function_declarator
      declarator: [(qualified_identifier) (operator_name) (template_function)] @name
      parameters: (_) @parameters))
  ]
  value: (initializer_list) @body)) @function
(declaration declarator: (init_declarator
  declarator: [
    (function_declarator
      declarator: [(qualified_identifier) (operator_name)] @name
      parameters: (_) @parameters)
    (_ (function_declarator
      declarator: [(qualified_identifier) (operator_name)] @name
      parameters: (_) @parameters))
  ]
  value: (identifier) @value)
  (#eq? @value "default")) @function
(declaration declarator: (operator_cast) @name) @function
(function_definition declarator: (operator_cast) @name body: (_)? @body) @function
(function_definition
  declarator: [
    (qualified_identifier name: (operator_cast))
    (qualified_identifier name: (qualified_identifier name: (operator_cast)))
  ] @name
  body: (_)? @body) @function

(template_declaration
  [
    (function_definition declarator: (function_declarator
      declarator: (_) @name parameters: (_) @parameters) body: (_)? @body)
    (function_definition declarator: (_ (function_declarator
      declarator: (_) @name parameters: (_) @parameters)) body: (_)? @body)
    (declaration declarator: (function_declarator
      declarator: (_) @name parameters: (_) @parameters))
    (declaration declarator: (_ (function_declarator
      declarator: (_) @name parameters: (_) @parameters)))
    (declaration declarator: (operator_cast) @name)
    (function_definition declarator: (operator_cast) @name body: (_)? @body)
  ]) @function

(lambda_expression body: (_) @local)
