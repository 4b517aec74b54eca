"""The types of values in a config, each with the words of an error message for what it allows.

The ValueError of a check here says only what is allowed; `message` adds the rest.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, PlainValidator

from ralf_notes.config.addresses import HOST_EXPECTED, server_url
from ralf_notes.config.durations import (
    DURATION_PATTERN,
    KEEP_ALIVE_EXPECTED,
    TIME_OF_DAY_PATTERN,
    normalise_keep_alive,
    span_seconds,
)
from ralf_notes.config.engines import EngineName
from ralf_notes.config.routing_rules import RULE_EXPECTED, ProseKind, Tier, parse_rule
from ralf_notes.config.source_links import AUTO, NONE


@dataclass(frozen=True, slots=True)
class Expected:
    """What a key allows, in the words of an error message."""

    text: str
    item: str = ""
    """What one entry allows, where the value is a list."""


def _one_of(choice: object) -> Expected:
    return Expected("one of " + ", ".join(get_args(choice)))


def _path(value: object) -> Path:
    if not isinstance(value, str | Path) or str(value).strip() == "":
        raise ValueError("a path")
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError("a path; there is no such user on this machine") from None


def _num_ctx(value: object) -> int | Literal["auto"]:
    if value == "auto":
        return "auto"
    number = int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value) else value
    if not isinstance(number, int) or isinstance(number, bool) or number < 512:
        raise ValueError("auto or a whole number of tokens, 512 or more")
    return number


def _keep_alive(value: object) -> str | int | float:
    try:
        return "auto" if value == "auto" else normalise_keep_alive(value)
    except ValueError as exc:
        raise ValueError(f"auto, or {exc}") from None


MOST_PARALLEL = 64
"""The most requests at once; the connections to a server are enough for these."""


def _parallel(value: object) -> int | Literal["auto"]:
    if value == "auto":
        return "auto"
    number = int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,3}", value) else value
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= MOST_PARALLEL:
        raise ValueError(f"auto or a number of requests from 1 to {MOST_PARALLEL}")
    return number


def _host(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(HOST_EXPECTED)
    return server_url(value)


def _time_of_day(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(TIME_OF_DAY_PATTERN, value):
        raise ValueError("a time of day such as 02:00 or 23:30")
    return value.rjust(5, "0")


def _command(value: object) -> tuple[str, ...]:
    allowed = ValueError(
        'a command such as "notify --to me", or a list of the command and its arguments'
    )
    try:
        words = shlex.split(value) if isinstance(value, str) else value
    except ValueError:  # a quote is not closed
        raise allowed from None
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise allowed
    if any("\0" in word for word in words) or (words and not words[0]):
        raise allowed
    return tuple(words)


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a size such as 500 kB, 1 MB or a number of bytes")
    return value


def _tag(value: str) -> str:
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", value) or value.replace("/", "").isdigit():
        raise ValueError("a tag of letters, digits, - and _, such as code or docs/code")
    return value


URL_SCHEMES = (
    "https", "http", "file", "vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "zed",
    "idea", "jetbrains", "pycharm", "webstorm", "phpstorm", "goland", "clion", "rubymine",
    "rider", "fleet",
    "txmt", "subl", "mvim", "nova", "bbedit", "xcode", "emacs", "editor", "obsidian",
)  # fmt: skip
"""Schemes of links to sources: the web, files, and editors that open a file."""


def _url_template(value: str) -> str:
    if value.lower() in (AUTO, NONE):
        return AUTO if value.lower() == AUTO else ""
    expected = ValueError(
        "a URL with {path}, and perhaps {name} and {root}, "
        "such as https://github.com/me/it/blob/main/{path}"
    )
    try:
        fields = [part[1:] for part in Formatter().parse(value) if part[1] is not None]
    except ValueError:  # a brace is not closed
        raise expected from None
    plain = {(name, "", None) for name in ("path", "name", "root")}
    is_url = re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+", value)
    scheme = value.partition(":")[0].lower()
    if is_url and scheme not in URL_SCHEMES:  # `javascript:` would run in some readers of notes
        raise ValueError(f"a URL whose scheme is one of {', '.join(URL_SCHEMES)}")
    if value and not (is_url and plain.issuperset(fields) and ("path", "", None) in fields):
        raise expected
    return value


def _rule_text(value: object) -> str:
    if isinstance(value, dict) and len(value) == 1:  # as YAML reads `kind: test -> none`
        ((key, rest),) = value.items()
        value = f"{key}: {rest}"
    if not isinstance(value, str):
        raise ValueError(RULE_EXPECTED)
    parse_rule(value)
    return value


LinkStyle = Literal["wikilink", "markdown"]
FolderNote = Literal["auto", "name", "readme", "index"]
OnEdited = Literal["keep", "rebuild"]
Detail = Literal["auto", "brief", "full"]
Workers = Literal["threads", "dask"]

EngineChoice = Annotated[EngineName, _one_of(EngineName)]
LinkChoice = Annotated[LinkStyle, _one_of(LinkStyle)]
FolderNoteChoice = Annotated[FolderNote, _one_of(FolderNote)]
WorkersChoice = Annotated[Workers, _one_of(Workers)]
DetailChoice = Annotated[Detail, _one_of(Detail)]
OnEditedChoice = Annotated[OnEdited, _one_of(OnEdited)]
ProseKinds = Annotated[
    tuple[ProseKind, ...],
    Field(strict=False),
    Expected("a list of code, docs, test, data", item=f"one of {', '.join(get_args(ProseKind))}"),
]

TierChoice = Annotated[Tier, _one_of(Tier)]
ModelName = Annotated[str | None, Expected("a model's name")]
Rules = Annotated[
    tuple[
        Annotated[str, PlainValidator(_rule_text, json_schema_input_type=str | dict[str, str])], ...
    ],
    Field(strict=False),
    Expected("a list of rules such as used_by >= 5 -> quality", item=RULE_EXPECTED),
]

SomePath = Annotated[
    Path,
    PlainValidator(_path, json_schema_input_type=str),
    Expected("the path of a file or folder"),
]
Folder = Annotated[
    Path | None,
    PlainValidator(
        lambda value: None if value is None else _path(value), json_schema_input_type=str | None
    ),
    Expected("the path of a folder"),
]
File = Annotated[
    Path | None,
    PlainValidator(
        lambda value: None if value is None else _path(value), json_schema_input_type=str | None
    ),
    Expected("the path of a file"),
]
Text = Annotated[str, Expected("a text")]
Name = Annotated[str, Field(min_length=1, pattern=r"^\S[^\n]*$"), Expected("a name")]
FolderName = Annotated[
    str,
    Field(pattern=r"^([^/\\.\n][^/\\\n]*)?$"),
    Expected("a folder's name without / and \\ that does not start with a dot"),
]
Ref = Annotated[
    str,
    Field(pattern=r"^([^-\s:][^\n\x00:]*)?$"),
    Expected("git's name for a commit, such as main, origin/main or v1.0"),
]
Names = Annotated[tuple[Name, ...], Field(strict=False), Expected("a list of names", item="a name")]
Globs = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    Field(strict=False),
    Expected('a list of patterns such as ["*.py", "docs/**"]', item='a pattern such as "*.py"'),
]
Switch = Annotated[bool, Expected("true or false (not yes, no, on or off)")]
Seconds = Annotated[
    float, Field(gt=0, allow_inf_nan=False), Expected("a number of seconds, more than 0")
]
Wait = Annotated[
    float, Field(ge=0, allow_inf_nan=False), Expected("a number of seconds, 0 or more")
]
Temperature = Annotated[
    float, Field(ge=0, le=2, allow_inf_nan=False), Expected("a number from 0 to 2")
]
Seed = Annotated[int, Field(ge=0, lt=2**31), Expected("a whole number from 0 to 2147483647")]
Retries = Annotated[int, Field(ge=0, le=10), Expected("a whole number from 0 to 10")]
Size = Annotated[
    ByteSize,
    BeforeValidator(_no_bool, json_schema_input_type=int | str),
    Field(gt=0),
    Expected("a size such as 500 kB, 1 MB or a number of bytes, more than 0"),
]
NumCtx = Annotated[
    int | Literal["auto"],
    PlainValidator(
        _num_ctx, json_schema_input_type=Annotated[int, Field(ge=512)] | Literal["auto"]
    ),
]
Parallel = Annotated[
    int | Literal["auto"],
    PlainValidator(
        _parallel,
        json_schema_input_type=Annotated[int, Field(ge=1, le=MOST_PARALLEL)] | Literal["auto"],
    ),
]
Scheduler = Annotated[
    str,
    Field(pattern=r"^((tcp|tls|ws|wss)://[^\s/]+:[0-9]{1,5})?$"),
    Expected("the address of a Dask scheduler, such as tcp://mini:8786"),
]
Host = Annotated[str, PlainValidator(_host, json_schema_input_type=str)]
KeepAlive = Annotated[
    str | int | float,
    PlainValidator(
        _keep_alive,
        json_schema_input_type=float
        | Annotated[str, Field(pattern=f"^(auto|{DURATION_PATTERN})$")],
    ),
    Expected(f"auto, or {KEEP_ALIVE_EXPECTED}"),
]
TimeOfDay = Annotated[
    str | None,
    PlainValidator(
        _time_of_day,
        json_schema_input_type=Annotated[str, Field(pattern=f"^{TIME_OF_DAY_PATTERN}$")] | None,
    ),
]
MaxTime = Annotated[
    float | None,
    PlainValidator(
        lambda value: None if value is None else span_seconds(value),
        json_schema_input_type=float
        | Annotated[str, Field(pattern=f"^{DURATION_PATTERN}$")]
        | None,
    ),
]
Command = Annotated[
    tuple[str, ...],
    BeforeValidator(_command, json_schema_input_type=str | list[str]),
    Field(strict=False),
    Expected("a command, or a list of the command and its arguments"),
]
Tag = Annotated[str, AfterValidator(_tag), Expected("a tag such as code or docs/code")]
UrlTemplate = Annotated[
    str, AfterValidator(_url_template), Expected("auto, none, or a URL with {path} in it")
]
LanguageName = Annotated[
    str, Field(pattern=r"^\S[^\n]{0,59}$"), Expected("the name of a language such as English")
]
