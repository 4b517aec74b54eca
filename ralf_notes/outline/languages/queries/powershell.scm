(comment) @comment
(command command_name: (_)) @import

(function_statement (function_name) @name "{" @body) @function
(function_statement
  (function_name) @name (function_parameter_declaration) @parameters "{" @body) @function
(function_statement
  (function_name) @name
  "{" @body
  (script_block (param_block (parameter_list) @parameters))) @function

(class_statement . (simple_name) @name "{" @body) @class
(class_method_definition (simple_name) @name "{" @body) @method
(class_method_definition
  (simple_name) @name (class_method_parameter_list) @parameters "{" @body) @method
(class_property_definition (variable) @name) @member
(enum_statement . (simple_name) @name "{" @body) @enum
(enum_member . (simple_name) @name) @member @open
