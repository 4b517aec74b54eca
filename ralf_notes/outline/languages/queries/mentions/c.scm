; inherits: mentions/c_family
(system_lib_string) @text
(field_declaration declarator: (field_identifier) @text)
(pointer_declarator declarator: (field_identifier) @text)
(array_declarator declarator: (field_identifier) @text)
