; inherits: mentions/typescript
(jsx_text) @text
