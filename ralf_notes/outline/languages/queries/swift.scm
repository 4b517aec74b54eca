[(comment) (multiline_comment)] @comment
(import_declaration) @import

(class_declaration declaration_kind: "class" name: (_) @name body: (_) @body) @class
(class_declaration declaration_kind: "actor" name: (_) @name body: (_) @body) @class
(class_declaration declaration_kind: "struct" name: (_) @name body: (_) @body) @struct
(class_declaration declaration_kind: "enum" name: (_) @name body: (_) @body) @enum
(class_declaration declaration_kind: "extension" name: (_) @name) @scope
(protocol_declaration name: (_) @name body: (_) @body) @interface
(typealias_declaration . (modifiers)? . "typealias" . name: (_) @name) @type

(function_declaration "func" . name: (_) @name body: (_)? @body) @function @parameters
(protocol_function_declaration "func" . name: (_) @name) @method @parameters
(class_declaration
  body: (class_body
    (function_declaration "func" . name: (_) @name body: (_)? @body) @method @parameters))
(init_declaration name: "init" @name body: (_)? @body) @constructor @parameters
(deinit_declaration "deinit" @name body: (_)? @body) @method
(subscript_declaration "subscript" @name (computed_property)? @body) @property @parameters

(property_declaration
  name: (pattern bound_identifier: (_) @name)
  computed_value: (_) @body) @property
(protocol_property_declaration name: (pattern bound_identifier: (_) @name)) @property
(source_file (property_declaration name: (pattern bound_identifier: (_) @name)) @constant)
(property_declaration
  (modifiers (property_modifier) @_static)
  name: (pattern bound_identifier: (_) @name)
  (#any-of? @_static "static" "class")) @constant

(visibility_modifier ["public" "open"]) @exporting
(lambda_literal) @local
