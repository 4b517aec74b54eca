; Captures are explained in the package definitions.
(comment) @comment

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

(module
  (type_alias_statement
    left: (type [(identifier) @name (generic_type . (identifier) @name)])) @type)

; A name that is bound in a module or a class, also in a branch of a condition
(module
  (expression_statement (assignment left: (identifier) @name)) @constant
  (#not-match? @name "^__(?!version__).*__$"))
(module
  (expression_statement
    (assignment left: [(pattern_list (identifier) @name) (tuple_pattern (identifier) @name)]))
  @constant)
(module
  (expression_statement
    (assignment right: (assignment left: (identifier) @name))) @constant)
(module
  [
    (if_statement consequence: (block (expression_statement (assignment left: (identifier) @name)) @constant))
    (if_statement alternative: (_ (block (expression_statement (assignment left: (identifier) @name)) @constant)))
    (try_statement body: (block (expression_statement (assignment left: (identifier) @name)) @constant))
    (try_statement (_ (block (expression_statement (assignment left: (identifier) @name)) @constant)))
    (with_statement body: (block (expression_statement (assignment left: (identifier) @name)) @constant))
  ])
(class_definition
  body: (block (expression_statement (assignment left: (identifier) @name)) @member))
(class_definition
  body: (block
    (expression_statement
      (assignment left: [(pattern_list (identifier) @name) (tuple_pattern (identifier) @name)]))
    @member))
(class_definition
  body: (block
    (expression_statement (assignment right: (assignment left: (identifier) @name))) @member))
(class_definition
  body: (block
    [
      (if_statement consequence: (block (expression_statement (assignment left: (identifier) @name)) @member))
      (if_statement alternative: (_ (block (expression_statement (assignment left: (identifier) @name)) @member)))
      (try_statement body: (block (expression_statement (assignment left: (identifier) @name)) @member))
      (try_statement (_ (block (expression_statement (assignment left: (identifier) @name)) @member)))
      (with_statement body: (block (expression_statement (assignment left: (identifier) @name)) @member))
    ]))

; What `__init__` assigns to `self` is read in python.py.
(class_definition
  body: (block
    (type_alias_statement
      left: (type [(identifier) @name (generic_type . (identifier) @name)])) @member))

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
(comment) @comment
