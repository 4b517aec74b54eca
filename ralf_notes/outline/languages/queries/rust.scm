[(line_comment) (block_comment)] @comment
(attribute_item) @attribute
(extern_crate_declaration) @import
(use_declaration) @import
(mod_item name: (_) !body) @import

(function_item
  name: (_) @name parameters: (parameters) @parameters body: (block) @body) @function
(function_signature_item name: (_) @name parameters: (parameters) @parameters) @function

(impl_item
  body: (declaration_list
    (function_item
      name: (_) @name parameters: (parameters) @parameters body: (block) @body) @method))
(impl_item
  trait: (_) @contract
  body: (declaration_list
    (function_item
      name: (_) @name parameters: (parameters) @parameters body: (block) @body) @method))

(impl_item type: (type_identifier) @name body: (_) @body) @scope
(impl_item type: (generic_type type: (type_identifier) @name) body: (_) @body) @scope
(impl_item type: (scoped_type_identifier name: (type_identifier) @name) body: (_) @body) @scope
(impl_item
  type: (generic_type type: (scoped_type_identifier name: (type_identifier) @name))
  body: (_) @body) @scope
(impl_item type: (reference_type type: (type_identifier) @name) body: (_) @body) @scope
(impl_item) @scope

(struct_item name: (_) @name) @struct
(struct_item name: (_) @name body: (field_declaration_list "{" @list)) @struct
(enum_item name: (_) @name body: (_ "{" @list)) @enum
(union_item name: (_) @name body: (_ "{" @list)) @union
(trait_item name: (_) @name body: (_) @body) @trait
(mod_item name: (_) @name body: (_) @body) @module
(type_item name: (_) @name) @type
(field_declaration name: (_) @name) @member
(enum_variant name: (_) @name) @member @open
(const_item name: (_) @name) @member
(static_item name: (_) @name) @member
(associated_type name: (_) @name) @member
(impl_item
  trait: (_) @contract
  body: (declaration_list
    [(type_item name: (_) @name) (const_item name: (_) @name)] @member))
(macro_definition name: (_) @name @stop) @macro

(closure_expression body: (block) @local)
