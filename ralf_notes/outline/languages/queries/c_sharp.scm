(comment) @comment
(using_directive) @import
(namespace_declaration name: (_) @package)
(file_scoped_namespace_declaration name: (_) @package)

(class_declaration name: (_) @name (parameter_list)? @parameters body: (_) @body) @class
(struct_declaration name: (_) @name (parameter_list)? @parameters body: (_) @body) @struct
(record_declaration name: (_) @name (parameter_list)? @parameters body: (_)? @body) @record
(interface_declaration name: (_) @name body: (_) @body) @interface
(enum_declaration name: (_) @name) @enum
(delegate_declaration name: (_) @name parameters: (_) @parameters) @type

(method_declaration name: (_) @name parameters: (_) @parameters body: (_)? @body) @method
(constructor_declaration name: (_) @name parameters: (_) @parameters body: (_)? @body) @constructor
(destructor_declaration "~" @name parameters: (_) @parameters body: (_)? @body) @method
(operator_declaration operator: _ @name parameters: (_) @parameters body: (_)? @body) @method
(indexer_declaration "this" @name parameters: (_) @parameters accessors: (_)? @body) @property
(property_declaration name: (_) @name) @property
(property_declaration name: (_) @name accessors: (accessor_list (_ body: (_))) @body) @property
(event_field_declaration
  (variable_declaration (variable_declarator name: (_) @name))) @property

(field_declaration
  (modifier) @_const
  (variable_declaration (variable_declarator name: (_) @name))
  (#eq? @_const "const")) @constant
(field_declaration
  (modifier) @_static
  (modifier) @_readonly
  (variable_declaration (variable_declarator name: (_) @name))
  (#eq? @_static "static")
  (#eq? @_readonly "readonly")) @constant

(lambda_expression body: (_) @local)
