"""The indexes: by kind, by team, by environment, and the page of search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import say
from mapconfig.report.catalogue import places, words
from mapconfig.report.catalogue.frame import Frame, asset, counts, day, intro, link, people, tabled
from mapconfig.report.catalogue.front import environments_table
from mapconfig.report.web.html import Child, el
from mapconfig.report.web.parts import badge
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]


def environments(found: Document, frame: Frame) -> tuple[str, Child]:
    """What was applied where."""
    title = say("Environments")
    del frame
    return title, [
        intro(title, say("Each platform account that the files are applied to, by its own record.")),
        environments_table(found["rows"]),
    ]


def kinds(found: Document, frame: Frame) -> tuple[str, Child]:
    """The kinds of assets."""
    title = say("All assets by kind")
    return title, [
        intro(title),
        el(
            "ul",
            [
                el(
                    "li",
                    el("a", words.many(row["kind"]), href=frame.link(places.of_kind(row["kind"]))),
                    " ",
                    el("small", f"{row['count']:,}"),
                    el("p", words.ABOUT.get(row["kind"]), class_="quiet") if row["kind"] in words.ABOUT else None,
                    class_="card",
                )
                for row in found["rows"]
            ],
            class_="tiles",
        ),
    ]


def kind(found: Document, frame: Frame) -> tuple[str, Child]:
    """One kind: a row an asset."""
    name = found["kind"]
    title = words.many(name)
    own = not found["read_only"]
    counted = any(row["people"] for row in found["rows"])
    columns = [
        Column(say("Name")),
        Column(say("Description")),
        *([Column(say("Team")), Column(say("State"))] if own else []),
        *([Column(say("People"), numeric=True)] if counted else []),
        Column(say("Used by"), numeric=True),
        Column(say("Changed")),
        *([Column(say("Findings"), numeric=True)] if own else []),
    ]
    rows = []
    for row in found["rows"]:
        cells: list[Child | Cell] = [Cell(asset(row, frame), row["title"] or row["address"]), row["description"]]
        if own:
            state = row["state"]
            cells += [
                link(row["owner"], frame),
                words.said(words.STATES, state)
                if state == "active"
                else badge(words.said(words.STATES, state), "look"),
            ]
        if counted:
            cells.append(_counted(row["people"]))
        cells += [Cell(f"{row['used_by']:,}", row["used_by"]), Cell(day(row["changed"]), row["changed"])]
        if own:
            cells.append(Cell(str(row["findings"]) if row["findings"] else None, row["findings"]))
        rows.append(cells)
    lead = [words.ABOUT.get(name), words.rows(found["total"])]
    if found["sheets"] > 1:
        lead.append(
            say(
                "Sheet {sheet} of {sheets}. Search looks through all of them.",
                sheet=found["sheet"],
                sheets=found["sheets"],
            )
        )
    return title, [
        intro(title, *lead),
        _sheets(found, frame),
        table(tabled(title), columns, rows, filter_label=say("Filter"), hide_caption=True),
        _sheets(found, frame, after=True),
    ]


def _counted(found: Document | None) -> Child | Cell:
    return Cell(people(found), found["order"]) if found is not None else None


def _sheets(found: Document, frame: Frame, after: bool = False) -> Child:
    if found["sheets"] == 1:
        return None
    items = [
        el(
            "a",
            sheet,
            href=frame.link(places.of_kind(found["kind"], sheet)),
            aria_current="page" if sheet == found["sheet"] else None,
        )
        for sheet in range(1, found["sheets"] + 1)
    ]
    label = say("Sheets, again") if after else say("Sheets")
    return el("nav", el("span", say("Sheets")), [[" ", one] for one in items], aria_label=label, class_="sheets")


def teams(found: Document, frame: Frame) -> tuple[str, Child]:
    """Who there is, and what each team answers for."""
    title = say("Teams")
    columns = [
        Column(say("Team")),
        Column(say("What it does")),
        Column(say("Owns"), numeric=True),
        Column(say("Of which"), sortable=False),
        Column(say("Contact")),
        Column(say("Handle")),
        Column(say("Rows in the matrix"), numeric=True),
    ]
    rows: list[Cells] = [
        [
            Cell(asset(row, frame), row["title"]),
            row["description"],
            Cell(f"{row['count']:,}", row["count"]),
            counts(row["owned"]),
            row["contact"],
            row["handle"],
            Cell(str(row["contacts"]), row["contacts"]),
        ]
        for row in found["rows"]
    ]
    return title, [
        intro(title, say("Who answers for what: asked before a change, told after it.")),
        table(tabled(title), columns, rows, hide_caption=True),
        el("p", el("a", say("Assets without a team"), href=frame.link(places.UNOWNED))),
    ]


def search(found: Document, frame: Frame) -> tuple[str, Child]:
    """The page of search; its script fills in what matches."""
    del found
    title = say("Search")
    return title, [
        intro(
            title,
            say(
                "Any words of a title, address, team, description or tag, in any order. Press / on any page to search."
            ),
        ),
        el("div", id_="results", class_="stack", role="status"),
        el(
            "p",
            say("Without scripts, look through the indexes:"),
            " ",
            el("a", say("all assets by kind"), href=frame.link(places.KINDS)),
            class_="quiet",
        ),
    ]
