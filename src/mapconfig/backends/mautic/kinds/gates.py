"""Thresholds of a score: who has so many points comes to a stage.

No point trigger of Mautic 5.1 can set a stage (its catalogue of events), a campaign can. So a threshold is a helper
segment of those who have the points, and a campaign from there whose one action is the stage. Mautic does not take
anybody back to a stage of less weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.filters import Row, filters_of, groups_of
from mapconfig.backends.mautic.kinds import backing, rows
from mapconfig.backends.mautic.kinds.actions import whole
from mapconfig.backends.mautic.kinds.events import Draft, Event, events_of
from mapconfig.backends.mautic.kinds.plain import LONGEST_NAME, category_id
from mapconfig.backends.mautic.kinds.sources import Segments, Sources, who
from mapconfig.backends.mautic.kinds.tree import check_written, structure
from mapconfig.backends.mautic.kinds.writing import ACTION
from mapconfig.backends.mautic.markers import mark_of, marked
from mapconfig.backends.mautic.types import CAMPAIGN

STAGE = "stage.change"

_PURPOSE = "mapconfig keeps this campaign for a threshold of a score. Change the scoring model, not this."


@dataclass(frozen=True, slots=True)
class Gate:
    """One threshold as it is in Mautic. `score` and `stage` are None where somebody made something else of it."""

    name: str
    raw: Raw
    came: Sources
    score: int | None
    stage: int | None

    @property
    def number(self) -> str:
        return str(self.raw["id"])

    @property
    def published(self) -> bool:
        return bool(self.raw.get("isPublished"))

    @property
    def said(self) -> list[Any]:
        """What the version of the model is made of."""
        return [self.number, self.name, self.score, self.stage, self.published, self.came.version]


def of(raws: list[Raw], category: int | None, segments: Segments) -> list[Gate]:
    """The thresholds of the model of a category, out of all campaigns."""
    mine = [raw for raw in raws if is_gate(raw) and category_id(raw) == category]
    return [_gate(raw, segments) for raw in mine]


def is_gate(raw: Raw) -> bool:
    """Whether a campaign is a threshold of a score."""
    mark = mark_of(raw.get("description"))
    return mark is not None and mark.kind == "scoring"


def _gate(raw: Raw, segments: Segments) -> Gate:
    events = events_of(raw)
    event = events[0] if len(events) == 1 else None
    came = who(raw, "scoring", segments)
    name = event.mark if event is not None and event.mark else f"campaign-{raw['id']}"
    return Gate(name, raw, came, _score(came), _stage(event))


def _score(came: Sources) -> int | None:
    groups = groups_of(rows.written(came.who.get("filters"))) if came.who is not None else None
    row = groups[0][0] if groups and len(groups) == 1 and len(groups[0]) == 1 else None
    asks = row is not None and (row.object, row.field, row.operator) == ("lead", "points", "gte")
    return whole(row.value) if asks and row is not None else None


def _stage(event: Event | None) -> int | None:
    at_once = event is not None and event.type == STAGE and event.wait is None and event.plain
    return whole(event.properties.get("stage")) if at_once and event is not None else None


def row_of(gate: Gate, book: Book) -> dict[str, Any] | None:
    """The threshold as a file has it; None where somebody made something else of it."""
    if gate.score is None or gate.stage is None:
        return None
    return {"id": gate.name, "score": gate.score, "stage": str(book.address_of("stage", str(gate.stage)))}


def ensure(
    api: Api,
    book: Book,
    address: Address,
    row: Mapping[str, Any],
    title: str,
    category: int | None,
    active: bool,
    gate: Gate | None,
) -> None:
    """Make a threshold, or make `gate` be that."""
    name = str(row["id"])
    stage = int(book.id_of(row["stage"]))
    asked = Row("lead", "points", "number", "gte", str(row["score"]))
    known = gate.came.who if gate is not None else None
    filters = rows.written(filters_of([(asked,)]))
    segment = backing.ensure(api, book, address, f"threshold {name}", title, filters, known)
    came = Sources(who={"id": segment})
    columns = {
        "name": f"{title[: LONGEST_NAME - len(name) - 3]} ({name})",
        "description": marked(_PURPOSE, address),
        "category": category,
        "isPublished": active,
    }
    if gate is not None and gate.stage == stage and gate.came.numbers == came.numbers:
        now = {**gate.raw, "category": category}
        changes = {column: value for column, value in columns.items() if now.get(column) != value}
        if changes:
            api.patch(CAMPAIGN, gate.number, changes)
            book.changed(CAMPAIGN, "journey")
        return
    drafts = [Draft(name, f"To the stage {row['stage'].partition('/')[2]}", STAGE, ACTION, {"stage": stage})]
    there = {event.mark: event for event in events_of(gate.raw)} if gate is not None else {}
    body = {name: value for name, value in columns.items() if value is not None}
    body |= {"allowRestart": False} | structure(drafts, there, came.numbers, book)
    made = api.create(CAMPAIGN, body) if gate is None else api.put(CAMPAIGN, gate.number, body)
    book.changed(CAMPAIGN, "journey")
    check_written(api, made, body, drafts)


def remove(api: Api, book: Book, gate: Gate) -> None:
    """Take away a threshold, its helper first."""
    backing.remove(api, book, gate.came.helpers)
    api.delete(CAMPAIGN, gate.number)
    book.changed(CAMPAIGN, "journey")
