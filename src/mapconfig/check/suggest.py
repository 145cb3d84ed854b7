"""What somebody may have meant: the known name nearest to one that is unknown.

Comparing with every known name is slow where a wrong name meets ten thousand right ones, and a broken org has thousands
of wrong names; so only names that share rare groups of three letters are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from mapconfig.address import Address
from mapconfig.check.view import View

#: How many of a name's rarest letter groups are looked up, and how many names of each are compared.
_GROUPS = 5
_NAMES = 30


class Names:
    """Known names, ready to be asked for the nearest one."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._holding: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._names:
            for group in set(_groups(name)):
                self._holding[group].append(name)
        self._answers: dict[str, str] = {}

    def closest(self, name: str) -> str:
        """The nearest known name, or empty text where none is near."""
        if name not in self._answers:
            groups = sorted({g for g in _groups(name) if g in self._holding}, key=lambda g: (len(self._holding[g]), g))
            candidates = {known: None for group in groups[:_GROUPS] for known in self._holding[group][:_NAMES]}
            near = get_close_matches(name.lower(), [known.lower() for known in candidates], n=1, cutoff=0.65)
            self._answers[name] = next((known for known in candidates if [known.lower()] == near), "")
        return self._answers[name]


def nearest(target: Address, view: View) -> str:
    """The address of the same kind that is nearest to an unknown one; empty where none is near."""
    close = view.once(("close names", target.kind), lambda seen: Names(seen.names(target.kind))).closest(target.key)
    return f"{target.kind}/{close}" if close else ""


def _groups(name: str) -> Iterator[str]:
    padded = f"^{name.lower()}$"
    return (padded[i : i + 3] for i in range(len(padded) - 2))
