"""The contract that a platform's adapter meets: what it can do, as data, and a few verbs.

The core diffs, orders, retries, journals and compares, once for all platforms; a backend reads, and does one change
at a time. It does not retry, it does not order, it keeps no state of its own. `mapconfig.testing.BackendContract` is
the same promises as tests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any, Protocol

from mapconfig.address import Address
from mapconfig.errors import InputError, PlatformError
from mapconfig.language import say
from mapconfig.model import Kinds, Org
from mapconfig.values import dataclass, field


class Verb(StrEnum):
    """What can be done to one asset on a platform."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"


def verbs_of(runs: bool) -> tuple[Verb, ...]:
    """What there is to do to assets of a kind: only one that runs (`Kind.activation`) is ever started and stopped."""
    return tuple(verb for verb in Verb if runs or verb not in (Verb.ACTIVATE, Verb.DEACTIVATE))


class Outcome(StrEnum):
    """How a step comes about (decision 7 of the design)."""

    APPLY = "apply"
    """The platform's API does it."""
    REPLACE = "replace"
    """The API cannot update: the asset is deleted and created again, and the plan says so."""
    MANUAL_VERIFIABLE = "manual-verifiable"
    """A person does it by a worksheet; the tool reads it back and ticks it off."""
    MANUAL_ATTESTED = "manual-attested"
    """Nothing returns it; a person signs that it is done."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What a platform can do with one kind.

    `gaps` names attributes (dotted paths, `*` for any item) that this platform cannot hold, each with a sentence: a
    named gap in the plan, never an approximation. `pause_to_edit` is true where a running asset must be stopped
    before it may be edited.
    """

    verbs: Mapping[Verb, Outcome] = field(default_factory=dict)
    readable: bool = True
    pause_to_edit: bool = False
    gaps: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[Verb, int] = field(default_factory=dict)
    """How many requests a step takes, with the looking before and the reading back, where it is another number than
    three: one before, one to do it, one after."""
    reading: int = 1
    """How many requests it takes to read one asset."""
    listing: int = 0
    """How many requests it takes to list some two hundred assets of the kind; 0 where nobody has to count them."""

    def outcome(self, verb: Verb) -> Outcome:
        """How `verb` comes about; one that is not listed is for a person, and is read back where that is possible."""
        found = self.verbs.get(verb)
        if found is not None:
            return found
        return Outcome.MANUAL_VERIFIABLE if self.readable else Outcome.MANUAL_ATTESTED


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a platform answers in so many seconds, for all who ask there together."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform may be asked.

    `requests_per_second` is None where nothing is known against any number. `concurrency` is how many requests may be
    under way at once. `pause` is how many seconds to wait before a request that was refused for now is made
    again, where the platform does not say; twice as long each time. `mapconfig.wire.client` keeps to all of it.
    """

    requests_per_second: float | None = None
    concurrency: int = 1
    quota: Quota | None = None
    pause: float = 1.0

    def seconds(self, requests: int) -> float:
        """How long so many requests take at the least."""
        return requests / self.requests_per_second if self.requests_per_second else 0.0

    @classmethod
    def of(cls, said: Any, default: Pace) -> Pace:
        """`default` with what the settings of an environment say instead. Raises InputError for what makes no sense."""
        if said is None:
            return default
        if not isinstance(said, Mapping) or not set(said) <= {"requests_per_second", "concurrency", "quota", "pause"}:
            raise InputError(
                say(
                    "settings.pace may have requests_per_second, concurrency, pause and quota (requests, "
                    "seconds), not {said}.",
                    said=repr(said),
                )
            )
        quota = said.get("quota")
        if quota is not None and (not isinstance(quota, Mapping) or set(quota) != {"requests", "seconds"}):
            raise InputError(say("settings.pace.quota has requests and seconds, not {quota}.", quota=repr(quota)))
        numbers = {name: value for name, value in said.items() if name != "quota"} | dict(quota or {})
        for name, value in numbers.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
                raise InputError(
                    say("{name} in settings.pace must be a number above 0, not {value}.", name=name, value=repr(value))
                )
        return cls(
            requests_per_second=numbers.get("requests_per_second", default.requests_per_second),
            concurrency=int(numbers.get("concurrency", default.concurrency)),
            quota=Quota(int(quota["requests"]), quota["seconds"]) if quota else default.quota,
            pause=numbers.get("pause", default.pause),
        )


@dataclass(frozen=True, slots=True)
class Live:
    """One asset as a platform has it now.

    `address` is the one the record knows it by, or for an asset the record does not know the one its natural
    key suggests. `attributes` are in normal form, with addresses for references, and hold nothing that only the
    platform decides. `version` changes with every write on the platform, whoever makes it.

    A kind that runs (`Kind.activation`) has no `state` among its `attributes`: `active` says whether it runs now, and
    only `activate` and `deactivate` change that. `active` is None for kinds that do not run, whose `state`, if any, is
    an attribute like others.
    """

    address: Address
    remote_id: str
    version: str
    attributes: Mapping[str, Any]
    active: bool | None = None
    changed_by: str = ""
    changed_at: str = ""
    unfinished: bool = False
    """Only `Backend.find` says it, of what is certainly the work of a create of just this address that nobody has
    touched since: where it is not as it was meant, the platform has done it in part, and it may be gone on with."""
    note: str = ""
    """A sentence for whoever takes it in: why part of it could only be read as the platform has it, and what would help
    against that. It is no part of what the asset is."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform answered to one write."""

    remote_id: str
    version: str


