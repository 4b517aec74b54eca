"""What agents get: `llms.txt`, the block for `AGENTS.md`, and the server that they call."""
