"""One thing that is not what it was in criteria; `comparison` finds them."""

from __future__ import annotations

from typing import Literal

from mapconfig.finding import Path
from mapconfig.language import Text
from mapconfig.values import dataclass

#: ``moved`` is a new place among its neighbours, which changes nothing.
Kind = Literal["added", "removed", "changed", "moved"]
#: ``loosened``: whoever met the criteria still does, and others may; ``tightened``: the reverse; ``same``: the very
#: same people meet them; ``unclear``: some may come in and some may go.
Direction = Literal["loosened", "tightened", "same", "unclear"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence or group that is not what it was. `path` is in the criteria after, or before when it was removed."""

    kind: Kind
    path: Path
    before: str
    """The sentence as it was; empty when it was added."""
    after: str
    words: Text
    """For a person: "no longer required: account.type is Customer"."""
    direction: Direction
