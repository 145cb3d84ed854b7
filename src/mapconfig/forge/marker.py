"""The hidden first line by which a comment is found again, and which says for which commit it speaks.

A marker counts only as the first line of a comment, so nobody's quotation of one is taken for it. What is in it is made
of characters that end no HTML comment and no link definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from mapconfig.values import dataclass

#: How a marker is written: an HTML comment, or where a forge would show that, a link definition nothing refers to.
_HIDDEN = "<!-- {} -->"
_DEFINED = "[//]: # ({})"
#: Characters of a target's name that a marker holds; names that differ only behind them are taken for one.
LONGEST = 200
_LINE = re.compile(
    r"(?:<!-- |\[//\]: # \()mapconfig:review v=1 target=(?P<target>\S+) head=(?P<head>[0-9a-f]{0,64})"
    r" order=(?P<order>[0-9]{1,18}) labels=(?P<labels>[a-z0-9,-]*)(?: -->|\))\s*"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """`target` tells the reviews of one pull request apart; `head` is the full hash of the commit that was reviewed;
    `order` grows from run to run of the CI, so that of two runs the later one is known; `labels` are what this review
    asks for, since the labels of a pull request are those of all its reviews."""

    target: str
    head: str
    order: int
    labels: tuple[str, ...] = ()

    def line(self, hides: bool) -> str:
        """The marker as the first line of a comment; `hides` says that the forge does not show HTML comments."""
        target = quote(self.target, safe="/").replace("-", "%2D")
        said = (
            f"mapconfig:review v=1 target={target} head={self.head} order={self.order} labels={','.join(self.labels)}"
        )
        return (_HIDDEN if hides else _DEFINED).format(said)


def target_of(name: str) -> str:
    """The target that a marker can hold of a name, which may be anybody's text: not endless, and whole characters."""
    return name[:LONGEST].encode("utf-8", "replace").decode("utf-8")


def marker_of(body: str) -> Marker | None:
    """The marker of a comment, None where it has none."""
    found = _LINE.fullmatch(body.partition("\n")[0].rstrip("\r"))
    if found is None:
        return None
    labels = tuple(label for label in found["labels"].split(",") if label)
    return Marker(unquote(found["target"]), found["head"], int(found["order"]), labels)


#: Labels by what they say, the worst first; a pull request has the worst of the first four, and perhaps the last.
CLASSES = ("high-risk", "destructive", "change", "no-change")
NEEDS_APPROVAL = "needs-approval"
#: What stands before each on the forge.
PREFIX = "mapconfig/"
LABELS = tuple(f"{PREFIX}{name}" for name in (*CLASSES, NEEDS_APPROVAL))


def together(asked: Iterable[Iterable[str]]) -> frozenset[str]:
    """The labels of a pull request of whose reviews each asks for some: the worst class of all, and whether any needs
    an approval."""
    names = {name for each in asked for name in each}
    worst = next((name for name in CLASSES if name in names), None)
    kept = {worst} if worst is not None else set()
    return frozenset(f"{PREFIX}{name}" for name in (kept | names & {NEEDS_APPROVAL}))
