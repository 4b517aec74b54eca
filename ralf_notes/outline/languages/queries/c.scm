; inherits: c_family
(struct_specifier name: (_) @name body: (_)) @struct
