"""A platform that can do less: any backend, with some of what it can do taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Backend, Capability, Live, Names, Outcome, Receipt, Rejected, Verb
from mapconfig.testing.wrapped import Wrapped

_BY_HAND = dict.fromkeys(Verb, Outcome.MANUAL_VERIFIABLE)

#: What real platforms cannot do, one kind each, so that every outcome of a step occurs.
LIMITS: Mapping[str, Capability] = {
    "email": Capability(
        verbs={Verb.CREATE: Outcome.APPLY, Verb.UPDATE: Outcome.REPLACE, Verb.DELETE: Outcome.APPLY},
    ),
    "scoring": Capability(verbs=_BY_HAND),
    "stage": Capability(verbs=dict.fromkeys(Verb, Outcome.MANUAL_ATTESTED), readable=False),
    "rule": Capability(
        verbs={
            **dict.fromkeys((Verb.CREATE, Verb.UPDATE, Verb.DELETE), Outcome.APPLY),
            **dict.fromkeys((Verb.ACTIVATE, Verb.DEACTIVATE), Outcome.MANUAL_VERIFIABLE),
        },
        pause_to_edit=True,
    ),
    "snippet": Capability(
        verbs=dict.fromkeys((Verb.CREATE, Verb.UPDATE, Verb.DELETE), Outcome.APPLY),
        gaps={"variants": "This platform shows the same snippet to everybody."},
    ),
    "journey": Capability(
        verbs=dict.fromkeys(Verb, Outcome.APPLY),
        pause_to_edit=True,
        gaps={"steps.*.within": "This platform listens for as long as the person stays in the journey."},
    ),
}


class Crippled(Wrapped):
    """`inner` with less to offer. A person's work by hand is a test's work on `inner` itself."""

    def __init__(self, inner: Backend, limits: Mapping[str, Capability] = LIMITS) -> None:
        """`limits` replaces the capability of the kinds it names; the others keep theirs."""
        super().__init__(inner)
        self.capabilities: Mapping[str, Capability] = {
            kind: limits.get(kind, capability) for kind, capability in inner.capabilities.items()
        }

    @property
    def settle(self) -> float:
        return self.inner.settle

    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        kept = super().kept(kind, attributes)
        for gap in self._capability(kind).gaps:
            kept = _without(kept, tuple(gap.split(".")))
        return kept

    def fetch(self, kinds: Collection[str], names: Names) -> Iterator[Live]:
        for kind in kinds:
            self._readable(kind)
        return self.inner.fetch(kinds, names)

    def read(self, kind: str, remote_id: str, names: Names) -> Live | None:
        self._readable(kind)
        return self.inner.read(kind, remote_id, names)

    def find(self, address: Address, attributes: Mapping[str, Any], names: Names) -> list[Live]:
        self._readable(address.kind)
        return self.inner.find(address, attributes, names)

    def create(self, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        self._may(Verb.CREATE, address.kind)
        return self.inner.create(address, self.kept(address.kind, attributes), names)

    def update(self, live: Live, address: Address, attributes: Mapping[str, Any], names: Names) -> Receipt:
        self._may(Verb.UPDATE, address.kind)
        return self.inner.update(live, address, self.kept(address.kind, attributes), names)

    def delete(self, live: Live) -> None:
        self._may(Verb.DELETE, live.address.kind)
        self.inner.delete(live)

    def activate(self, live: Live) -> Receipt:
        self._may(Verb.ACTIVATE, live.address.kind)
        return self.inner.activate(live)

    def deactivate(self, live: Live) -> Receipt:
        self._may(Verb.DEACTIVATE, live.address.kind)
        return self.inner.deactivate(live)

    def _capability(self, kind: str) -> Capability:
        found = self.capabilities.get(kind)
        if found is None:
            raise Rejected(f"This platform has no {kind!r}.")
        return found

    def _may(self, verb: Verb, kind: str) -> None:
        outcome = self._capability(kind).outcome(verb)
        if outcome is not Outcome.APPLY:
            raise Rejected(f"This platform's API does not {verb} a {kind} ({outcome}).")

    def _readable(self, kind: str) -> None:
        if not self._capability(kind).readable:
            raise Rejected(f"This platform's API does not show its {kind} objects.")


def _without(value: Any, path: tuple[str, ...]) -> Any:
    """`value` without what is at `path`, in which ``*`` stands for any name or item."""
    step, below = path[0], path[1:]
    if isinstance(value, dict):
        return {
            name: item if step not in ("*", name) else _without(item, below)
            for name, item in value.items()
            if below or step not in ("*", name)
        }
    if isinstance(value, list) and step == "*":
        return [_without(item, below) for item in value] if below else []
    return value
