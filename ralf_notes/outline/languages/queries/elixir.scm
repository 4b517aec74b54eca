(comment) @comment
((unary_operator operand: (call target: (identifier) @_mark)) @attribute
  (#any-of? @_mark "spec" "impl" "deprecated"))
((call target: (identifier) @_module (arguments . (alias) @package)) (#eq? @_module "defmodule"))
((call target: (identifier) @_import (arguments . [(alias) (dot)])) @import
  (#any-of? @_import "alias" "import" "use" "require"))

((call target: (identifier) @_module (arguments . (alias) @name) (do_block) @body) @module
  (#any-of? @_module "defmodule" "defprotocol"))
((call target: (identifier) @_impl (arguments) (do_block) @local) (#eq? @_impl "defimpl"))
((call target: (identifier) @_quote (do_block) @local) (#eq? @_quote "quote"))

((call
  target: (identifier) @_def
  (arguments . (call target: (identifier) @name (arguments) @parameters) @stop)
  (do_block)? @body) @function
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop"))
((call
  target: (identifier) @_def
  (arguments . (call target: (identifier) @name (arguments) @parameters))) @function
  (#any-of? @_def "defguard" "defguardp" "defdelegate"))
((call
  target: (identifier) @_def
  (arguments
    . (binary_operator left: (call target: (identifier) @name (arguments) @parameters)) @stop)
  (do_block)? @body) @function
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop" "defguard" "defguardp" "defdelegate"))
((call target: (identifier) @_def (arguments . (identifier) @name @stop) (do_block)? @body) @function
  (#any-of? @_def "def" "defp" "defmacro" "defmacrop"))
((call target: (identifier) @_struct @name (arguments)) @member @open
  (#any-of? @_struct "defstruct" "defexception"))

((unary_operator operand: (call
  target: (identifier) @_callback
  (arguments (binary_operator left: (call target: (identifier) @name (arguments) @parameters))))) @function
  (#any-of? @_callback "callback" "macrocallback"))
((unary_operator operand: (call
  target: (identifier) @_type
  (arguments (binary_operator left: [(identifier) (call target: (identifier))] @name)))) @type
  (#any-of? @_type "type" "opaque" "typep"))
