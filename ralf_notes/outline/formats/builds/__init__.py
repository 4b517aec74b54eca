"""What builds a project: CMake and its kind."""
