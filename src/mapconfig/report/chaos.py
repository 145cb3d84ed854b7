"""What came of a run of `mapconfig chaos`, as a text for a person and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.report import safe

FORMAT = "mapconfig.chaos/1"

#: How many faults of one sort of loss are shown one by one.
_SHOWN = 10


def as_json(document: Mapping[str, Any]) -> str:
    """The document itself, with its format."""
    return json.dumps({"format": FORMAT, **document}, indent=2)


def as_text(document: Mapping[str, Any]) -> str:
    """Figures a person can judge by, and the command that repeats them."""
    lines = [
        f"{document['kills']} kills (SIGKILL), {sum(document['faults'].values())} faults in "
        f"{document['requests']:,} requests, {document['edits']} edits by somebody else",
        f"{document['rounds']} rounds on about {document['assets']} assets: {document['plans']} plans, "
        f"{document['resumes']} resumes, {document['adoptions']} adoptions, {document['commands']} commands in "
        f"{document['seconds']:.0f} s",
        "",
    ]
    lines += [f"  {count:5}  {fault}" for fault, count in document["faults"].items()]
    if document["faults"]:
        lines.append("")
    for name in ("lost", "duplicated", "overwritten"):
        found: Sequence[str] = document[name]
        lines.append(f"{len(found)} {name}")
        lines += [f"    {safe.terminal(each)}" for each in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(f"    ... and {len(found) - _SHOWN} more")
    if document["stuck"]:
        lines += ["", *(safe.terminal(line) for line in str(document["stuck"]).splitlines())]
    lines += ["", f"to repeat it: {document['again']}"]
    return "\n".join(lines)
