"""Telling a person or a CI log how an apply goes on: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable

import click

from mapconfig.apply.events import Event, Failed, Finished, Interrupted, Skipped, Started, Unreached, Waited, Waiting
from mapconfig.backend import Pace
from mapconfig.cli import options
from mapconfig.language import Speech, english
from mapconfig.plan.definition import Plan
from mapconfig.report.advance import Advance, Phases, announced
from mapconfig.report.progress import line
from mapconfig.report.safe import terminal

#: The ways to tell; `auto` is a bar on a terminal, and else a line a step where there are few.
WAYS = ("auto", "bar", "steps", "phases")
#: Up to so many steps each has its own line in a log.
FEW = 25


class Teller:
    """Says on standard error what happens. A bar is drawn over itself, and what must stay is said above it."""

    def __init__(
        self,
        plan: Plan,
        done: int,
        pace: Pace,
        way: str,
        quiet: bool,
        clock: Callable[[], float] = time.monotonic,
        speak: Speech = english,
    ) -> None:
        self.plan = plan
        self.left = len(plan.steps) - done
        self.pace = pace
        self.quiet = quiet
        self.way = _way(way, len(plan.steps))
        self._clock = clock
        self._speak = speak
        self._advance = Advance(len(plan.steps), done)
        self._phases = Phases()
        self._drawn = False

    def tell(self, event: Event) -> None:
        """Say what is to be said of an event."""
        now = self._clock()
        self._advance.take(event, now)
        phase = self._phases.take(event, now) if self.way == "phases" else ""
        ends = isinstance(event, Finished | Interrupted | Unreached)
        if ends:
            phase = self._phases.end(now) if self.way == "phases" else ""
        if phase and not self.quiet:
            self.say(phase)
        lasting = ends or isinstance(event, Failed | Skipped | Waited | Waiting | Started)
        if self.way == "bar" and isinstance(event, Waited):
            lasting = False  # the bar says it
        if lasting or self.way == "steps":
            said = line(event, len(self.plan.steps), self.quiet, self._speak)
            if said:
                self.say(said)
        if isinstance(event, Started) and not self.quiet and self.left:
            self.say(announced(self.plan, self.left, self.pace))
        if self.way == "bar" and not self.quiet and not ends:
            self._draw(self._advance.line(shutil.get_terminal_size().columns, self._speak))

    def say(self, text: str) -> None:
        """Say something that stays."""
        self.clear()
        options.say(text)

    def interrupt(self, text: str) -> None:
        """Say something that stays, from the handler of a signal: it may come in the middle of what is being said, and
        Python refuses to enter a stream twice."""
        bar, self._drawn = ("\r\x1b[K" if self._drawn else ""), False
        if sys.stderr is not None:
            with contextlib.suppress(OSError):
                os.write(sys.stderr.fileno(), f"{bar}{terminal(text)}\n".encode("utf-8", "replace"))

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._draw("")
            self._drawn = False

    def _draw(self, text: str) -> None:
        with contextlib.suppress(OSError):  # nobody watches any more, and the work goes on
            click.echo(f"\r\x1b[K{text}", nl=False, err=True)
        self._drawn = True


def _way(said: str, steps: int) -> str:
    if said != "auto":
        return said
    if sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        return "bar"
    return "steps" if steps <= FEW else "phases"
