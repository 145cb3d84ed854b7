"""The front page: where to begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import COLON, plural, say, unpacked
from mapconfig.report.catalogue import lists, places, words
from mapconfig.report.catalogue.frame import Frame, asset, intro, tabled
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.parts import badge, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]


def front(found: Document, frame: Frame) -> tuple[str, Child]:
    """What there is, where to look, and what wants attention."""
    return say("Catalogue"), [
        _welcome(found),
        _questions(found, frame),
        _attention(found, frame),
        el("div", _kinds(found["kinds"], frame), _hubs(found, frame), class_="split"),
        _recent(found, frame),
        environments_table(found["environments"]),
    ]


def _welcome(found: Document) -> Element:
    commit = found["commit"]
    return intro(
        say("{org}: what our marketing automation does", org=found["name"]),
        say(
            "Every list, e-mail, journey and field, who answers for it, why it is as it is, and what depends on it. "
            "Search by any word, or begin with a question below."
        ),
        [
            el("span", say("As of {day}", day=found["today"]), class_="day"),
            [", ", say("commit {id} of {day}", id=commit["id"][:10], day=commit["at"]), COLON, commit["subject"]]
            if commit
            else None,
            [". ", el("span", say("People counted on {day}.", day=found["counted"]), class_="day")]
            if found["counted"]
            else None,
        ],
    )


def _questions(found: Document, frame: Frame) -> Element:
    """The questions that people come with, each with the page that answers it."""
    has = found["has"]
    rows = [
        (
            places.MATRIX,
            say("Who contacts whom?"),
            say("The contact matrix: team, segment, channel, when."),
            has["teams"],
        ),
        (
            places.CONVERSION,
            say("How does a visitor become a customer?"),
            say("The conversion map: stages, criteria of passage, marketing coverage."),
            has["stages"],
        ),
        (
            places.FIELDS,
            say("What does this field mean?"),
            say("The field dictionary: type, CRM field, whose value counts, where it is used."),
            has["fields"],
        ),
        (
            places.PRESSURE,
            say("Who gets how much e-mail?"),
            say("E-mail pressure: journeys, sends, and who is held back."),
            True,
        ),
        (
            places.PROTECTION,
            say("On which consent do we write?"),
            say("Data protection: consent, operational e-mails, personal data."),
            True,
        ),
        (places.CHANGED, say("What changed lately, and why?"), say("The latest changes with their reasons."), True),
        (places.TEAMS, say("Who answers for what?"), say("Teams, and what each of them owns."), has["teams"]),
        (
            places.RECORDS,
            say("Who asked for that?"),
            say("Change records: reason, ticket, risk, what they cover."),
            has["records"],
        ),
    ]
    return section(
        "questions",
        say("Where to look"),
        el(
            "ul",
            [
                el(
                    "li",
                    el("a", question, href=frame.link(to)),
                    el("p", answer, class_="quiet"),
                    class_="card",
                )
                for to, question, answer, there in rows
                if there
            ],
            class_="tiles",
        ),
    )


def _attention(found: Document, frame: Frame) -> Element:
    said = found["attention"]
    unknown = said["drifted"] is None
    rows: list[tuple[str, str, int | None, str]] = [
        (places.FINDINGS, say("Errors"), said["errors"], "blocked"),
        (places.FINDINGS, say("Warnings"), said["warnings"], "look"),
        (places.OVERDUE, say("Overdue for review"), said["overdue"], "look"),
        (places.UNOWNED, say("Without a team"), said["unowned"], "look"),
        (places.UNUSED, say("Used by nothing"), said["unused"], "look"),
        (places.DRIFTED, say("Changed past the files"), said["drifted"], "blocked"),
        (places.CHANGED, say("Not committed yet"), said["uncommitted"], "look"),
    ]
    items = [
        el(
            "li",
            el("a", label, href=frame.link(to)),
            " ",
            badge(say("unknown")) if count is None else badge(f"{count:,}", tone if count else "fine"),
        )
        for to, label, count, tone in rows
    ]
    note = say("What was changed past the files is not known for sure: mapconfig drift looks.") if unknown else None
    return section(
        "attention",
        say("What wants attention"),
        el("ul", items, class_="counts"),
        el("p", note, class_="quiet") if note else None,
    )


def _kinds(rows: Any, frame: Frame) -> Element:
    return section(
        "kinds",
        say("All there is"),
        el(
            "ul",
            [
                el(
                    "li",
                    el("a", words.many(row["kind"]), href=frame.link(places.of_kind(row["kind"]))),
                    " ",
                    el("small", f"{row['count']:,}"),
                )
                for row in rows
            ],
            class_="plain columns",
        ),
    )


def _hubs(found: Document, frame: Frame) -> Child:
    rows = [
        el("li", asset(row, frame), " ", el("small", plural("named by {n:,}", "named by {n:,}", row["count"])))
        for row in found["hubs"]
    ]
    if not rows:
        return None
    return section(
        "hubs",
        say("What most depends on"),
        el("p", say("A change of one of these is felt in many places."), class_="quiet"),
        el("ul", rows, class_="plain"),
    )


def _recent(found: Document, frame: Frame) -> Child:
    if not found["changed"]:
        return None
    return section(
        "recent",
        say("Changed lately"),
        lists.changes_table(found["changed"], frame, say("The latest changes")),
        el("p", el("a", say("All changes"), href=frame.link(places.CHANGED))),
    )


def environments_table(rows: Any) -> Child:
    """What was applied where."""
    if not rows:
        return None
    columns = [
        Column(say("Environment")),
        Column(say("Last applied")),
        Column(say("By")),
        Column(say("Managed assets"), numeric=True),
        Column(say("Least recently verified")),
        Column(say("Remarks")),
    ]
    body: list[Cells] = [
        [
            row["name"],
            _last(row),
            row["by"],
            Cell(f"{row['managed']:,}", row["managed"]) if row["known"] else None,
            row["oldest"],
            row["remark"],
        ]
        for row in map(_remarked, rows)
    ]
    return section(
        "environments",
        say("Environments"),
        table(tabled(say("Environments")), columns, body, sortable=False, hide_caption=True),
    )


def _last(row: Document) -> Child:
    """When something was applied; a record that was changed by hand says neither that nor never."""
    if not row["known"]:
        return say("not known")
    return say("{at} UTC", at=row["last"]) if row["last"] else say("never")


def _remarked(row: Document) -> dict[str, Any]:
    remark: Child = unpacked(row["note"]) or None
    if row["unsure"]:
        remark = plural("{n} asset is unsure", "{n} assets are unsure", row["unsure"])
    return {**row, "remark": remark}
