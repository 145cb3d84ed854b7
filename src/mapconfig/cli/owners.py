"""`mapconfig owners`: who is asked to look at a change of which file."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS, InputError
from mapconfig.language import Text, say

_file = click.option(
    "--file",
    "name",
    metavar="FILE",
    default=None,
    help="The CODEOWNERS file, from the top of the repository; by default the one there is, or .github/CODEOWNERS.",
)


@click.group("owners")
def command() -> None:
    """Keep CODEOWNERS as the owners of assets say, so that forges ask the right team."""


@command.command()
@options.org
@_file
def generate(org: str | None, name: str | None) -> int:
    """Write the owners of the org's files into CODEOWNERS, in a block of its own; all else in it stays."""
    from mapconfig.authoring.files import carry_out

    top, file, _, after, missing = _wanted(org, name)
    if missing is not None:
        raise InputError(missing)
    done = carry_out(top, {file: after.encode()})
    options.say(say("wrote {file}", file=file) if done else say("{file} is as it should be", file=file))
    return EXIT_DONE


@command.command()
@options.org
@_file
def check(org: str | None, name: str | None) -> int:
    """Say what in CODEOWNERS is not as the owners of assets say, and exit with 3 where there is anything."""
    _, file, before, after, missing = _wanted(org, name)
    if missing is not None:
        options.say(missing)
        return EXIT_FINDINGS
    if before == after:
        options.say(say("{file} is as it should be", file=file))
        return EXIT_DONE
    lines = unified_diff(before.splitlines(), after.splitlines(), file, file, lineterm="", n=1)
    from mapconfig.report.safe import terminal

    options.give("\n".join(terminal(line) for line in lines), None)
    options.say(
        say("{file} is not as the owners of assets say. Write it with:\n    mapconfig owners generate", file=file)
    )
    return EXIT_FINDINGS


def _wanted(org: str | None, name: str | None) -> tuple[Path, str, str, str, Text | None]:
    """The top of the repository, the file, what is and what should be in it, and what there has to be before."""
    from mapconfig import disk
    from mapconfig.authoring.owners import PLACES, merged, missing, owners, told
    from mapconfig.review.side import place_in_repository
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    top, prefix = place_in_repository(workspace.root)
    there = [place for place in PLACES if (top / place).is_file()]
    file = name or (there or PLACES)[0]
    found = owners(workspace.sound(), prefix)
    data = disk.read(top / file) or b""
    try:
        before = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(say("{file} is not UTF-8, so nothing is written into it.", file=file)) from None
    after, lacking = merged(before, found.lines, prefix), missing(found, before, prefix)
    for sentence in told(found) if lacking is None else ():
        options.say(say("note: {note}", note=sentence))
    return top, file, before, after, lacking
