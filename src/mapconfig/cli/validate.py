"""`mapconfig validate`: everything that is wrong or doubtful in the org, all at once."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig import frequent
from mapconfig.cli import options


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path())
@options.org
@click.option("--at", "revision", metavar="REV", default=None, help="Check the org at a git revision.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="Exit with 3 when a finding weighs at least this much.",
)
@click.option("--cold", is_flag=True, help="Read and check every file again, without the index.")
@options.form("text", "json", "github", "sarif", "junit")
@options.lang
@options.output
def command(
    files: tuple[str, ...],
    org: str | None,
    revision: str | None,
    fail_on: str,
    cold: bool,
    style: str,
    lang: str | None,
    output: Path | None,
) -> int:
    """Check the org: structure, references and the rules of the domain.

    All problems at once, each with its place, its cause and what to do. Changes nothing. Exits with 3 when there are
    findings at or above --fail-on.

    The whole org is read in any case; with FILE only the findings in those files or folders are shown and count, as a
    hook wants it that is about the files of one commit.
    """
    text, code = frequent.validate(
        org, revision=revision, fail_on=fail_on, cold=cold, style=style, lang=lang, files=files
    )
    options.give(text, output)
    return code
