"""How far an apply has come, in one line: a bar that is drawn over itself, or a line for each phase.

A phase is a run of steps that do the same to assets of one kind, such as creating lists. Pure: who shows it knows the
time and the width.
"""

from __future__ import annotations

from dataclasses import dataclass

from mapconfig.apply.events import Done, Event, Failed, Intended, Skipped, Waited, Waiting
from mapconfig.backend import Pace
from mapconfig.language import Speech, Text, english, plural, say
from mapconfig.plan.definition import Plan, Step
from mapconfig.report import safe

#: How many characters the bar itself has, and from how many steps on their rate says something.
_BAR, _ENOUGH = 24, 3


def announced(plan: Plan, left: int, pace: Pace) -> Text:
    """What is about to be asked of the platform, before it is: about how many requests, how long they take at its pace,
    and what it answers in all. `left` is how many steps are not done yet."""
    calls = plan.calls - sum(step.calls for step in plan.steps[: len(plan.steps) - left])
    said = plural(
        "about {n:,} request to {platform}",
        "about {n:,} requests to {platform}",
        calls,
        platform=safe.terminal(plan.backend),
    )
    if pace.requests_per_second:
        said = say(
            "{said}, at most {rate} a second: {time} or more",
            said=said,
            rate=f"{pace.requests_per_second:g}",
            time=_time(pace.seconds(calls)),
        )
    if pace.quota is not None:
        said = say(
            "{said}; it answers {requests:,} in {time}",
            said=said,
            requests=pace.quota.requests,
            time=_time(pace.quota.seconds),
        )
        if calls > pace.quota.requests:
            said = say("{said}, so it will ask to wait", said=said)
    return said


@dataclass
class Advance:
    """What became of the steps so far. `at` is the moment of the last event, in seconds of any clock."""

    total: int
    done: int = 0
    """How many steps have a result, in an earlier run or in this one."""
    began: float | None = None
    at: float = 0.0
    here: int = 0
    """How many of them got it in this run."""
    doing: str = ""

    def take(self, event: Event, at: float) -> None:
        """An event has come."""
        self.began = at if self.began is None else self.began
        self.at = at
        if isinstance(event, Intended):
            self.doing = _doing(event.step)
        elif isinstance(event, Waited):
            self.doing = say(
                "waiting {time} for {asset}", time=_time(event.seconds), asset=safe.terminal(event.step.address)
            )
        elif isinstance(event, Done | Failed | Skipped | Waiting):
            self.done += 1
            self.here += 1
            self.doing = _doing(event.step)

    def line(self, width: int, speak: Speech = english) -> str:
        """The bar, no wider than `width`."""
        part = self.done / self.total if self.total else 1.0
        filled = round(part * _BAR)
        head = f"[{'#' * filled}{'.' * (_BAR - filled)}] {self.done}/{self.total}{speak(self._left())}  "
        room = width - len(head) - 1
        doing = speak(self.doing)
        return (head + (doing[:room] if room > 0 else ""))[: max(width - 1, 0)].rstrip()

    def _left(self) -> str:
        if self.began is None or self.here < _ENOUGH or self.done >= self.total:
            return ""
        each = (self.at - self.began) / self.here
        return say("  {time} left", time=_time(each * (self.total - self.done)))


@dataclass
class Phases:
    """One line for each run of steps that do the same to one kind."""

    steps: int = 0
    what: str = ""
    good: int = 0
    bad: int = 0
    began: float = 0.0

    def take(self, event: Event, at: float) -> str:
        """The line of the phase that ends with this event coming; empty while one goes on."""
        said = ""
        if isinstance(event, Done | Failed | Skipped | Waiting):
            what = f"{event.step.verb:10} {safe.terminal(event.step.address.kind)}"
            if what != self.what:
                said = self.end(at)
                self.what, self.began = what, at
            if isinstance(event, Done):
                self.good += 1
            else:
                self.bad += 1
        return said

    def end(self, at: float) -> str:
        """The line of the phase that is under way; empty where none is."""
        if not self.what:
            return ""
        time = _time(at - self.began)
        said = say("  {what}: {good} done ({time})", what=self.what, good=self.good, time=time)
        if self.bad:
            said = say(
                "  {what}: {good} done, {bad} not ({time})", what=self.what, good=self.good, bad=self.bad, time=time
            )
        self.what, self.good, self.bad = "", 0, 0
        return said


def _doing(step: Step) -> str:
    return f"{step.verb} {safe.terminal(step.address)}"


def _time(seconds: float) -> str:
    """A length of time in words as short as a line needs."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
