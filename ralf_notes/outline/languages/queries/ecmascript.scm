; `binding`, `destructured`, `assigned`, `default` and `call` are read in ecmascript/bindings.py,
; which also widens a declaration to the `export` or `declare` around it.
(comment) @comment

(function_declaration
  name: (_) @name parameters: (_) @parameters body: (statement_block) @body) @function
(generator_function_declaration
  name: (_) @name parameters: (_) @parameters body: (statement_block) @body) @function
(class_declaration name: (_) @name body: (class_body) @body) @class

(variable_declarator name: (identifier) @name) @binding
(variable_declarator name: [(object_pattern) (array_pattern)] @name) @destructured
(expression_statement (assignment_expression) @assigned)
(export_statement "default" @name value: (_) @value) @default
(expression_statement (call_expression) @call)

; What is inside a function that has no name of its own is nobody's.
(arrow_function body: (statement_block) @local)
(function_expression body: (statement_block) @local)
(generator_function body: (statement_block) @local)
(object (method_definition body: (statement_block) @local))

(program (export_statement) @exporting)
(export_specifier name: (_) @export)
(assignment_expression
  left: (member_expression) @_left
  right: (object [(shorthand_property_identifier) @export (pair value: (identifier) @export)])
  (#eq? @_left "module.exports"))
(assignment_expression
  left: (member_expression) @_left
  right: (identifier) @export
  (#match? @_left "^(module[.])?exports([.]|$)"))
(assignment_expression
  left: (member_expression object: (_) @_object property: (property_identifier) @export)
  (#any-of? @_object "exports" "module.exports"))

(import_statement) @import
(export_statement source: (string)) @import
(call_expression
  function: (identifier) @_require
  arguments: (arguments . (string) .)
  (#eq? @_require "require")) @import
; require(path.join(__dirname, "lib")), see ecmascript/paths.py
(call_expression
  function: (identifier) @_require
  arguments: (arguments . [(binary_expression) (call_expression) (template_string)] .) @_computed
  (#eq? @_require "require")
  (#match? @_computed "__dirname")) @import
(call_expression function: (import) arguments: (arguments . (string))) @import

; What a file may offer that another one defines
(export_statement source: (string)) @offer
(export_statement (export_clause)) @offer
(export_statement "default" value: [(identifier) (call_expression)]) @offer
(assignment_expression
  left: (member_expression) @_left
  (#match? @_left "^(module[.])?exports([.]|$)")) @offer
(call_expression
  function: (member_expression) @_function
  arguments: (arguments . (_) @_target)
  (#eq? @_function "Object.assign")
  (#any-of? @_target "exports" "module.exports")) @offer
