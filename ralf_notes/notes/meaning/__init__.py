"""What a block says, whatever a formatter did to its Markdown."""
