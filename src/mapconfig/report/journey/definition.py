"""What a journey on two sides of a change is, as values."""

from __future__ import annotations

from typing import Literal

from mapconfig.language import Text, listed, plural, together
from mapconfig.values import dataclass

How = Literal["same", "added", "removed", "changed"]

#: The ids of what is no step: where people come in, and where their way ends. No step can be called so.
START, END = "(start)", "(end)"


@dataclass(frozen=True, slots=True)
class Said:
    """What a step does, in two parts: the kind of thing ("Wait") and what exactly ("3 days"), which for conditions and
    actions are several."""

    verb: Text
    items: tuple[str, ...] = ()

    @property
    def exactly(self) -> str:
        """The items in a few words: two of them, or the first and how many more."""
        if len(self.items) <= 2:
            return listed(self.items) if self.items else ""
        return plural("{first} and {n} more", "{first} and {n} more", len(self.items) - 1, first=self.items[0])

    @property
    def words(self) -> Text:
        """All of it."""
        return together(" ", [self.verb, listed(self.items)]) if self.items else self.verb


@dataclass(frozen=True, slots=True)
class Step:
    """One step, or where the journey begins or ends. `before` and `after` are None where there is no such side.

    `word` is the word of the file (``send``, ``wait``, ``if``, ``did``, ``do``), ``start``, ``end`` or ``run``; `about`
    is the address of what it sends, where it sends something.
    """

    id: str
    word: str
    how: How
    before: Said | None
    after: Said | None
    about: str = ""
    inside: tuple[str, ...] = ()
    """For a run: the ids of the steps in it."""

    @property
    def said(self) -> Said:
        """What it does after the change, or did where it is gone."""
        said = self.after or self.before
        assert said is not None
        return said


@dataclass(frozen=True, slots=True)
class Way:
    """How people go from one step to the next. `label` is empty where there is only one way on.

    A removed way is `replaced` where its step now leads to the same place by way of added steps only, so that showing
    it as well would say nothing.
    """

    source: str
    target: str
    label: str
    how: Literal["same", "added", "removed"]
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """Both sides of a journey in one: steps in reading order, and the ways between them."""

    steps: tuple[Step, ...]
    ways: tuple[Way, ...]

    @property
    def changed(self) -> bool:
        """Whether the two sides differ in what is drawn."""
        return any(step.how != "same" for step in self.steps) or any(way.how != "same" for way in self.ways)
