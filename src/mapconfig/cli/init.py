"""`mapconfig init`: a new org."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from mapconfig.cli import options


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    """Start an org: files that validate, editor settings, a CI workflow.

    DIR must not exist yet or be empty: nothing is ever overwritten. The org has one of everything that is needed to
    see how it fits together, and a platform in a file to try it on.
    """
    from mapconfig.authoring.scaffold import begin
    from mapconfig.read.schema import load_kinds

    files = begin(directory, load_kinds())
    options.give(f"wrote {len(files)} files to {directory}\n\nNext:", None)
    lines = [f"cd {shlex.quote(str(directory))}", "mapconfig validate", "mapconfig plan --out plan.json"]
    if _needs_git(directory):  # without it there is nothing to compare with, and nobody to ask why
        lines.insert(1, "git init")
    for line in lines:
        options.give(f"    {line}", None)


def _needs_git(directory: Path) -> bool:
    """Whether the org is in no git repository, on a machine that can make one."""
    from mapconfig import git
    from mapconfig.errors import InputError

    try:
        return git.run(directory, "rev-parse", "--git-dir").status != 0
    except InputError:
        return False
