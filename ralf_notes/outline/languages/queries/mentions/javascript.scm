; inherits: mentions/ecmascript
(jsx_text) @text
(field_definition property: (_) @text)
(formal_parameters (identifier) @local)
