"""What an apply says while it runs: one line an event, for a person or a CI log."""

from __future__ import annotations

from collections.abc import Sequence

from mapconfig.apply.events import (
    Done,
    Event,
    Failed,
    Finished,
    Interrupted,
    Noted,
    Skipped,
    Started,
    Unreached,
    Waited,
    Waiting,
)
from mapconfig.diff.words import shown_value
from mapconfig.language import Speech, english, plural, say, together
from mapconfig.plan.definition import Step
from mapconfig.plan.fields import dotted
from mapconfig.report import safe

#: How many steps of one sort are named.
_MOST = 5


def line(event: Event, steps: int, quiet: bool = False, speak: Speech = english) -> str:
    """What to say of `event`, possibly several lines; empty where there is nothing to say. `steps` is how many there
    are in all; `quiet` leaves out what goes well; `speak` says it in the language of whoever reads."""
    if isinstance(event, (Failed, Skipped, Waiting, Waited)):
        return _trouble(event, speak)
    if isinstance(event, Interrupted):
        told = say("stopped: {left} of {steps} steps are left. Go on with:", left=event.left, steps=steps)
        return f"{speak(told)}\n    mapconfig apply --resume"
    if isinstance(event, Unreached):
        return _unreached(event, speak)
    if isinstance(event, Finished):
        return _end(event, speak)
    if quiet:
        return ""
    if isinstance(event, Started):
        if event.resumed:
            return speak(
                plural(
                    "going on with plan {plan} ({n} step)",
                    "going on with plan {plan} ({n} steps)",
                    steps,
                    plan=event.plan.id,
                )
            )
        return speak(
            plural("applying plan {plan} ({n} step)", "applying plan {plan} ({n} steps)", steps, plan=event.plan.id)
        )
    if isinstance(event, Noted):
        asset = safe.terminal(event.agreed.address)
        return "      " + speak(say("noted   {asset}: is already as the files want it", asset=asset))
    if isinstance(event, Done):
        return _step(event.step, speak(say("was done already") if event.found else say("done")))
    return ""


def _step(step: Step, how: str) -> str:
    return f"  {step.id} {step.verb:10} {safe.terminal(step.address)}: {how}"


def _trouble(event: Failed | Skipped | Waiting | Waited, speak: Speech) -> str:
    if isinstance(event, Waited):
        seconds = f"{event.seconds:.{int(event.seconds < 1)}f}"
        why = safe.terminal(speak(event.why)).rstrip(".")
        told = say("{why}; again in {seconds} s", why=why, seconds=seconds)
        return _step(event.step, speak(told))
    if isinstance(event, Waiting):
        return _step(event.step, speak(say("is for a person:"))) + "".join(
            f"\n        {safe.terminal(speak(each))}" for each in event.step.worksheet
        )
    if isinstance(event, Skipped):
        return _step(event.step, speak(say("not tried: {why}", why=safe.terminal(speak(event.why)))))
    why = safe.terminal(speak(event.why))
    lines = [
        _step(event.step, speak(say("UNCLEAR: {why}", why=why) if event.unclear else say("FAILED: {why}", why=why)))
    ]
    for each in event.differences:
        meant, found = speak(shown_value(each.meant)), speak(shown_value(each.found))
        told = say(
            "{name}: meant {meant}, found {found}",
            name=safe.terminal(dotted(each.path)),
            meant=safe.terminal(meant),
            found=safe.terminal(found),
        )
        lines.append("        " + speak(told))
    return "\n".join(lines)


def _unreached(event: Unreached, speak: Speech) -> str:
    """What became of everything, when the platform was not heard from any more."""
    lines = [speak(say("stopped, since the platform does not answer: {why}", why=safe.terminal(speak(event.why))))]
    lines.append("  " + speak(plural("{n} step is done", "{n} steps are done", event.done)))
    for steps, told in (
        (event.unclear, plural("{n} step is unclear", "{n} steps are unclear", len(event.unclear))),
        (event.failed, plural("{n} step failed", "{n} steps failed", len(event.failed))),
        (event.left, plural("{n} step was not tried", "{n} steps were not tried", len(event.left))),
    ):
        if steps:
            lines.append(f"  {speak(told)}: {_named(steps, speak)}")
    lines.append(speak(say("When it answers again, what is unclear is looked up and the rest is done by:")))
    return "\n".join(lines) + "\n    mapconfig apply --resume"


def _named(steps: Sequence[Step], speak: Speech) -> str:
    shown = ", ".join(f"{step.id} {step.verb} {safe.terminal(step.address)}" for step in steps[:_MOST])
    more = len(steps) - _MOST
    return speak(say("{some} and {more} more", some=shown, more=more)) if more > 0 else shown


def _end(event: Finished, speak: Speech) -> str:
    counts = [plural("{n} done", "{n} done", event.done)]
    if event.failed:
        counts.append(say("{count} failed", count=event.failed))
    if event.skipped:
        counts.append(say("{count} not tried", count=event.skipped))
    if event.waiting:
        counts.append(say("{count} for a person", count=event.waiting))
    said = speak(say("finished: {counts}", counts=together(", ", counts)))
    if event.hopeless:
        again = say(
            "The platform refused all that is left, and would refuse it again. Change what it names above, in the "
            "files or on the platform, and plan anew:"
        )
        return f"{said}\n{speak(again)}\n    mapconfig plan --out plan.json"
    if not event.complete:
        said += f"\n{speak(say('What is left can be done with:'))}\n    mapconfig apply --resume"
    return said
