"""Whole commands, one after the other: what they cost, counted in CPU time, which repeats where the clock does not."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """One command. `prepare` is run before it, uncounted; `exits` are the codes with which it has done its work."""

    name: str
    command: tuple[str, ...]
    cwd: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] | None = None
    exits: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds of CPU (user and system, child processes included), seconds on the clock, and the most
    memory at one time in MB. Less memory than that of this process cannot be seen."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True)
class Figure:
    """Medians of the runs of one case."""

    cpu: float
    wall: float
    peak: float
    runs: int


class FailedError(Exception):
    """A command did not do its work, so what it cost says nothing."""


def once(case: Case) -> Cost:
    """Run a case. Raises FailedError when it exits with an unexpected code."""
    if case.prepare is not None:
        case.prepare()
    start = time.perf_counter()
    child = subprocess.Popen(
        case.command,
        cwd=case.cwd,
        env={**os.environ, **case.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stderr.close()
    if child.returncode not in case.exits:
        raise FailedError(f"{case.name}: exit {child.returncode}: {said.decode(errors='replace').strip()[-500:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def measure(cases: Iterable[Case], rounds: int, slow: float) -> dict[str, Figure]:
    """The figures of `cases`: each is run once in every round, so that whatever else the machine does meets them all.
    A case that takes more than `slow` seconds of CPU is run once, and one that fails is left out."""
    costs: dict[str, list[Cost]] = {}
    waiting = list(cases)
    for number in range(rounds):
        for case in list(waiting):
            try:
                cost = once(case)
            except FailedError as error:
                print(f"left out: {error}", file=sys.stderr)
                waiting.remove(case)
                costs.pop(case.name, None)
                continue
            costs.setdefault(case.name, []).append(cost)
            if cost.cpu > slow:
                waiting.remove(case)
            if number == 0:
                print(f"  {case.name}: {cost.cpu:.3f} s", file=sys.stderr, flush=True)
    return {name: _median(found) for name, found in costs.items()}


def _median(costs: list[Cost]) -> Figure:
    return Figure(
        cpu=statistics.median(cost.cpu for cost in costs),
        wall=statistics.median(cost.wall for cost in costs),
        peak=statistics.median(cost.peak for cost in costs),
        runs=len(costs),
    )
