"""`score`: a defect that is put into good notes lowers its own metric, and no other."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.server import OllamaServer, Request, default_models
from hypothesis import given, settings
from hypothesis import strategies as st
from material import vault_checks
from material.command_line import contents, run, run_on_terminal
from material.repository import MODEL, Done, generate, put, repository
from material.scored_notes import (
    CLOCK_NOTE,
    LIMITS_NOTE,
    SAID,
    Gate,
    is_share,
    make_good_notes,
    says,
    values,
)

from ralf_notes.notes import links, markdown, note
from ralf_notes.notes.hidden.line import hidden_line, source_digest
from ralf_notes.notes.hidden.state import State
from ralf_notes.notes.kept import parse_body
from ralf_notes.notes.tables import docstring_of, parameter_table
from ralf_notes.notes.wording import wording_for
from ralf_notes.outline.model import Parameter, Symbol
from ralf_notes.report import measure
from ralf_notes.report.metrics import METRICS
from ralf_notes.text import one_line


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a work tree and good notes on it."""
    folder = tmp_path_factory.mktemp("good")
    make_good_notes(folder)
    return folder


@pytest.fixture(scope="module")
def good(made: Path) -> dict[str, float]:
    return Gate(made / "gate", made / "vault").values()


@pytest.fixture
def gate(made: Path, tmp_path: Path) -> Gate:
    shutil.copytree(made / "gate", tmp_path / "gate")
    shutil.copytree(made / "vault", tmp_path / "vault")
    return Gate(tmp_path / "gate", tmp_path / "vault")


# The score of good notes


def test_good_notes_have_what_they_should(gate: Gate) -> None:
    shares = gate.score()["total"]
    assert [*shares] == [*METRICS]
    perfect = {m: (s["part"], s["whole"]) for m, s in shares.items() if s["value"] == 1}
    assert perfect == {
        "completeness": (6, 6),
        "names": (7, 7),
        "parameter_precision": (2, 2),
        "parameter_recall": (2, 2),
        "parameter_f1": (4, 4),
        "links": (14, 14),
        "coverage": (3, 3),
        "freshness": (3, 3),
        "parsed": (42, 42),
    }
    assert shares["raw_names"] == {"value": None, "part": 0, "whole": 0}
    assert gate.score()["defects"] == []


def test_files_that_no_model_is_to_read_do_not_count_for_coverage(
    gate: Gate, tmp_path: Path
) -> None:
    read_by_no_model(gate)
    assert gate.score()["total"]["coverage"] == {"value": 2 / 3, "part": 2, "whole": 3}
    config = put_config(tmp_path, 'routing:\n  rules: ["used_by >= 1 -> none"]\n')
    coverage = gate.score("--config", config)["total"]["coverage"]
    assert coverage == {"value": 1, "part": 2, "whole": 2}


def test_it_asks_nobody_and_writes_nothing(gate: Gate, tmp_path: Path) -> None:
    before = contents(tmp_path)
    assert gate.printed()
    assert contents(tmp_path) == before


# Deliberate defects

Defect = Callable[[Gate], None]


def description_removed(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, markdown.prose(SAID["Bucket.drain"]) + "\n", "")


def docstring_removed(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, "> One client's allowance.\n", "")


def section_removed(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, "#### `Bucket.drain`", "#### `Bucket.flood`")


def name_invented(gate: Gate) -> None:
    gate.edit(CLOCK_NOTE, "Always gives 1.0.", "Always gives 1.0. It calls `frobnicate_all` first.")


def name_invented_for_a_folder(gate: Gate) -> None:
    gate.edit("gate/gate.md", "rules.", "rules, says `TokenStore` to all who come.")


def parameter_renamed(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, "| `rate` |", "| `speed` |")


def default_changed(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, "| `0.5` |", "| `0.6` |")


def parameter_left_out(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, "| `most` | `float` | `9.0` | tokens that fit. |\n", "")


