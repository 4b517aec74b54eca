(comment) @comment
(using_directive) @import
(namespace_declaration name: (_) @package)
(file_scoped_namespace_declaration name: (_) @package)

(class_declaration name: (_) @name (parameter_list)? @parameters body: (_)? @body) @class
(struct_declaration name: (_) @name (parameter_list)? @parameters body: (_)? @body) @struct
(record_declaration name: (_) @name (parameter_list)? @parameters body: (_)? @body) @record
(interface_declaration name: (_) @name body: (_)? @body) @interface
(enum_declaration name: (_) @name body: (_)? @list) @enum
(enum_member_declaration name: (_) @name) @member @open
(delegate_declaration name: (_) @name parameters: (_) @parameters) @type

(method_declaration name: (_) @name parameters: (_) @parameters body: (_)? @body) @method
(constructor_declaration name: (_) @name parameters: (_) @parameters body: (_)? @body) @constructor
(destructor_declaration "~" @name name: (_) @suffix parameters: (_) @parameters body: (_)? @body) @method
(operator_declaration operator: _ @name parameters: (_) @parameters body: (_)? @body) @method
(indexer_declaration "this" @name parameters: (_) @parameters accessors: (_) @body) @property
(indexer_declaration
  "this" @name parameters: (_) @parameters value: (arrow_expression_clause) @body) @property
(conversion_operator_declaration
  "operator" @prefix type: (_) @name parameters: (_) @parameters body: (_)? @body) @method

; A property whose accessors have no code is data.
(property_declaration name: (_) @name) @member
(property_declaration name: (_) @name accessors: (accessor_list (_ body: (_))) @body) @property
(property_declaration name: (_) @name value: (arrow_expression_clause) @body) @property
(event_declaration name: (_) @name accessors: (_)? @body) @member
(event_field_declaration (variable_declaration (variable_declarator name: (_) @name))) @member
(field_declaration (variable_declaration (variable_declarator name: (_) @name))) @member

(lambda_expression body: (_) @local)
