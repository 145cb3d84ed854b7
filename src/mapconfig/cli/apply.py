"""`mapconfig apply`: the steps of a saved plan, exactly."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from mapconfig.backend import Backend
from mapconfig.cli import options
from mapconfig.errors import (
    EXIT_DONE,
    EXIT_INTERRUPTED,
    EXIT_PARTIAL,
    GateRefused,
    MapconfigError,
    PlatformError,
    UsageError,
)
from mapconfig.language import Speech, Text, english, plural, say, told
from mapconfig.plan.definition import NoteKind, Plan
from mapconfig.plan.standing import nothing_to_do, verified

if TYPE_CHECKING:
    from mapconfig.account import Account


@click.command()
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@options.org
@options.env
@click.option("--resume", is_flag=True, help="Go on with the plan that was cut short.")
@click.option("--quiet", "-q", is_flag=True, help="Say only what went wrong and how it ended.")
@click.option(
    "--progress",
    type=click.Choice(("auto", "bar", "steps", "phases")),
    default="auto",
    show_default=True,
    help="How to tell how it goes on: a bar (on a terminal), a line a step, or a line a phase (many steps in a log).",
)
@options.lang
def command(
    plan: Path | None,
    org: str | None,
    environment: str | None,
    resume: bool,
    quiet: bool,
    progress: str,
    lang: str | None,
) -> int:
    """Do exactly the steps of a saved plan.

    PLAN is the file that `mapconfig plan --out` wrote. A plan that is stale, edited, spent or for another platform is
    refused, and nothing is done. Every step is read back and recorded. After a crash or an interruption, --resume goes
    on where it stopped. Ctrl-C finishes the running request first; once more stops at once. Exits with 6 when some
    steps are not done, 5 when the plan is stale, 4 when a guard refuses it.
    """
    from mapconfig import home
    from mapconfig.account import Account
    from mapconfig.apply.events import Finished, Interrupted
    from mapconfig.cli.teller import Teller
    from mapconfig.impact.people import as_json
    from mapconfig.language import speech
    from mapconfig.pipeline import carry_out
    from mapconfig.plan import file as plan_file
    from mapconfig.plan.again import held_against
    from mapconfig.plan.check import MovedOn, check
    from mapconfig.wire.waiting import telling
    from mapconfig.workspace import Workspace, actor, now

    if (plan is None) == (not resume):
        raise UsageError(say("Name the plan to apply, or say --resume to go on with the one that was cut short."))
    workspace = Workspace.find(org)
    speak = speech(home.language(lang, str(workspace.root)))
    options.tell_of_silence(speak)
    account = Account.open(workspace, workspace.sound(), environment)
    if resume:
        unfinished = account.record.state().resumable
        if not unfinished:
            options.say(speak(_nothing_to_resume(account)))
            return EXIT_DONE
        what = account.record.plan(unfinished)
        _answers(account.backend, what)
    else:
        assert plan is not None
        what = _said_again(plan_file.load(plan), account, speak)
    if not resume and what.empty:
        check(what, account.moment(what, account.record.state(), resume=False))
        held_against(what, account.again(what))
        options.say(speak(nothing_to_do(what)))
        return EXIT_DONE
    end = None
    backend = account.backend
    with account.record.writing(actor=actor(), now=now, platform=account.platform, plan=what.id) as writer:
        teller = Teller(what, len(writer.state.progress(what.id).done), backend.pace, progress, quiet, speak=speak)
        telling(lambda text: teller.say(speak(text)))
        settled = resume and bool(writer.state.progress(what.id).pending)
        if settled:
            # Whoever was cut short may have asked a moment ago: only now does a reading show what came of it.
            _settle(backend.settle, _earlier, speak)
        try:
            try:
                check(what, account.moment(what, writer.state, resume=resume))
            except MovedOn:
                if not resume or settled or not backend.settle:
                    raise
                # It may only be that the platform does not show yet what the earlier run did.
                _settle(backend.settle, _shown, speak)
                settled = True
                check(what, account.moment(what, writer.state, resume=resume))
            if not resume:
                held_against(what, account.again(what))
        except (MovedOn, GateRefused):
            if resume and writer.state.progress(what.id).pending:
                # A fresh plan is refused for as long as nobody knows what became of these steps.
                for event in carry_out(what, backend, writer, settled=settled, look_only=True):
                    if not isinstance(event, Interrupted):
                        teller.tell(event)
                teller.clear()
            raise
        try:
            with _stopping(lambda text: teller.interrupt(speak(text))) as stop:
                for event in carry_out(what, backend, writer, stop=lambda: stop[0], settled=settled):
                    teller.tell(event)
                    end = event
        except KeyboardInterrupt:
            teller.say(speak(_AT_ONCE))
            return EXIT_INTERRUPTED
        finally:
            teller.clear()
        if isinstance(end, Finished) and end.complete:
            observed = account.observe(what)
            if observed is not None:
                writer.append("observed", {"people": as_json(observed)}, what.id)
    if isinstance(end, Interrupted):
        return EXIT_INTERRUPTED
    complete = isinstance(end, Finished) and end.complete
    if complete:
        try:
            left = account.plan(people=False)
            if backend.settle and not left.empty:
                _settle(backend.settle, _shown, speak)
                left = account.plan(people=False)
            options.say(speak(_verified(left)))
        except PlatformError as error:
            # Every step was read back when it was done, so a platform that is busy now takes nothing back.
            failed = say(
                "done, and the look at the whole afterwards failed: {why}\nTo repeat it:\n    mapconfig plan",
                why=told(error),
            )
            options.say(speak(failed))
    options.errors_elsewhere(account.elsewhere(what), speak)
    return EXIT_DONE if complete else EXIT_PARTIAL


def _said_again(plan: Plan, account: Account, speak: Speech) -> Plan:
    """`plan` with what its guards refuse as it can be put into another language. Its file keeps the English alone, and
    a fresh look at the same platform and files says the same; where it does not, the English stays."""
    if speak is english or not plan.refused:
        return plan
    try:
        fresh = account.again(plan)
    except MapconfigError:  # whatever it is, the plan is refused first
        return plan
    said = {text: text for each in fresh.guards for text in (each.sentence, each.how)}
    guards = (replace(each, sentence=said.get(each.sentence, each.sentence)) for each in plan.guards)
    return replace(plan, guards=tuple(replace(each, how=said.get(each.how, each.how)) for each in guards))


def _nothing_to_resume(account: Account) -> Text:
    """What to say where no plan is under way: which other environments have one."""
    begun = account.begun_elsewhere()
    if not begun:
        return say("nothing to resume: every plan that was begun is done")
    return say(
        "nothing to resume on {environment}: every plan that was begun there is done. Begun and not done "
        "elsewhere:{commands}",
        environment=account.environment.name,
        commands="".join(f"\n    mapconfig apply -e {name} --resume" for name in begun),
    )


def _answers(backend: Backend, plan: Plan) -> None:
    """Raise PlatformError where the platform cannot be asked, before anybody waits until it has settled."""
    try:
        backend.probe()
    except PlatformError as error:
        raise PlatformError(
            say(
                "{why}\nSo plan {plan} stands where it stood, and nothing was tried. When the platform "
                "answers:\n    mapconfig apply --resume",
                why=told(error),
                plan=plan.id,
            )
        ) from None


#: What is said to somebody who would not wait for the running request.
_AT_ONCE = say(
    "stopped at once, in the middle of a request. Whether that was done is looked up by:\n    mapconfig apply --resume"
)


def _earlier(seconds: str) -> Text:
    return say("waiting {seconds} s until nothing of the earlier run can still take effect", seconds=seconds)


def _shown(seconds: str) -> Text:
    return say("waiting {seconds} s until the platform shows what was done", seconds=seconds)


def _settle(seconds: float, waiting: Callable[[str], Text], speak: Speech) -> None:
    """Wait for as long as a platform may be behind the times."""
    if seconds > 0:
        if seconds >= 2:
            options.say(speak(waiting(f"{seconds:.0f}")))
        time.sleep(seconds)


def _verified(left: Plan) -> Text:
    """What a plan made right after the apply says of the platform."""
    drifted = sum(note.kind is NoteKind.DRIFT for note in left.notes)
    if not left.empty:
        return plural(
            "the plan is done, and {n} step is left to what the files say now; see:\n    mapconfig plan",
            "the plan is done, and {n} steps are left to what the files say now; see:\n    mapconfig plan",
            len(left.steps),
        )
    if drifted:
        return plural(
            "verified: what this plan did is there. Somebody else changed {n} asset on the platform, which is left as "
            "it is; see:\n    mapconfig drift",
            "verified: what this plan did is there. Somebody else changed {n} assets on the platform, which is left as "
            "it is; see:\n    mapconfig drift",
            drifted,
        )
    return verified(left)


@contextmanager
def _stopping(tell: Callable[[Text], None]) -> Iterator[list[bool]]:
    """A flag that the first interrupt sets, so that the running request is finished; the second one stops at once."""
    stop = [False]

    def asked(_number: int, _frame: FrameType | None) -> None:
        if stop[0]:
            raise KeyboardInterrupt
        stop[0] = True
        tell(say("stopping after the running request; once more to stop at once"))

    before = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # there is no SIGHUP on Windows
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            before[number] = signal.signal(number, asked)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
