(comment) @comment
(command
  name: (command_name (word) @_source)
  argument: (_)
  (#any-of? @_source "." "source" "load")) @import
; # shellcheck source=lib/shop.sh
((comment) @import (#match? @import "^#\\s*shellcheck\\s+(.*\\s)?source="))

(function_definition name: (_) @name body: (_) @body) @function
; What a branch, a loop or a function sets is no constant, nor what a caller gives, what a command
; says, or what the shell itself reads.
(program
  (declaration_command
    ["readonly" "export"] (variable_assignment name: (_) @name value: (_)? @_value)) @constant
  (#not-match? @name "^(IFS|PATH|LANG|LC_[A-Z]+|PS[0-4]|OPTIND|OPTERR|CDPATH|HOME|SHELL|TERM|PWD|TMPDIR|BASH_ENV|ENV|REPLY|SECONDS|RANDOM)$")
  (#not-match? @_value "[$][{]?[0-9@*#]"))
(program
  (declaration_command
    ["declare" "typeset"] (word) @_options
    (variable_assignment name: (_) @name value: (_)? @_value)) @constant
  (#match? @_options "^-[A-Za-z]*[rx]")
  (#not-match? @_value "[$][{]?[0-9@*#]"))
(program
  (declaration_command
    ["declare" "typeset"] (variable_assignment name: (_) @name value: (_)? @_value)) @variable
  (#not-match? @name "^(IFS|PATH|LANG|LC_[A-Z]+|PS[0-4]|OPTIND|OPTERR|CDPATH|HOME|SHELL|TERM|PWD|TMPDIR|BASH_ENV|ENV|REPLY|SECONDS|RANDOM)$")
  (#match? @name "^[A-Z]")
  (#not-match? @_value "[$][{]?[0-9@*#]|[$][(]|`"))
(program
  (variable_assignment name: (variable_name) @name value: (_)? @_value) @variable
  (#not-match? @name "^(IFS|PATH|LANG|LC_[A-Z]+|PS[0-4]|OPTIND|OPTERR|CDPATH|HOME|SHELL|TERM|PWD|TMPDIR|BASH_ENV|ENV|REPLY|SECONDS|RANDOM)$")
  (#match? @name "^[A-Z]")
  (#not-match? @_value "[$][{]?[0-9@*#]|[$][(]|`"))
(command
  name: (command_name (word) @_alias)
  argument: [(word) @name (concatenation . (word) @name)]
  (#eq? @_alias "alias")
  (#match? @name "^[^=-][^=]*=")) @constant
