"""`mapconfig diff`: what changed between two revisions, and what it means for people."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig import frequent
from mapconfig.cli import options


@click.command()
@click.argument("before", default="HEAD")
@click.argument("after", required=False)
@options.org
@options.env
@options.no_people
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when something changed.")
@options.form("text", "json", "markdown")
@options.lang
@options.output
def command(
    before: str,
    after: str | None,
    org: str | None,
    environment: str | None,
    people: bool,
    detailed_exitcode: bool,
    style: str,
    lang: str | None,
    output: Path | None,
) -> int:
    """Show what changed between two revisions, and what it means for people.

    BEFORE and AFTER are git revisions; without AFTER, BEFORE (by default HEAD) is compared with the files as they are.
    main..topic means the same as two words. Formatting, moved files and the order of unordered lists are no changes.
    Where the environment says where its people are, it counts whom the changes move. Changes nothing.
    """
    text, code = frequent.diff(
        before,
        after,
        org=org,
        environment=environment,
        people=people,
        detailed_exitcode=detailed_exitcode,
        style=style,
        lang=lang,
    )
    options.give(text, output)
    return code
