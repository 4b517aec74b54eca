[
  (comment)
  (interpreted_string_literal)
  (raw_string_literal)
  (rune_literal)
  (import_declaration)
  (package_clause)
  (label_name)
] @text
(field_declaration name: (_) @text)
(method_elem name: (_) @text)
(keyed_element . (literal_element (identifier) @text))

(parameter_declaration name: (_) @local) @declared
(variadic_parameter_declaration name: (_) @local) @declared
(type_parameter_declaration name: (_) @local) @declared
(short_var_declaration left: (expression_list (identifier) @local)) @declared
(range_clause left: (expression_list (identifier) @local)) @declared
(receive_statement left: (expression_list (identifier) @local)) @declared
(type_switch_statement alias: (expression_list (identifier) @local)) @declared
(var_spec name: (_) @local) @declared
(const_spec name: (_) @local) @declared
(type_spec name: (_) @local) @declared


; What values are, see outline/mentions/values.py
(parameter_declaration) @typed
(short_var_declaration) @typed
(var_spec) @typed
(field_declaration) @typed
(field_declaration !name type: (_) @heir)
(method_elem) @result
(function_declaration) @result
(method_declaration) @result
(interface_type (type_elem . (_) .) @heir)
