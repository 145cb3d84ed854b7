"""One field that changed, with what is needed to say what that does to people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mapconfig.diff import FieldChange
from mapconfig.finding import Path
from mapconfig.graph import Edge
from mapconfig.impact.effect import Effect
from mapconfig.impact.situation import Situation, shortened
from mapconfig.impact.spread import GROWS, SHRINKS
from mapconfig.language import Text, say
from mapconfig.model import Shape
from mapconfig.values import dataclass

BY_CLASS = {
    "cosmetic": say("text or filing only, nobody outside notices"),
    "tuning": say("what people get or when they get it changes a little, not who gets it"),
    "new-entrants": say("it counts for people who come in from now on"),
    "re-evaluates": say("who belongs is worked out again for everybody"),
    "sends": say("people may be e-mailed because of it"),
    "ejects": say("people who are on their way may leave"),
    "consent": say("it decides who may be e-mailed"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One changed field in its situation; `shape` is None where the schema says nothing of the place."""

    situation: Situation
    change: FieldChange
    shape: Shape | None

    @property
    def path(self) -> Path:
        return self.change.path

    @property
    def relation(self) -> str:
        """The relation of the reference that changed, empty where it is none."""
        return self.shape.reference.relation if self.shape is not None and self.shape.reference is not None else ""

    @property
    def is_criteria(self) -> bool:
        return self.shape is not None and self.shape.criteria

    @property
    def signs(self) -> tuple[int, ...]:
        """Of criteria that changed: whether more or fewer people meet them; both where nobody can tell, none where it
        is the same people."""
        directions = {part.direction for part in self.change.parts} - {"same"}
        if directions == {"loosened"}:
            return (GROWS,)
        if directions == {"tightened"}:
            return (SHRINKS,)
        return (GROWS, SHRINKS) if directions else ()

    @property
    def by_schema(self) -> str:
        """The class that the schema gives to the field."""
        return self.change.effect or "new-entrants"

    def has(self, name: str, consequence: Text, via: tuple[Edge, ...] = ()) -> Effect:
        """The effect `name`: the field's words, and what follows from them."""
        return Effect(
            name,
            say("{words}: {consequence}.", words=shortened(self.change.words), consequence=consequence),
            self.path,
            via,
        )

    def plain(self) -> Effect:
        """The effect that the schema gives to the field."""
        return self.has(self.by_schema, BY_CLASS[self.by_schema])


Reading = Callable[[Edit], Iterator[Effect] | None]
"""Takes a field it knows and gives its effects, none where that is the one of the schema; None for another field."""
