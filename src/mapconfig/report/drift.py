"""The drift view: what somebody changed on the platform since the last apply, beside what the files want."""

from __future__ import annotations

import json as library
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Live
from mapconfig.diff import ABSENT
from mapconfig.diff.words import shown_value
from mapconfig.language import NOTHING, Speech, Text, english, say
from mapconfig.language import plural as language_plural
from mapconfig.plan.drift import Drift, FieldDrift, Owner
from mapconfig.plan.fields import dotted
from mapconfig.report import safe, speaking
from mapconfig.report.impact import LIMIT, fitted, plural
from mapconfig.report.moments import moment

FORMAT = "mapconfig.drift/1"

_SIDES = ("intent", "applied", "live")

_WORDS = {
    "mine": say("changed in the files"),
    "theirs": say("changed on the platform"),
    "both": say("changed in the files and on the platform, to the same"),
    "conflict": say("changed in the files and on the platform, to different values"),
}


#: Unmanaged assets of one kind that are named outside the JSON document; a platform may have thousands.
NAMED = 5


def document(
    drifts: Iterable[Drift],
    environment: str,
    unmanaged: Iterable[Live] = (),
    *,
    unrecorded: Iterable[Address] = (),
    recorded: bool = True,
) -> dict[str, Any]:
    """What differs, as the JSON values of schemas/drift.schema.json. A side without a value is left out. `unmanaged` is
    what is on the platform, in no file, and not managed; `unrecorded` what is there and in the files, and the record
    knows nothing of. `recorded` is False where the record has no asset at all."""
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
        "recorded": recorded,
        "unrecorded": [str(each) for each in unrecorded],
    }


def _field(field: FieldDrift) -> dict[str, Any]:
    sides = {name: getattr(field, name) for name in _SIDES}
    present = {name: value for name, value in sides.items() if value is not ABSENT}
    return {"path": list(field.path), "owner": field.owner.value, **present}


def json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return library.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


@speaking
def text(found: Mapping[str, Any], speak: Speech = english) -> str:
    """For a terminal: one block an asset that somebody changed, one line a field."""
    lines = [speak(_headline(found))]
    for asset in found["assets"]:
        if not asset["out_of_band"]:
            continue
        lines += ["", f"{safe.terminal(asset['address'])}{safe.terminal(speak(_who(asset)))}"]
        if asset["gone"]:
            lines.append("  " + speak(say("deleted on the platform")))
        for field in asset["fields"]:
            told = say("{name}: {change}", name=dotted(field["path"]), change=_WORDS[field["owner"]])
            lines.append(f"  {safe.terminal(speak(told))}")
            sides = [(speak(name), speak(value)) for name, value in _values(field)]
            width = max(8, *(len(name) for name, _ in sides))
            lines += [f"      {name:{width}} {safe.terminal(value)}" for name, value in sides]
        lines += [f"  {safe.terminal(speak(line))}" for line in _ways_out(asset)]
    unknown = found["unrecorded"]
    if unknown:
        lines += ["", safe.terminal(speak(_unknown(found))), f"  {safe.terminal(speak(_named(unknown)))}"]
        lines += [f"  {speak(_RECORD_BACK)}", f"  {speak(_BY_ADOPTING)}"]
    kinds = _by_kind(found["unmanaged"])
    if kinds:
        lines += ["", speak(_UNMANAGED)]
        lines += [f"  {safe.terminal(kind)}: {safe.terminal(speak(_named(names)))}" for kind, names in kinds.items()]
        command = f"mapconfig import {safe.terminal(' '.join(kinds))}"
        lines.append("  " + speak(say("to have files for them: {command}", command=command)))
    return "\n".join(lines) + "\n"


