"""Each change as a reviewer sees it: in words, in YAML before and after, as a picture where it is a journey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.diff import ABSENT, Change, FieldChange, How, shape_at, shown
from mapconfig.finding import Path
from mapconfig.graph import Graph
from mapconfig.impact.comparison import Comparison
from mapconfig.language import Text, packed, plural, say
from mapconfig.model import Shape
from mapconfig.read.edit import ordered
from mapconfig.read.layout import Document, document_lines, entries_of
from mapconfig.report import changes as view
from mapconfig.report import people
from mapconfig.report.changes import WORDS
from mapconfig.review import criteria, journey
from mapconfig.review.spots import Spot

#: Affected assets, fields and lines of YAML that one change lists; what is left out is counted in `cuts`.
AFFECTED = 60
FIELDS = 100
LINES = 400
#: From so many assets with the very same edit on, it is told once.
ALIKE = 2

#: What happened to an asset, in a word beside the sign.
DONE: Mapping[str, Text] = {
    "create": say("added"),
    "delete": say("removed"),
    "unmanage": say("out of the files"),
    "update": say("changed"),
    "rename": say("renamed"),
}


def rows(
    found: Comparison, links: Graph, lines: Mapping[Spot, int], cuts: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The changes as the document lists them, the gravest first. `links` are those after; `lines` says where in the
    files each value is."""
    plain = view.document(found.changes, found.impacts, found.after, found.people)
    by_address = {str(change.address): change for change in found.changes}
    return [_row(row, by_address[row["address"]], found, links, lines, cuts) for row in plain["changes"]]


def _row(
    row: Mapping[str, Any],
    change: Change,
    found: Comparison,
    links: Graph,
    lines: Mapping[Spot, int],
    cuts: list[dict[str, Any]],
) -> dict[str, Any]:
    address = row["address"]
    whole = lines.get((change.address, ()), 0)
    first = row["effects"][0]
    affected = _cut(row["affected"], AFFECTED, f"affected by {address}", cuts)
    fields = _cut(change.fields, FIELDS, f"fields of {address}", cuts)
    told = list(zip(row["fields"], fields, strict=False))
    made: dict[str, Any] = {
        "address": address,
        "kind": row["kind"],
        "title": row["title"],
        "action": row["action"],
        "done": packed(DONE[row["action"]]),
        "renamed_from": row["renamed_from"] or "",
        "named_by": _cut(_named_by(change, links), AFFECTED, f"assets that name {address}", cuts),
        "owner": row["owner"] or "",
        "file": row["file"] or "",
        "line": whole,
        "effect": row["effect"],
        "effect_words": packed(WORDS[row["effect"]]),
        "reason": packed(first["reason"]),
        "irreversible": packed(first["irreversible"]),
        "effects": [
            {
                "name": one.name,
                "reason": packed(one.reason),
                "line": _line_of(one.path, change, lines),
            }
            for one in found.impacts[change.address].effects
        ],
        "people": packed(moved) if (moved := people.change(found.people, address)) else "",
        "fields": [_field(said, field, change, found, lines) for said, field in told],
        "yaml": _whole(change, found, cuts) if row["action"] in ("create", "delete", "unmanage") else None,
        "journey": journey.merged(change.before, change.after) if row["kind"] == "journey" else None,
        "affected": {
            "count": len(row["affected"]),
            "by_kind": row["counts"],
            "listed": [
                {name: one[name] or "" for name in ("address", "kind", "title", "owner", "flow")}
                | {"way": packed(one["way"]), "distance": one["distance"]}
                for one in affected
            ],
        },
        "group": None,
    }
    return made


def _named_by(change: Change, links: Graph) -> list[str]:
    """The assets whose files name a renamed one by its new name; of all else none."""
    if change.renamed_from is None:
        return []
    return sorted({str(edge.source) for edge in links.used_by(change.address)})


def _line_of(path: Path, change: Change, lines: Mapping[Spot, int]) -> int:
    """The line of what has an effect: of the value itself, of one that it is in or that is in it, or of the only one
    that changes; else of the asset."""
    near = [each.path for each in change.fields if each.path[: len(path)] == path[: len(each.path)]]
    known = path in near or not near or (not path and len(near) > 1)
    return lines.get((change.address, path if known else near[0])) or lines.get((change.address, ()), 0)


