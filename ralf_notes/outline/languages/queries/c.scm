; inherits: c_family
(translation_unit (struct_specifier name: (_) @name body: (_) @list) @struct)
(declaration (struct_specifier name: (_) @name body: (_) @list) @struct @promoted)
; The type of `typedef struct a { int b; } *c;` is a.
(type_definition
  type: (struct_specifier name: (_) @name body: (_) @list) @struct @promoted
  . declarator: (pointer_declarator))
(declaration_list (struct_specifier name: (_) @name body: (_) @list) @struct)
(field_declaration (struct_specifier name: (_) @name body: (_) @list) @struct @promoted)
(preproc_if (struct_specifier name: (_) @name body: (_) @list) @struct)
(preproc_ifdef (struct_specifier name: (_) @name body: (_) @list) @struct)
(preproc_else (struct_specifier name: (_) @name body: (_) @list) @struct)
(preproc_elif (struct_specifier name: (_) @name body: (_) @list) @struct)
(function_definition (struct_specifier name: (_) @name body: (_) @list) @struct)
(translation_unit (union_specifier name: (_) @name body: (_) @list) @union)
(declaration (union_specifier name: (_) @name body: (_) @list) @union @promoted)
(declaration_list (union_specifier name: (_) @name body: (_) @list) @union)
(field_declaration (union_specifier name: (_) @name body: (_) @list) @union @promoted)
(preproc_if (union_specifier name: (_) @name body: (_) @list) @union)
(preproc_ifdef (union_specifier name: (_) @name body: (_) @list) @union)
(preproc_else (union_specifier name: (_) @name body: (_) @list) @union)
(preproc_elif (union_specifier name: (_) @name body: (_) @list) @union)
(function_definition (union_specifier name: (_) @name body: (_) @list) @union)
