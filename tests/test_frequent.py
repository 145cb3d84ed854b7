"""Plain calls of frequent commands, which do without the library that reads command lines."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mapconfig.__main__ import run
from mapconfig.cli import cli
from mapconfig.frequent import plain
from tests.read.sources import commit, git

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def org(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example org in a repository of two commits that differ in a list. Nothing here changes it."""
    root = tmp_path_factory.mktemp("frequent") / "org"
    shutil.copytree(ROOT / "org-config", root, ignore=shutil.ignore_patterns(".mapconfig"))
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    path = root / "lists" / "customers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: The "), encoding="utf-8")
    commit(root)
    return root


@pytest.mark.parametrize(
    "words",
    [
        "validate",
        "validate --cold --fail-on info",
        "validate -f json --fail-on warning",
        "validate --format github",
        "diff HEAD~1 HEAD",
        "diff HEAD~1..HEAD --detailed-exitcode",
        "diff HEAD~1 --format markdown",
        "diff",
        "diff HEAD nothing-such",
        "diff --no-people",
        "impact list/customers",
        "impact list/customers --no-people",
        "impact kind:list --format json",
        "impact crm-field/Account.Type -f markdown",
        "impact nothing-such",
        "impact list/nothing-such",
    ],
)
def test_a_plain_call_does_what_the_full_command_line_does(
    org: Path, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The same output, the same messages and the same exit code, whichever reads the words.
    """
    argv = [*words.split(), "--org", str(org)]
    assert plain(argv) is not None
    code = run(argv)
    shown = capsys.readouterr()
    monkeypatch.setattr("mapconfig.frequent.plain", lambda _: None)

    assert (run(argv), capsys.readouterr()) == (code, shown)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "--help",
        "validate --help",
        "validate --format",
        "validate --format yaml",
        "validate --format=json",
        "validate --cold --cold",
        "validate -C",
        "validate -C --cold",
        "validate extra",
        "validate --fail-on off",
        "validate --at HEAD",
        "validate -o out.txt",
        "diff a b c",
        "diff -- a",
        "diff -x",
        "diff --env x",
        "plan",
        "impact",
        "impact list/customers email/welcome",
        "impact list/customers --at HEAD",
    ],
)
def test_everything_else_is_left_to_the_full_command_line(words: str) -> None:
    """
    Help, mistakes, rare options and other commands.
    """
    assert plain(words.split()) is None


def test_completion_is_left_to_the_full_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    While a shell asks for completions nothing is carried out.
    """
    monkeypatch.setenv("_MAPCONFIG_COMPLETE", "bash_complete")

    assert plain(["validate"]) is None


@pytest.mark.parametrize("name", ["validate", "diff", "impact"])
def test_options_of_plain_calls_are_those_of_the_command(name: str) -> None:
    """
    Every option that is understood without click is one that click knows, with the same choices.
    """
    from mapconfig import frequent

    context = cli.make_context("mapconfig", [name], resilient_parsing=True)
    command = cli.get_command(context, name)
    assert command is not None
    known = {spelling: one for one in command.params for spelling in one.opts}
    for spelling, argument in {**frequent._VALUED[name], **frequent._FLAGS[name]}.items():
        assert known[spelling].name == argument
        allowed = frequent._ALLOWED.get((name, argument))
        assert allowed == (tuple(known[spelling].type.choices) if allowed else None)  # type: ignore[attr-defined]
        assert hasattr(known[spelling].type, "choices") == (allowed is not None)


def test_a_plain_call_loads_no_click(org: Path) -> None:
    """
    What takes longer than the work is not loaded for it.
    """
    script = (
        "import sys; from mapconfig.__main__ import run; run(sys.argv[1:]);"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "validate", "-C", str(org)], capture_output=True, text=True, check=True
    )

    assert "sqlite3" in done.stderr.split()
    assert "click" not in done.stderr.split()
