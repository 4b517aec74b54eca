[(comment) (multiline_comment)] @comment
(import_declaration) @import

(class_declaration declaration_kind: "class" name: (_) @name body: (_) @body) @class
(class_declaration declaration_kind: "actor" name: (_) @name body: (_) @body) @class
(class_declaration declaration_kind: "struct" name: (_) @name body: (_) @body) @struct
(class_declaration declaration_kind: "enum" name: (_) @name body: (_) @body) @enum
(class_declaration declaration_kind: "extension" name: (_) @name body: (_) @body) @scope
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
(source_file (property_declaration name: (pattern bound_identifier: (_) @name)) @constant)
(class_body
  (property_declaration
    name: (pattern bound_identifier: (_) @name)
    (willset_didset_block)? @body) @member)
(enum_class_body
  (property_declaration
    name: (pattern bound_identifier: (_) @name)
    (willset_didset_block)? @body) @member)
(enum_entry name: (_) @name) @member @open
(protocol_property_declaration name: (pattern bound_identifier: (_) @name)) @member
(associatedtype_declaration name: (_) @name) @member

(operator_declaration "operator" @prefix (custom_operator) @name) @constant @open
(precedence_group_declaration (simple_identifier) @name) @constant @open
(macro_declaration (simple_identifier) @name) @macro @parameters

; What an internal type has is internal, `public` or not.
(source_file (_ (modifiers (visibility_modifier ["public" "open"]))) @exporting)
(source_file
  (class_declaration "extension"
    (class_body (_ (modifiers (visibility_modifier ["public" "open"])) @exporting))))
(lambda_literal) @local