class Names(Protocol):
    """The two-way map between addresses and a platform's ids that the record keeps for one environment."""

    def remote_id(self, address: Address) -> str | None: ...
    def address(self, kind: str, remote_id: str) -> Address | None: ...


class NotApplied(PlatformError):
    """The platform refused for now (busy, too many requests, not reachable): the write has certainly not happened and
    may be repeated after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(NotApplied):
    """Nobody answers there: no such host, no connection, or only silence for as long as is waited. Like every
    `NotApplied` it has certainly done nothing; and who hears it asks with `Backend.probe` before asking more. `hung` is
    true where there was a connection, and only silence on it."""

    def __init__(self, message: str, retry_after: float = 0.0, *, hung: bool = False) -> None:
        super().__init__(message, retry_after)
        self.hung = hung


class Rejected(PlatformError):
    """The platform refused for good: the write has certainly not happened, and repeating it cannot help."""


class Unclear(PlatformError):
    """No usable answer came: the write may have happened, now or later. Only looking can tell."""


class Conflict(PlatformError):
    """Somebody else changed the asset since `version` was read; nothing was written."""


class Backend(Protocol):
    """One account on one platform.

    Every method may raise `NotApplied`, `Rejected`, `Unclear` or another `PlatformError`; no other exception leaves
    a backend.
    """

    @property
    def name(self) -> str:
        """The adapter's name, as in `mapconfig.yaml`."""

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        """By kind. A kind that is missing cannot be held at all."""

    @property
    def settle(self) -> float:
        """Seconds after which a request without an answer can no longer take effect, and every read shows what came of
        it and of what was written before: how late a write can be and how far behind a read can be, together."""

    @property
    def pace(self) -> Pace:
        """How fast it may be asked."""

    @property
    def copies_embeds(self) -> bool:
        """Whether an asset that embeds a snippet has a copy of it there, because the platform cannot pull it in: then
        `mapconfig.model.embedding` makes the copies, and a changed snippet changes every asset that shows it."""

    def learn(self, org: Org) -> None:
        """Hear what the files say, before anything else of an account, for platforms whose way of writing one asset
        depends on others, such as on the type of a field that a list asks for. Makes no request."""

    def identity(self) -> str:
        """A text that is the same for this account for ever and differs for every other, such as an instance id."""

    def probe(self) -> None:
        """Ask one small thing, once and for a few seconds at most. Returns when the platform answered as it does when
        it is well; raises what it raises else: `Unreachable` where nobody answers, `NotApplied` where it refuses
        for now, `Rejected` where it does not let us in. Changes nothing, and repeats nothing."""

    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """`attributes` in normal form as this platform gives them back once it has them; makes no request.

        Platforms trim titles, lower-case tags, rewrite HTML, and cannot hold what `Capability.gaps` names. What is
        meant passes here before it is compared with what is live, in a plan as in the reading back after a write,
        so that a comparison sees only what somebody has to do something about. `state` of a kind that runs is
        left out, as in `Live`. Calling it on its own result changes nothing.
        """

    def gaps(self, kind: str, attributes: Mapping[str, Any]) -> Mapping[str, str]:
        """What of just these attributes the platform cannot hold although it knows the kind, such as a question that
        its lists cannot ask: dotted path to a sentence that says why and what to do. Makes no request.

        An asset with such a gap is left out of plans, and so is everything that relies on it: never an approximation.
        What no asset of a kind can have there is in `Capability.gaps` instead.
        """

    def refusals(self, live: Live | None, address: Address, attributes: Mapping[str, Any] | None) -> Mapping[str, str]:
        """What of just this step the platform would refuse although it can hold what there is and what is meant, such
        as another type for a field: dotted path to a sentence that says why and what to do. Makes no request.

        `live` is what is there, by the last `fetch` and under its present address, or None for a create; `attributes`
        is what is meant, or None for a delete. A create that would be refused is left
        out of plans as what has a gap is; any other such step stops the plan, so that nobody finds out at the write.
        """

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        """Every asset of `kinds`, each once. Raises rather than leaving one out: a partial answer must never look
        complete. `Rejected` for a kind that the platform does not have or whose capability is not readable."""

    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        """One asset now, or None when the platform has it no more."""

    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        """Assets that a create of `address` may have made: those with its natural key. Empty when there is none."""

    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        """Make it, inactive where the kind runs. A reference to an asset that `names` does not know is kept by its
        natural key."""

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        """Make `live` be `attributes` under `address` (which differs from `live.address` in a rename).

        Attributes that `live` has and `attributes` has not are removed; fields the platform has and mapconfig does not
        know stay as they are. When nothing differs, nothing is sent. Raises `Conflict` when the platform's version is
        no longer `live.version`, where the platform can tell.
        """

    def delete(self, live: Live) -> None:
        """Remove it. Raises `Conflict` as `update` does, and `Rejected` where the platform will not delete what is
        used."""

    def activate(self, live: Live) -> Receipt:
        """Set it running; nothing is sent when it runs already. `Rejected` for a kind that does not run."""

    def deactivate(self, live: Live) -> Receipt:
        """Stop it; nothing is sent when it does not run. `Rejected` for a kind that does not run."""


#: An entry point of the group ``mapconfig.backends`` is one of these: settings of the environment in, backend out.
#: The second argument is the org's directory, for settings that are paths.
Connect = Callable[[Mapping[str, Any], str, Kinds], Backend]
