; inherits: mentions/ecmascript
(public_field_definition name: (_) @text)
(property_signature name: (_) @text)
(method_signature name: (_) @text)
(abstract_method_signature name: (_) @text)
(enum_body (property_identifier) @text)
(enum_assignment name: (_) @text)

(required_parameter pattern: (identifier) @local)
(optional_parameter pattern: (identifier) @local)
(type_parameter name: (_) @local)

; What values are, see outline/mentions/values.py
(required_parameter) @typed
(optional_parameter) @typed
(public_field_definition) @typed
(property_signature) @typed
(method_signature) @result
(extends_type_clause) @heir
