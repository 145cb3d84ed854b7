"""The run itself: plan and apply round after round, kill the program at some requests, and go on as a person would."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mapconfig.errors import EXIT_CHANGES, EXIT_DONE, EXIT_PARTIAL
from mapconfig.testing import proxy
from mapconfig.testing.chaos.arena import Arena, Verdict
from mapconfig.testing.chaos.scenario import Scenario
from mapconfig.testing.proxy import Chances, Fault, Moment

#: Guards that a change of this size wakes; chaos is not about them.
_GUARDS = (
    *("sends:*", "ejects:*", "consent:*", "invalid:*", "mass-change:*", "in-use:*", "emptiness:*", "protected:*"),
    "membership:*",
    *("people-unknown", "replace:*", "calls"),
)
_YES = (*(word for guard in _GUARDS for word in ("--accept", guard)), "--because", "chaos")
_ADOPT = re.compile(r"mapconfig adopt (?:-C (?:'[^']*'|\S+) )?([a-z-]+/[\w.-]*\w)")
_THEIRS = re.compile(r"overwrite:([a-z-]+/[\w.-]*\w)\.(\w+): .* Theirs: (.*)\. Ours: ")
#: Seconds that one command may take.
_SECONDS = 600


def to_adopt(said: str) -> list[str]:
    """The addresses that a command tells people to adopt, for whichever org it says so."""
    return sorted(set(_ADOPT.findall(said)))


@dataclass(frozen=True, slots=True)
class Limits:
    """How bad it gets: `kills` of the program over `rounds`, `rate` of requests with a fault, and an edit by somebody
    else about every `meddling` requests (0 for none). `settle`, `pause` and `wait` are seconds, as in `Chances` and
    `Pace`."""

    kills: int = 10
    rate: float = 0.2
    seed: int = 0
    assets: int = 40
    rounds: int = 3
    settle: float = 0.2
    pause: float = 0.02
    wait: float = 0.05
    meddling: int = 12
    faults: frozenset[Fault] = frozenset(Fault)
    most_rounds: int = 60
    tries: int = 40
    """How many plans a round may need before it counts as one that does not converge."""


@dataclass
class Figures:
    """What was done and what came of it."""

    limits: Limits
    kills: int = 0
    resumes: int = 0
    commands: int = 0
    plans: int = 0
    adoptions: int = 0
    """How often an asset that had come about unheard, and was edited by somebody else since, was taken on by hand."""
    rounds: int = 0
    edits: int = 0
    requests: int = 0
    assets: int = 0
    faults: dict[Fault, int] = field(default_factory=dict)
    exits: dict[int, int] = field(default_factory=dict)
    """How often an apply ended with which exit code."""
    seconds: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)
    stuck: str = ""
    """Why it did not come to an end, if so, with what the last command said."""

    @property
    def well(self) -> bool:
        """Whether everything is as it should be."""
        return self.verdict.well and not self.stuck

    def __str__(self) -> str:
        """One line for a log, with what repeats it."""
        found = self.verdict
        return (
            f"seed {self.limits.seed}: {self.kills} kills, {sum(self.faults.values())} faults of {len(self.faults)} "
            f"sorts in {self.requests:,} requests ({self.limits.rate:.0%}), {self.edits} edits by somebody else, "
            f"{self.assets} assets, {self.rounds} rounds, {self.plans} plans, {self.resumes} resumes, "
            f"{self.adoptions} adoptions, {self.seconds:.0f} s: {len(found.lost)} lost, "
            f"{len(found.duplicated)} duplicated, {len(found.overwritten)} overwritten"
            + (f"; {self.stuck}" if self.stuck else "")
        )


class _Stuck(Exception):
    """The platform does not become what the files say."""


class _Run:
    def __init__(self, folder: Path, arena: Arena, limits: Limits, tell: Callable[[str], None]) -> None:
        self.folder = folder
        self.arena = arena
        self.limits = limits
        self.tell = tell
        self.figures = Figures(limits)
        self.dice = random.Random(f"{limits.seed}/kills")
        self.bystander = random.Random(f"{limits.seed}/bystander")
        self.calm = False
        self.polite = False
        """While a person settles who is right about what, nobody edits it once more."""
        self.scenario: Scenario
        self.between: proxy.Between
        self.environment: dict[str, str]
        self._lock = threading.Lock()
        self._victim: subprocess.Popen[str] | None = None
        self._left = 0
        self._moment = Moment.ANSWERED
        self._delay = 0.0

    def all(self, scenario: Callable[[Mapping[str, Any]], Scenario]) -> Figures:
        began = time.monotonic()
        limits = self.limits
        chances = Chances(limits.seed, limits.rate, limits.faults, limits.settle, wait=limits.wait, slow=0.05)
        with proxy.start(self.arena.url, chances, reads=self.arena.reads, watch=self._watch) as between:
            self.between = between
            made = self.scenario = scenario(self.arena.settings(between.url))
            self.environment = {
                **os.environ,
                "MAPCONFIG_LOGINS": self.arena.login(between.url),
                "MAPCONFIG_RECORD": str(self.folder / "record"),
                "MAPCONFIG_CACHE": "",
                "MAPCONFIG_ACTOR": "chaos",
            }
            try:
                while True:
                    self._round()
                    self.figures.rounds += 1
                    self.tell(
                        f"round {self.figures.rounds}: the platform is as the files say; {self.figures.kills} of "
                        f"{limits.kills} kills, {len(between.log)} faults so far"
                    )
                    enough = self.figures.rounds >= limits.rounds and self.figures.kills >= limits.kills
                    if enough or self.figures.rounds >= limits.most_rounds:
                        break
                    made.edit()
                between.chances = Chances()
                self._calm_at_last()
            except _Stuck as stuck:
                self.figures.stuck = str(stuck)
            self.figures.requests, self.figures.faults = between.requests, between.counts()
        self.figures.edits, self.figures.assets = self.arena.edits, len(made.wanted)
        self.figures.verdict = self.arena.judge(made.wanted, made.gone)
        self.figures.seconds = time.monotonic() - began
        return self.figures

    def _round(self) -> None:
        """Make the platform what the files say now, whatever it takes."""
        said = ""
        for _ in range(self.limits.tries):
            code, said = self._command("plan", "--out", str(self.folder / "plan.json"), *_YES, "--no-people")
            self.figures.plans += 1
            if code != EXIT_DONE:
                self._done_as_told(said)
                continue
            if "nothing to do" in said:
                return
            self._applied()
        raise _Stuck(
            f"After {self.limits.tries} plans the platform is not what the files say. The last one said:\n{said}"
        )

    def _applied(self) -> None:
        """Apply the plan, and resume it for as long as it is killed."""
        self.polite = False
        code, said = self._command("apply", str(self.folder / "plan.json"), "--progress", "phases", kill=True)
        self._finished(code, said)

    def _finished(self, code: int, said: str) -> None:
        """Resume what ended with `code`, and again for as long as that is killed."""
        for _ in range(self.limits.kills + self.limits.tries):
            if code == EXIT_PARTIAL or code < 0:
                before = code
                self.figures.resumes += 1
                code, said = self._command("apply", "--resume", "--progress", "phases", kill=True)
                if (before, code) == (EXIT_PARTIAL, EXIT_PARTIAL):
                    return  # what is left needs a fresh plan
            else:
                return
        raise _Stuck(f"The apply does not end. It said:\n{said}")

    def _done_as_told(self, said: str) -> None:
        """Do what a refused plan asks of a person: finish what an earlier apply left open, take on what an apply made
        without hearing of it and somebody else has edited since, and take what he wrote there into the files."""
        self.polite = True
        if "--resume" in said:
            self._finished(EXIT_PARTIAL, said)
        for address in to_adopt(said):
            code, _ = self._command("adopt", address)
            self.figures.adoptions += code == EXIT_DONE
        for address, name, theirs in _THEIRS.findall(said):
            self.scenario.take(address, name, theirs)

    def _calm_at_last(self) -> None:
        """Nothing is left to do, and the record is sound, once nothing goes wrong any more."""
        self.calm = True
        for words in (("plan", "--detailed-exitcode", "--no-people"), ("audit", "verify")):
            code, said = self._command(*words)
            if code != EXIT_DONE:
                what = "something is left to do" if code == EXIT_CHANGES else f"it ended with {code}"
                raise _Stuck(f"mapconfig {' '.join(words)}: {what}:\n{said}")

    def _command(self, *words: str, kill: bool = False) -> tuple[int, str]:
        """Exit code and words of a command; negative where it was killed."""
        process = subprocess.Popen(
            [sys.executable, "-m", "mapconfig", *words, "-C", str(self.scenario.root)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self.figures.commands += 1
        if kill and self.figures.kills < self._allowed:
            self._aim(process)
        try:
            said = process.communicate(timeout=_SECONDS)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            raise _Stuck(f"mapconfig {words[0]} did not end in {_SECONDS} seconds.") from None
        with self._lock:
            self._victim = None
        code = process.returncode
        self.figures.kills += code < 0
        if kill:
            self.figures.exits[code] = self.figures.exits.get(code, 0) + 1
        return code, said

    @property
    def _allowed(self) -> int:
        """How many kills there may have been by the end of this round: each round has its share, since what is created,
        changed, renamed and deleted dies in other ways."""
        share = min(self.figures.rounds + 1, self.limits.rounds) / self.limits.rounds
        return round(self.limits.kills * share)

    def _aim(self, process: subprocess.Popen[str]) -> None:
        """Let the process die at a request that is drawn, at a moment that is drawn."""
        with self._lock:
            self._left = self.dice.randint(2, 30)
            self._moment = self.dice.choice(list(Moment))
            self._delay = self.dice.random() * 0.01 if self._moment is Moment.ANSWERED else 0.0
            self._victim = process

    def _watch(self, number: int, moment: Moment) -> None:
        if self.calm:
            return
        meddles = self.limits.meddling and not self.polite
        if moment is Moment.RECEIVED and meddles and self.bystander.random() * self.limits.meddling < 1:
            self.arena.meddle(self.bystander)
            self.between.memory.wrote()
        with self._lock:
            if self._victim is None:
                return
            self._left -= moment is Moment.RECEIVED
            if self._left > 0 or moment is not self._moment:
                return
            victim, self._victim = self._victim, None
        time.sleep(self._delay)
        victim.kill()


def run(
    folder: Path,
    arena: Arena,
    limits: Limits,
    scenario: Callable[[Mapping[str, Any]], Scenario] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Figures:
    """Chaos in `folder` against `arena`; what came of it. `tell` hears of every round.

    `scenario` makes the org for the settings of an environment. Fault and kill are drawn by `limits.seed`, kills by the
    number of the request, so a run can be repeated; where the clock decides, as for late writes, not to the letter.
    """
    made = scenario or (lambda settings: Scenario(folder / "org", limits.assets, limits.seed, settings))
    return _Run(folder, arena, limits, tell).all(made)
