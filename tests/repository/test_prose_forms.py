"""`benchmarks/prose.py`: its forms reach the model as they are named, and its figures are right."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from doubles.ollama.server import OllamaServer, Request, default_answer
from material.repository import MODEL, repository

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import retrieval  # noqa: E402
from prose_variants import variants  # noqa: E402

pytestmark = pytest.mark.slow


def loaded(path: Path) -> ModuleType:
    """Return a program as a module; `import prose` may find the tests of that name."""
    spec = spec_from_file_location(f"benchmark_{path.stem}", path)
    assert spec and spec.loader
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


prose = loaded(BENCHMARKS / "prose.py")

NAMES = [f"fill_{n}" for n in range(10)]
OVEN = "\n\n".join(
    f"def {name}(loaf, deck):\n    return loaf.weight * deck + {n}" for n, name in enumerate(NAMES)
)
SOURCES = {
    "README.md": "# Bakery\n\nBakes bread in the night.\n",
    "oven.py": OVEN,
    "shop.py": "from oven import fill_3\n\n\ndef sell(loaf):\n    return fill_3(loaf, 2)\n" * 9,
}
SAID = (
    "Multiplies the weight of a loaf by its deck", "Adds one gram for flour", "Weighs rye twice",
    "Counts butter among the dough", "Takes four decks at night", "Turns bread into numbers",
    "Knows how heavy an oven gets", "Sums salt and yeast", "Reckons what eight rolls need",
    "Gives nine crumbs to spare",
)  # fmt: skip
FORMS = variants({"temperature": 0.7})


def answer(request: Request) -> str:
    """Answer in lines where lines are asked for, else as the schema says."""
    if "Answer in lines" not in str((request.body or {})["messages"][0]):
        return str(default_answer(request))
    names = re.findall(r"`(\w+)`", request.user.rpartition('Write "symbols"')[2])
    said = dict(zip(NAMES, SAID, strict=True))
    lines = [f"- `{name}`: {said.get(name, 'Sells a loaf')}." for name in names]
    return "\n".join(["summary: Fills decks of an oven with loaves of some weight.", *lines])


def chat(server: OllamaServer) -> list[Request]:
    return [r for r in server.requests if r.path == "/api/chat" and "oven.py" in r.user[:60]]


def is_unlike(text: str) -> Callable[[list[Request]], bool]:
    return lambda asked: not any(text in request.user for request in asked)


def has_option(**options: float) -> Callable[[list[Request]], bool]:
    return lambda asked: all(options.items() <= r.body["options"].items() for r in asked if r.body)


HOLDS = {
    "one object": lambda asked: len(asked) == 1,
    "8 symbols a request": lambda asked: len(asked) == 2,
    "lines": lambda asked: all("format" not in (r.body or {}) for r in asked),
    "no neighbours": is_unlike("It is used by:"),
    "no example": lambda asked: True,
    "no repository line": is_unlike("Repository bakery"),
    "temperature 0": has_option(temperature=0.0),
    "temperature 0.4": has_option(temperature=0.4),
    "the card's sampling": has_option(temperature=0.7),
}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a place for compiled modules that all forms share."""
    return str(tmp_path_factory.mktemp("compiled"))


@pytest.mark.parametrize("name", FORMS)
def test_a_form_reaches_the_model_and_its_answers_the_notes(
    name: str, tmp_path: Path, compiled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", compiled)
    tree = repository(tmp_path / "bakery", SOURCES)
    with OllamaServer(answer=answer) as server:
        written = prose.write(tree, tmp_path, server.host, MODEL, FORMS[name])
        asked = chat(server)
    assert HOLDS[name](asked)
    assert {*written.kept["oven.py"].symbols} == {*NAMES}
    is_changed = [each.is_changed for each in written.exchanges]
    assert any(is_changed) == (name not in ("one object", "no example"))
    assert sum(each.answer_tokens for each in written.exchanges) > 0


def test_sentences_find_what_they_are_about() -> None:
    texts = {"oven.py": "def bakeBread(): heats the oven", "shop.py": "def sell_bread(): till"}
    index = retrieval.Index(texts)
    assert index.rank_of("Where is bread baked, and the oven heated?", ["oven.py"]) == 1
    assert index.rank_of("Who stands at the till?", ["oven.py"]) == 2
    assert index.rank_of("nothing", ["oven.py"]) == 1  # of equals the mean
    same = retrieval.difference([1.0, 0.5], [1.0, 0.5])
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)
    better = retrieval.difference([1.0] * 300, [0.5] * 300)
    assert better.low == better.high == 0.5
