"""Options that several commands share, and how a command gives out its result."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mapconfig import disk
from mapconfig.errors import InputError
from mapconfig.language import Text, speech
from mapconfig.language import say as told

F = TypeVar("F", bound=Callable[..., Any])

org = click.option(
    "--org",
    "-C",
    metavar="DIR",
    default=None,
    help="The org's directory. By default the nearest one from here upwards.",
)
env = click.option(
    "--env",
    "-e",
    "environment",
    metavar="NAME",
    default=None,
    help="The environment; by default the org's own default.",
)
output = click.option(
    "--output", "-o", metavar="FILE", default=None, type=click.Path(path_type=Path), help="Write the result to FILE."
)
no_people = click.option(
    "--no-people", "people", flag_value=False, default=True, help="Do not count the people that it moves."
)


lang = click.option("--lang", metavar="LANGUAGE", default=None, help="The language of what people read: en or fr.")


def form(*names: str) -> Callable[[F], F]:
    """The `--format` option; the first name is the default."""
    return click.option(
        "--format",
        "-f",
        "style",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How to write it.",
    )


def give(text: str, output: Path | None) -> None:
    """Write a result to standard output, or to the file the user named."""
    text = spoken(text)
    if output is None:
        click.echo(text.rstrip("\n"))
        return
    try:
        output.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise InputError(
            told("{output} cannot be written: {reason}.", output=str(output), reason=disk.reason(error))
        ) from None
    say(told("wrote {file}", file=str(output)))


def say(text: str) -> None:
    """Progress and remarks: standard error, so that results can be piped. Shows what is hidden in them. When nobody
    listens any more the work goes on: half an apply is worse than one that was not watched."""
    from mapconfig.command import here
    from mapconfig.report.safe import terminal

    text = here().aimed(spoken(text))
    with contextlib.suppress(OSError):
        click.echo("\n".join(terminal(line) for line in text.split("\n")), err=True)


def tell_of_silence(speak: Callable[[str], str] = str) -> None:
    """From here on, say which answer of a platform is waited for where it takes long."""
    from mapconfig.wire.waiting import telling

    telling(lambda text: say(speak(text)))


def spoken(text: str) -> str:
    """A sentence of ours in the language of the command that is running; what has been spoken, and results, as they
    are."""
    if not isinstance(text, Text):
        return text
    from mapconfig import home

    running = click.get_current_context(silent=True)
    said = running.params if running is not None else {}
    words = [f"--{name}={said[name]}" for name in ("lang", "org") if said.get(name)]
    return speech(home.language_of(words))(text)


def errors_elsewhere(count: int, speak: Callable[[str], str]) -> None:
    """Say that the org has errors which a plan has nothing to do with, where it has."""
    from mapconfig.language import plural

    if count:
        told = speak(plural("note: {n} error elsewhere in the org:", "note: {n} errors elsewhere in the org:", count))
        say(f"{told} mapconfig validate")
