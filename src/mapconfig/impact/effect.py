"""What a change does to people, as a value."""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.finding import Path
from mapconfig.graph import Edge
from mapconfig.language import Text, say
from mapconfig.model import EFFECTS
from mapconfig.values import dataclass

#: What putting the configuration back does not put back.
IRREVERSIBLE = {
    "sends": say("A mail that was sent cannot be called back; restoring the configuration does not undo it."),
    "ejects": say("Who has left a journey does not come back when the configuration is restored."),
    "consent": say("Who was mailed against their wish stays mailed; restoring the configuration does not undo it."),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence of a change: its class (see `EFFECTS` and docs/effects.md), and why."""

    name: str
    reason: Text
    """A sentence that names the cause, and where it works at a distance the way there."""
    path: Path = ()
    """The field that causes it; empty when it is the asset as a whole."""
    via: tuple[Edge, ...] = ()
    """The references by which it works, from the changed asset on; empty when it works at the asset itself."""

    @property
    def irreversible(self) -> str:
        """What cannot be taken back, in a sentence; empty where everything can."""
        return IRREVERSIBLE.get(self.name, "")

    @property
    def weight(self) -> int:
        """Orders effects from the mildest to the gravest."""
        return EFFECTS.index(self.name)


def worst_first(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """`effects` by weight, the gravest first, each said once."""
    found: dict[tuple[str, str], Effect] = {}
    for effect in effects:
        found.setdefault((effect.name, effect.reason), effect)
    return tuple(sorted(found.values(), key=lambda one: (-one.weight, [str(step) for step in one.path], one.reason)))


def worst(effects: Iterable[Effect]) -> str:
    """The class of the gravest of `effects`; ``cosmetic`` where there is none."""
    return max((effect.name for effect in effects), key=EFFECTS.index, default="cosmetic")
