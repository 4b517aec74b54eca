(comment) @comment

(function_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @parameters
  body: (statement_block) @body) @function

(generator_function_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @parameters
  body: (statement_block) @body) @function

(export_statement
  declaration: (function_declaration
    name: (identifier) @name
    parameters: (formal_parameters) @parameters
    body: (statement_block) @body)) @function

(export_statement
  declaration: (generator_function_declaration
    name: (identifier) @name
    parameters: (formal_parameters) @parameters
    body: (statement_block) @body)) @function

(export_statement
  "default" @name
  value: [
    (function_expression
      parameters: (formal_parameters) @parameters body: (statement_block) @body)
    (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
  ]) @function

(class_declaration name: (_) @name body: (class_body) @body) @class
(export_statement declaration: (class_declaration name: (_) @name body: (class_body) @body)) @class
(export_statement "default" @name value: (class body: (class_body) @body)) @class

; const f = () => {}
(lexical_declaration
  (variable_declarator
    name: (identifier) @name
    value: [
      (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
      (arrow_function parameter: (identifier) @parameters body: (_) @body)
      (function_expression
        parameters: (formal_parameters) @parameters body: (statement_block) @body)
    ])) @function

(export_statement
  declaration: (lexical_declaration
    (variable_declarator
      name: (identifier) @name
      value: [
        (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
        (arrow_function parameter: (identifier) @parameters body: (_) @body)
        (function_expression
          parameters: (formal_parameters) @parameters body: (statement_block) @body)
      ]))) @function

; exports.f = function () {}, module.exports.f = ...
(expression_statement
  (assignment_expression
    left: (member_expression object: (_) @_object property: (property_identifier) @name @export)
    right: [
      (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
      (arrow_function parameter: (identifier) @parameters body: (_) @body)
      (function_expression
        parameters: (formal_parameters) @parameters body: (statement_block) @body)
      (generator_function
        parameters: (formal_parameters) @parameters body: (statement_block) @body)
    ])
  (#any-of? @_object "exports" "module.exports")) @function

; f.g = function () {}, F.prototype.g = ...
(program (expression_statement
  (assignment_expression
    left: [
      (member_expression
        object: [(identifier) (member_expression)] @receiver
        property: (property_identifier) @name)
      (member_expression
        object: (member_expression
          object: (_) @receiver property: (property_identifier) @_prototype)
        property: (property_identifier) @name)
    ]
    right: [
      (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
      (arrow_function parameter: (identifier) @parameters body: (_) @body)
      (function_expression
        parameters: (formal_parameters) @parameters body: (statement_block) @body)
      (generator_function
        parameters: (formal_parameters) @parameters body: (statement_block) @body)
    ])
  (#eq? @_prototype "prototype")
  (#not-match? @receiver "^(exports|module|module[.]exports)$|[.]prototype$")) @function)

; module.exports = function f() {}, module.exports = () => {}
(program (expression_statement
  (assignment_expression
    left: (member_expression) @name @export
    right: [
      (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
      (arrow_function parameter: (identifier) @parameters body: (_) @body)
      (function_expression
        !name parameters: (formal_parameters) @parameters body: (statement_block) @body)
    ])
  (#eq? @name "module.exports")) @function)
(program (expression_statement
  (assignment_expression
    left: (member_expression) @_left
    right: (function_expression
      name: (identifier) @name @export
      parameters: (formal_parameters) @parameters body: (statement_block) @body))
  (#eq? @_left "module.exports")) @function)
(program (expression_statement
  (assignment_expression
    left: (member_expression) @_left
    right: (class name: (_) @name @export body: (class_body) @body))
  (#eq? @_left "module.exports")) @class)

; module.exports = { f() {}, g: function () {} }, F.prototype = { ... }
(program (expression_statement
  (assignment_expression
    left: (member_expression) @_left
    right: (object [
      (method_definition
        name: (property_identifier) @name @export
        parameters: (formal_parameters) @parameters
        body: (statement_block) @body) @function
      (pair
        key: (property_identifier) @name @export
        value: [
          (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
          (arrow_function parameter: (identifier) @parameters body: (_) @body)
          (function_expression
            parameters: (formal_parameters) @parameters body: (statement_block) @body)
          (generator_function
            parameters: (formal_parameters) @parameters body: (statement_block) @body)
        ]) @function
    ]))
  (#eq? @_left "module.exports")))
(program (expression_statement
  (assignment_expression
    left: (member_expression object: (_) @receiver property: (property_identifier) @_prototype)
    right: (object [
      (method_definition
        name: (property_identifier) @name
        parameters: (formal_parameters) @parameters
        body: (statement_block) @body) @function
      (pair
        key: (property_identifier) @name
        value: [
          (arrow_function parameters: (formal_parameters) @parameters body: (_) @body)
          (arrow_function parameter: (identifier) @parameters body: (_) @body)
          (function_expression
            parameters: (formal_parameters) @parameters body: (statement_block) @body)
          (generator_function
            parameters: (formal_parameters) @parameters body: (statement_block) @body)
        ]) @function
    ]))
  (#eq? @_prototype "prototype")))

(program
  (export_statement
    declaration: (lexical_declaration (variable_declarator name: (identifier) @name))) @constant)

(program
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name)) @constant
  (#match? @name "^[A-Z][A-Z0-9_]*$"))

; What is inside a function that has no name of its own is nobody's.
(arrow_function body: (statement_block) @local)
(function_expression body: (statement_block) @local)

(export_statement) @exporting
(export_specifier name: (_) @export)
(export_statement "default" value: (identifier) @export)
(assignment_expression
  left: (member_expression) @_left
  right: (object [(shorthand_property_identifier) @export (pair value: (identifier) @export)])
  (#eq? @_left "module.exports"))
(assignment_expression
  left: (member_expression) @_left
  right: (identifier) @export
  (#eq? @_left "module.exports"))
(assignment_expression
  left: (member_expression object: (_) @_object property: (property_identifier) @export)
  (#any-of? @_object "exports" "module.exports"))

(import_statement) @import
(export_statement source: (string)) @import
(call_expression
  function: (identifier) @_require
  arguments: (arguments . (string) .)
  (#eq? @_require "require")) @import
(call_expression function: (import) arguments: (arguments . (string))) @import

; What a file may offer that another one defines
(export_statement source: (string)) @offer
(export_statement (export_clause)) @offer
(export_statement "default" value: (identifier)) @offer
(assignment_expression
  left: (member_expression) @_left
  (#match? @_left "^(module[.])?exports([.]|$)")) @offer
(call_expression
  function: (member_expression) @_function
  arguments: (arguments . (_) @_target)
  (#eq? @_function "Object.assign")
  (#any-of? @_target "exports" "module.exports")) @offer
