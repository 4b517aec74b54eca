"""A double of an Ollama server on a real socket, with the state and the timing of the real one."""
