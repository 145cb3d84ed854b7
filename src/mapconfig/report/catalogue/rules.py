"""The manual pages of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue import places, words
from mapconfig.report.catalogue.frame import Frame, asset, intro, tabled
from mapconfig.report.catalogue.lists import TONES
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.markdown import HEADINGS
from mapconfig.report.web.parts import badge, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]

_CODE = re.compile(r"`([^`]+)`")


def rules(found: Document, frame: Frame) -> tuple[str, Child]:
    """All rules."""
    title = say("Rules")
    columns = [
        Column(say("Code")),
        Column(say("What it finds")),
        Column(say("Name")),
        Column(say("Severity")),
        Column(say("Found here"), numeric=True),
    ]
    rows: list[Cells] = [
        [
            el("a", row["code"], href=frame.link(places.of_rule(row["code"]))),
            frame.said(row["summary"]),
            el("code", row["name"]),
            badge(words.said(words.SEVERITIES, row["severity"]), TONES.get(row["severity"], "")),
            Cell(str(row["count"]) if row["count"] else None, row["count"]),
        ]
        for row in found["rows"]
    ]
    return title, [
        intro(title, say("What mapconfig knows about marketing automation, and checks.")),
        table(tabled(title), columns, rows, filter_label=say("Filter"), hide_caption=True),
    ]


def rule(found: Document, frame: Frame) -> tuple[str, Child]:
    """The manual page of one rule, and where it was found."""
    title = f"{found['code']} {frame.speak(frame.said(found['summary']))}"
    rows = [
        el("li", asset(row, frame), [" ", badge(say("waived"))] if row["waived"] else None) for row in found["found"]
    ]
    more = found["more"]
    return title, [
        el(
            "div",
            el("p", el("a", say("Rules"), href=frame.link(places.RULES)), class_="crumbs"),
            el(
                "div",
                el("h1", title),
                badge(words.said(words.SEVERITIES, found["severity"]), TONES.get(found["severity"], "")),
                class_="row",
            ),
            el("p", el("code", found["name"])),
            class_="stack",
        ),
        el(
            "div",
            el("p", say("The rest of this page is in English."), class_="quiet") if frame.lang != "en" else None,
            manual(frame.speak(frame.said(found["text"]))),
            class_="stack wide manual",
        ),
        section(
            "found",
            say("Found here"),
            el("ul", rows, class_="plain columns") if rows else el("p", say("Nowhere."), class_="quiet"),
            el("p", plural("and {n:,} more", "and {n:,} more", more), class_="quiet") if more else None,
        ),
    ]


def manual(text: str) -> list[Element]:
    """A manual page, which is Markdown of ours with headings, paragraphs, code and lists, and nothing else."""
    blocks: list[Element] = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.split("\n")
        if lines[0].startswith("## "):
            blocks.append(el("h2", HEADINGS.get(lines[0][3:].strip(), lines[0][3:].strip())))
            lines = lines[1:]
        if not lines:
            continue
        if all(line.startswith("    ") or not line.strip() for line in lines):
            code = "\n".join(line[4:] for line in lines)
            before = blocks[-1] if blocks else None
            if before is not None and before.name == "pre":  # a blank line inside of code
                blocks[-1] = el("pre", before.children, "\n\n", code)
            else:
                blocks.append(el("pre", code))
        elif all(line.startswith(("- ", "  ")) for line in lines):
            items = re.split(r"\n- ", "\n".join(lines)[2:])
            blocks.append(el("ul", [el("li", _inline(" ".join(item.split()))) for item in items], lang="en"))
        else:
            blocks.append(el("p", _inline(" ".join(line.strip() for line in lines)), lang="en"))
    return blocks


def _inline(text: str) -> Child:
    """A paragraph with its code."""
    parts: list[Child] = []
    end = 0
    for match in _CODE.finditer(text):
        parts += [text[end : match.start()], el("code", match[1])]
        end = match.end()
    return [*parts, text[end:]]
