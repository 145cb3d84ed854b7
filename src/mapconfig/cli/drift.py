"""`mapconfig drift`: what somebody changed on the platform since the last apply."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_CHANGES, EXIT_DONE


@click.command()
@options.org
@options.env
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when somebody changed something.")
@options.form("text", "json", "markdown")
@options.output
def command(org: str | None, environment: str | None, detailed_exitcode: bool, style: str, output: Path | None) -> int:
    """Show what somebody changed on the platform since the last apply.

    For each field: what the files want, what was last applied, and what is there now. Then what was made there by hand
    and no file describes, which is no drift and not managed here. Changes nothing.
    """
    from mapconfig.account import Account
    from mapconfig.plan.drift import drifts, unmanaged
    from mapconfig.report.drift import DRIFT, document
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    account = Account.open(workspace, workspace.sound(), environment)
    state = account.record.state()
    live = account.fetch(state)
    found = drifts(account.desired, live, state, account.backend)
    shown = [each for each in found if each.out_of_band]
    options.give(
        DRIFT[style](document(shown, account.environment.name, unmanaged(account.desired, live, state))), output
    )
    if state.resumable:
        options.say(f"note: plan {state.resumable} was begun and is not done; what it did not reach is no drift")
    return EXIT_CHANGES if detailed_exitcode and shown else EXIT_DONE
