"""`mapconfig drift`: what somebody changed on the platform since the last apply."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_CHANGES, EXIT_DONE
from mapconfig.language import say


@click.command()
@options.org
@options.env
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help="Exit with 2 when somebody changed something, or nobody can tell.",
)
@options.form("text", "json", "markdown")
@options.lang
@options.output
def command(
    org: str | None,
    environment: str | None,
    detailed_exitcode: bool,
    style: str,
    lang: str | None,
    output: Path | None,
) -> int:
    """Show what somebody changed on the platform since the last apply.

    For each field: what the files want, what was last applied, and what is there now. Then what was made there by hand
    and no file describes, which is no drift and not managed here. What the files describe, and the record knows nothing
    of, is named: nobody can tell who changed what of it. Changes nothing.
    """
    from mapconfig import home
    from mapconfig.account import Account
    from mapconfig.language import speech
    from mapconfig.plan.drift import drifts, unmanaged, unrecorded
    from mapconfig.report import render
    from mapconfig.report.drift import DRIFT, document
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    language = home.language(lang, str(workspace.root))
    options.tell_of_silence(speech(language))
    account = Account.open(workspace, workspace.sound(), environment)
    state = account.record.state()
    live = account.fetch(state)
    found = drifts(account.desired, live, state, account.backend)
    shown = [each for each in found if each.out_of_band]
    unknown = unrecorded(account.desired, live, state)
    said = document(
        shown,
        account.environment.name,
        unmanaged(account.desired, live, state),
        unrecorded=unknown,
        recorded=bool(state.managed),
    )
    options.give(render(DRIFT, style, said, speech(language)), output)
    if state.resumable:
        options.say(
            say("note: plan {plan} was begun and is not done; what it did not reach is no drift", plan=state.resumable)
        )
    return EXIT_CHANGES if detailed_exitcode and (shown or unknown) else EXIT_DONE
