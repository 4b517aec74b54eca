; inherits: ecmascript
(class_body
  (method_definition
    name: (_) @name
    parameters: (formal_parameters) @parameters
    body: (statement_block) @body) @method)

(class_body
  (public_field_definition
    name: (_) @name
    value: [
      (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
      (function_expression
        parameters: (formal_parameters) @parameters body: (statement_block) @body)
    ]) @method)

(class_body (method_signature name: (_) @name parameters: (_) @parameters) @method)
(class_body (abstract_method_signature name: (_) @name parameters: (_) @parameters) @method)
(class_body (decorator) @attribute)

(abstract_class_declaration name: (_) @name body: (class_body) @body) @class
(export_statement
  declaration: (abstract_class_declaration name: (_) @name body: (class_body) @body)) @class

(interface_declaration name: (_) @name) @interface
(export_statement declaration: (interface_declaration name: (_) @name)) @interface
(type_alias_declaration name: (_) @name) @type
(export_statement declaration: (type_alias_declaration name: (_) @name)) @type
(enum_declaration name: (_) @name) @enum
(export_statement declaration: (enum_declaration name: (_) @name)) @enum

(internal_module name: (_) @name body: (_) @body) @module
(module name: (_) @name body: (_) @body) @module
(export_statement declaration: (internal_module name: (_) @name body: (_) @body)) @module

(function_signature name: (_) @name parameters: (_) @parameters) @function
(export_statement
  declaration: (function_signature name: (_) @name parameters: (_) @parameters)) @function
