"""What the overview shows of the parts: from inside the only folder of sources."""

from __future__ import annotations

from pathlib import Path

from material.repository import generate, put, repository

FILES = {
    "README.md": "# Gate\n\nOpens gates.\n",
    "pyproject.toml": '[project]\nname = "gate"\n',
    "main.py": "from gate.door import Door\n\nDoor()\n",
    "gate/__init__.py": "",
    "gate/door.py": '"""The door."""\n\nfrom gate.motor import turn\n\n\n'
    "class Door:\n    def open(self):\n        turn()\n",
    "gate/motor.py": '"""The motor."""\n\n\ndef turn(): ...\n',
    "tests/test_door.py": "from gate.door import Door\n\n\ndef test_door():\n    Door()\n",
}


def overview(tmp_path: Path, files: dict[str, str], heading: str) -> str:
    """Return a section of the overview of some files."""
    root = repository(tmp_path / "gate", files)
    assert generate(root, "-o", tmp_path / "vault", "--engine", "none").exit_code == 0
    text = (tmp_path / "vault/gate/gate.md").read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_the_only_folder_of_sources_is_shown_from_inside(tmp_path: Path) -> None:
    lines = overview(tmp_path, FILES, "Folders").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("- [[gate/gate/gate.md|gate]]"))
    assert lines[at + 1].startswith("  - `__init__.py`")
    assert lines[at + 2] == "  - [[gate/gate/door.py.md|door.py]]: The door."
    assert "- `door.py` uses `motor.py`" in overview(tmp_path, {}, "How the parts use each other")
    put(tmp_path / "gate/gate/door.py", FILES["gate/door.py"].replace("The door.", "A new door."))
    assert "|door.py]]: A new door." in overview(tmp_path, {}, "Folders")


def test_a_chain_of_folders_leads_to_where_there_is_more_than_one_child(tmp_path: Path) -> None:
    moved = {f"src/main/{p}" if p.startswith("gate/") else p: t for p, t in FILES.items()}
    lines = overview(tmp_path, moved, "Folders").splitlines()
    assert "  - [[gate/src/main/gate/gate.md|main/gate/]]" in lines
    assert "    - [[gate/src/main/gate/door.py.md|door.py]]: The door." in lines


def test_of_two_folders_of_sources_none_is_opened(tmp_path: Path) -> None:
    text = overview(tmp_path, FILES | {"shop/__init__.py": "", "shop/a.py": "A = 1\n"}, "Folders")
    assert "\n  - " not in text


def test_settings_and_manifests_are_no_parts(tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "gate", "main": "gate.js"}',
        "tsconfig.json": '{"files": ["gate.ts"]}',
        "tsconfig.app.json": '{"extends": "./tsconfig.json"}',
        "gate.ts": 'import { turn } from "./motor";\n\nexport const open = () => turn();\n',
        "motor.ts": "export function turn() {}\n",
    }
    text = overview(tmp_path, files, "How the parts use each other")
    assert "- `gate.ts` uses `motor.ts`" in text
    assert "json" not in text


def test_a_part_that_all_use_leaves_room_for_the_others(tmp_path: Path) -> None:
    files = {f"p{n}.py": f"import base\n\n\ndef f{n}():\n    base.x()\n" for n in range(24)}
    files |= {
        f"q{n}.py": f"from p{n} import f{n}\nimport base\n\n\ndef g():\n    f{n}(base.x())\n"
        for n in range(6)
    }
    files["base.py"] = "def x(): ...\n"
    text = overview(tmp_path, files, "How the parts use each other")
    assert "- `q3.py` uses `p3.py`" in text
    assert "`base.py`" not in text
    assert "30 further uses are not shown" in text or "30 further uses not shown" in text
