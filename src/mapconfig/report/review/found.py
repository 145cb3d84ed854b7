"""What the checks say, as sections of a review: what is new stands open, the rest is folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.language import COLON, Speech, listed, plural, say
from mapconfig.report.review.outline import Bullets, Code, Line, Section, Strong
from mapconfig.report.review.wording import short, told

_SEVERITIES = {"error": say("error"), "warning": say("warning"), "info": say("remark")}


def new_findings(document: Mapping[str, Any], speak: Speech) -> Section:
    """What the checks find that was not there before: open, since somebody has to read it."""
    findings = document["findings"]
    rows = tuple(_finding(row, document, speak) for row in findings["new"])
    title = _checks("new", findings["counts"]["new"], speak)
    return Section(title, (Bullets(rows),) if rows else ())


def folded_findings(document: Mapping[str, Any], speak: Speech) -> Iterator[Section]:
    findings = document["findings"]
    for name in ("following", "fixed", "standing"):
        rows = tuple(_finding(row, document, speak) for row in findings[name])
        if rows:
            yield Section(_checks(name, findings["counts"][name], speak), (Bullets(rows),), folded=True)


def _checks(name: str, counts: Mapping[str, int], speak: Speech) -> str:
    said: list[str] = [
        plural("{n} error", "{n} errors", counts["error"]) if counts["error"] else "",
        plural("{n} warning", "{n} warnings", counts["warning"]) if counts["warning"] else "",
        plural("{n} remark", "{n} remarks", counts["info"]) if counts["info"] else "",
    ]
    counted = listed([each for each in said if each] or [say("nothing")])
    if name == "new":
        return speak(say("Checks, new with this change: {counts}", counts=counted))
    if name == "following":
        return speak(say("Checks, what may only follow from that: {counts}", counts=counted))
    if name == "fixed":
        return speak(say("Checks, put right by this change: {counts}", counts=counted))
    return speak(say("Checks, there before: {counts}", counts=counted))


def _finding(row: Mapping[str, Any], document: Mapping[str, Any], speak: Speech) -> Line:
    place = f"{document['target']['prefix']}{row['file']}:{row['line']}" if row["file"] else row["asset"]
    line: Line = (
        Strong(speak(_SEVERITIES[row["severity"]])),
        " ",
        Code(short(row["code"])),
        " ",
        told(row["summary"], speak),
        speak(COLON),
        told(row["detail"], speak),
    )
    if row["fix"]:
        line = (*line, " ", told(row["fix"], speak))
    return (*line, " ", Code(short(place))) if place else line
