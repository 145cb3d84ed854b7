"""The field dictionary, e-mail pressure and data protection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue import places, words
from mapconfig.report.catalogue.frame import Frame, asset, counts, intro, link, links, people, tabled
from mapconfig.report.catalogue.values import criteria
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.parts import badge, card, fold, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]
Cells = list[Child | Cell]

#: Rows that one page shows; a browser lays out more only slowly. The file for spreadsheets has them all.
ROWS = 500
_TONES = {"sensitive": "blocked", "identifier": "look", "contact": "changed", "": "look"}


def _csv(name: str) -> Element:
    return el("a", say("The same as a table for spreadsheets"), href=name)


def _cut(rows: Any, file: str) -> Child:
    if len(rows) <= ROWS:
        return None
    return el(
        "p",
        say("{shown:,} of {total:,} rows are shown here; {file} has them all.", shown=ROWS, total=len(rows), file=file),
        class_="quiet",
    )


def fields(found: Document, frame: Frame) -> tuple[str, Child]:
    """What each field holds, which CRM field it follows, and where it is used."""
    title = say("Field dictionary")
    lead = say("What each field means, where it comes from, and what would notice if it changed.")
    if not found["rows"]:
        return title, [intro(title, lead), el("p", say("No field is written down."), class_="quiet")]
    classes = [
        el("li", badge(words.said(words.CLASSES, name), _TONES.get(name, "")), " ", f"{count:,}")
        for name, count in found["classes"].items()
    ]
    columns = [
        Column(say("Field")),
        Column(say("Type")),
        Column(say("Values"), sortable=False),
        Column(say("CRM field")),
        Column(say("Whose value counts")),
        Column(say("Personal data")),
        Column(say("Used by"), sortable=False),
        Column(say("Team")),
    ]
    return title, [
        intro(title, lead, _csv("fields.csv")),
        el("ul", classes, class_="counts"),
        table(
            tabled(title),
            columns,
            [_field(row, frame) for row in found["rows"][:ROWS]],
            filter_label=say("Filter"),
            hide_caption=True,
        ),
        _cut(found["rows"], "fields.csv"),
    ]


def _field(row: Document, frame: Frame) -> list[Child | Cell]:
    about = el("p", row["description"], class_="quiet") if row["description"] else None
    kind: Child = words.said(words.TYPES, row["type"])
    if row["ordered"]:
        kind = [kind, " ", el("small", say("(ordered)"))]
    return [
        Cell([asset(row["field"], frame), about], row["field"]["address"]),
        Cell(kind, row["type"]),
        ", ".join(row["values"][:12]) + (" …" if len(row["values"]) > 12 else "") if row["values"] else None,
        _crm(row["crm"], frame),
        words.said(words.MASTERS, row["master"]),
        _class(row["personal_data"]),
        _used(row, frame),
        link(row["owner"], frame),
    ]


def _class(name: str) -> Child:
    return (
        words.said(words.CLASSES, name)
        if name == "none"
        else badge(words.said(words.CLASSES, name), _TONES.get(name, ""))
    )


def _crm(rows: Any, frame: Frame) -> Child:
    if not rows:
        return None
    items = []
    for row in rows:
        name = row["address"].partition("/")[2]
        target = frame.page_of(row["address"]) if row["title"] is not None else None
        shown: Child = el("a", name, href=target) if target else name
        kind: Child = [" ", el("small", row["type"])] if row["type"] else None
        gone: Child = [" ", badge(say("not in the CRM's files"), "blocked")] if row["title"] is None else None
        items.append(el("li", shown, kind, gone))
    return el("ul", items, class_="plain crm")


def _used(row: Document, frame: Frame) -> Child:
    if not row["users"]:
        return el("small", say("nothing"))
    return [counts(row["used"]), el("br"), el("small", links(row["users"], frame, row["more"]))]


# E-mail pressure ------------------------------------------------------------------------------------------------------


def pressure(found: Document, frame: Frame) -> tuple[str, Child]:
    """Who gets how much, what sends it, and whom fatigue holds back."""
    title = say("E-mail pressure")
    lead = say("Each team's own e-mail is only one. To the person it may be the fourth this week.")
    bare = [row for row in found["senders"] if row["fatigue"]["missing"] and not row["fatigue"]["exempt"]]
    return title, [
        intro(title, lead, _protected(found, bare), _csv("pressure.csv")),
        _fatigue(found["fatigue"], frame),
        section("lists", say("Who gets how much"), _by_list(found["lists"], frame)),
        section("senders", say("What sends"), _senders(found["senders"], frame)),
    ]


def _protected(found: Document, bare: Any) -> Child:
    if not found["fatigue"]:
        return badge(say("No fatigue list: nobody is held back who had enough."), "blocked")
    if not bare:
        return badge(say("Everything that sends holds back people who had enough."), "fine")
    return badge(
        plural(
            "{n} sender does not hold back people who had enough.",
            "{n} senders do not hold back people who had enough.",
            len(bare),
        ),
        "look",
    )


def _fatigue(rows: Any, frame: Frame) -> Child:
    if not rows:
        return None
    return section(
        "fatigue",
        say("When somebody had enough"),
        el(
            "div",
            [
                card(
                    el("h3", link(row, frame)),
                    el("p", row["description"]) if row["description"] else None,
                    el("p", say("People held back now: "), people(row["people"])) if row["people"] else None,
                    criteria(row["criteria"], frame) if row["criteria"] else None,
                )
                for row in rows
            ],
            class_="split",
        ),
    )


def _by_list(rows: Any, frame: Frame) -> Child:
    if not rows:
        return el("p", say("Nothing is sent to any list."), class_="quiet")
    columns = [
        Column(say("Somebody on")),
        Column(say("People"), numeric=True),
        Column(say("May get, at most"), numeric=True),
        Column(say("From"), sortable=False),
        Column(say("Not held back"), sortable=False),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["list"], frame), row["list"]["address"]),
            Cell(people(row["people"]), row["people"]["order"]) if row["people"] else None,
            Cell(plural("{n:,} e-mail", "{n:,} e-mails", row["most"]), row["most"]),
            [
                say("Journeys: {journeys:,}, sends: {sends:,}", journeys=row["journeys"], sends=row["list_emails"]),
                el("br"),
                el("small", links(row["senders"], frame, row["more"])),
            ],
            links(row["unprotected"], frame) or el("small", say("all hold back")),
        ]
        for row in rows[:ROWS]
    ]
    return [
        el(
            "p",
            say("Once through every journey and with every e-mail that is planned, if nothing holds them back."),
            class_="quiet",
        ),
        table(
            tabled(say("Lists by what their members may get")),
            columns,
            body,
            filter_label=say("Filter"),
            hide_caption=True,
        ),
        _cut(rows, "pressure.csv"),
    ]


def _senders(rows: Any, frame: Frame) -> Child:
    columns = [
        Column(say("Sender")),
        Column(say("Kind")),
        Column(say("Team")),
        Column(say("E-mails at most"), numeric=True),
        Column(say("Goes to"), sortable=False),
        Column(say("People"), numeric=True),
        Column(say("When")),
        Column(say("Fatigue")),
    ]
    body: list[Cells] = [
        [
            Cell(asset(row["asset"], frame), row["asset"]["address"]),
            [
                words.one(row["kind"]),
                [" ", badge(words.said(words.STATES, row["state"]), "look")] if row["state"] != "active" else None,
            ],
            link(row["owner"], frame),
            Cell(f"{row['most']:,}", row["most"]),
            links([*row["to"], *row["forms"]], frame),
            Cell(people(row["people"]), row["people"]["order"]) if row["people"] else None,
            Cell(_when(row), row["at"]),
            _held(row["fatigue"], frame),
        ]
        for row in rows[:ROWS]
    ]
    return [
        table(tabled(say("Everything that sends")), columns, body, filter_label=say("Filter"), hide_caption=True),
        _cut(rows, "pressure.csv"),
    ]


def _when(row: Document) -> Child:
    if row["at"]:
        parts = [row["at"].replace("T", " ")]
        if row["batches"]:
            parts.append(plural("in {n} batch", "in {n} batches", len(row["batches"])))
        return [parts[0], [el("br"), el("small", parts[1])] if len(parts) > 1 else None]
    if row["again"]:
        return words.said(words.RE_ENTRY, row["again"])
    return say("when it happens") if row["kind"] in ("form", "rule") else say("not planned")


def _held(fatigue: Document, frame: Frame) -> Child:
    if fatigue["exempt"]:
        return el("small", say("does not count"))
    if fatigue["missing"]:
        return [badge(say("not held back by"), "look"), " ", links(fatigue["missing"], frame)]
    return say("held back") if fatigue["held"] else el("small", say("no fatigue list"))


# Data protection ------------------------------------------------------------------------------------------------------


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
        Column(say("Sender")),
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
        _cut(rows, "pressure.csv"),
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
            _class(row["personal_data"]),
            _crm(row["crm"], frame),
            _used(row, frame),
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
