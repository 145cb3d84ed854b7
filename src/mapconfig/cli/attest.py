"""`mapconfig attest`: a person's word that a manual step is done."""

from __future__ import annotations

import click

from mapconfig.cli import options
from mapconfig.errors import UsageError
from mapconfig.language import say


@click.command()
@click.argument("step")
@options.org
@options.env
@click.option("--because", "--note", "note", default="", metavar="TEXT", help="What was done, and how it was checked.")
def command(step: str, org: str | None, environment: str | None, note: str) -> None:
    """Sign off a manual step that no platform can confirm.

    STEP is its number in the plan that waits for it, such as 007. Your name and the note go into the journal. Then go
    on with `mapconfig apply --resume`.
    """
    from mapconfig.account import Account
    from mapconfig.backend import Outcome
    from mapconfig.workspace import Workspace, actor, now

    if not note.strip():
        raise UsageError(
            say('Say what was done, and how it was checked; it is kept in the record:\n    --because "the reason"')
        )
    workspace = Workspace.find(org)
    options.tell_of_silence()
    account = Account.open(workspace, workspace.sound(), environment)
    waiting = account.record.state().resumable
    if not waiting:
        raise UsageError(say("No plan waits for anything here."))
    plan = account.record.plan(waiting)
    found = next((each for each in plan.steps if each.id == step), None)
    manual = [each.id for each in plan.steps if each.outcome is Outcome.MANUAL_ATTESTED]
    if found is None or found.id not in manual:
        which = (
            say("Those to be signed off are {steps}.", steps=", ".join(manual))
            if manual
            else say("None of its steps is to be signed off.")
        )
        raise UsageError(
            say("Step {step} of plan {plan} cannot be signed off. {which}", step=repr(step), plan=plan.id, which=which)
        )
    with account.record.writing(actor=actor(), now=now, platform=account.platform, plan=plan.id) as writer:
        writer.append("attested", {"step": found.id, "address": str(found.address), "note": note}, plan.id)
    options.say(
        say(
            "signed off step {step}. Go on with:\n    mapconfig apply --resume",
            step=f"{found.id} ({found.verb} {found.address})",
        )
    )
