(comment) @comment
(builtin_function (builtin_identifier) @_import (arguments (string)) (#eq? @_import "@import")) @import

(variable_declaration (identifier) @name (struct_declaration "{" @body)) @struct
(variable_declaration (identifier) @name (enum_declaration "{" @body)) @enum
(variable_declaration (identifier) @name (union_declaration "{" @body)) @union
(variable_declaration (identifier) @name (opaque_declaration "{" @body)) @struct
(variable_declaration (identifier) @name (error_set_declaration)) @enum
; A function that returns a type is that type: `fn List(comptime T: type) type { return struct {`.
(function_declaration name: (identifier) @name (parameters) @parameters
  body: (block (expression_statement (return_expression [
    (struct_declaration "{" @body) (union_declaration "{" @body) (enum_declaration "{" @body)
  ])))) @struct
(function_declaration name: (identifier) @name (parameters) @parameters body: (block)? @body) @function
(struct_declaration (container_field name: (_) @name) @member @open)
(enum_declaration (container_field name: (_) @name) @member @open)
(union_declaration (container_field name: (_) @name) @member @open)
(struct_declaration (variable_declaration . (identifier) @name) @member)
(enum_declaration (variable_declaration . (identifier) @name) @member)
(union_declaration (variable_declaration . (identifier) @name) @member)
(source_file (variable_declaration . (identifier) @name) @constant)
(source_file (container_field name: (_) @name) @variable)
(test_declaration) @local
