"""A platform on a bad day: any backend, with faults between it and whoever calls it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from mapconfig.address import Address
from mapconfig.backend import Backend, Capability, Conflict, Live, Names, NotApplied, Receipt, Rejected, Unclear
from mapconfig.errors import PlatformError
from mapconfig.testing.wrapped import Wrapped

T = TypeVar("T")


class Fault(StrEnum):
    """What can go wrong with one call."""

    NOT_APPLIED = "not applied"
    """Refused for now; nothing happened."""
    REJECTED = "rejected"
    """Refused for good; nothing happened."""
    LOST_BEFORE = "lost before"
    """No answer, and nothing happened."""
    LOST_AFTER = "lost after"
    """No answer, and it happened."""
    LATE = "late"
    """No answer, and it happens later, before `settle` seconds are over."""
    CONFLICT = "conflict"
    """Somebody else was quicker."""


#: The faults a read can have: it changes nothing, so there is nothing to lose or to be late.
_OF_READS = frozenset({Fault.NOT_APPLIED, Fault.REJECTED, Fault.LOST_BEFORE})


class Flaky(Wrapped):
    """`inner` behind a bad connection.

    Faults come from `script` first, one per call (None for a call that goes well), and then by `chances` drawn from
    `seed`. A fault that a call cannot have is left out. `meanwhile` runs before every call with the verb and the number
    of the call, counted from 1: for somebody else who edits at a chosen moment.
    """

    def __init__(
        self,
        inner: Backend,
        seed: int = 0,
        chances: Mapping[Fault, float] | None = None,
        script: Iterable[Fault | None] = (),
        settle: float = 0.02,
        meanwhile: Callable[[str, int], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(inner)
        self.settle = max(settle, inner.settle)
        self.calls: list[tuple[str, str]] = []
        """Every call so far: the verb, and the address, the kind and id, or the kinds."""
        self.faults: list[Fault] = []
        """The faults that there were."""
        self._dice = random.Random(seed)
        self._chances = dict(chances or {})
        self._script = iter(script)
        self._meanwhile = meanwhile
        self._clock = clock
        self._late: list[tuple[float, Callable[[], object]]] = []

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        return self.inner.capabilities

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        return self._read("fetch", " ".join(sorted(kinds)), lambda: iter(list(self.inner.fetch(kinds, names))))

    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        return self._read("read", f"{kind} {remote_id}", lambda: self.inner.read(kind, remote_id, names))

    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        return self._read("find", address, lambda: self.inner.find(address, attributes, names))

    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        return self._write("create", address, lambda: self.inner.create(address, attributes, names), conflicts=False)

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        return self._write("update", address, lambda: self.inner.update(live, address, attributes, names))

    def delete(self, live: Live) -> None:
        self._write("delete", live.address, lambda: self.inner.delete(live))

    def activate(self, live: Live) -> Receipt:
        return self._write("activate", live.address, lambda: self.inner.activate(live))

    def deactivate(self, live: Live) -> Receipt:
        return self._write("deactivate", live.address, lambda: self.inner.deactivate(live))

    def arrive(self, everything: bool = True) -> None:
        """Let late writes take effect: all of them, or those whose time has come. Whether they succeed nobody hears."""
        now = self._clock()
        due = [write for when, write in self._late if everything or when <= now]
        self._late = [(when, write) for when, write in self._late if not (everything or when <= now)]
        for write in due:
            try:
                write()
            except PlatformError:
                continue

    def _read(self, verb: str, what: str, call: Callable[[], T]) -> T:
        self._refuse(self._begin(verb, what, _OF_READS))
        return call()

    def _write(self, verb: str, what: str, call: Callable[[], T], conflicts: bool = True) -> T:
        fault = self._begin(verb, what, frozenset(Fault) if conflicts else frozenset(Fault) - {Fault.CONFLICT})
        if fault is Fault.LATE:
            self._late.append((self._clock() + self.settle * 0.8, call))
            raise Unclear(f"No answer came to {verb} {what}.")
        self._refuse(fault)
        answer = call()
        if fault is Fault.LOST_AFTER:
            raise Unclear(f"The connection broke while the answer to {verb} {what} was on its way.")
        return answer

    def _begin(self, verb: str, what: str, possible: frozenset[Fault]) -> Fault | None:
        self.calls.append((verb, what))
        self.arrive(everything=False)
        if self._meanwhile is not None:
            self._meanwhile(verb, len(self.calls))
        try:
            fault = next(self._script)
        except StopIteration:
            fault = self._drawn()
        if fault not in possible:
            return None
        assert fault is not None
        self.faults.append(fault)
        return fault

    def _drawn(self) -> Fault | None:
        at = self._dice.random()
        for fault, chance in self._chances.items():
            at -= chance
            if at < 0:
                return fault
        return None

    @staticmethod
    def _refuse(fault: Fault | None) -> None:
        if fault is Fault.NOT_APPLIED:
            raise NotApplied("The platform is too busy to take the request now.", retry_after=0.001)
        if fault is Fault.REJECTED:
            raise Rejected("The platform refuses the request.")
        if fault is Fault.LOST_BEFORE:
            raise Unclear("The connection broke, and no answer came.")
        if fault is Fault.CONFLICT:
            raise Conflict("Somebody else changed it in the meantime.")
