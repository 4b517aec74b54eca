"""Sources that instruct the model or want to be active: they stay text, in notes and in prompts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from markdown_it import MarkdownIt
from material.attacks import ATTACKS
from material.command_line import contents
from material.hostile import Outcome, attack_with_sources, judge
from material.repository import generate, put, questions, repository

from ralf_notes.notes import note
from ralf_notes.prose import questions as prompts
from ralf_notes.prose.questions import Question

# Control tokens of Qwen, SmolLM, Llama 2-4, Gemma 2-4, Mistral, DeepSeek, Phi, GLM, Granite,
# EXAONE, Command R, gpt-oss, StarCoder, CodeLlama, Seed, MiniMax and BERT, and marks of
# servers for images.
TOKENS = (
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|begin_of_text|>", "<|eot_id|>", "<|eom_id|>",
    "<|start_header_id|>", "<|end_header_id|>", "<|python_tag|>", "<|header_start|>", "<|eot|>",
    "<s>", "</s>", "<unk>", "<pad>", "<mask>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<bos>",
    "<eos>", "<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<end_of_image>", "<unused7>",
    "<|turn>", "<turn|>", "<|channel>", "<channel|>", "<|tool_call>", "<tool_call|>",
    "[TOOL_CALLS]",
    "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[TOOL_CONTENT]",
    "[IMG]", "[IMG_BREAK]", "[THINK]", "[/THINK]", "[ARGS]", "[CALL_ID]", "[PREFIX]", "[SUFFIX]",
    "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>",
    "<｜tool▁calls▁begin｜>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "[gMASK]",
    "<sop>",
    "<|start_of_role|>", "<|end_of_role|>", "<|end_of_text|>", "[|system|]", "[|endofturn|]",
    "<|START_OF_TURN_TOKEN|>", "<|SYSTEM_TOKEN|>", "<|start|>", "<|message|>", "<|return|>",
    "<|fim_prefix|>", "<fim_prefix>", "<fim_suffix>", "<file_sep>", "<repo_name>", "<gh_stars>",
    "<PRE>", "<SUF>", "<MID>", "<EOT>", "<seed:bos>", "<seed:think>", "]~b]", "]~!b[", "[e~[",
    "[CLS]", "[SEP]", "[PAD]", "[MASK]", "<think>", "</think>", "<tool_call>", "</tool_call>",
    "<tool_response>", "<reserved_special_token_0>", "<SPECIAL_12>", "<extra_id_0>", "<role>",
    "[img-0]", "[img-12]", "<__media__>", "<__ollama_media_0a__>", "[control_8]",
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """A vault of sources with every attack, each in one language; `hostile.py` tries all."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RALF_CACHE_DIR", str(folder / "cache"))
        patch.setenv("RALF_SERVER_WAIT", "0")
        yield attack_with_sources(folder, languages=1)


def test_nothing_of_a_source_is_active_in_a_note(hostile: Outcome) -> None:
    assert len(ATTACKS) >= 100
    assert hostile.tried > 1000
    assert hostile.notes > 700
    assert hostile.through == ()


def test_no_attack_hides_what_comes_after_it(hostile: Outcome) -> None:
    """The last symbol of each Python file still has its heading: nothing swallowed it."""
    found = 0
    for path, data in contents(hostile.target).items():
        if re.search(r"/x\d+\.py\.md$", path):
            tokens = MarkdownIt("commonmark").parse(note.take_apart(data.decode()).body)
            headings = [tokens[n + 1].content for n, t in enumerate(tokens) if t.tag == "h3"]
            assert {"`handle`", "class `Keeper`", "`bare`"} <= {*headings}, path
            found += 1
    assert found >= 8


def test_nothing_is_written_outside_the_target(hostile: Outcome) -> None:
    around = hostile.root.parent
    assert {path.name for path in around.iterdir()} == {"gate", "vault", "cache"}
    assert {path.name for path in hostile.target.iterdir()} == {"gate"}
    others = {path for path in contents(hostile.target) if not path.endswith(".md")}
    assert others == {"gate/llms.txt", "gate/llms-full.txt"}


def test_a_second_run_asks_nothing_and_changes_nothing(
    hostile: Outcome, server: OllamaServer
) -> None:
    """The test has its own cache, so sources and notes are all read again."""
    before = contents(hostile.target)
    again = generate(hostile.root, "-o", hostile.target, server=server)
    assert again.exit_code == 0, again.stderr
    assert server.work == []
    assert contents(hostile.target) == before


def test_no_source_ends_its_fence_or_its_turn(hostile: Outcome) -> None:
    asked = questions(hostile.server)
    assert len(asked) > 400
    for request in asked:
        fence, body, task = fenced(request.user)
        assert fence not in body
        assert 'Write "s' in task
        assert not [token for token in TOKENS if token in request.user]


def fenced(message: str) -> tuple[str, str, str]:
    """Return the fence of a message, the text inside, and the text after it."""
    found = re.search(r"^(`{3,})\n", message, re.MULTILINE)
    assert found
    body, end, task = message[found.end() :].rpartition(f"\n{found[1]}\n")
    assert end
    return found[1], body, task


