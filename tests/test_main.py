"""The boundary: whatever happens inside, a run ends with a sentence and an exit code."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import Any

import click
import pytest

from mapconfig import __main__ as boundary
from mapconfig import errors


def raising(error: BaseException) -> Any:
    """A command that does nothing but fail."""

    def dispatch(argv: Any) -> int:
        raise error

    return dispatch


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (errors.InputError("There is no such thing."), 1, "error: There is no such thing.\n"),
        (errors.UsageError("Say it otherwise."), 64, "error: Say it otherwise.\n"),
        (errors.FindingsError("Look."), 3, "error: Look.\n"),
        (errors.GateRefused("No."), 4, "error: No.\n"),
        (errors.StalePlan("Late."), 5, "error: Late.\n"),
        (errors.Locked("Busy."), 5, "error: Busy.\n"),
        (errors.PartlyApplied("Half."), 6, "error: Half.\n"),
        (errors.PlatformError("Gone."), 1, "error: Gone.\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (RecursionError("deep"), 1, "error: something in the input is nested more deeply than mapconfig can follow\n"),
        (MemoryError(), 1, "error: there is not enough memory for this. Nothing more was done.\n"),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            1,
            "error: reading or writing: no space left on device. Nothing more was done.\n",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", b"/some/file"),
            1,
            "error: /some/file: permission denied. Nothing more was done.\n",
        ),
        (SystemExit(1), 1, ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_every_reason_to_stop_has_its_code_and_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    """Nothing else comes out of a run."""
    monkeypatch.setattr(boundary, "_dispatch", raising(error))

    assert boundary.run([]) == code
    assert capsys.readouterr() == ("", said)


def test_a_bug_is_owned_up_to_without_a_value_from_the_org(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sort of the error and the line in our sources, and how to see more; never its text."""
    monkeypatch.setattr(boundary, "_dispatch", raising(ValueError("ada@example.com")))

    assert boundary.run([]) == 1
    said = capsys.readouterr().err
    assert "this is a bug in mapconfig (ValueError at test_main.py:" in said
    assert "MAPCONFIG_DEBUG=1" in said
    assert "ada@" not in said


def test_a_bug_without_a_trace_is_owned_up_to_as_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As far as anything is known about it."""
    assert "this is a bug in mapconfig (ValueError). Nothing" in boundary._bug(ValueError())


def test_whoever_looks_for_a_bug_gets_the_whole_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """With MAPCONFIG_DEBUG set."""
    monkeypatch.setenv("MAPCONFIG_DEBUG", "1")
    monkeypatch.setattr(boundary, "_dispatch", raising(ValueError("why")))

    with pytest.raises(ValueError, match="why"):
        boundary.run([])


def test_the_messages_of_clicks_own_errors_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that come without a command too; escape sequences in them are named."""
    from mapconfig.cli import cli

    for error, code, said in (
        (click.ClickException("cannot \x1b[1mbe"), 1, "error: cannot \\x1b[1mbe\n"),
        (click.UsageError("what?"), 64, "error: what?\n"),
        (click.Abort(), 130, "interrupted\n"),
    ):
        monkeypatch.setattr(cli, "main", lambda error=error, **words: raising(error)(words))
        assert boundary.run(["show"]) == code
        assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("redirect", "code"), [("", 0), (">&-", 0), ("2>&-", 0), (">/dev/full", 1), (">/dev/full 2>/dev/full", 1)]
)
@pytest.mark.parametrize("word", ["--version", "--help"])
def test_the_process_ends_with_its_code_wherever_its_output_goes(redirect: str, code: int, word: str) -> None:
    """A result that could not be written is a failure; a remark that could not be is none."""
    said = f"{sys.executable} -m mapconfig {word} {redirect}"
    done = subprocess.run(["sh", "-c", said], capture_output=True, text=True, timeout=60)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_plain_run_has_its_arguments_from_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """And takes the process with it, without taking the org apart first."""
    left: list[int] = []
    monkeypatch.setattr(sys, "argv", ["mapconfig", "--version"])
    monkeypatch.setattr(os, "_exit", left.append)

    boundary.main()
    boundary.main(["nonsense"])

    assert left == [0, 64]
