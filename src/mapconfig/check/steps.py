"""The way through a journey's steps: which step can follow which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.check.view import View
from mapconfig.model import Asset
from mapconfig.values import dataclass, field

#: Where a person's way through a journey ends.
END = "end"

_WORDS = ("send", "wait", "if", "did", "do")


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `exits` maps the word that leads on (`next`, `then`, `else`) to the step it leads to, or `END`."""

    id: str
    index: int
    word: str
    value: Any
    exits: Mapping[str, str]
    waits: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """A journey's steps in order. Branches to steps that do not exist are in `dangling` as (index, word, name), and
    lead nowhere."""

    steps: Mapping[str, Step]
    dangling: tuple[tuple[int, str, str], ...] = field(default=())

    @property
    def first(self) -> Step | None:
        return next(iter(self.steps.values()), None)

    def after(self, step: Step) -> Iterator[Step]:
        """The steps that may directly follow `step`."""
        for target in dict.fromkeys(step.exits.values()):
            if target != END:
                yield self.steps[target]

    def reached(self) -> set[str]:
        """The ids of the steps that somebody who enters can come to."""
        seen: set[str] = set()
        queue = [self.first] if self.first is not None else []
        while queue:
            step = queue.pop()
            if step.id not in seen:
                seen.add(step.id)
                queue += self.after(step)
        return seen


def flow(asset: Asset, view: View) -> Flow:
    """The flow of a journey. What is no step at all is left to the schema."""
    return view.about(asset, "flow", _flow_of)


def _flow_of(asset: Asset, _: View) -> Flow:
    return _flow(asset.attributes.get("steps"))


def _flow(raw: Any) -> Flow:
    rows = [(index, row) for index, row in enumerate(raw if isinstance(raw, Sequence) else ()) if _is_step(row)]
    names = {row["id"] for _, row in rows}
    steps: dict[str, Step] = {}
    dangling: list[tuple[int, str, str]] = []
    for position, (index, row) in enumerate(rows):
        word = next(word for word in _WORDS if word in row)
        following = rows[position + 1][1]["id"] if position + 1 < len(rows) else END
        exits = {}
        for exit_ in ("then", "else") if word in ("if", "did") else ("next",):
            target = row.get(exit_, following)
            if target == END or target in names:
                exits[exit_] = target
            else:
                dangling.append((index, exit_, str(target)))
        waits = word == "wait" or (word == "did" and "within" in row)
        steps.setdefault(row["id"], Step(row["id"], index, word, row[word], exits, waits))
    return Flow(steps, tuple(dangling))


def _is_step(row: Any) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("id"), str) and any(word in row for word in _WORDS)
