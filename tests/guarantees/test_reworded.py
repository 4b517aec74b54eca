"""What did not change is not reworded: seen in the requests and in what git says of the vault."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, Request, default_models
from material.command_line import contents, run
from material.repository import MODEL, asked_names, generate, is_warm_up, put, questions, repository

SOURCES = {
    "README.md": "# Shop\n\nSells things.\n",
    "shop/cart.py": "from shop.price import price\n\n\ndef total(x):\n    return price(x)\n",
    "shop/price.py": "def price(item):\n    return item.cost\n",
    "shop/deep/tax.py": "def tax(sum):\n    return sum * 0.2\n",
    "shop/deep/duty.py": "def duty(sum):\n    return sum * 0.1\n",
    "web/page.py": "def page(name):\n    return name\n",
    "web/form.py": "def form(name):\n    return name + name\n",
}


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    models = default_models()
    with OllamaServer(models=models) as double:
        yield double


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", SOURCES)
    git(root, "checkout", "-q", "-b", "main")
    commit(root)
    return root


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def git(root: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *args], check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")


def changed(vault: Path, before: dict[str, bytes]) -> set[str]:
    """Return the notes that are not as before; the files for agents only repeat them."""
    after = contents(vault)
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return {path for path in paths if not path.endswith(("/llms.txt", "/llms-full.txt"))}


def asked(server: OllamaServer, since: int = 0) -> list[str]:
    """Return what was asked about, in order: the first line of each question's material."""
    return [request.user.partition("\n")[0] for request in questions(server)[since:]]