def table_left_out(gate: Gate) -> None:
    text = (gate.vault / LIMITS_NOTE).read_text(encoding="utf-8")
    without = re.sub(r"^\|.*\n", "", text, flags=re.MULTILINE)
    assert without != text
    (gate.vault / LIMITS_NOTE).write_text(without, encoding="utf-8")


def parameter_added(gate: Gate) -> None:
    row = "| `most` | `float` | `9.0` | tokens that fit. |\n"
    gate.edit(LIMITS_NOTE, row, f"{row}| `colour` | `str` |  |\n")


def link_broken(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, "[[gate/app/clock.py.md|", "[[gate/app/block.py.md|")


def read_by_no_model(gate: Gate) -> None:
    text = (gate.vault / CLOCK_NOTE).read_text(encoding="utf-8")
    body = note.take_apart(text).body
    before = hidden_line(parse_body(body).state, digest=source_digest(body, {}))
    gate.edit(CLOCK_NOTE, before, hidden_line(State(), digest=source_digest(body, {})))


def source_changed(gate: Gate) -> None:
    put(gate.root / "README.md", "# Gate\n\nKeeps out floods of requests.\n")


def source_added(gate: Gate) -> None:
    put(gate.root / "notes.md", "# More\n\nOf the [gate](README.md).\n")


def source_deleted(gate: Gate) -> None:
    (gate.root / "README.md").unlink()


LISTED = {"completeness", "names", "parameter_f1", "links", "freshness"}
"""The metrics for which `score` lists each defect."""
PARAMETERS = {"parameter_precision", "parameter_recall", "parameter_f1"}
DEFECTS: list[tuple[Defect, set[str], set[str]]] = [
    # the change, the metrics that must fall, the metrics that may fall
    (description_removed, {"completeness"}, set()),
    (docstring_removed, {"completeness"}, set()),
    (section_removed, {"completeness"}, set()),
    (name_invented, {"names"}, set()),
    (name_invented_for_a_folder, {"names"}, set()),
    (parameter_renamed, PARAMETERS, set()),
    (default_changed, PARAMETERS, set()),
    (parameter_left_out, {"parameter_recall", "parameter_f1"}, set()),
    (table_left_out, {"parameter_recall", "parameter_f1"}, {"parameter_precision"}),
    (parameter_added, {"parameter_precision", "parameter_f1"}, set()),
    (link_broken, {"links"}, set()),
    (read_by_no_model, {"coverage"}, set()),
    (source_changed, {"freshness"}, {"coverage"}),
    (source_added, {"freshness", "coverage"}, set()),
    (source_deleted, {"freshness"}, {"links"}),
]


@pytest.mark.parametrize(
    ("defect", "must", "may"), DEFECTS, ids=[defect.__name__ for defect, _, _ in DEFECTS]
)
def test_a_metric_falls_with_its_defect_and_the_others_stay(
    gate: Gate, good: dict[str, float], defect: Defect, must: set[str], may: set[str]
) -> None:
    defect(gate)
    score = gate.score()
    after = values(score["total"])
    counted = {m: value for m, value in good.items() if value is not None}
    # Without any table there is nothing whose precision could be told.
    fell = {m for m, value in counted.items() if after[m] is None or after[m] < value - 1e-9}
    assert must <= fell <= must | may
    assert {defect["metric"] for defect in score["defects"]} == (fell & LISTED)


@pytest.mark.parametrize("style", ["wikilink", "markdown"])
def test_links_of_both_styles_are_followed(gate: Gate, tmp_path: Path, style: str) -> None:
    config = ("--config", put_config(tmp_path, f"links: {style}\nvault_root: .\n"))
    linked = Gate(gate.root, tmp_path / "deep" / "linked")
    done = generate(gate.root, "-o", linked.vault, *config, "--engine", "none")
    assert done.exit_code == 0
    assert linked.score(*config)["total"]["links"] == {"value": 1.0, "part": 14, "whole": 14}
    (linked.vault / CLOCK_NOTE).unlink()
    score = linked.score(*config)
    assert (score["total"]["links"]["part"], score["total"]["links"]["whole"]) == (8, 11)
    assert {d["note"] for d in score["defects"] if d["metric"] == "links"} == {
        LIMITS_NOTE,
        linked_folder(linked.vault),
        linked_folder(linked.vault).replace("/app", "", 1).replace("app.md", "gate.md"),
    }


