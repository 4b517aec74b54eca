"""The errors of ralf-notes. Each message says what failed, where, why, and what to do about it.

RalfError                     a person reads its message; `exit_code` is that of the process
 ├─ UsageError            2   a wrong option, or a source that does not exist
 │   └─ ConfigError       2   a wrong key, type or value in a config file
 ├─ EngineError           3   the server or the model is not available
 │   ├─ ServerDown        3   nothing answers at the host
 │   ├─ ModelMissing      3   the server does not have the model
 │   ├─ OutOfMemory       3   the machine has no memory for the model, though it was asked again
 │   └─ BreakerOpen       3   too many failures in a row: the run stops
 │       └─ Unusable      1   too many answers in a row that cannot be used: the run stops
 ├─ OutOfTime             0   the run's time is over: it stops as configured
 ├─ Interrupted         130   a person stopped the command
 ├─ TargetError           4   the vault cannot be written
 ├─ SourceUnreadable          one file cannot be read: it is reported, and the run continues
 ├─ NoteBlocked               one note cannot be written: it is reported, and the run continues
 └─ AskError                  one request failed
     ├─ PromptTooLong         the prompt exceeds the context window: split it
     ├─ Transient             may succeed later: ask again after a pause
     └─ Refused               will not succeed later: the message quotes the server
         └─ FormatRefused     the server cannot keep this model's answers to a schema
"""

import os
from traceback import extract_tb

_PACKAGE = f"{os.sep}ralf_notes{os.sep}"

EXIT_FAULT = 70
"""The exit code for an exception that nobody foresaw. Source: EX_SOFTWARE in sysexits(3)."""


class RalfError(Exception):
    """Base of all errors that are shown to a person as one message.

    An error about several things has a text for each, which is shown on a line of its own.
    """

    exit_code = 1

    def __str__(self) -> str:
        """Return the message on one line."""
        return "; ".join(map(str, self.args)).replace(":; ", ": ")


class UsageError(RalfError):
    """An option or a source path is wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """A config file has a wrong key, type or value."""


class EngineError(RalfError):
    """The server or the model is not available."""

    exit_code = 3


class ServerDown(EngineError):
    """Nothing answers at the configured host."""


class ModelMissing(EngineError):
    """The model is not on the server, or the model file is not on disk."""


class OutOfMemory(EngineError):
    """The machine of the server has no memory for the model. It may be free a moment later."""


class BreakerOpen(EngineError):
    """Too many requests in a row failed, not because of the files asked about."""


class Unusable(BreakerOpen):
    """Too many of a model's answers in a row cannot be used."""

    exit_code = 1


class OutOfTime(RalfError):
    """The run's time is over."""

    exit_code = 0


class Interrupted(RalfError):
    """A person stopped the command."""

    exit_code = 130


class TargetError(RalfError):
    """The target directory cannot be used."""

    exit_code = 4


class SourceUnreadable(RalfError):
    """A source file cannot be read or decoded."""


class NoteBlocked(RalfError):
    """A note cannot be written, e.g. because a file of the user has its path."""


class AskError(RalfError):
    """One request to the model failed."""


class PromptTooLong(AskError):
    """The prompt exceeds the model's context window."""

    def __init__(self, message: str, tokens: int = 0, window: int = 0) -> None:
        """Describe it.

        Args:
            message: what the server says.
            tokens: how long the prompt is, by the server's count; 0 if it does not say.
            window: how many tokens the context window holds; 0 if it does not say.
        """
        super().__init__(message)
        self.tokens, self.window = tokens, window


class Transient(AskError):
    """The request may succeed later, e.g. after a refused connection."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        """Describe it; `after` is how many seconds later the server wants to be asked again."""
        super().__init__(message)
        self.after = after


class Refused(AskError):
    """The request failed, and would fail again."""


class FormatRefused(Refused):
    """The server cannot keep this model's answers to a schema; without one it may answer."""


def fault_words(error: BaseException) -> str:
    """Return a message for an exception that nobody foresaw, without the exception's own text."""
    frames = [each for each in extract_tb(error.__traceback__) if _PACKAGE in each.filename]
    where = ""
    if frames:
        path = frames[-1].filename.rpartition(_PACKAGE)[2].replace(os.sep, "/")
        where = f" in {path}, line {frames[-1].lineno}"
    kind = type(error).__name__
    if isinstance(error, MemoryError):
        return f"memory ran out ({kind}{where}): close other programs, or lower max_file_size"
    return f"a fault of ralf-notes itself: {kind}{where}"
