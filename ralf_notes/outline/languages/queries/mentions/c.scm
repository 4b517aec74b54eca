; inherits: mentions/c_family
