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
(source_file (type_declaration . (type_spec name: (_) @name type: (struct_type)) .) @struct)
(source_file (type_declaration . (type_spec name: (_) @name type: (interface_type)) .) @interface)
(source_file (type_declaration . [(type_spec name: (_) @name) (type_alias name: (_) @name)] .) @type)
(source_file (type_declaration "(" (type_spec name: (_) @name type: (struct_type)) @struct))
(source_file (type_declaration "(" (type_spec name: (_) @name type: (interface_type)) @interface))
(source_file
  (type_declaration "(" [(type_spec name: (_) @name) (type_alias name: (_) @name)] @type))

(source_file (const_declaration . (const_spec name: (identifier) @name) .) @constant)
(source_file (const_declaration "(" (const_spec name: (identifier) @name) @constant))
(source_file (var_declaration . (var_spec name: (identifier) @name) .) @variable)
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @variable)))
