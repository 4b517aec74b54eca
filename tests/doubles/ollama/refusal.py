"""What the double of an Ollama server says when it refuses a request."""

from __future__ import annotations


class Refusal(Exception):
    """The server's answer is an error."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
