"""`mapconfig history`: the changes of an asset with their reasons."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options


@click.command()
@click.argument("address")
@options.org
@click.option("--limit", "-n", type=click.IntRange(0), default=20, show_default=True, help="How many; 0 for all.")
@options.form("text", "json", "markdown")
@options.output
def command(address: str, org: str | None, limit: int, style: str, output: Path | None) -> None:
    """List the changes of an asset with their reasons.

    Newest first, through renames and moved files. Changes nothing.
    """
    from mapconfig.provenance import question
    from mapconfig.record.why import history
    from mapconfig.report.why import HISTORY, history_document
    from mapconfig.workspace import Workspace

    asked = question(Workspace.find(org), address)
    found = history(
        asked.root,
        asked.address,
        kinds=asked.kinds,
        now=asked.now,
        read=asked.read,
        renamed_from=asked.renamed_from,
        at_most=limit,
    )
    options.give(HISTORY[style](history_document(found)), output)
