"""`mapconfig impact`: everything a change of some assets would reach, and why."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig import frequent
from mapconfig.cli import options


@click.command()
@click.argument("selector", required=True)
@options.org
@click.option("--at", "revision", metavar="REV", default=None, help="Ask the org at a git revision.")
@options.env
@options.no_people
@options.form("text", "json", "markdown")
@options.lang
@options.output
def command(
    selector: str,
    org: str | None,
    revision: str | None,
    environment: str | None,
    people: bool,
    style: str,
    lang: str | None,
    output: Path | None,
) -> int:
    """Show everything a change of these assets would reach, and why.

    SELECTOR is an address such as list/customers or crm-field/Account.Type, or an expression that picks several. For
    each asset reached: how far, by which path, in which relation, and whose it is; and how many people they have now,
    where the environment says where its people are. Changes nothing.
    """
    text, code = frequent.impact(
        selector, org=org, revision=revision, environment=environment, people=people, style=style, lang=lang
    )
    options.give(text, output)
    return code
