[(comment) (block_comment)] @comment
(package_clause name: (package_identifier) @package)
(import_declaration) @import

(class_definition name: (_) @name body: (_)? @body) @class
(class_definition name: (_) @name class_parameters: (_) @parameters body: (_)? @body) @class
(trait_definition name: (_) @name body: (_)? @body) @trait
(object_definition name: (_) @name body: (_)? @body) @class
(package_object name: (_) @name body: (_)? @body) @class
(enum_definition name: (_) @name body: (_)? @body) @enum

(function_definition name: (_) @name "=" @body) @function
(function_definition name: (_) @name parameters: (parameters) @parameters "=" @body) @function
(function_definition name: (_) @name body: (block) @body) @function
(function_definition name: (_) @name parameters: (parameters) @parameters body: (block) @body) @function
; What a trait asks for without parameters is data: def headers: Map[String, String]
(function_declaration name: (_) @name !parameters) @member
(function_declaration name: (_) @name parameters: (type_parameters)) @function
(function_declaration name: (_) @name parameters: (parameters) @parameters) @function

(template_body (val_definition pattern: (identifier) @name) @member)
(template_body (var_definition pattern: (identifier) @name) @member)
(template_body (val_declaration name: (_) @name) @member)
(template_body (var_declaration name: (_) @name) @member)
(template_body (type_definition name: (_) @name) @member)
(enum_case_definitions (_ name: (_) @name) @member @open)
(enum_case_definitions "case" @keyword . (_ name: (_) @name) @member @open)

(compilation_unit (val_definition pattern: (identifier) @name) @constant)
(compilation_unit (var_definition pattern: (identifier) @name) @variable)
(compilation_unit (type_definition name: (_) @name) @type)

(instance_expression (template_body) @local)
(given_definition) @local
(block) @local
