"""The MCP server: agents search and read the notes by it. It writes nothing and asks no model.

Source: https://modelcontextprotocol.io/specification
"""
