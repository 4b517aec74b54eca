[
  (comment)
  (documentation_comment)
  (string_literal)
  (import_or_export)
  (part_directive)
  (part_of_directive)
  (label)
] @text

(formal_parameter name: (_) @local)
(initialized_variable_definition name: (_) @local)
(for_loop_parts name: (_) @local)
(type_parameter (type_identifier) @local)
