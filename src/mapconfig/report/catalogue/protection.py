"""Data protection: consent, what passes an opt-out, personal data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue import places, words
from mapconfig.report.catalogue.dictionary import class_of, crm_of, used_of
from mapconfig.report.catalogue.frame import Frame, asset, intro, link, links, people, tabled
from mapconfig.report.catalogue.tables import ROWS, cut
from mapconfig.report.web.html import Child, el
from mapconfig.report.web.parts import badge, fold, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]


def protection(found: Document, frame: Frame) -> tuple[str, Child]:
    """Who is e-mailed on which consent, what passes an opt-out, and what is held of whom."""
    title = say("Data protection")
    reachable = found["reachable"]
    return title, [
        intro(
            title,
            say("Which e-mails go to whom on which consent, and which personal data are held and used."),
            [say("Who may be e-mailed at all: "), link(reachable, frame)] if reachable else None,
        ),
        section("sends", say("E-mails that need consent"), _sends(found["sends"], frame)),
        section(
            "operational", say("Operational e-mails, which pass an opt-out"), _operational(found["operational"], frame)
        ),
        section("consents", say("Where people agree"), _consents(found["consents"], frame)),
        section("data", say("Personal data"), _personal(found, frame)),
        _found(found["findings"], frame),
    ]


def _sends(rows: Any, frame: Frame) -> Child:
    if not rows:
        return el("p", say("There is none."), class_="quiet")
    columns = [
        Column(say("What sends")),
        Column(say("Team")),
        Column(say("Goes to"), sortable=False),
        Column(say("People"), numeric=True),
        Column(say("May we? It looks at"), sortable=False),
        Column(say("Did they agree? It looks at"), sortable=False),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["asset"], frame), row["asset"]["address"]),
            link(row["owner"], frame),
            links(row["to"], frame) or (say("whoever did it") if row["asked"] else None),
            Cell(people(row["people"]), row["people"]["order"]) if row["people"] else None,
            _looked(row["may"], row, frame),
            _looked(row["agreed"], row, frame),
        ]
        for row in rows[:ROWS]
    ]
    return [
        table(tabled(say("E-mails that need consent")), columns, body, filter_label=say("Filter"), hide_caption=True),
        cut(rows, "pressure.csv"),
    ]


def _looked(fields_: Any, row: Document, frame: Frame) -> Child:
    if fields_:
        return links(fields_, frame)
    return el("small", say("answers a person")) if row["asked"] else badge(say("nothing"), "look")


def _operational(rows: Any, frame: Frame) -> Child:
    if not rows:
        return el("p", say("There is none."), class_="quiet")
    columns = [
        Column(say("E-mail")),
        Column(say("Reason")),
        Column(say("Why")),
        Column(say("Ticket")),
        Column(say("Goes to"), sortable=False),
        Column(say("Team")),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["asset"], frame), row["asset"]["address"]),
            [words.said(words.REASONS, one) for one in row["reasons"]] or badge(say("none given"), "blocked"),
            row["why"],
            row["ticket"],
            links(row["to"], frame) or (say("whoever did it") if row["asked"] else None),
            link(row["owner"], frame),
        ]
        for row in rows[:ROWS]
    ]
    return table(tabled(say("Operational e-mails")), columns, body, hide_caption=True)


def _consents(rows: Any, frame: Frame) -> Child:
    if not rows:
        return el("p", say("No form asks for consent."), class_="quiet")
    columns = [
        Column(say("Form")),
        Column(say("What people read")),
        Column(say("Kept in")),
        Column(say("Must they?")),
        Column(say("They then get")),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["form"], frame), row["form"]["address"]),
            el("q", row["text"]) if row["text"] else None,
            link(row["field"], frame),
            say("yes") if row["required"] else say("no"),
            links(row["thank_you"], frame),
        ]
        for row in rows
    ]
    return table(tabled(say("Where people agree")), columns, body, hide_caption=True)


def _personal(found: Document, frame: Frame) -> Child:
    columns = [
        Column(say("Field")),
        Column(say("Class")),
        Column(say("CRM field")),
        Column(say("Used by"), sortable=False),
        Column(say("Team")),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["field"], frame), row["field"]["address"]),
            class_of(row["personal_data"]),
            crm_of(row["crm"], frame),
            used_of(row, frame),
            link(row["owner"], frame),
        ]
        for row in found["fields"][:ROWS]
    ]
    unclassified = found["unclassified"]
    return [
        table(tabled(say("Fields with personal data")), columns, body, filter_label=say("Filter"), hide_caption=True)
        if body
        else el("p", say("There is none."), class_="quiet"),
        el(
            "p",
            badge(say("not classified"), "look"),
            " ",
            links(unclassified[:40], frame, max(0, len(unclassified) - 40)),
        )
        if unclassified
        else None,
    ]


def _found(rows: Any, frame: Frame) -> Child:
    if not rows:
        return None
    items = [
        el(
            "li",
            el(
                "p",
                el("a", row["code"], href=frame.link(places.of_rule(row["code"]))),
                " ",
                asset(row["asset"], frame),
                [" ", badge(say("waived"))] if row["waived"] else None,
            ),
            el(
                "p",
                say("Waived: {why}", why=row["waived"]) if row["waived"] else frame.said(row["detail"]),
                class_="quiet",
            ),
        )
        for row in rows[:ROWS]
    ]
    open_ = sum(not row["waived"] for row in rows)
    label = plural("{n} finding about consent", "{n} findings about consent", len(rows))
    return section(
        "findings",
        say("What the rules say"),
        fold(
            [label, " ", el("small", say("({n} not waived)", n=open_))],
            el("ul", items, class_="plain rows"),
            opened=open_ > 0,
        ),
    )
