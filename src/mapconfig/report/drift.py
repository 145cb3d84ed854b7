"""The drift view: what somebody changed on the platform since the last apply, beside what the files want."""

from __future__ import annotations

import json as library
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mapconfig.backend import Live
from mapconfig.diff import ABSENT
from mapconfig.diff.words import shown_value
from mapconfig.plan.drift import Drift, FieldDrift, Owner
from mapconfig.plan.fields import dotted
from mapconfig.report import safe
from mapconfig.report.impact import LIMIT, fitted, plural

FORMAT = "mapconfig.drift/1"

_SIDES = ("intent", "applied", "live")

_WORDS = {
    "mine": "changed in the files",
    "theirs": "changed on the platform",
    "both": "changed in the files and on the platform, to the same",
    "conflict": "changed in the files and on the platform, to different values",
}


#: Unmanaged assets of one kind that are named outside the JSON document; a platform may have thousands.
NAMED = 5


def document(drifts: Iterable[Drift], environment: str, unmanaged: Iterable[Live] = ()) -> dict[str, Any]:
    """What differs, as the JSON values of schemas/drift.schema.json. A side without a value is left out. `unmanaged` is
    what is on the platform, in no file, and not managed."""
    rows = [
        {
            "address": str(drift.address),
            "gone": drift.gone,
            "out_of_band": drift.out_of_band,
            "changed_by": drift.changed_by,
            "changed_at": drift.changed_at,
            "fields": [_field(field) for field in drift.fields],
        }
        for drift in drifts
    ]
    return {
        "format": FORMAT,
        "environment": environment,
        "drifted": sum(bool(row["out_of_band"]) for row in rows),
        "conflicts": sum(field["owner"] == Owner.CONFLICT for row in rows for field in row["fields"]),  # type: ignore[attr-defined]  # a list of objects
        "assets": rows,
        "unmanaged": [
            {
                "address": str(each.address),
                "remote_id": each.remote_id,
                "changed_by": each.changed_by,
                "changed_at": each.changed_at,
            }
            for each in unmanaged
        ],
    }


def _field(field: FieldDrift) -> dict[str, Any]:
    sides = {name: getattr(field, name) for name in _SIDES}
    present = {name: value for name, value in sides.items() if value is not ABSENT}
    return {"path": list(field.path), "owner": field.owner.value, **present}


def json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return library.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def text(found: Mapping[str, Any]) -> str:
    """For a terminal: one block an asset that somebody changed, one line a field."""
    lines = [_headline(found)]
    for asset in found["assets"]:
        if not asset["out_of_band"]:
            continue
        lines += ["", f"{safe.terminal(asset['address'])}{safe.terminal(_who(asset))}"]
        if asset["gone"]:
            lines.append("  deleted on the platform")
        for field in asset["fields"]:
            lines.append(f"  {safe.terminal(dotted(field['path']))}: {_WORDS[field['owner']]}")
            lines += [f"      {name:8} {safe.terminal(value)}" for name, value in _values(field)]
        lines += [f"  {safe.terminal(line)}" for line in _ways_out(asset)]
    kinds = _by_kind(found["unmanaged"])
    if kinds:
        lines += ["", "Made there by hand, in no file, and left alone:"]
        lines += [f"  {safe.terminal(kind)}: {safe.terminal(_named(names))}" for kind, names in kinds.items()]
        lines.append(f"  to have files for them: mapconfig import {safe.terminal(' '.join(kinds))}")
    return "\n".join(lines) + "\n"


def markdown(found: Mapping[str, Any], limit: int = LIMIT) -> str:
    """For a comment or a ticket, at most `limit` characters; what is left out is counted."""
    blocks: list[tuple[list[str], list[str]]] = [([f"## {safe.markdown(_headline(found))}", ""], [])]
    for asset in found["assets"]:
        if not asset["out_of_band"]:
            continue
        head = [f"### {safe.code(asset['address'])}{safe.markdown(_who(asset))}", ""]
        if asset["gone"]:
            head += ["Deleted on the platform.", ""]
        rows = [
            f"| {safe.cell(dotted(field['path']))} | {_WORDS[field['owner']]} | "
            + " | ".join(safe.cell(shown_value(field.get(name))) for name in _SIDES)
            + " |"
            for field in asset["fields"]
        ]
        if rows:
            head += ["| Field | What happened | Files | Last applied | Platform |", "| --- | --- | --- | --- | --- |"]
        blocks.append((head, rows))
    kinds = _by_kind(found["unmanaged"])
    if kinds:
        rows = [f"- {safe.code(kind)}: {_named([safe.code(name) for name in names])}" for kind, names in kinds.items()]
        blocks.append((["Made there by hand, in no file, and left alone:", ""], rows))
    return fitted(blocks, limit)


def _headline(found: Mapping[str, Any]) -> str:
    where = safe.terminal(found["environment"])
    if not found["drifted"]:
        return f"Nobody changed anything on {where} since the last apply."
    conflicts = f", {plural(found['conflicts'], 'field')} in conflict with the files" if found["conflicts"] else ""
    return f"Changed on {where} since the last apply: {plural(found['drifted'], 'asset')}{conflicts}."


def _by_kind(unmanaged: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in unmanaged:
        found.setdefault(each["address"].partition("/")[0], []).append(each["address"])
    return found


def _named(addresses: Sequence[str]) -> str:
    named = ", ".join(addresses[:NAMED])
    return named if len(addresses) <= NAMED else f"{named} and {len(addresses) - NAMED} more"


def _who(asset: Mapping[str, Any]) -> str:
    by = f" by {asset['changed_by']}" if asset["changed_by"] else ""
    at = f" at {asset['changed_at']}" if asset["changed_at"] else ""
    return f", last changed{by}{at}" if by or at else ""


def _values(field: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The sides of a field that tell something: the files', the platform's, and what was applied where that is
    neither."""
    rows = [("files", field.get("intent")), ("platform", field.get("live"))]
    if field["owner"] in ("both", "conflict"):
        rows.insert(1, ("applied", field.get("applied")))
    return [(name, shown_value(value)) for name, value in rows]


def _ways_out(asset: Mapping[str, Any]) -> list[str]:
    address = asset["address"]
    if asset["gone"]:
        return [
            f"to have it again: mapconfig plan --overwrite {address}",
            f"to let it go:     mapconfig rm {address} --why ...",
        ]
    return [
        f"to put it back: mapconfig plan --overwrite {address}",
        f"to keep it:     mapconfig import {address}",
    ]


#: What `mapconfig drift --format` can say.
DRIFT: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "json": json, "markdown": markdown}
