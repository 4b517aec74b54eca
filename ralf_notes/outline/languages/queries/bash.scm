(comment) @comment
(command
  name: (command_name (word) @_source)
  argument: (_)
  (#any-of? @_source "." "source")) @import

(function_definition name: (_) @name body: (_) @body) @function
(program
  (declaration_command ["readonly" "export"] (variable_assignment name: (_) @name)) @constant)
