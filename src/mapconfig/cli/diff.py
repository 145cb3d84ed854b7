"""`mapconfig diff`: what changed between two revisions, and what it means for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    from mapconfig import home
    from mapconfig.diff import suggest_renames
    from mapconfig.impact.comparison import Comparison, compare
    from mapconfig.index.compare import compare as quickly
    from mapconfig.report.changes import FORMATS, document

    if after is None and ".." in before:
        before, _, after = before.partition("..")
        before, after = before or "HEAD", after or "HEAD"
    root = home.find(org)

    def tell(found: Comparison) -> dict[str, Any]:
        return document(
            found.changes,
            found.impacts,
            found.after,
            before=before,
            after=after or "the files as they are",
            renames=suggest_renames(found.changes),
        )

    shown = quickly(root, before, after, tell) if after is not None else None
    if shown is None:
        from mapconfig.workspace import Workspace

        workspace = Workspace.find(root)
        shown = tell(compare(workspace.sound(before).org, workspace.sound(after).org))
    options.give(FORMATS[style](shown), output)
    return EXIT_CHANGES if detailed_exitcode and shown["changes"] else EXIT_DONE