def put_config(folder: Path, text: str) -> Path:
    put(folder / "config.yaml", text)
    return folder / "config.yaml"


def linked_folder(vault: Path) -> str:
    """Return the path of the note on the folder `app`, whatever folder notes are named."""
    (path,) = (p for p in vault.glob("gate/app/*.md") if p.name in ("app.md", "README.md"))
    return path.relative_to(vault).as_posix()


def test_the_links_of_a_note_are_those_that_a_markdown_reader_sees() -> None:
    seen = 0
    for vault in (Path(__file__).parents[1] / "testdata/notes").glob("*/vault"):
        notes = {path: t for path, t in vault_checks.texts(vault).items() if path.endswith(".md")}
        for path, text in notes.items():
            body = note.take_apart(text).body
            ours = [*links.wikilinks(body), *(lead for _, lead in links.relative_links(path, body))]
            assert sorted(ours) == sorted(vault_checks.links(path, text)), path
            seen += len(ours)
    assert seen > 50


def test_what_the_author_or_code_says_is_no_link(gate: Gate) -> None:
    put(
        gate.root / "odd.py",
        '"""See [[nowhere]] and [it](no.md).\n\n    a[0](x)\n"""\nA = B[0](1)\n',
    )
    generate(gate.root, "-o", gate.vault, "--engine", "none")
    assert "nowhere" in (gate.vault / "gate/odd.py.md").read_text(encoding="utf-8")
    assert gate.values()["links"] == 1


# Models


def test_each_model_is_measured_by_the_notes_it_wrote(gate: Gate, made: Path) -> None:
    put(gate.root / "late.py", "def late(x, y: int = 0):\n    return x\n")
    with OllamaServer(answer=says, models=default_models()) as server:
        host = ("--host", server.host, "--model", "ministral-3:3b")
        assert generate(gate.root, "-o", gate.vault, *host).exit_code == 0
    before = gate.score()["models"]
    assert {*before} == {MODEL, "ministral-3:3b"}
    gate.edit("gate/late.py.md", "Hands `x` back.", "Hands `x` to `frobnicate_all`.")
    after = gate.score()["models"]
    assert after[MODEL] == before[MODEL]
    assert after["ministral-3:3b"]["names"]["value"] < before["ministral-3:3b"]["names"]["value"]
    heading = gate.printed().splitlines()[0].split("  ")
    assert [word.strip() for word in heading if word] == [
        "METRIC", "TOTAL", "ministral-3:3b", MODEL, "SHARE OF",
    ]  # fmt: skip


def test_notes_that_no_model_wrote_are_a_group_of_their_own(gate: Gate, tmp_path: Path) -> None:
    bare = Gate(gate.root, tmp_path / "bare")
    generate(bare.root, "-o", bare.vault, "--engine", "none")
    score = bare.score()
    assert [*score["models"]] == [""]
    assert score["total"]["coverage"]["value"] == 0
    assert score["total"]["completeness"]["part"] == 2
    assert score["total"]["names"]["value"] is None
    assert "no model" in bare.printed()


# The rate of names before the check


def invents(request: Request) -> str:
    """Answer like a model that invents a name in each first answer."""
    answer = says(request)
    first = "frobnicate_all" not in request.user and request.user.startswith("app/clock.py ")
    return answer.replace("Always gives", "`frobnicate_all` gives") if first else answer


