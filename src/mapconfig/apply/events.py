"""What happens while a plan is carried out, as values; whoever keeps them knows at least as much as the platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mapconfig.address import Address
from mapconfig.finding import Path
from mapconfig.plan.definition import Agreed, Plan, Step


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not as it was meant to be; either side may be `mapconfig.diff.ABSENT`."""

    path: Path
    meant: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Started:
    """The plan is spent from here on; `resumed` when it had been started before."""

    plan: Plan
    resumed: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """The record takes note of an asset that is already as the files want it."""

    agreed: Agreed


@dataclass(frozen=True, slots=True)
class Intended:
    """The platform is about to be asked. It must not be before this is on the disk."""

    step: Step


@dataclass(frozen=True, slots=True)
class Waited:
    """The platform refused for now, or did not answer; the step goes on after `seconds`."""

    step: Step
    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """The step is done and was read back. `found` is true where nothing had to be asked: an earlier run or a person
    had done it. `fingerprint` is that of the asset after the step, empty after a delete."""

    step: Step
    remote_id: str
    version: str
    fingerprint: str
    active: bool | None
    found: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The step did not come about. With `unclear` nobody knows whether it did: its intent stays open, and resuming
    looks again. `remote_id` is set when something was made that is not as it was meant. With `refused`
    the platform said that it will not do it: to ask the same again cannot help."""

    step: Step
    why: str
    differences: tuple[Difference, ...] = ()
    unclear: bool = False
    remote_id: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """The step was not tried, because of another step that is not done."""

    step: Step
    because: Step
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The step is for a person, and is not done yet."""

    step: Step


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Somebody asked to stop; `left` steps have not been tried."""

    left: int


@dataclass(frozen=True, slots=True)
class Unreached:
    """The platform does not answer any more, and nothing more was asked of it. `done` is how many steps are done in
    this run and before; of the `unclear` ones nobody knows whether they came about; the `failed` ones did not, and the
    `left` ones have not been tried."""

    why: str
    done: int
    unclear: tuple[Step, ...]
    failed: tuple[Step, ...]
    left: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """Every step has a result: how many are done (in this run and before), failed, skipped and waiting for a person.
    `hopeless` says that the platform refused all that is left, or what it depends on: to resume would fail again."""

    done: int
    failed: int
    skipped: int
    waiting: int
    hopeless: bool = False

    @property
    def complete(self) -> bool:
        """Whether all steps are done."""
        return not (self.failed or self.skipped or self.waiting)


Event = Started | Noted | Intended | Waited | Done | Failed | Skipped | Waiting | Interrupted | Unreached | Finished


@dataclass(frozen=True, slots=True)
class Result:
    """How a step of an earlier run ended: the fingerprint of its asset afterwards and its id."""

    remote_id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan has come, as the journal tells it. Empty for a plan that was never started.

    `pending` are steps whose intent is on record and whose result is not: the platform may have been asked.
    `attested` are manual steps that somebody signed for.
    """

    started: bool = False
    done: Mapping[str, Result] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()
    attested: frozenset[str] = frozenset()
    addresses: Mapping[Address, Result] = field(default_factory=dict)
    """The last result of each asset."""
    over: bool = False
    """Whether all steps are done."""
    made: Mapping[str, str] = field(default_factory=dict)
    """Steps that made an asset which was not as it was meant, with its id."""
