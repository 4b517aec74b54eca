[(line_comment) (block_comment)] @comment
(package_header (qualified_identifier) @package)
(import) @import

(class_declaration
  "class" name: (_) @name
  [(class_body) (enum_class_body)]? @body) @class
(class_declaration
  "class" name: (_) @name
  (primary_constructor (class_parameters) @parameters)
  [(class_body) (enum_class_body)]? @body) @class
(class_declaration
  (modifiers (class_modifier) @_enum) "class" name: (_) @name
  [(class_body) (enum_class_body)]? @body
  (#eq? @_enum "enum")) @enum
(class_declaration "interface" name: (_) @name [(class_body) (enum_class_body)]? @body) @interface
(object_declaration name: (_) @name (class_body)? @body) @class
(companion_object) @scope
(type_alias type: (_) @name) @type

(function_declaration
  name: (_) @name
  (function_value_parameters) @parameters
  (function_body)? @body) @function
(function_declaration
  (user_type) @receiver . "." .
  name: (_) @name
  (function_value_parameters) @parameters
  (function_body)? @body) @function
(secondary_constructor
  "constructor" @name
  (function_value_parameters) @parameters
  (block)? @body) @constructor

(property_declaration
  (modifiers (property_modifier) @_const)
  (variable_declaration (identifier) @name)
  (#eq? @_const "const")) @constant
(source_file (property_declaration (variable_declaration (identifier) @name)) @constant)
(class_body
  (property_declaration
    (variable_declaration (identifier) @name)
    [(getter) (setter)] @body) @property)

(lambda_literal) @local
(object_literal) @local