@speaking
def markdown(found: Mapping[str, Any], limit: int = LIMIT, speak: Speech = english) -> str:
    """For a comment or a ticket, at most `limit` characters; what is left out is counted."""
    blocks: list[tuple[list[str], list[str]]] = [([f"## {safe.markdown(speak(_headline(found)))}", ""], [])]
    for asset in found["assets"]:
        if not asset["out_of_band"]:
            continue
        head = [f"### {safe.code(asset['address'])}{safe.markdown(speak(_who(asset)))}", ""]
        if asset["gone"]:
            head += [speak(say("Deleted on the platform.")), ""]
        rows = [
            f"| {safe.cell(dotted(field['path']))} | {speak(_WORDS[field['owner']])} | "
            + " | ".join(safe.cell(speak(shown_value(field.get(name)))) for name in _SIDES)
            + " |"
            for field in asset["fields"]
        ]
        if rows:
            titles = say("| Field | What happened | Files | Last applied | Platform |")
            head += [speak(titles), "| --- | --- | --- | --- | --- |"]
        blocks.append((head, rows))
    unknown = found["unrecorded"]
    if unknown:
        rows = [f"- {speak(_named([safe.code(name) for name in unknown]))}"]
        rows += [f"- {safe.prose(speak(line))}" for line in (_RECORD_BACK, _BY_ADOPTING)]
        blocks.append(([safe.prose(speak(_unknown(found))), ""], rows))
    kinds = _by_kind(found["unmanaged"])
    if kinds:
        rows = [
            f"- {safe.code(kind)}: {speak(_named([safe.code(name) for name in names]))}"
            for kind, names in kinds.items()
        ]
        blocks.append(([speak(_UNMANAGED), ""], rows))
    return fitted(blocks, limit, speak)


_UNMANAGED = say("Made there by hand, in no file, and left alone:")


#: What to do about what the record does not know.
_RECORD_BACK = say("if it was applied before, the record is lost: put its directory back as it was, and look again")
_BY_ADOPTING = say("otherwise have it managed from now on: mapconfig adopt --all, then mapconfig plan")


def _unknown(found: Mapping[str, Any]) -> Text:
    """Of what nobody can tell whether it was changed."""
    return language_plural(
        "On {environment} and in the files, and not in the record: {n} asset, of which nobody can tell who changed "
        "what.",
        "On {environment} and in the files, and not in the record: {n} assets, of which nobody can tell who changed "
        "what.",
        len(found["unrecorded"]),
        environment=safe.terminal(found["environment"]),
    )


def _headline(found: Mapping[str, Any]) -> Text:
    where = safe.terminal(found["environment"])
    if not found["recorded"] and found["unrecorded"]:
        return say(
            "Unknown what changed on {environment}: nothing was ever applied there by mapconfig, or its record is "
            "lost.",
            environment=where,
        )
    if not found["recorded"]:
        return say(
            "Nothing was ever applied to {environment}, and nothing that the files describe is there: nothing can "
            "have been changed.",
            environment=where,
        )
    if not found["drifted"] and found["unrecorded"]:
        return say(
            "Nobody changed on {environment} what the record knows, and it does not know all.", environment=where
        )
    if not found["drifted"]:
        return say("Nobody changed anything on {environment} since the last apply.", environment=where)
    assets = plural(found["drifted"], "asset")
    if not found["conflicts"]:
        return say("Changed on {environment} since the last apply: {assets}.", environment=where, assets=assets)
    return language_plural(
        "Changed on {environment} since the last apply: {assets}, {n} field in conflict with the files.",
        "Changed on {environment} since the last apply: {assets}, {n} fields in conflict with the files.",
        found["conflicts"],
        environment=where,
        assets=assets,
    )


def _by_kind(unmanaged: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in unmanaged:
        found.setdefault(each["address"].partition("/")[0], []).append(each["address"])
    return found


def _named(addresses: Sequence[str]) -> str:
    named = ", ".join(addresses[:NAMED])
    return named if len(addresses) <= NAMED else say("{some} and {more} more", some=named, more=len(addresses) - NAMED)


def _who(asset: Mapping[str, Any]) -> Text:
    by = say(" by {person}", person=asset["changed_by"]) if asset["changed_by"] else NOTHING
    at = say(" at {moment}", moment=moment(asset["changed_at"])) if asset["changed_at"] else NOTHING
    return say(", last changed{by}{at}", by=by, at=at) if by or at else NOTHING


def _values(field: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The sides of a field that tell something: the files', the platform's, and what was applied where that is
    neither."""
    rows = [(say("files"), field.get("intent")), (say("platform"), field.get("live"))]
    if field["owner"] in ("both", "conflict"):
        rows.insert(1, (say("applied"), field.get("applied")))
    return [(name, shown_value(value)) for name, value in rows]


def _ways_out(asset: Mapping[str, Any]) -> list[str]:
    address = asset["address"]
    if asset["gone"]:
        return [
            say("to have it again: mapconfig plan --overwrite {address}", address=address),
            say("to let it go:     mapconfig rm {address} --because ...", address=address),
        ]
    return [
        say("to put it back: mapconfig plan --overwrite {address}", address=address),
        say("to keep it:     mapconfig import {address}", address=address),
    ]


#: What `mapconfig drift --format` can say.
DRIFT: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "json": json, "markdown": markdown}
