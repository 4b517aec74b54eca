; Captures are explained in definitions.py.
(function_definition
  name: (identifier) @name
  parameters: (parameters) @parameters
  ":" @stop
  body: (block) @body) @function

(decorated_definition
  definition: (function_definition
    name: (identifier) @name
    parameters: (parameters) @parameters
    ":" @stop
    body: (block) @body)) @function

(class_definition
  name: (identifier) @name
  ":" @stop
  body: (block) @body) @class

(decorated_definition
  definition: (class_definition
    name: (identifier) @name
    ":" @stop
    body: (block) @body)) @class

(module (type_alias_statement left: (type (identifier) @name)) @type)

; A constant, by its form: a name in capitals, or one with a type.
(module
  (expression_statement
    (assignment left: (identifier) @name !type) @constant)
  (#match? @name "^_*[A-Z]"))

(module
  (expression_statement
    (assignment left: (identifier) @name type: (_)) @constant)
  (#not-match? @name "^__.*__$"))

; __all__ = ["a"], __all__ += ("b",), __all__ = ["a"] + other.__all__
(assignment left: (identifier) @_all right: (_) @listed (#eq? @_all "__all__"))
(augmented_assignment left: (identifier) @_all right: (_) @listed (#eq? @_all "__all__"))
(call
  function: (attribute object: (identifier) @_all attribute: (identifier) @_method)
  arguments: (argument_list) @listed
  (#eq? @_all "__all__")
  (#any-of? @_method "append" "extend"))

(module . (comment)* . (expression_statement . (string) @purpose .))

(import_statement) @import
(import_from_statement) @import
(future_import_statement) @import
