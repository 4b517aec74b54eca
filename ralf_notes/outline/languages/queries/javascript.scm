; inherits: ecmascript
(class_body
  member: (method_definition
    name: (_) @name
    parameters: (formal_parameters) @parameters
    body: (statement_block) @body) @method)

(class_body member: (field_definition property: (_) @name value: (_)? @value) @field)
