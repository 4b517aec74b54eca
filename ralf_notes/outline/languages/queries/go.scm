(comment) @comment
(package_clause (package_identifier) @package)
(import_spec) @import

(function_declaration
  name: (identifier) @name
  parameters: (parameter_list) @parameters
  body: (block)? @body) @function

(method_declaration
  receiver: (parameter_list
    (parameter_declaration
      type: [
        (type_identifier) @receiver
        (pointer_type (type_identifier) @receiver)
        (generic_type type: (type_identifier) @receiver)
        (pointer_type (generic_type type: (type_identifier) @receiver))
      ]))
  name: (field_identifier) @name
  parameters: (parameter_list) @parameters
  body: (block)? @body) @method

; A declaration of one name is its own text; in a group each line is.
(source_file (type_declaration . (type_spec name: (_) @name type: (struct_type (_ "{" @list))) .) @struct)
(source_file (type_declaration . (type_spec name: (_) @name type: (interface_type "{" @list)) .) @interface)
(source_file (type_declaration . [(type_spec name: (_) @name) (type_alias name: (_) @name)] .) @type)
(source_file
  (type_declaration
    "type" @keyword "(" (type_spec name: (_) @name type: (struct_type (_ "{" @list))) @struct))
(source_file
  (type_declaration
    "type" @keyword "(" (type_spec name: (_) @name type: (interface_type "{" @list)) @interface))
(source_file
  (type_declaration
    "type" @keyword "(" [(type_spec name: (_) @name) (type_alias name: (_) @name)] @type))

; The field `name` of a const_spec stands at the commas, too.
(source_file (const_declaration . (const_spec (identifier) @name) .) @constant)
(source_file (const_declaration "const" @keyword "(" (const_spec (identifier) @name) @constant))
(source_file (var_declaration . (var_spec name: (identifier) @name) .) @variable)
(source_file
  (var_declaration
    "var" @keyword (var_spec_list (var_spec name: (identifier) @name) @variable)))

; What has no name may hold that a type has an interface: `var _ Reader = (*Input)(nil)`.
((source_file (var_declaration (var_spec name: (identifier) @_blank type: (_)) @promise))
  (#eq? @_blank "_"))
((source_file (var_declaration (var_spec_list (var_spec name: (identifier) @_blank type: (_)) @promise)))
  (#eq? @_blank "_"))

(field_declaration name: (_) @name) @member
(field_declaration
  !name
  type: [
    (type_identifier) @name
    (qualified_type name: (_) @name)
    (generic_type type: (type_identifier) @name)
    (generic_type type: (qualified_type name: (_) @name))
  ]) @member
(interface_type (method_elem name: (_) @name) @member)
(interface_type (type_elem) @name @member @open)
