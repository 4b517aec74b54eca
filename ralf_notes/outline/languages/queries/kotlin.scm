[(line_comment) (block_comment)] @comment
(package_header (qualified_identifier) @package)
(import) @import

(class_declaration
  "class" name: (_) @name
  (primary_constructor (class_parameters) @parameters)?
  (class_body)? @body) @class
(class_declaration
  (modifiers (class_modifier) @_enum) "class" name: (_) @name
  (primary_constructor (class_parameters) @parameters)?
  (enum_class_body)? @body
  (#eq? @_enum "enum")) @enum
(class_declaration "interface" name: (_) @name [(class_body) (enum_class_body)]? @body) @interface
(object_declaration name: (_) @name (class_body)? @body) @class
(companion_object (class_body)? @body) @scope
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

(source_file (property_declaration (variable_declaration (identifier) @name)) @constant)
(source_file
  (property_declaration
    (multi_variable_declaration (variable_declaration (identifier) @name))) @constant)
(enum_entry (identifier) @name (class_body)? @body) @member @open
(class_body (property_declaration (variable_declaration (identifier) @name)) @member)
(enum_class_body (property_declaration (variable_declaration (identifier) @name)) @member)
(property_declaration
  (variable_declaration (identifier) @name)
  [(getter (function_body)) (setter (function_body))] @body) @property

(lambda_literal) @local
(anonymous_initializer) @local
(object_literal) @local
