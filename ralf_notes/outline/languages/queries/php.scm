(comment) @comment
(namespace_definition name: (_) @package)
(namespace_use_declaration) @import
[
  (require_expression)
  (require_once_expression)
  (include_expression)
  (include_once_expression)
] @import

(class_declaration name: (_) @name body: (_) @body) @class
(interface_declaration name: (_) @name body: (_) @body) @interface
(trait_declaration name: (_) @name body: (_) @body) @trait
(enum_declaration name: (_) @name body: (_) @body) @enum

(function_definition name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(method_declaration name: (_) @name parameters: (_) @parameters body: (_)? @body) @method
(const_declaration (const_element . (name) @name)) @member
(property_declaration
  (property_element name: (variable_name (name) @name))
  (property_hook_list)? @body) @member
(property_promotion_parameter
  name: (variable_name (name) @name)
  (property_hook_list)? @body) @member @promoted
(enum_case name: (_) @name) @member @open
(use_declaration [(name) (qualified_name)] @name (use_list)? @body) @member @open
(expression_statement
  (function_call_expression
    function: (name) @_define
    arguments: (arguments . (argument (string (string_content) @name))))
  (#eq? @_define "define")) @constant

(anonymous_function body: (_) @local)
(anonymous_class body: (_) @local)