def _field(
    said: Mapping[str, Any], field: FieldChange, change: Change, found: Comparison, lines: Mapping[Spot, int]
) -> dict[str, Any]:
    shape = shape_at(found.after.kinds[change.address.kind].shape, field.path)
    made: dict[str, Any] = {
        "path": [str(step) for step in field.path],
        "line": lines.get((change.address, field.path), 0),
        "how": _how(field, shape),
        "words": packed(field.words),
        "effect": field.effect,
        "yaml_before": _yaml(field.before, field, shape),
        "yaml_after": _yaml(field.after, field, shape),
        "lines": said.get("lines", []),
        "lines_left_out": said.get("lines_left_out", 0),
        "criteria": None,
    }
    if shape is not None and shape.criteria:
        made["criteria"] = {
            "rows": criteria.compared(_value(field.before), _value(field.after)),
            "differences": [
                {
                    "how": part.how,
                    "before": part.before,
                    "after": part.after,
                    "words": packed(part.words),
                    "direction": part.direction,
                }
                for part in field.parts
            ],
        }
    return made


def _how(field: FieldChange, shape: Shape | None) -> str:
    """What happened to a field. One that is not in the file has its default, and so a value before and after."""
    defaulted = shape is not None and shape.default is not None and ABSENT in (field.before, field.after)
    return How.CHANGED.value if defaulted else field.how.value


def _value(value: Any) -> Any:
    return None if value is ABSENT else shown(value)


def _yaml(value: Any, field: FieldChange, shape: Shape | None) -> str | None:
    """The value of a field as a file has it, below its own name; None where there is none."""
    if value is ABSENT or field.how.value == "moved":
        return None
    name = next((str(step) for step in reversed(field.path) if isinstance(step, str)), "value")
    return yaml_of({name: ordered(shown(value), shape)})


def yaml_of(value: Any) -> str:
    """Values as YAML in the one form of the house."""
    return "".join(f"{line}\n" for line in document_lines(Document(entries_of(value))))


def _whole(change: Change, found: Comparison, cuts: list[dict[str, Any]]) -> str:
    """The YAML of an asset that is new or gone."""
    asset = change.asset
    shape = found.after.kinds[asset.kind].shape
    names = [*(name for name in shape.properties if name in asset.attributes)]
    names += [name for name in asset.attributes if name not in names]
    value = {
        "kind": asset.kind,
        "key": asset.key,
        **{name: ordered(shown(asset.attributes[name]), shape.below(name)) for name in names},
    }
    lines = yaml_of(value).splitlines(keepends=True)
    return "".join(_cut(lines, LINES, f"lines of {change.address}", cuts))


def _cut(values: Sequence[Any], most: int, what: str, cuts: list[dict[str, Any]]) -> Sequence[Any]:
    if len(values) > most:
        cuts.append({"what": what, "shown": most, "of": len(values)})
    return values[:most]


def grouped(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Edits that are the same on several assets of a kind, each told once; the rows get the number of their group."""
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in made:
        if row["fields"] and row["action"] == "update":
            alike[_sameness(row)].append(row)
    groups: list[dict[str, Any]] = []
    for rows_ in alike.values():
        if len(rows_) < ALIKE:
            continue
        for row in rows_:
            row["group"] = len(groups)
        first = rows_[0]
        words = plural(
            "{n} asset of kind {kind} changes alike",
            "{n} assets of kind {kind} change alike",
            len(rows_),
            kind=first["kind"],
        )
        groups.append(
            {
                "words": packed(words),
                "action": first["action"],
                "kind": first["kind"],
                "effect": first["effect"],
                "fields": [field["words"] for field in first["fields"]],
                "addresses": [row["address"] for row in rows_],
            }
        )
    return groups


def _sameness(row: Mapping[str, Any]) -> tuple[Any, ...]:
    fields = tuple(
        (".".join(field["path"]), field["yaml_before"], field["yaml_after"], tuple(field["lines"]))
        for field in row["fields"]
    )
    return (row["effect"], row["kind"], fields)
