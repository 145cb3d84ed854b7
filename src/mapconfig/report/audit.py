"""The views of the record: whether it is sound, and what it says, one line an entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mapconfig.language import Speech, english, say
from mapconfig.record.audit import Verification
from mapconfig.record.entry import Entry
from mapconfig.report import safe


def verification(found: Verification) -> dict[str, Any]:
    """What an audit found, as plain JSON values."""
    return {
        "format": "mapconfig.audit/1",
        "sound": found.sound,
        "entries": len(found.entries),
        "last": found.last,
        "interrupted": found.interrupted,
        "tamperings": [{"line": each.line, "what": each.what} for each in found.tamperings],
        "copies": list(found.copies),
    }


def verification_text(document: Mapping[str, Any], speak: Speech = english) -> str:
    """The verdict for a terminal."""
    lines: list[str] = [
        say("line {line}: {what}", line=each["line"], what=each["what"]) for each in document["tamperings"]
    ]
    lines += document["copies"]
    if document["interrupted"]:
        lines.append(say("note: {note}", note=document["interrupted"]))
    if not document["sound"]:
        lines.append(say("The journal is NOT as it was written ({count} entries read).", count=document["entries"]))
    elif not document["entries"]:
        lines.append(say("There is no journal yet: nothing was applied to this environment."))
    else:
        lines.append(say("The journal is as it was written: {count} entries.", count=document["entries"]))
        lines.append(say("Last entry: {hash}", hash=document["last"]))
    return "\n".join(safe.terminal(speak(line)) for line in lines)


def entries(rows: Iterable[Entry]) -> dict[str, Any]:
    """Entries of the journal as plain JSON values."""
    return {
        "format": "mapconfig.entries/1",
        "entries": [
            {
                "seq": row.seq,
                "time": row.time,
                "type": row.type,
                "actor": row.actor,
                "plan": row.plan,
                "environment": row.env,
                "data": dict(row.data),
                "hash": row.hash,
            }
            for row in rows
        ],
    }


#: Types that say nothing which the entry after them does not say better.
_QUIET = frozenset({"intent"})


def entries_text(document: Mapping[str, Any], speak: Speech = english) -> str:
    """One line an entry, for a terminal."""
    lines = [
        f"{row['seq']:5} {row['time']} {safe.terminal(row['actor'], 20):12} {row['type']:11} {_about(row)}".rstrip()
        for row in document["entries"]
        if row["type"] not in _QUIET
    ]
    return "\n".join(lines) or speak(say("nothing was done here yet"))


def _about(row: Mapping[str, Any]) -> str:
    data = row["data"]
    parts = [str(data[name]) for name in ("verb", "address") if data.get(name)]
    said = next((str(data[name]) for name in ("reason", "why", "because", "note") if data.get(name)), "")
    if row["type"] == "started":
        parts.append(f"plan {row['plan']}, {data.get('steps', 0)} steps")
        said = "; ".join(
            f"accepted {each['guard']}:{each['subject']}: {each['because']}" for each in data.get("accepts", ())
        )
    if row["type"] == "finished":
        parts.append(
            ", ".join(f"{data[name]} {name}" for name in ("done", "failed", "skipped", "waiting") if data.get(name))
        )
    return safe.terminal(" ".join(parts) + (f": {said}" if said else ""), 200)


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


VERIFICATION = {"text": verification_text, "json": _json}
ENTRIES = {"text": entries_text, "json": _json}
