[(comment) (documentation_comment)] @comment
(annotation) @attribute
(library_name (dotted_identifier_list) @package)
(import_or_export) @import
(part_directive) @import

(class_definition name: (identifier) @name body: (_) @body) @class
(mixin_declaration (identifier) @name (class_body) @body) @trait
(extension_declaration name: (identifier) @name body: (_) @body) @class
(enum_declaration name: (identifier) @name body: (_) @body) @enum
(extension_declaration !name class: (_) @name body: (_) @body) @scope
(extension_type_declaration name: (identifier) @name body: (_) @body) @class
(class_definition (mixin_application_class . (identifier) @name)) @class
(type_alias "typedef" . (type_identifier) @name . (type_parameters)? . "=") @type
(type_alias (type_identifier) @name . (type_parameters)? . (formal_parameter_list)) @type

(program (function_signature name: (identifier) @name (formal_parameter_list) @parameters) @function @stop
  . (function_body) @through)
(program (function_signature name: (identifier) @name (formal_parameter_list) @parameters) @function)
(program "external" @function
  . (function_signature name: (identifier) @name (formal_parameter_list) @parameters) @stop @through)
(program (getter_signature name: (identifier) @name) @property @stop . (function_body) @through)
(program (setter_signature name: (identifier) @name) @property @stop . (function_body) @through)
(_ (method_signature
    (operator_signature
      "operator" @name
      [(binary_operator) (tilde_operator)]? @suffix
      (formal_parameter_list) @parameters)) @method @stop
  . (function_body) @through)
(_ (method_signature
    (function_signature name: (identifier) @name (formal_parameter_list) @parameters)) @method @stop
  . (function_body) @through)
(_ (method_signature (getter_signature name: (identifier) @name)) @property @stop . (function_body) @through)
(_ (method_signature (setter_signature name: (identifier) @name)) @property @stop . (function_body) @through)
(_ (method_signature (constructor_signature parameters: (_) @parameters) @name) @constructor)
(_ (method_signature (factory_constructor_signature (formal_parameter_list) @parameters) @name) @constructor)
(declaration (constructor_signature parameters: (_) @parameters) @name) @constructor
(declaration (constant_constructor_signature (formal_parameter_list) @parameters) @name) @constructor
(declaration (redirecting_factory_constructor_signature) @name) @constructor
; Of an abstract class or an interface
(declaration (function_signature name: (identifier) @name (formal_parameter_list) @parameters)) @method
(declaration (getter_signature name: (identifier) @name)) @property
(declaration (setter_signature name: (identifier) @name)) @property

(declaration (initialized_identifier_list (initialized_identifier . (identifier) @name))) @member
(declaration (static_final_declaration_list (static_final_declaration . (identifier) @name))) @member
(declaration (identifier_list (identifier) @name)) @member
(enum_constant name: (identifier) @name) @member @open

(program
  [(const_builtin) (final_builtin)] @constant
  . [(type_identifier) "." (type_arguments) (nullable_type) (function_type) (record_type)]*
  . (static_final_declaration_list (static_final_declaration . (identifier) @name)) @stop @through)
(program
  ["late" (final_builtin) (inferred_type) (type_identifier) (function_type) (record_type)] @variable
  . [
    (final_builtin) (inferred_type)
    (type_identifier) "." (type_arguments) (nullable_type) (function_type) (record_type)]*
  . (initialized_identifier_list (initialized_identifier . (identifier) @name)) @stop @through)
; Behind a type that the patterns above do not know.
(program (static_final_declaration_list (static_final_declaration . (identifier) @name)) @constant)
