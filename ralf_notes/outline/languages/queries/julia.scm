[(line_comment) (block_comment)] @comment
[(import_statement) (using_statement)] @import
((call_expression (identifier) @_include (argument_list . (string_literal) .)) @import
  (#eq? @_include "include"))
(export_statement (identifier) @export)
(public_statement (identifier) @export)

(module_definition . (identifier) @name @stop) @module

(struct_definition (type_head) @name @stop) @struct
(abstract_definition (type_head) @name) @type
(primitive_definition (type_head) @name) @type
(struct_definition (typed_expression . (identifier) @name) @member @open)
(struct_definition (identifier) @name @member @open)

(function_definition (signature) @name @parameters @stop) @function
(macro_definition (signature) @name @parameters @stop) @function
(source_file (assignment . (call_expression) @name @parameters @stop) @function)
(source_file (assignment . (where_expression . (call_expression) @name @parameters) @stop) @function)
(source_file (assignment . (typed_expression . (call_expression) @name @parameters) @stop) @function)
(module_definition (assignment . (call_expression) @name @parameters @stop) @function)
(module_definition (assignment . (where_expression . (call_expression) @name @parameters) @stop) @function)
(module_definition (assignment . (typed_expression . (call_expression) @name @parameters) @stop) @function)

(source_file (const_statement (assignment . (identifier) @name)) @constant)
(module_definition (const_statement (assignment . (identifier) @name)) @constant)
((macrocall_expression (macro_identifier (identifier) @_enum)
  (macro_argument_list . [(identifier) (typed_expression . (identifier))] @name)) @enum
  (#eq? @_enum "enum"))
