; inherits: c_family
(namespace_definition name: (_) @name) @scope
(namespace_definition !name body: (_) @nameless) @scope

(class_specifier name: (_) @name body: (_) @body) @class
(struct_specifier name: (_) @name body: (_) @body) @struct
(template_declaration (class_specifier name: (_) @name body: (_) @body)) @class
(template_declaration (struct_specifier name: (_) @name body: (_) @body)) @struct
(alias_declaration name: (_) @name) @type
(template_declaration (alias_declaration name: (_) @name)) @type
(field_declaration_list (access_specifier) @access)

; Names of members, destructors, operators, and of what is defined outside of its class.
(function_definition
  declarator: [
    (function_declarator
      declarator: [(field_identifier) (qualified_identifier) (destructor_name) (operator_name)] @name
      parameters: (_) @parameters)
    (_ (function_declarator
      declarator: [(field_identifier) (qualified_identifier) (destructor_name) (operator_name)] @name
      parameters: (_) @parameters))
  ]
  body: (_)? @body) @function
(function_definition
  declarator: (reference_declarator
    (function_declarator declarator: (identifier) @name parameters: (_) @parameters))
  body: (_) @body) @function
(field_declaration
  declarator: [
    (function_declarator
      declarator: [(field_identifier) (operator_name)] @name parameters: (_) @parameters)
    (_ (function_declarator
      declarator: [(field_identifier) (operator_name)] @name parameters: (_) @parameters))
  ]) @function
(declaration
  declarator: (function_declarator
    declarator: [(destructor_name) (operator_name)] @name parameters: (_) @parameters)) @function
(template_declaration
  (function_definition
    declarator: (function_declarator
      declarator: (_) @name parameters: (_) @parameters)
    body: (_)? @body)) @function
(template_declaration
  (function_definition
    declarator: (_ (function_declarator
      declarator: (_) @name parameters: (_) @parameters))
    body: (_)? @body)) @function
(template_declaration
  (declaration
    declarator: (function_declarator declarator: (_) @name parameters: (_) @parameters))) @function

(lambda_expression body: (_) @local)
