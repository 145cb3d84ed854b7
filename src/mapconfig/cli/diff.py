"""`mapconfig diff`: what changed between two revisions, and what it means for people."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_CHANGES, EXIT_DONE


@click.command()
@click.argument("before", default="HEAD")
@click.argument("after", required=False)
@options.org
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when something changed.")
@options.form("text", "json", "markdown")
@options.output
def command(
    before: str, after: str | None, org: str | None, detailed_exitcode: bool, style: str, output: Path | None
) -> int:
    """Show what changed between two revisions, and what it means for people.

    BEFORE and AFTER are git revisions; without AFTER, BEFORE (by default HEAD) is compared with the files as they are.
    main..topic means the same as two words. Formatting, moved files and the order of unordered lists are no changes.
    Changes nothing.
    """
    from mapconfig.diff import suggest_renames
    from mapconfig.impact.comparison import compare
    from mapconfig.report.changes import FORMATS, document
    from mapconfig.workspace import Workspace

    if after is None and ".." in before:
        before, _, after = before.partition("..")
        before, after = before or "HEAD", after or "HEAD"
    workspace = Workspace.find(org)
    found = None
    if after is not None:
        from mapconfig.index.compare import compare as quickly

        found = quickly(str(workspace.root), before, after)
    if found is None:
        found = compare(workspace.sound(before).org, workspace.sound(after).org)
    shown = document(
        found.changes,
        found.impacts,
        found.after,
        before=before,
        after=after or "the files as they are",
        renames=suggest_renames(found.changes),
    )
    options.give(FORMATS[style](shown), output)
    return EXIT_CHANGES if detailed_exitcode and found.changes else EXIT_DONE
