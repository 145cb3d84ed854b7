"""`mapconfig show`: one asset with what it uses and what uses it."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options


@click.command()
@click.argument("address")
@options.org
@click.option("--at", "revision", metavar="REV", default=None, help="Show it as it was at a git revision.")
@options.form("text", "json")
@options.lang
@options.output
def command(
    address: str, org: str | None, revision: str | None, style: str, lang: str | None, output: Path | None
) -> None:
    """Show one asset: what it is, what it uses, what uses it.

    ADDRESS is kind/key, such as list/customers. Changes nothing.
    """
    from mapconfig import home
    from mapconfig.graph import Graph
    from mapconfig.language import speech
    from mapconfig.report import render
    from mapconfig.report.show import SHOW, document
    from mapconfig.workspace import Workspace, known

    workspace = Workspace.find(org)
    found = workspace.reading(revision).org
    asset = found[known(found, address)]
    language = home.language(lang, str(workspace.root))
    options.give(render(SHOW, style, document(found, Graph.of(found), asset), speech(language)), output)
