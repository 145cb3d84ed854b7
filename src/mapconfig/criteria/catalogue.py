"""What criteria may ask: the fields of an org with their types, and what a person has one or many of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

from mapconfig.criteria.folding import fold
from mapconfig.criteria.syntax import TYPES
from mapconfig.language import Text, say
from mapconfig.values import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a field holds. `values` are the values of a choice, lowest first where `ordered` is true. `identifier` is
    true where a value tells who somebody is. A `type` that is none of `TYPES` is unknown, and nothing is said of it."""

    type: str
    values: tuple[str, ...] = ()
    ordered: bool = False
    identifier: bool = False

    @classmethod
    def of(cls, attributes: Mapping[str, Any]) -> FieldType:
        """The type that the attributes of a field asset describe; what is not well-formed there is left out."""
        type_ = attributes.get("type")
        values = attributes.get("values")
        return cls(
            type_ if isinstance(type_, str) and type_ in TYPES else "",
            tuple(one for one in values if isinstance(one, str)) if isinstance(values, (list, tuple)) else (),
            attributes.get("ordered") is True,
            attributes.get("personal_data") == "identifier",
        )

    @property
    def named(self) -> Text:
        """The type with its article."""
        if self.type == "choice" and self.ordered:
            return say("an ordered choice")
        return _NAMED.get(self.type) or say("a {type}", type=self.type)

    @property
    def ranks(self) -> Mapping[str, int]:
        """The place of each folded value of a choice, counted from 0."""
        return _ranks(self.values)


_NAMED = {
    "choice": say("a choice"),
    "date": say("a date"),
    "number": say("a number"),
    "text": say("a text"),
    "yes-no": say("a yes/no field"),
}


@lru_cache(maxsize=1024)
def _ranks(values: tuple[str, ...]) -> Mapping[str, int]:
    return {fold(value): place for place, value in enumerate(values)}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The fields by key, a field of a related record as ``account.type``; and each relation as ``one`` or ``many``."""

    fields: Mapping[str, FieldType] = field(default_factory=dict)
    relations: Mapping[str, Literal["one", "many"] | str] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: Iterable[tuple[str, Mapping[str, Any]]], relations: Mapping[str, str]) -> Catalogue:
        """The catalogue of field assets, given as key and attributes, and of the relations in the settings."""
        return cls({key: FieldType.of(attributes) for key, attributes in fields}, dict(relations))
