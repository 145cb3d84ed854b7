"""`mapconfig init`: a new org."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.language import say


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--empty", is_flag=True, help="No assets: for a platform that has them, to be imported.")
@options.lang
def command(directory: Path, empty: bool, lang: str | None) -> None:
    """Start an org: files that validate, editor settings, a CI workflow.

    DIR must not exist yet or be empty: nothing is ever overwritten. The org has one of everything that is needed to
    see how it fits together, and a platform in a file to try it on. With --empty it has settings and no assets, which
    `mapconfig import` then writes. What people read in the files is in the language of --lang, of MAPCONFIG_LANG or of
    the locale, and `language:` in mapconfig.yaml says it.
    """
    import os

    from mapconfig.authoring.scaffold import begin
    from mapconfig.language import chosen, speech
    from mapconfig.read.schema import load_kinds

    language = chosen(lang, "", os.environ)
    files = begin(directory, load_kinds(), empty=empty, language=language)
    wrote = (
        say(
            "wrote {count} files to {directory}\n\nNext: say in mapconfig.yaml where your platform is, and in a file "
            "outside who you are there (README.md).",
            count=len(files),
            directory=str(directory),
        )
        if empty
        else say("wrote {count} files to {directory}\n\nNext:", count=len(files), directory=str(directory))
    )
    options.give(speech(language)(wrote), None)
    then = ["import --dry-run", "import", "plan"] if empty else ["validate", "plan --out plan.json"]
    lines = [f"cd {shlex.quote(str(directory))}", *(f"mapconfig {words}" for words in then)]
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