def test_a_change_in_one_function_of_a_big_file_asks_about_it_alone(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    body = "\n".join(f"    x = x + {n}" for n in range(46))
    text = "\n\n".join(f"def f{n}(x):\n{body}\n    return x * {n}" for n in range(104)) + "\n"
    assert len(text.splitlines()) > 5000
    put(shop / "shop/big.py", text)
    repository(vault, {})
    assert generate(shop, "-o", vault, server=server).exit_code == 0
    commit(vault)
    count = len(server.work)
    put(shop / "shop/big.py", text.replace("return x * 50", "return x * 51"))
    assert generate(shop, "-o", vault, server=server).exit_code == 0
    (question,) = [request for request in server.work[count:] if not is_warm_up(request)]
    assert asked_names(question) == ["f50"]
    assert "return x * 51" in question.user
    assert "def f80" not in question.user
    stat = git(vault, "diff", "--numstat", "--", "*.md").split()
    assert stat[2::3] == ["shop/shop/big.py.md"]
    assert int(stat[0]) <= 5  # its hash and sum, the state line, the sentence


def test_a_new_file_asks_for_itself_its_folder_and_those_whose_sentence_changed(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    generate(shop, "-o", vault, server=server)
    count = len(questions(server))
    put(shop / "shop/deep/fee.py", "def fee(sum):\n    return sum * 0.3\n")
    before = contents(vault)
    generate(shop, "-o", vault, server=server)
    assert asked(server, count) == ["shop/deep/fee.py (python)", "shop/deep", "shop", "shop"]
    assert changed(vault, before) == {
        "shop/shop/deep/fee.py.md",
        "shop/shop/deep/deep.md",
        "shop/shop/shop.md",
        "shop/shop.md",
    }


def test_a_folder_whose_sentence_is_its_authors_keeps_the_question_below(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    put(shop / "shop/deep/README.md", "# Taxes\n\nComputes the taxes that the state takes.\n")
    generate(shop, "-o", vault, server=server)
    count = len(questions(server))
    put(shop / "shop/deep/fee.py", "def fee(sum):\n    return sum * 0.3\n")
    generate(shop, "-o", vault, server=server)
    assert asked(server, count) == ["shop/deep/fee.py (python)", "shop/deep"]


def test_another_branch_and_back_asks_nothing(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    generate(shop, "-o", vault, server=server)
    before = contents(vault)
    git(shop, "checkout", "-q", "-b", "other")
    put(shop / "shop/price.py", "def price(item):\n    return item.cost * item.count\n")
    put(shop / "web/new.py", "def new(name):\n    return name * 2\n")
    commit(shop)
    generate(shop, "-o", vault, server=server)
    there = contents(vault)
    count = len(server.work)
    git(shop, "checkout", "-q", "main")
    assert generate(shop, "-o", vault, server=server).exit_code == 0
    assert changed(vault, before) == {f".trash/{path}" for path in trash(vault)}
    git(shop, "checkout", "-q", "other")
    assert generate(shop, "-o", vault, server=server).exit_code == 0
    assert changed(vault, there) == {f".trash/{path}" for path in trash(vault)}
    assert len(server.work) == count


def texts(requests: list[Request]) -> list[Request]:
    """Return the requests for texts: a bigger model is asked for lists about a repository, too."""
    bodies = ((request, request.body or {}) for request in requests)
    return [r for r, body in bodies if not {"ideas", "tasks"} & {*body["format"]["properties"]}]


def trash(vault: Path) -> set[str]:
    """Return the notes in the trash; of the file that the other branch alone has."""
    found = set(contents(vault / ".trash"))
    assert all(path.startswith("shop/web/new.py.") for path in found)
    return found


@pytest.mark.parametrize(
    ("setting", "refresh", "other"),
    [("language: Italian", "prompt", "model"), ("model: ministral-3:3b", "model", "prompt")],
)
def test_another_model_or_prompt_asks_nothing_until_refresh(
    shop: Path, vault: Path, server: OllamaServer, setting: str, refresh: str, other: str
) -> None:
    base = f"host: {server.host}\ntarget_dir: {vault}\nsource_paths: [{shop}]\n"
    config = shop.parent / "config.yaml"
    put(config, f"{base}model: {MODEL}\n")
    run("generate", "-c", config)
    asked = len(questions(server))
    count, before = len(server.work), contents(vault)
    model = "" if setting.startswith("model") else f"model: {MODEL}\n"
    put(config, f"{base}{setting}\n{model}")
    run("generate", "-c", config)
    run("generate", "-c", config, "--refresh", other)
    assert (len(server.work), contents(vault)) == (count, before)
    run("generate", "-c", config, "--refresh", refresh)
    assert len(texts(questions(server))) == 2 * asked
    count = len(server.work)
    run("generate", "-c", config, "--refresh", "all")
    assert len(server.work) == count  # what is refreshed is not older any more


def test_what_is_asked_for_one_function_does_not_hide_the_older_prose_beside_it(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    text = "\n\n".join(f"def f{n}(x):\n    return x * {n}\n" for n in range(20))
    put(shop / "shop/many.py", text)
    options = ("-o", vault, "--host", server.host)
    run("generate", shop, *options, "--model", MODEL)
    put(shop / "shop/many.py", text.replace("x * 7", "x * 8"))
    run("generate", shop, *options, "--model", "ministral-3:3b")
    count = len(questions(server))
    run("generate", shop, *options, "--model", "ministral-3:3b", "--refresh", "model")
    names = [name for request in questions(server)[count:] for name in asked_names(request)]
    assert {f"f{n}" for n in range(20)} <= set(names)


def test_changed_since_asks_about_what_git_says(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    put(shop / "web/page.py", "def page(name):\n    return name.title()\n")
    put(shop / "shop/new.py", "from shop.price import price\n\nprice\n")
    done = generate(shop, "-o", vault, "--changed-since", "main", server=server)
    assert done.exit_code == 0, done.stderr
    assert sorted(asked(server)) == [
        "shop", "shop", "shop/new.py (python)", "web", "web/page.py (python)",
    ]  # fmt: skip
    price = (vault / "shop/shop/price.py.md").read_text(encoding="utf-8")
    assert "[[shop/shop/new.py.md|new.py]]" in price
    assert "*Not summarised yet.*" in price
    count = len(questions(server))
    generate(shop, "-o", vault, server=server)
    assert "shop/price.py (python)" in asked(server, count)


def test_changed_since_needs_a_revision_that_git_knows(shop: Path, vault: Path) -> None:
    done = generate(shop, "-o", vault, "--engine", "none", "--changed-since", "nowhere")
    assert done.exit_code == 2
    assert "--changed-since nowhere: git does not know it" in done.stderr
    assert "fetch-depth" in done.stderr
    put(vault.parent / "plain/a.py", "A = 1\n")
    done = generate(vault.parent / "plain", "-o", vault, "--changed-since", "HEAD")
    assert done.exit_code == 2
    assert "not in a git work tree" in done.stderr
    assert not vault.exists()


# Moved sources


def test_a_renamed_source_takes_its_note_along_without_a_question(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    generate(shop, "-o", vault, server=server)
    old = vault / "shop/shop/price.py.md"
    put(old, old.read_bytes() + b"\r\nMy own [words](http://example.org).\n")
    put(
        vault / "mine.md",
        "See [[shop/shop/price.py]], [[cart.py]] and [it](shop/shop/price.py.md).\n",
    )
    count = len(server.work)
    git(shop, "mv", "shop/price.py", "shop/prices.py")
    put(shop / "shop/cart.py", SOURCES["shop/cart.py"].replace("shop.price ", "shop.prices "))
    done = generate(shop, "-o", vault, server=server)
    assert done.exit_code == 0, done.stderr
    assert not old.exists()
    note = (vault / "shop/shop/prices.py.md").read_bytes()
    assert note.endswith(b"\r\nMy own [words](http://example.org).\n")
    assert b'source: "shop/prices.py"' in note
    cart = (vault / "shop/shop/cart.py.md").read_text(encoding="utf-8")
    assert "[[shop/shop/prices.py.md|prices.py]]" in cart
    assert "price.py.md" not in cart
    assert done.row("shop/prices.py")["state"] == "moved"
    assert done.report["moved"] == [
        {"from": "shop/shop/price.py.md", "to": "shop/shop/prices.py.md"}
    ]
    links = [(each["note"], each["link"]) for each in done.report["broken_links"]]
    assert links == [("mine.md", "shop/shop/price.py"), ("mine.md", "shop/shop/price.py.md")]
    assert "Your link to shop/shop/price.py in mine.md leads nowhere now" in done.stderr
    assert [name for request in server.work[count:] for name in asked_names(request)] == []
    assert all("prices.py (python)" not in line for line in asked(server))


def test_what_a_run_says_of_notes_counts_from_the_vault_as_links_do(
    shop: Path, tmp_path: Path
) -> None:
    around, target = tmp_path / "around", tmp_path / "around/code"
    (around / ".obsidian").mkdir(parents=True)
    options = ("-o", target, "--engine", "none")
    put(shop / "shop/gone.py", "def leave():\n    return 0\n")
    assert "\nFor agents: code/shop/llms.txt (" in generate(shop, *options).stderr
    put(around / "mine.md", "See [[code/shop/shop/price.py]].\n")
    (shop / "shop/gone.py").unlink()
    git(shop, "mv", "shop/price.py", "shop/prices.py")
    said = generate(shop, *options).stderr
    old, new = "code/shop/shop/price.py", "code/shop/shop/prices.py"
    assert f"1 note followed its source: {old}.md -> {new}.md." in said
    assert f"Your link to {old} in mine.md leads nowhere now: the note is {new}.md" in said
    assert "moved to .trash: code/shop/shop/gone.py.md." in said


def test_a_renamed_source_alone_asks_nothing_at_all(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    generate(shop, "-o", vault, server=server)
    count = len(server.work)
    git(shop, "mv", "web/form.py", "web/forms.py")
    assert generate(shop, "-o", vault, server=server).exit_code == 0
    assert (vault / "shop/web/forms.py.md").exists()
    assert len(server.work) == count


def test_a_renamed_folder_takes_its_notes_along(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    put(shop / "web/__init__.py", "")
    put(shop / "web/sub/__init__.py", '"""Forms inside forms."""\n')
    generate(shop, "-o", vault, server=server)
    folder = vault / "shop/web/web.md"
    put(folder, folder.read_bytes() + b"\nAbout the web.\n")
    count = len(server.work)
    git(shop, "add", "-A")
    git(shop, "mv", "web", "site")
    done = generate(shop, "-o", vault, server=server)
    assert done.exit_code == 0, done.stderr
    assert not (vault / "shop/web").exists()
    assert (vault / "shop/site/site.md").read_bytes().endswith(b"\nAbout the web.\n")
    assert (vault / "shop/site/sub/__init__.py.md").exists()
    assert not (vault / ".trash").exists()
    assert len(server.work) == count


def test_what_is_not_unique_is_not_taken_for_a_move(
    shop: Path, vault: Path, server: OllamaServer
) -> None:
    put(shop / "web/form2.py", SOURCES["web/form.py"])
    generate(shop, "-o", vault, server=server)
    (shop / "web/form.py").rename(shop / "shop/one.py")
    (shop / "web/form2.py").rename(shop / "shop/two.py")
    done = generate(shop, "-o", vault, server=server)
    assert done.report["moved"] == []
    assert (vault / "shop/shop/one.py.md").exists()
