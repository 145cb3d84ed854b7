"""`mapconfig history`: the changes of an asset with their reasons."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_ERROR


@click.command()
@click.argument("address")
@options.org
@click.option("--limit", "-n", type=click.IntRange(0), default=20, show_default=True, help="How many; 0 for all.")
@options.form("text", "json", "markdown")
@options.lang
@options.output
def command(address: str, org: str | None, limit: int, style: str, lang: str | None, output: Path | None) -> int:
    """List the changes of an asset with their reasons.

    Newest first, through renames and moved files. Changes nothing. Exits with 1 where a journal is not as it was
    written, and says so.
    """
    from mapconfig import home
    from mapconfig.language import speech
    from mapconfig.provenance import question
    from mapconfig.record.why import history
    from mapconfig.report import render
    from mapconfig.report.why import HISTORY, history_document
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    asked = question(workspace, address)
    found = history(
        asked.root,
        asked.address,
        kinds=asked.kinds,
        now=asked.now,
        read=asked.read,
        renamed_from=asked.renamed_from,
        renames=asked.renames,
        at_most=limit,
    )
    language = home.language(lang, str(workspace.root))
    options.give(render(HISTORY, style, history_document(found, asked.doubts), speech(language)), output)
    return EXIT_ERROR if asked.doubts else EXIT_DONE
