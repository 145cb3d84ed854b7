"""`mapconfig graph`: assets and how they depend on each other, as a drawing or a table."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options


@click.command()
@click.argument("selector", default="", required=False)
@options.org
@click.option("--at", "revision", metavar="REV", default=None, help="Draw the org at a git revision.")
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, help="Draw at most so many assets.")
@click.option("--reduce", is_flag=True, help="Leave out arrows that a longer way says as well.")
@click.option("--filing", is_flag=True, help="Also draw who owns what and what is part of what.")
@options.form("mermaid", "dot", "json", "text", "markdown")
@options.output
def command(
    selector: str,
    org: str | None,
    revision: str | None,
    limit: int,
    reduce: bool,
    filing: bool,
    style: str,
    output: Path | None,
) -> None:
    """Draw assets and how they depend on each other.

    SELECTOR picks what is drawn: list/customers+2, +email/welcome-1, kind:journey and not tag:archive. An address alone
    is drawn with its neighbours. Without a selector, everything, the best connected first. Arrows point the way a
    change flows. Changes nothing.
    """
    from mapconfig.graph import Graph
    from mapconfig.graph.drawing import draw
    from mapconfig.report.graph import FORMATS
    from mapconfig.workspace import Workspace, picked

    workspace = Workspace.find(org)
    found = workspace.reading(revision).org
    graph = Graph.of(found)
    # One asset alone is no picture: it is drawn with its neighbours.
    wanted = f"1+{selector}+1" if selector in found else selector
    chosen = picked(workspace, wanted, found, graph) if wanted else list(found)
    focus = [address for address in chosen if address in selector]
    drawing = draw(found, graph, chosen, focus=focus, limit=limit, reduce=reduce, filing=filing)
    made = FORMATS[style]
    options.give(made(drawing, options.spoken) if style in ("text", "markdown") else made(drawing), output)
