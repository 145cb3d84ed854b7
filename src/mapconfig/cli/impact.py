"""`mapconfig impact`: everything a change of some assets would reach, and why."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options


@click.command()
@click.argument("selector", required=True)
@options.org
@click.option("--at", "revision", metavar="REV", default=None, help="Ask the org at a git revision.")
@options.form("text", "json", "markdown")
@options.output
def command(selector: str, org: str | None, revision: str | None, style: str, output: Path | None) -> None:
    """Show everything a change of these assets would reach, and why.

    SELECTOR is an address such as list/customers or crm-field/Account.Type, or an expression that picks several. For
    each asset reached: how far, by which path, in which relation, and whose it is. Changes nothing.
    """
    from mapconfig.address import Address
    from mapconfig.graph import Graph
    from mapconfig.impact import if_it_changed
    from mapconfig.report.impact import FORMATS, document
    from mapconfig.workspace import Workspace, picked

    workspace = Workspace.find(org)
    found = workspace.reading(revision).org
    graph = Graph.of(found)
    chosen: list[Address]
    try:
        chosen = [Address.parse(selector)]
        if chosen[0] not in found and not graph.used_by(chosen[0]):
            chosen = []
    except ValueError:
        chosen = []
    if not chosen:
        chosen = picked(workspace, selector, found, graph)
    options.give(FORMATS[style](document([if_it_changed(each, found, graph) for each in chosen], found)), output)
