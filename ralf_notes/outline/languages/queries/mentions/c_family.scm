[
  (preproc_include)
  (preproc_params)
  (statement_identifier)
] @text
(preproc_def name: (_) @text)
(preproc_function_def name: (_) @text)
(preproc_call argument: (_) @text)
(enumerator name: (_) @text)

(parameter_declaration declarator: (identifier) @local)
(declaration declarator: (identifier) @local)
(init_declarator declarator: (identifier) @local)
(pointer_declarator declarator: (identifier) @local)
(array_declarator declarator: (identifier) @local)

(preproc_function_def) @macro
