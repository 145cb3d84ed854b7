"""What a plan is: a value that says exactly what an apply will do, from what, and who said yes to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Live, Outcome, Verb
from mapconfig.finding import Path
from mapconfig.model import digest

FORMAT = "mapconfig.plan/1"

#: From this many assets on, all of their kinds are read at once instead of one by one.
READ_TOGETHER = 25


class Facet(StrEnum):
    """The two sides of an asset that are applied apart: what it is, and whether it runs."""

    CONTENT = "content"
    ACTIVATION = "activation"


@dataclass(frozen=True, slots=True)
class StepField:
    """One field that a step changes, for people to read.

    `before` or `after` may be `mapconfig.diff.ABSENT`; names of secrets are not shown. `details` are the parts of a
    change that is told as a whole, such as the sentences of criteria.
    """

    path: Path
    before: Any
    after: Any
    words: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overwrite:
    """A field that somebody changed on the platform since the last apply and that a step would change again.

    An empty `path` stands for the whole asset: somebody deleted it, and the step would make it again. `allowed` is true
    when the person who made the plan said that theirs may go.
    """

    path: Path
    theirs: Any
    ours: Any
    changed_by: str = ""
    changed_at: str = ""
    allowed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do to one asset.

    `remote_id` and `before` say what is on the platform now: its id there and the fingerprint of its state, both
    empty when there is nothing. `attributes` is what the platform shall have after a content step in normal form,
    None for all others. `applied` is what the record then keeps as our last word on the asset; it differs from
    `attributes` only where a change made on the platform is left in place. `depends_on` names steps that must be done
    before, always earlier ones. `calls` is how many requests it takes when all goes well.
    """

    id: str
    address: Address
    verb: Verb
    outcome: Outcome
    facet: Facet
    reason: str
    effect: str = ""
    effect_reason: str = ""
    remote_id: str = ""
    before: str = ""
    attributes: Mapping[str, Any] | None = None
    applied: Mapping[str, Any] | None = None
    renamed_from: Address | None = None
    fields: tuple[StepField, ...] = ()
    depends_on: tuple[str, ...] = ()
    overwrites: tuple[Overwrite, ...] = ()
    worksheet: tuple[str, ...] = ()
    calls: int = 0
    relinks: bool = False
    """It names, in the files or on the platform, an asset that an earlier step makes anew, so what is live before it
    cannot be as the plan saw it."""

    @property
    def manual(self) -> bool:
        """Whether a person does it."""
        return self.outcome in (Outcome.MANUAL_VERIFIABLE, Outcome.MANUAL_ATTESTED)

    @property
    def last_word(self) -> Mapping[str, Any] | None:
        """What the record keeps of a content step that is done."""
        return self.attributes if self.applied is None else self.applied


@dataclass(frozen=True, slots=True)
class Agreed:
    """An asset that is as the files want it although nobody applied that: the record only has to take note.

    `before` is the fingerprint of what was found.
    """

    address: Address
    attributes: Mapping[str, Any]
    active: bool | None
    before: str


@dataclass(frozen=True, slots=True)
class Accept:
    """A person's yes to what a guard refuses. `subject` is an address or a kind, or a pattern of those with `*`; empty
    where the guard is about the plan as a whole."""

    guard: str
    subject: str
    because: str

    @property
    def text(self) -> str:
        """As it is written on the command line."""
        return f"{self.guard}:{self.subject}" if self.subject else self.guard


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """What one guard says. `refused` means that nothing is applied; `how` is the exact command to say yes with, or what
    else to do; `who` may say it; `accepted` is the reason that somebody gave."""

    guard: str
    subject: str
    refused: bool
    sentence: str
    how: str = ""
    who: str = ""
    accepted: str = ""


class NoteKind(StrEnum):
    """What a note of a plan is about."""

    UNMANAGED = "unmanaged"
    """On the platform, and none of mapconfig's business."""
    NO_FILE = "no-file"
    """Managed until now, and no file describes it any more. It stays as it is."""
    GAP = "gap"
    """Something the platform cannot hold."""
    BEHIND = "behind"
    """Left out as what the platform cannot hold, and there in another form than the files want."""
    DRIFT = "drift"
    """Changed on the platform, and left as it is."""
    GONE = "gone"
    """Asked to be deleted, and not there."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the plan has to know that no step does."""

    kind: NoteKind
    subject: str
    sentence: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """What files a plan was made from: the digest of the org as read, and the commit where it lies in git."""

    digest: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Freezing:
    """A stretch of time in which the plan must not be applied, whenever it was made. `start` and `end` are moments in
    RFC 3339, with their zone; the end is not part of it."""

    start: str
    end: str
    why: str

    def covers(self, moment: datetime) -> bool:
        """Whether `moment`, which knows its zone, lies in it."""
        return datetime.fromisoformat(self.start) <= moment < datetime.fromisoformat(self.end)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an apply will do.

    Two plans are the same when all of this is. `live` has the fingerprint of every asset that a step touches or relies
    on, empty for one that is not there. `lineage` tells one record from another. `calls` is the sum over the steps, and
    the readings before and after. `impact` is the summary of `mapconfig.impact` as JSON.
    """

    id: str
    created_at: str
    environment: str
    backend: str
    platform: str
    lineage: str
    config: Config
    live: Mapping[Address, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    guards: tuple[GuardVerdict, ...] = ()
    accepts: tuple[Accept, ...] = ()
    notes: tuple[Note, ...] = ()
    impact: Mapping[str, Any] = field(default_factory=dict)
    freezes: tuple[Freezing, ...] = ()
    calls: int = 0

    @property
    def refused(self) -> tuple[GuardVerdict, ...]:
        """The guards that nobody has said yes to."""
        return tuple(verdict for verdict in self.guards if verdict.refused)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.steps and not self.agreed

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do, and nothing that is left out differs from the platform."""
        return self.empty and not self.behind

    @property
    def left_out(self) -> tuple[Note, ...]:
        """What is said of assets for which nothing is written, since the platform cannot hold them as they are."""
        return tuple(
            note
            for note in self.notes
            if note.kind is NoteKind.BEHIND or (note.kind is NoteKind.GAP and "/" in note.subject)
        )

    @property
    def behind(self) -> tuple[Note, ...]:
        """Those of `left_out` that are on the platform in another form than the files want."""
        return tuple(note for note in self.notes if note.kind is NoteKind.BEHIND)

    @property
    def renames(self) -> dict[Address, tuple[Address, str]]:
        """The assets that get another address: the new one to the old one and the id on the platform."""
        return {step.address: (step.renamed_from, step.remote_id) for step in self.steps if step.renamed_from}


def fingerprint(live: Live | None) -> str:
    """What tells one state of an asset on a platform from another; empty for an asset that is not there.

    The platform's version is not part of it: an edit of something that mapconfig does not know is no change here.
    """
    if live is None:
        return ""
    return digest({"id": live.remote_id, "attributes": live.attributes, "active": live.active})
