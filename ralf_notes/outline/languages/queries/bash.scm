(comment) @comment
(command
  name: (command_name (word) @_source)
  argument: (_)
  (#any-of? @_source "." "source")) @import

(function_definition name: (_) @name body: (_) @body) @function
(declaration_command ["readonly" "export"] (variable_assignment name: (_) @name)) @constant
(declaration_command
  ["declare" "typeset"] (word) @_options (variable_assignment name: (_) @name)
  (#match? @_options "^-[A-Za-z]*[rx]")) @constant
(program
  (declaration_command ["declare" "typeset"] (variable_assignment name: (_) @name)) @variable
  (#match? @name "^[A-Z]"))
(program (variable_assignment name: (variable_name) @name) @variable (#match? @name "^[A-Z]"))
(command
  name: (command_name (word) @_alias)
  argument: [(word) @name (concatenation . (word) @name)]
  (#eq? @_alias "alias")
  (#match? @name "^[^=-][^=]*=")) @constant
