; inherits: ecmascript
(class_body
  member: (method_definition
    name: (_) @name
    parameters: (formal_parameters) @parameters
    body: (statement_block) @body) @method)

(class_body
  member: (field_definition
    property: (_) @name
    value: [
      (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
      (function_expression
        parameters: (formal_parameters) @parameters body: (statement_block) @body)
    ]) @method)
