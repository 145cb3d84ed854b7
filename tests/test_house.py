"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "mapconfig"

#: One library, one door: where each runtime library may be imported.
DOORS = {
    "click": {"cli", "__main__.py"},
    "yaml": {"read/yaml.py"},
    "yamlrocks": {"read/fast.py"},
    "jsonschema": {"read/schema.py", "plan/file.py"},
    "jsonschema_rs": {"read/schema.py"},
    "deepdiff": {"diff/opaque.py"},
    "git": {"record/history.py"},
    "networkx": {"graph/drawing.py"},
    "filelock": {"record/lock.py"},
    "defusedxml": {"read/salesforce.py", "read/crm.py"},
    "hypothesis": {"testing/strategies.py"},
}

#: Waivers of the type checker, the linter and coverage. These numbers only fall.
RATCHETS = {"type: ignore": 12, "noqa": 12, "pragma: no cover": 0}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_every_library_has_one_door() -> None:
    """
    A library is used in the one place that is named for it, so it can be replaced there.
    """
    strangers = []
    for path in modules():
        here = path.relative_to(PACKAGE).as_posix()
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            doors = DOORS.get(name.partition(".")[0])
            if doors is not None and not any(here == door or here.startswith(door + "/") for door in doors):
                strangers.append(f"{here} imports {name}")

    assert strangers == []


def test_every_declared_library_is_used() -> None:
    """
    What is installed with mapconfig has a job in it.
    """
    used = {
        name.partition(".")[0] for path in modules() for name in imported(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert set(DOORS) - used == set()


@pytest.mark.parametrize("mark", RATCHETS)
def test_waivers_only_become_fewer(mark: str) -> None:
    """
    Every waiver is a debt; their number may fall but not rise.
    """
    found = sum(path.read_text(encoding="utf-8").count(mark) for path in modules())

    assert found <= RATCHETS[mark]


def test_help_imports_no_library_but_click() -> None:
    """
    `mapconfig --help` answers at once, because nothing heavy is loaded for it.
    """
    code = (
        "import sys; from mapconfig.__main__ import run; code = run(['--help']);"
        "print('loaded', *sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    # Measured coverage would load libraries of its own.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain)

    loaded = set(done.stderr.rpartition("loaded")[2].split())
    assert loaded & (set(DOORS) - {"click"}) == set()
    assert "sqlite3" not in loaded


def test_no_committed_file_names_an_index_or_a_registry() -> None:
    """
    The project installs from whatever index the user has set up.
    """
    pattern = re.compile(r"index-url|\"resolved\": *\"http|https?://[^ ]*(/simple/|/packages/[0-9a-f]{2}/|/-/[^ ]*tgz)")
    named = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    guilty = []
    for name in named.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and name not in {"tests/test_house.py", "script/lock"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            guilty += [f"{name}: {match[0]}" for match in pattern.finditer(text)]

    assert guilty == []


def test_no_room_is_called_by_an_empty_name() -> None:
    """
    A file's name says what is in it.
    """
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "service", "handler"}

    assert [str(path) for path in modules() if path.stem in empty or path.parent.name in empty] == []