@pytest.mark.parametrize("token", TOKENS)
def test_no_control_token_reaches_the_model(token: str) -> None:
    text = f"x = '{token}' # <{token}> {token}{token}"
    question = prompts.about_file(f"a{token}.py", "python", text, [f"f{token}"], True)
    sent = prompts.message(question, question.task)
    assert token not in sent
    assert sent.replace(" ", "") == (question.material + question.task).replace(" ", "")


@pytest.mark.parametrize(
    "text",
    ["a < b || c | d", "List<String>", "x[0]", "<div class='s'>", "a <- b |> f", "Map<K, S>"],
)
def test_plain_code_reaches_the_model_as_it_is(text: str) -> None:
    assert prompts.message(Question("file", text, "", True), "") == text


def test_a_folder_with_a_hostile_name_stays_in_the_target(
    tmp_path: Path, server: OllamaServer
) -> None:
    """Names of sources come from the configuration, which the repository itself may hold."""
    names = [
        re.sub(r"[/\\\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", a) for a in ATTACKS.values()
    ]
    named = [name[:80].strip() for name in names if not name.lstrip().startswith(".")][::5]
    for number in range(len(named)):
        put(tmp_path / f"source/{number}/a.py", "def f(rows): ...\n")
    lines = [
        f"- path: {tmp_path}/source/{n}\n  name: {yaml_string(name)}"
        for n, name in enumerate(named)
    ]
    put(tmp_path / "config.yaml", "source_paths:\n" + "\n".join(lines) + "\n")
    options = ("--config", tmp_path / "config.yaml", "-o", tmp_path / "in" / "vault")
    done = generate(*options, server=server)
    assert done.exit_code == 0, done.stderr
    assert judge(tmp_path / "in" / "vault") == []
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["vault"]
    assert len(list((tmp_path / "in" / "vault").iterdir())) == len(named)


def yaml_string(text: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"'


# Symbolic links in the target

FILES = {"src/a.py": "def f(rows): ...\n", "b.py": "def g(rows): ...\n"}


def link_folder(target: Path, elsewhere: Path) -> None:
    (target / "gate").mkdir()
    (target / "gate/src").symlink_to(elsewhere)


def link_tree(target: Path, elsewhere: Path) -> None:
    (target / "gate").symlink_to(elsewhere)


def link_note(target: Path, elsewhere: Path) -> None:
    (target / "gate/src").mkdir(parents=True)
    (target / "gate/src/a.py.md").symlink_to(elsewhere / "kept.md")


def link_missing_note(target: Path, elsewhere: Path) -> None:
    (target / "gate/src").mkdir(parents=True)
    (target / "gate/src/a.py.md").symlink_to(elsewhere / "new.md")


def link_up(target: Path, elsewhere: Path) -> None:
    (target / "gate").mkdir()
    (target / "gate/src").symlink_to("../../elsewhere")


@pytest.mark.parametrize("make", [link_folder, link_tree, link_note, link_missing_note, link_up])
def test_a_link_in_the_target_leads_nothing_out_of_it(
    tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    target, elsewhere = tmp_path / "vault", tmp_path / "elsewhere"
    target.mkdir()
    put(elsewhere / "kept.md", "mine")
    make(target, elsewhere)
    root = repository(tmp_path / "gate", FILES)
    done = generate(root, "-o", target, "--engine", "none")
    assert done.exit_code == 1
    assert "src/a.py" in done.stderr
    assert "symbolic link" in done.stderr or "not a note of ralf-notes" in done.stderr
    assert contents(elsewhere) == {"kept.md": b"mine"}


def test_a_linked_trash_folder_takes_nothing_out(tmp_path: Path) -> None:
    target, elsewhere = tmp_path / "vault", tmp_path / "elsewhere"
    root = repository(tmp_path / "gate", FILES)
    generate(root, "-o", target, "--engine", "none")
    elsewhere.mkdir()
    (target / ".trash").symlink_to(elsewhere)
    path = target / "gate/b.py.md"
    edited = path.read_text(encoding="utf-8").replace("# b.py", "# mine")
    path.write_text(edited, encoding="utf-8")
    options = ("--engine", "none", "--config", root / "config.yaml")
    put(root / "config.yaml", "on_edited: rebuild\n")
    generate(root, "-o", target, *options)
    assert contents(elsewhere) == {}
    assert path.read_text(encoding="utf-8") == edited


def test_a_target_that_is_a_link_itself_is_used(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "vault").symlink_to(tmp_path / "disk")
    root = repository(tmp_path / "gate", FILES)
    done = generate(root, "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "disk/gate/src/a.py.md").is_file()


def test_a_hundred_kilobytes_of_a_name_cost_a_few_requests(
    tmp_path: Path, server: OllamaServer
) -> None:
    root = repository(
        tmp_path / "gate", {"a.py": f"def {'never_ending_' * 8000}(a):\n    return a\n"}
    )
    done = generate(root, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    assert done.row("a.py")["coverage"] == 1.0
    assert len(server.work) < 60
