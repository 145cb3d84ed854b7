"""`mapconfig rm`: ask for an asset to be deleted, with the reason."""

from __future__ import annotations

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, UsageError
from mapconfig.language import say


@click.command()
@click.argument("address")
@options.org
@click.option("--because", "--why", "why", default="", metavar="TEXT", help="Why it has to go; kept in removed.yaml.")
@click.option("--ticket", default="", metavar="T", help="The ticket that asks for it.")
@click.option("--anyway", is_flag=True, help="Even though other assets still name it.")
def command(address: str, org: str | None, why: str, ticket: str, anyway: bool) -> int:
    """Ask for an asset to be deleted, with the reason.

    Takes its document and the side files that only it names out of the org, and writes the wish into removed.yaml. The
    platform keeps it until a plan that says so is applied. Exits with 4 while others name it: they are listed.
    """
    from mapconfig.authoring.files import carry_out
    from mapconfig.authoring.removal import names_of, removable, removal
    from mapconfig.workspace import Workspace

    if not why.strip():
        raise UsageError(say("--because needs a reason: it is what somebody will look for in a year."))
    workspace = Workspace.find(org)
    reading = workspace.reading()
    found = removable(workspace, reading.org, address)
    names = names_of(workspace, reading.org, found)
    done = carry_out(workspace.root, removal(reading, names, " ".join(why.split()), ticket.strip(), anyway))
    for file in done:
        there = (workspace.root / file).exists()
        options.give(say("changed  {file}", file=file) if there else say("removed  {file}", file=file), None)
    options.say(
        say("{asset} is to be deleted wherever it was applied. See what that does:\n    mapconfig plan", asset=found)
        if done
        else say(
            "removed.yaml asks for {asset} to be deleted already, and no file describes it: nothing to do", asset=found
        )
    )
    return EXIT_DONE
