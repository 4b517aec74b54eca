; inherits: mentions/c_family
(method_parameter (identifier) @local)
