"""What an apply says while it runs: one line an event, for a person or a CI log."""

from __future__ import annotations

from mapconfig.apply.events import (
    Done,
    Event,
    Failed,
    Finished,
    Interrupted,
    Noted,
    Skipped,
    Started,
    Waited,
    Waiting,
)
from mapconfig.diff.words import shown_value
from mapconfig.plan.definition import Step
from mapconfig.plan.fields import dotted
from mapconfig.report import safe


def line(event: Event, steps: int, quiet: bool = False) -> str:
    """What to say of `event`, possibly several lines; empty where there is nothing to say. `steps` is how many there
    are in all; `quiet` leaves out what goes well."""
    if isinstance(event, (Failed, Skipped, Waiting, Waited)):
        return _trouble(event)
    if isinstance(event, Interrupted):
        return f"stopped: {event.left} of {steps} steps are left. Go on with:\n    mapconfig apply --resume"
    if isinstance(event, Finished):
        return _end(event)
    if quiet:
        return ""
    if isinstance(event, Started):
        how, many = "going on with" if event.resumed else "applying", "step" if steps == 1 else "steps"
        return f"{how} plan {event.plan.id} ({steps} {many})"
    if isinstance(event, Noted):
        return f"      noted   {safe.terminal(event.agreed.address)}: is already as the files want it"
    if isinstance(event, Done):
        return _step(event.step, "was done already" if event.found else "done")
    return ""


def _step(step: Step, how: str) -> str:
    return f"  {step.id} {step.verb:10} {safe.terminal(step.address)}: {how}"


def _trouble(event: Failed | Skipped | Waiting | Waited) -> str:
    if isinstance(event, Waited):
        return _step(event.step, f"{safe.terminal(event.why)}; again in {event.seconds:.{int(event.seconds < 1)}f} s")
    if isinstance(event, Waiting):
        return _step(event.step, "is for a person:") + "".join(
            f"\n        {safe.terminal(each)}" for each in event.step.worksheet
        )
    if isinstance(event, Skipped):
        return _step(event.step, f"not tried: {safe.terminal(event.why)}")
    lines = [_step(event.step, f"{'UNCLEAR' if event.unclear else 'FAILED'}: {safe.terminal(event.why)}")]
    for each in event.differences:
        meant, found = shown_value(each.meant), shown_value(each.found)
        lines.append(
            f"        {safe.terminal(dotted(each.path))}: meant {safe.terminal(meant)}, found {safe.terminal(found)}"
        )
    return "\n".join(lines)


def _end(event: Finished) -> str:
    counts = [f"{event.done} done"]
    for number, word in ((event.failed, "failed"), (event.skipped, "not tried"), (event.waiting, "for a person")):
        if number:
            counts.append(f"{number} {word}")
    said = f"finished: {', '.join(counts)}"
    if not event.complete:
        said += "\nWhat is left can be done with:\n    mapconfig apply --resume"
    return said
