; inherits: ecmascript
(class_body
  (method_definition
    name: (_) @name
    parameters: (formal_parameters) @parameters
    body: (statement_block) @body) @method)

(class_body (public_field_definition name: (_) @name value: (_)? @value) @field)
(class_body (index_signature name: (_) @name) @member)

(class_body (method_signature name: (_) @name parameters: (_) @parameters) @method)
(class_body (abstract_method_signature name: (_) @name parameters: (_) @parameters) @method)
(class_body (decorator) @attribute)

(abstract_class_declaration name: (_) @name body: (class_body) @body) @class
(interface_declaration name: (_) @name body: (_) @list) @interface
(interface_body (property_signature name: (_) @name) @member)
(interface_body (method_signature name: (_) @name) @member)
(interface_body (index_signature name: (_) @name) @member)
(interface_body (call_signature) @name @member)
(interface_body (construct_signature) @name @member)
(type_alias_declaration name: (_) @name) @type
(type_alias_declaration
  name: (_) @name
  value: [(object_type) @list (intersection_type (object_type) @list .)]) @type
(type_alias_declaration
  value: [
    (object_type [
      (property_signature name: (_) @name)
      (method_signature name: (_) @name)
      (index_signature name: (_) @name)
      (call_signature) @name
      (construct_signature) @name
    ] @member)
    (intersection_type (object_type [
      (property_signature name: (_) @name)
      (method_signature name: (_) @name)
      (index_signature name: (_) @name)
      (call_signature) @name
      (construct_signature) @name
    ] @member) .)
  ])
(enum_declaration name: (_) @name body: (_) @list) @enum
(enum_body name: (_) @name @member)
(enum_body (enum_assignment name: (_) @name) @member)
(internal_module name: (_) @name body: (_) @body) @module
(module name: [(identifier) (nested_identifier)] @name body: (_) @body) @module
(module name: (string (string_fragment) @name) body: (_) @body) @module
(function_signature name: (_) @name parameters: (_) @parameters) @function

; export = name
(export_statement "=" (identifier) @export)
