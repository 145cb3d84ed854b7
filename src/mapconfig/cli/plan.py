"""`mapconfig plan`: what would change on the platform, step by step."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_CHANGES, EXIT_DONE, EXIT_GATE, UsageError


@click.command()
@options.org
@options.env
@click.option(
    "--out",
    metavar="FILE",
    default=None,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Save the plan, to be applied.",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="GUARD:WHAT",
    help="Say yes to what a guard refuses, such as consent:list/unsubscribed or sends:*. Needs --because.",
)
@click.option("--because", metavar="REASON", default="", help="Why it is right all the same; it is kept in the record.")
@click.option(
    "--overwrite",
    multiple=True,
    metavar="ADDRESS[.FIELD]",
    help="Let the plan undo what somebody changed on the platform.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there is something to do.")
@options.form("text", "json", "markdown")
@options.output
def command(
    org: str | None,
    environment: str | None,
    out: Path | None,
    accept: tuple[str, ...],
    because: str,
    overwrite: tuple[str, ...],
    detailed_exitcode: bool,
    style: str,
    output: Path | None,
) -> int:
    """Show what would change on the platform, step by step. Changes nothing.

    The plan holds the exact steps, why each is there, what it does to people, and what the guards say. Save it with
    --out, have it reviewed, and apply that very file. Exits with 4 when a guard refuses.
    """
    from mapconfig.account import Account
    from mapconfig.plan import file as plan_file
    from mapconfig.plan.definition import Accept
    from mapconfig.report.plan import PLAN, document
    from mapconfig.workspace import Workspace

    if accept and not because.strip():
        raise UsageError(
            '--accept needs a reason that will be on record:\n    --because "why it is right all the same"'
        )
    if out is not None and not out.name:
        raise UsageError("--out needs the name of a file, such as plan.json.")
    accepts = []
    for said in accept:
        guard, _, subject = said.partition(":")
        accepts.append(Accept(guard, subject, because.strip()))
    workspace = Workspace.find(org)
    account = Account.open(workspace, workspace.sound(), environment)
    plan = account.plan(accepts, overwrite)
    if out is not None:
        plan_file.save(plan, out)
    options.give(PLAN[style](document(plan)), output)
    if out is not None:
        options.say(f"saved {out}")
    if plan.refused:
        return EXIT_GATE
    return EXIT_CHANGES if detailed_exitcode and not plan.empty else EXIT_DONE
