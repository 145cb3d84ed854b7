"""What a difference is: changes of assets, made of changes of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal

from mapconfig.address import Address
from mapconfig.finding import Path
from mapconfig.language import Text
from mapconfig.model import Asset
from mapconfig.values import dataclass, field


class How(StrEnum):
    """What happened to the value at a path."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class _Absent:
    """The type of `ABSENT`, which is not the same as null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> Literal[False]:
        return False


#: There is no value on this side.
ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Hidden:
    """The name of a secret: it takes part in comparison and is shown to nobody, by no accident."""

    value: Any = field(repr=False)

    def __str__(self) -> str:
        return "(not shown)"


@dataclass(frozen=True, slots=True)
class Part:
    """One detail of a change that is told as a whole: a sentence of criteria, or a value in settings that no schema
    describes. `path` starts below the path of the change; `direction` says which way criteria move: ``loosened``
    lets more people in, ``tightened`` fewer, and ``unclear`` may do either."""

    how: str
    path: Path
    before: str
    after: str
    words: Text
    direction: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value of an asset that is different.

    `path` names items of a sequence by their id where the schema gives them one (``("steps", "hello", "send")``),
    members of an unordered sequence by themselves (``("suppress", "list/opted-out")``), and others by index: the one
    they have now, or had where they are gone or moved. `before` and `after` are plain JSON values; `ABSENT` where there
    is none, `Hidden` where nobody may see it, and for what moved the place in words.
    """

    path: Path
    before: Any
    after: Any
    words: Text
    how: How = How.CHANGED
    position: int | None = None
    """The index that an item of an ordered sequence has now, where it was added or moved."""
    effect: str = ""
    """The effect class that the schema gives to this place, empty where it says nothing."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one asset. `fields` is empty for what is new or gone; there the asset says it all.

    In a rename `address` is the new one. References to a renamed asset follow it and are no change.
    """

    address: Address
    before: Asset | None
    after: Asset | None
    fields: tuple[FieldChange, ...] = ()
    renamed_from: Address | None = None
    unmanaged: bool = False
    """Whether it is only out of the files: no tombstone asks for it to be deleted, so it stays on the platform."""

    @property
    def action(self) -> Literal["create", "update", "delete", "unmanage", "rename"]:
        """``rename`` also where fields changed with it; ``unmanage`` where it only goes out of the files."""
        if self.before is None:
            return "create"
        if self.after is None:
            return "unmanage" if self.unmanaged else "delete"
        return "rename" if self.renamed_from is not None else "update"

    @property
    def asset(self) -> Asset:
        """The asset as it is to be, or as it was where it is gone."""
        found = self.after or self.before
        assert found is not None, "a change has a side"
        return found


def shown(value: Any) -> Any:
    """`value` with names of secrets replaced by words and keys in order, fit for a view."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, Mapping):
        return {name: shown(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [shown(below) for below in value]
    return value
