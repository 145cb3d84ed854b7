"""`mapconfig why`: who gave a field its value, when, what for, and where it was applied."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options


@click.command()
@click.argument("address")
@click.argument("field", default="")
@options.org
@options.form("text", "json", "markdown")
@options.output
def command(address: str, field: str, org: str | None, style: str, output: Path | None) -> None:
    """Answer why a field has its value: who, when, what for, and where it was applied.

    ADDRESS is kind/key; FIELD has dots between names, such as criteria or steps.reminder.wait. Follows the asset
    through renames and moved files. Changes nothing.
    """
    from mapconfig.provenance import question
    from mapconfig.record.why import path_of, why
    from mapconfig.report.why import WHY, document
    from mapconfig.workspace import Workspace

    asked = question(Workspace.find(org), address)
    answer = why(
        asked.root,
        asked.address,
        path_of(field),
        kinds=asked.kinds,
        now=asked.now,
        read=asked.read,
        renamed_from=asked.renamed_from,
        applications=asked.applications,
    )
    options.give(WHY[style](document(answer)), output)
