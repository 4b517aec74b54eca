[
  (comment)
  (string_content)
  (escape_sequence)
  (import_statement)
  (import_from_statement)
  (future_import_statement)
] @text
(keyword_argument name: (_) @text)

(parameters (identifier) @local)
(lambda_parameters (identifier) @local)
(default_parameter name: (_) @local)
(typed_parameter . (identifier) @local)
(typed_default_parameter name: (_) @local)
(list_splat_pattern (identifier) @local)
(dictionary_splat_pattern (identifier) @local)
(assignment left: (identifier) @local)
(pattern_list (identifier) @local)
(tuple_pattern (identifier) @local)
(for_statement left: (identifier) @local)
(for_in_clause left: (identifier) @local)
(as_pattern_target (identifier) @local)
(named_expression name: (_) @local)
; Not those of `list[Cart]`, which the grammar calls by the same name
(_ type_parameters: (type_parameter (type (identifier) @local)))
(type_alias_statement left: (type (generic_type (type_parameter (type (identifier) @local)))))


; The name of a type as a string: it is not known yet where it stands
(type (string (string_content) @type))
(type (subscript subscript: (string (string_content) @type)))

; What values are, see outline/mentions/values.py
(typed_parameter) @typed
(typed_default_parameter) @typed
(assignment) @typed
(with_item value: (as_pattern) @typed)
(function_definition) @result
(class_definition superclasses: (_) @heir)
