"""`mapconfig plan`: what would change on the platform, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path

import click

from mapconfig import disk
from mapconfig.cli import options
from mapconfig.errors import EXIT_CHANGES, EXIT_DONE, EXIT_GATE, InputError, UsageError
from mapconfig.language import Text, say


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
@options.no_people
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help="Exit with 2 when there is something to do, or the platform differs in what is left out.",
)
@options.form("text", "json", "markdown")
@options.lang
@options.output
def command(
    org: str | None,
    environment: str | None,
    out: Path | None,
    accept: tuple[str, ...],
    because: str,
    overwrite: tuple[str, ...],
    people: bool,
    detailed_exitcode: bool,
    style: str,
    lang: str | None,
    output: Path | None,
) -> int:
    """Show what would change on the platform, step by step. Changes nothing.

    The plan holds the exact steps, why each is there, what it does to people, and what the guards say. Save it with
    --out, have it reviewed, and apply that very file. Exits with 4 when a guard refuses.
    """
    from mapconfig import home
    from mapconfig.account import Account
    from mapconfig.language import speech
    from mapconfig.plan import file as plan_file
    from mapconfig.plan.definition import Accept
    from mapconfig.plan.guards import GUARD_NAMES, WITHOUT_YES
    from mapconfig.report import render
    from mapconfig.report.plan import PLAN, document
    from mapconfig.workspace import Workspace

    if accept and not because.strip():
        raise UsageError(
            say('--accept needs a reason that will be on record:\n    --because "why it is right all the same"')
        )
    if out is not None and not out.name:
        raise UsageError(say("--out needs the name of a file, such as plan.json."))
    if out is not None:
        _refuse_to_overwrite(out)
    accepts = []
    for said in accept:
        guard, _, subject = said.partition(":")
        if guard in WITHOUT_YES:
            raise UsageError(
                say(
                    "No yes helps against the guard {guard}. What to do instead stands beside it in the plan, without "
                    "this --accept:\n    mapconfig plan",
                    guard=guard,
                )
            )
        accepts.append(Accept(_known(guard, GUARD_NAMES, _no_guard), subject, because.strip()))
    workspace = Workspace.find(org)
    language = home.language(lang, str(workspace.root))
    options.tell_of_silence(speech(language))
    account = Account.open(workspace, workspace.sound(), environment)
    for said in overwrite:
        address = next((each for each in account.desired if said == each or said.startswith(f"{each}.")), None)
        if address is None:
            _known(said, list(account.desired), _no_asset)
    plan = account.plan(accepts, overwrite, people)
    speak = speech(language)
    _note(account.record.state().resumable)
    options.errors_elsewhere(account.elsewhere(plan), speak)
    for each in accepts:
        if not any(verdict.accepted and verdict.guard == each.guard for verdict in plan.guards):
            options.say(say("note: --accept {accept} answers nothing that this plan asks", accept=each.text))
    if out is not None:
        plan_file.save(plan, out)
    options.give(render(PLAN, style, document(plan), speak), output)
    if out is not None:
        options.say(say("saved {file}", file=str(out)))
    if plan.refused:
        return EXIT_GATE
    return EXIT_CHANGES if detailed_exitcode and not plan.settled else EXIT_DONE


def _no_guard(word: str, hint: str) -> Text:
    from mapconfig.plan.guards import GUARD_NAMES

    known = ", ".join(dict.fromkeys(GUARD_NAMES))
    return say("There is no guard {word}.{hint} Yes can be said to {known}.", word=word, hint=hint, known=known)


def _no_asset(word: str, hint: str) -> Text:
    return say("There is no asset {asset}.{hint}", asset=word, hint=hint)


def _known(word: str, names: Sequence[str], none: Callable[[str, str], Text]) -> str:
    """`word`, which must be one of `names`: a slip in a yes or in what may be overwritten must not pass in silence."""
    if word in names:
        return word
    close = get_close_matches(word, names, n=1)
    hint = say(" Did you mean {close}?", close=close[0]) if close else ""
    raise UsageError(none(repr(word), hint))


def _refuse_to_overwrite(out: Path) -> None:
    """A plan replaces an older plan and nothing else. Raises UsageError for anything else that stands there."""
    if not out.is_symlink() and not out.exists():
        return
    try:
        begin = out.read_bytes()[:4096] if out.is_file() and not out.is_symlink() else None
    except OSError as error:
        raise InputError(
            say(
                "{out} cannot be read: {reason}. Name another file for the plan.",
                out=str(out),
                reason=disk.reason(error),
            )
        ) from None
    if begin is None or (begin and b'"mapconfig.plan/' not in begin):
        raise UsageError(
            say("{out} is there already and is no plan, so it is not overwritten. Name another file.", out=str(out))
        )


def _note(unfinished: str) -> None:
    if unfinished:
        options.say(
            say(
                "note: plan {plan} was begun and is not done; go on with it:\n    mapconfig apply --resume",
                plan=unfinished,
            )
        )