def test_the_raw_rate_of_names_comes_from_the_report(gate: Gate, tmp_path: Path) -> None:
    fresh, report = Gate(gate.root, tmp_path / "fresh"), tmp_path / "report.json"
    with OllamaServer(answer=invents) as server:
        done = generate(fresh.root, "-o", fresh.vault, server=server)
    report.write_text(json.dumps(done.report), encoding="utf-8")
    raw = fresh.score("--report", report)["total"]["raw_names"]
    totals = done.report["totals"]
    assert raw["whole"] == totals["names"] > 5
    assert raw["value"] == pytest.approx(totals["raw_name_rate"])
    assert raw["value"] < 1
    assert fresh.score("--report", report)["models"][MODEL]["raw_names"] == raw
    assert "below 0.999" in fresh.printed(
        "--report", report, "--fail-under", "raw_names=0.999", expect=1
    )


def test_without_a_report_the_raw_rate_is_not_known(gate: Gate, tmp_path: Path) -> None:
    assert "needs --report FILE of a run" in gate.printed()
    assert "--report FILE" in gate.printed("--fail-under", "raw_names=0", expect=2)
    for text in ("{", "[]", '{"files": [{}], "folders": []}'):
        put(tmp_path / "odd.json", text)
        assert "odd.json" in gate.printed("--report", tmp_path / "odd.json", expect=2)
    assert "nowhere.json" in gate.printed("--report", tmp_path / "nowhere.json", expect=2)


# Gates


def test_score_fails_under_a_gate(gate: Gate) -> None:
    gates = ("--fail-under", "completeness=0.9", "--fail-under", "links=0.9")
    assert "missed" not in gate.printed(*gates)
    description_removed(gate)
    lines = gate.printed(*gates, expect=1).splitlines()
    assert lines[-1] == "ralf-notes: a gate was missed: completeness is 0.833, below 0.9"
    assert sum("missed" in line for line in lines) == 1


def test_a_gate_that_was_missed_is_in_the_json(gate: Gate, tmp_path: Path) -> None:
    description_removed(gate)
    args = ("--source", str(gate.root), "--fail-under", "completeness=1", "--json")
    printed = run("score", gate.vault, *args, expect=1)
    score = json.loads(printed[: printed.rindex("}") + 1])
    assert score["missed_gates"] == ["completeness is 0.833, below 1"]
    assert score["exit_code"] == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("completness=0.8", "the metrics are completeness, "),
        ("0.8", "the metrics are completeness, "),
        ("telling_apart=0.5", "benchmarks/prose_variety.py prints it"),
        ("links", "links=0.8"),
        ("links=80", "from 0 to 1"),
        ("links=80%", "from 0 to 1"),
        ("links=nan", "from 0 to 1"),
    ],
)
def test_a_wrong_gate_is_refused_before_any_work(
    gate: Gate, tmp_path: Path, given: str, message: str
) -> None:
    assert message in " ".join(gate.printed("--fail-under", given, expect=2).split())
    done = generate(gate.root, "-o", tmp_path / "new", "--engine", "none", "--fail-under", given)
    assert done.exit_code == 2
    assert not (tmp_path / "new").exists()


def gated(gate: Gate, gates: Iterable[str], *options: str, **more: Any) -> Done:
    wanted = [part for each in gates for part in ("--fail-under", each)]
    return generate(gate.root, "-o", gate.vault, *wanted, *options, **more)


def test_generate_holds_its_notes_against_gates(gate: Gate, tmp_path: Path) -> None:
    fresh = Gate(gate.root, tmp_path / "fresh")
    with OllamaServer(answer=invents) as server:
        done = gated(fresh, ("raw_names=0.99", "completeness=1", "names=1"), server=server)
    assert done.exit_code == done.report["exit_code"] == 1
    assert re.findall(r"A gate was missed: (\w+) is 0\.\d+, below 0\.99\.", done.stderr) == [
        "raw_names"
    ]
    (missed,) = done.report["missed_gates"]
    assert missed.startswith("raw_names is ")
    assert done.report["quality"]["total"]["names"]["value"] == 1
    assert done.report["quality"]["models"][MODEL] == done.report["quality"]["total"]
    assert (fresh.vault / CLOCK_NOTE).exists()


