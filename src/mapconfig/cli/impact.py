"""`mapconfig impact`: everything a change of some assets would reach, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    from mapconfig import home
    from mapconfig.address import Address
    from mapconfig.graph import Graph, Links
    from mapconfig.impact import if_it_changed
    from mapconfig.index.question import ask
    from mapconfig.model import Org
    from mapconfig.report.impact import FORMATS, document
    from mapconfig.workspace import Workspace, picked

    workspace = Workspace.find(org)

    def tell(found: Org, links: Links) -> dict[str, Any]:
        chosen: list[Address]
        try:
            chosen = [Address.parse(selector)]
            if chosen[0] not in found and not links.used_by(chosen[0]):
                chosen = []
        except ValueError:
            chosen = []
        if not chosen:
            chosen = picked(workspace, selector, found, links)
        return document([if_it_changed(each, found, links) for each in chosen], found)

    shown = ask(str(workspace.root), home.today(), tell) if revision is None else None
    if shown is None:
        whole = workspace.reading(revision).org
        shown = tell(whole, Graph.of(whole))
    options.give(FORMATS[style](shown), output)
