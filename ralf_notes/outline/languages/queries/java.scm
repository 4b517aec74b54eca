[(line_comment) (block_comment)] @comment
(package_declaration [(scoped_identifier) (identifier)] @package)
(import_declaration) @import

(class_declaration name: (_) @name body: (_) @body) @class
(interface_declaration name: (_) @name body: (_) @body) @interface
(annotation_type_declaration name: (_) @name body: (_) @body) @interface
(enum_declaration name: (_) @name body: (_) @body) @enum
(record_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @record

(method_declaration name: (_) @name parameters: (_) @parameters body: (_)? @body) @method
(constructor_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @constructor
(compact_constructor_declaration name: (_) @name body: (_) @body) @constructor
(annotation_type_element_declaration name: (_) @name) @property

(enum_constant name: (_) @name body: (_)? @body) @member @open
(field_declaration declarator: (variable_declarator name: (_) @name)) @member
(constant_declaration declarator: (variable_declarator name: (_) @name)) @member

; Anonymous classes and initialisers belong to what they stand in.
(object_creation_expression (class_body) @local)
(lambda_expression body: (_) @local)
(static_initializer) @local