def test_gates_hold_for_a_run_that_has_nothing_to_do(gate: Gate, tmp_path: Path) -> None:
    bare = Gate(gate.root, tmp_path / "bare")
    for _ in range(2):
        done = gated(bare, ("completeness=0.5",), "--engine=none")
        assert done.exit_code == 1
        assert "completeness is 0.333, below 0.5" in done.stderr
    assert gated(bare, ("completeness=0.3",), "--engine=none").exit_code == 0
    assert gated(bare, (), "--engine=none").report["quality"] is None


def test_gates_see_a_note_of_a_deleted_source_until_it_goes(gate: Gate) -> None:
    (gate.root / "README.md").unlink()
    done = gated(gate, ("freshness=1",), "--engine=none", "--limit=1")  # removes no notes
    assert done.exit_code == 1
    assert "freshness is 0.666, below 1" in done.stderr
    assert gated(gate, ("freshness=1",), "--engine=none").exit_code == 0


def test_a_dry_run_and_a_run_that_could_not_work_have_no_gates(gate: Gate, tmp_path: Path) -> None:
    bare = Gate(gate.root, tmp_path / "bare")
    assert gated(bare, ("completeness=1",), "--dry-run", "--engine=none").exit_code == 0
    with OllamaServer(answer=says) as server:
        server.models.clear()
        done = gated(bare, ("completeness=1",), server=server)
    assert done.exit_code == 3
    assert "gate was missed" not in done.stderr


# Output for a person


def test_a_table_in_plain_columns_and_on_a_terminal(gate: Gate) -> None:
    lines = gate.printed().splitlines()
    assert [line.split()[0] for line in lines] == ["METRIC", *METRICS]
    assert lines[1].split(maxsplit=3) == ["completeness", "1.000", "1.000", "6 public symbols"]
    drawn = run_on_terminal(
        "score", str(gate.vault), "--source", str(gate.root), env={"COLUMNS": "100"}
    )
    assert "completeness" in drawn
    assert "│" not in drawn


def test_verbose_names_what_is_missing(gate: Gate) -> None:
    description_removed(gate)
    parameter_renamed(gate)
    printed = gate.printed("--verbose")
    assert f"completeness (1):\n  {LIMITS_NOTE}: Bucket.drain\n" in printed
    assert f"{LIMITS_NOTE}: Bucket.refill: its signature has no speed: float = 0.5\n" in printed
    assert f"{LIMITS_NOTE}: Bucket.refill: its table has no rate: float = 0.5\n" in printed


def test_a_missing_vault_or_source_is_an_error(gate: Gate, tmp_path: Path) -> None:
    assert "nowhere" in run("score", tmp_path / "nowhere", "--source", gate.root, expect=2)
    assert "--source" in run("score", gate.vault, expect=2)
    printed = gate.printed("--source", tmp_path / "lost", expect=1)
    assert "lost: it does not exist" in printed
    assert "completeness" in printed


def test_the_page_says_what_each_metric_means() -> None:
    page = (Path(__file__).parents[2] / "docs/score.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [*METRICS]


# The measures without a vault

QUICK = settings(max_examples=50, deadline=None)  # a slow machine is not a defect


@QUICK
@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_agreement_is_the_harmonic_mean_of_both_sides(listed: list[int], right: list[int]) -> None:
    precision, recall, f1 = measure.agreement(listed, right)
    assert all(map(is_share, (precision, recall, f1)))
    p, r = precision.value or 0, recall.value or 0
    if p and r:
        assert f1.value == pytest.approx(2 * p * r / (p + r))
    assert measure.agreement(listed, listed)[2].part == 2 * len(listed)
    assert measure.agreement(right, listed)[:2] == (recall, precision)


CELL = st.text(max_size=30).map(lambda text: one_line(text).strip())


@QUICK
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=4))
def test_any_table_of_parameters_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    parameters = tuple(Parameter(f"p{name}", kind, default) for name, kind, default in rows)
    symbol = Symbol("f", "function", "def f()", "", True, parameters, 0, 1, "0")
    table = parameter_table(symbol, docstring_of(symbol), wording_for("English"))
    read = [*measure.parameter_rows(table.splitlines())]
    assert read == ([(p.name, p.type, p.default) for p in parameters] if table else [])


