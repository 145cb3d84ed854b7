"""`mapconfig why`: who gave a field its value, when, what for, and where it was applied."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_ERROR


@click.command()
@click.argument("address")
@click.argument("field", default="")
@options.org
@options.form("text", "json", "markdown")
@options.lang
@options.output
def command(address: str, field: str, org: str | None, style: str, lang: str | None, output: Path | None) -> int:
    """Answer why a field has its value: who, when, what for, and where it was applied.

    ADDRESS is kind/key; FIELD has dots between names, such as criteria or steps.reminder.wait. Follows the asset
    through renames and moved files. Changes nothing. Exits with 1 where a journal is not as it was written: the answer
    then says so, and not where anything was applied.
    """
    from mapconfig import home
    from mapconfig.language import speech
    from mapconfig.provenance import question
    from mapconfig.record.why import path_of, why
    from mapconfig.report import render
    from mapconfig.report.why import WHY, document
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    asked = question(workspace, address)
    answer = why(
        asked.root,
        asked.address,
        path_of(field),
        kinds=asked.kinds,
        now=asked.now,
        read=asked.read,
        renamed_from=asked.renamed_from,
        renames=asked.renames,
        applications=asked.applications,
    )
    language = home.language(lang, str(workspace.root))
    options.give(render(WHY, style, document(answer, asked.doubts), speech(language)), output)
    return EXIT_ERROR if asked.doubts else EXIT_DONE
