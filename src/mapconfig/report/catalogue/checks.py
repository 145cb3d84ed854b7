"""Every finding, by its rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue import lists, places, words
from mapconfig.report.catalogue.frame import Frame, asset, intro
from mapconfig.report.web.html import Child, el
from mapconfig.report.web.parts import badge, fold
from mapconfig.report.web.tables import Cell

Document = Mapping[str, Any]
Cells = list[Child | Cell]


def findings(found: Document, frame: Frame) -> tuple[str, Child]:
    """Every finding, by its code."""
    title = say("Findings")
    if not found["groups"]:
        return title, [intro(title), lists.nothing(say("No rule has found anything."))]
    groups = []
    for group in found["groups"]:
        heading = [
            badge(words.said(words.SEVERITIES, group["severity"]), lists.TONES.get(group["severity"], "")),
            " ",
            group["code"],
            " ",
            frame.said(group["summary"]),
            " ",
            el("small", f"({group['count']:,})"),
        ]
        rows = [el("li", _finding(row, frame)) for row in group["rows"]]
        left = group["count"] - len(group["rows"])
        groups.append(
            fold(
                heading,
                el(
                    "p",
                    el("a", say("What this rule does, and what to do"), href=frame.link(places.of_rule(group["code"]))),
                ),
                el("ul", rows, class_="plain rows"),
                el("p", plural("and {n:,} more", "and {n:,} more", left), class_="quiet") if left else None,
                opened=group["severity"] == "error",
                id_=group["code"],
            )
        )
    return title, [
        intro(
            title,
            say("What the rules of mapconfig validate say, the gravest first. Waived ones are agreed exceptions."),
            el("a", say("All rules"), href=frame.link(places.RULES)),
        ),
        el("div", groups, data_folds="yes"),
    ]


def _finding(row: Document, frame: Frame) -> Child:
    where: Child = asset(row["asset"], frame) if row["asset"] else el("code", row["file"] or "mapconfig.yaml")
    return [
        el("p", where, [" ", badge(say("waived"))] if row["waived"] else None),
        el("p", frame.prose(row["detail"])),
        el("p", frame.prose(row["fix"]), class_="quiet") if row["fix"] and not row["waived"] else None,
        el("p", say("Waived: {why}", why=row["waived"]), class_="quiet") if row["waived"] else None,
    ]