# Sources of the last run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    # Of NOTICE, only a model could say anything: without one it has no note.
    files = {"a.py": "x = 1\n", "b.py": "y = 1\n", "NOTICE": "Ada sold boats.\n"}
    root = repository(tmp_path / "shop", files)
    generate(root, "-o", tmp_path / "vault", "--engine", "none", "--exclude", "b.py")
    return root


def test_without_a_source_that_of_the_last_run_counts(shop: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    named = run("score", vault, "--source", shop, "--exclude", "b.py", "--json")
    assert run("score", vault, "--json") == named
    assert json.loads(named)["total"]["freshness"] == {"value": 1, "part": 1, "whole": 1}


def test_the_notes_are_named_as_for_other_commands_too(shop: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    shown = run("score", vault, "--json")
    assert run("score", "--target-dir", vault, "--json") == shown
    assert run("score", vault, "-o", vault, "--json") == shown
    assert run("score", "--source", shop, "-o", vault, "--exclude", "b.py", "--json") == shown


def test_a_source_in_the_place_of_the_notes_is_told(shop: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    said = run("score", shop, "--target-dir", vault, expect=2)
    assert f"ralf-notes score --source {shop} --target-dir {vault}" in " ".join(said.split())


def test_a_source_of_the_last_run_that_is_gone_is_told(shop: Path, tmp_path: Path) -> None:
    moved = shop.rename(tmp_path / "moved")
    said = run("score", tmp_path / "vault", expect=2)
    assert f"documented {shop}, which is gone" in said
    assert "--source PATH" in said
    run("score", tmp_path / "vault", "--source", moved)


def test_a_target_without_a_recorded_run_needs_a_source(
    shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RALF_STATE_DIR", str(tmp_path / "other"))
    assert "no run on this target is recorded here" in run("score", tmp_path / "vault", expect=2)


def test_a_vault_is_compared_with_its_own_sources_not_with_those_of_the_configuration_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "x = 1\n", "b.py": "y = 1\n"})
    other = repository(tmp_path / "other", {"c.py": "z = 1\n"})
    (other / "ralf-notes.yaml").write_text("target_dir: ../notes\nsource_paths: [.]\n")
    monkeypatch.chdir(other)
    run("trust")
    run("generate", "--engine", "none")
    run("generate", shop, "--engine", "none", "-o", tmp_path / "vault")
    named = run("score", tmp_path / "vault", "--source", shop, "--json")
    assert run("score", tmp_path / "vault", "--json") == named
    of_both = [json.loads(run("score", *vault, "--json")) for vault in ([], [tmp_path / "notes"])]
    assert of_both[0]["total"] == of_both[1]["total"] != json.loads(named)["total"]


def test_notes_that_a_repository_holds_are_compared_with_it_on_any_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "x = 1\n", "b.py": "y = 1\n"})
    notes = shop / "docs" / "notes"
    run("generate", shop, "--engine", "none", "-o", notes)
    monkeypatch.setenv("RALF_STATE_DIR", str(tmp_path / "another machine"))
    monkeypatch.chdir(tmp_path)
    assert run("score", notes, "--json") == run("score", notes, "--source", shop, "--json")
    config = "target_dir: docs/notes\nsource_paths: [a.py]\n"
    (shop / "ralf-notes.yaml").write_text(config)
    part = run("score", notes, "--source", shop / "a.py", "--json")
    assert run("score", notes, "--json") == part
