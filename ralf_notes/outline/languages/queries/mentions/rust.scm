[
  (line_comment)
  (block_comment)
  (string_content)
  (raw_string_literal)
  (char_literal)
  (escape_sequence)
  (use_declaration)
  (extern_crate_declaration)
  (lifetime)
  (label)
] @text
(field_declaration name: (_) @text)
(enum_variant name: (_) @own)

(let_declaration pattern: (identifier) @local)
(parameter pattern: (identifier) @local)
(closure_parameters (identifier) @local)
(for_expression pattern: (identifier) @local)
(tuple_pattern (identifier) @local)
(tuple_struct_pattern (identifier) @local)
(type_parameter name: (_) @local)

(macro_invocation macro: (identifier) @macro)
