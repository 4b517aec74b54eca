; inherits: mentions/c
(raw_string_content) @text

(optional_parameter_declaration declarator: (identifier) @local)
(reference_declarator (identifier) @local)
(structured_binding_declarator (identifier) @local)
(for_range_loop declarator: (identifier) @local)
(type_parameter_declaration (type_identifier) @local)
(optional_type_parameter_declaration name: (_) @local)
(template_template_parameter_declaration (type_parameter_declaration (type_identifier) @local))
