"""The page of one asset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.language import plural, say
from mapconfig.report.catalogue import around, history, places, words
from mapconfig.report.catalogue.frame import Frame, asset, counts, people, tabled
from mapconfig.report.catalogue.values import criteria, value
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.journey import journey_figure
from mapconfig.report.web.parts import badge, card, facts, fold, section
from mapconfig.report.web.tables import Cell, Column, table

Document = Mapping[str, Any]

#: References of one relation that are shown open; more are folded.
_OPEN = 12
#: Kinds that no team owns: teams themselves, and what belongs to the CRM.
_NOBODYS = frozenset({"team", "crm-field"})
#: Severity and the tone of its badge.
TONES = {"error": "blocked", "warning": "look", "info": ""}


def page(found: Document, frame: Frame) -> tuple[str, Child]:
    """Everything about one asset, from what it is for to what became of it."""
    return found["title"], [
        _head(found, frame),
        list(_warnings(found, frame)),
        _journey(found, frame),
        _attributes(found, frame),
        _around(found, frame),
        el(
            "div",
            _references("used-by", say("What uses it"), found["used_by"], frame, say("Nothing names it.")),
            _references("uses", say("What it uses"), found["uses"], frame, say("It names nothing else.")),
            class_="split",
        ),
        _findings(found, frame),
        _environments(found, frame),
        _history(found, frame),
    ]


def _head(found: Document, frame: Frame) -> Element:
    kind = found["kind"]
    state = found["state"]
    why = found["why"]
    rows: list[tuple[Child, Child]] = [(say("Address"), el("code", found["address"]))]
    if kind not in _NOBODYS:
        owner = asset(found["owner"], frame, titled=True)
        rows.append((say("Team"), owner or el("strong", say("nobody answers for it"))))
    if why["reason"]:
        rows.append((say("Why"), why["reason"]))
    if why["ticket"]:
        rows.append((say("Ticket"), why["ticket"]))
    if why["requested_by"]:
        rows.append((say("Asked for by"), value(why["requested_by"], frame)))
    if why["review_by"]:
        late = badge(say("overdue"), "look") if found["overdue"] else None
        rows.append((say("Review by"), [why["review_by"], " " if late else None, late]))
    if found["people"] is not None:
        shown = people(found["people"])
        counted = el("small", "(", say("counted on {day}", day=found["counted"]), ")") if found["counted"] else None
        rows.append((say("People"), [shown, " ", counted]))
    for name, words_ in (("folder", say("Folder")), ("file", say("File"))):
        if found[name]:
            rows.append((words_, found[name] if name == "folder" else el("code", found[name])))
    if found["tags"]:
        rows.append((say("Tags"), ", ".join(found["tags"])))
    if found["renamed_from"]:
        rows.append((say("Was called"), el("code", found["renamed_from"])))
    marks: list[Child] = [
        badge(words.said(words.STATES, state), "fine" if state == "active" else "look"),
        badge(say("protected"), "changed") if found["protected"] else None,
    ]
    return el(
        "div",
        el(
            "p",
            el("a", words.many(kind), href=frame.link(places.of_kind(kind))),
            class_="crumbs",
        ),
        el("div", el("h1", found["title"]), marks, class_="row"),
        el("p", found["description"], class_="lead") if found["description"] else None,
        facts(rows),
        class_="stack wide",
    )


def _warnings(found: Document, frame: Frame) -> Iterator[Element]:
    """What a reader should know before they believe the rest."""
    drift = found["drift"]
    if drift is not None:
        if drift["gone"]:
            yield card(
                el("p", say("Somebody deleted it on {environment}.", environment=drift["environment"])), tone="blocked"
            )
        else:
            yield card(
                el("p", say("Somebody changed it on {environment}, past the files:", environment=drift["environment"])),
                el("ul", [el("li", el("code", one)) for one in drift["fields"]]),
                tone="look",
            )
    edited = found["history"]["uncommitted"]
    if edited:
        told = [one for one in edited if frame.said(one)]
        yield card(
            el("p", say("Not committed yet:") if told else say("It is not committed yet.")),
            el("ul", [el("li", frame.prose(one)) for one in told]) if told else None,
            tone="look",
        )


def _journey(found: Document, frame: Frame) -> Child:
    journey = found["journey"]
    if journey is None:
        return None
    drawn = journey_figure(journey, journey, found["title"], speak=frame.speak, link=frame.asset_link)
    return section("journey", say("The journey"), drawn)


def _around(found: Document, frame: Frame) -> Child:
    near = found["neighbourhood"]
    if not near["uses"] and not near["used_by"]:
        return None
    return section(
        "neighbours",
        say("What is around it"),
        around.figure(near, frame),
        el("p", _felt(found), class_="quiet") if found["reaches"] else None,
    )


def _felt(found: Document) -> str:
    return say(
        "A change of it may be felt by: {counts}. All of them, with the way there: mapconfig impact {address}",
        counts=counts(found["reaches"]),
        address=found["address"],
    )


def _attributes(found: Document, frame: Frame) -> Child:
    if not found["attributes"]:
        return None
    short: list[tuple[Child, Child]] = []
    long: list[Child] = []
    for one in found["attributes"]:
        heading = words.attribute(one["name"])
        shown = value(one["value"], frame, kind=found["kind"], name=one["name"]) if one["show"] == "value" else None
        if one["show"] == "criteria":
            long.append(el("div", el("h3", heading), criteria(one["value"], frame), class_="stack"))
        elif one["show"] == "text":
            long.append(_body(heading, one))
        elif isinstance(one["value"], list | dict) and one["value"]:
            long.append(el("div", el("h3", heading), shown, class_="stack"))
        else:
            short.append((heading, shown))
    return section("what", say("What it says"), facts(short) if short else None, long)


def _body(heading: str, one: Mapping[str, Any]) -> Element:
    note = say("The words only, without pictures and layout.") if one["html"] else None
    more = plural("{n} more character", "{n:,} more characters", one["more"]) if one["more"] else None
    return el(
        "div",
        el("h3", heading),
        el("p", note, class_="quiet") if note else None,
        el("pre", one["value"] or " ", class_="preview"),
        el("p", "… ", more, class_="quiet") if more else None,
        class_="stack",
    )


def _references(id_: str, heading: str, groups: Any, frame: Frame, nothing: str) -> Element:
    shown: list[Child] = []
    for group in groups:
        label: list[Child] = [frame.said(group["words"]), " ", el("small", f"({group['count']:,})")]
        rows = [
            el(
                "li",
                asset(one, frame),
                el("small", " ", el("code", one["path"], class_="quiet")) if one["path"] else None,
            )
            for one in group["assets"]
        ]
        left = group["count"] - len(group["assets"])
        if left:
            rows.append(el("li", el("small", plural("and {n:,} more", "and {n:,} more", left))))
        content = el("ul", rows, class_="plain")
        if len(rows) > _OPEN:
            shown.append(fold(label, content))
        else:
            shown.append(el("div", el("h3", label), content, class_="stack"))
    return section(id_, heading, shown or el("p", nothing, class_="quiet"))


def _findings(found: Document, frame: Frame) -> Child:
    rows = found["findings"]
    if not rows:
        return section("checks", say("Checks"), el("p", say("No rule has anything to say about it."), class_="quiet"))
    return section(
        "checks",
        say("Checks"),
        el("ul", [el("li", finding(row, frame)) for row in rows], class_="plain rows"),
    )


def finding(row: Mapping[str, Any], frame: Frame) -> Child:
    """One finding with a link to its rule."""
    waived = row["waived"]
    mark = (
        badge(say("waived")) if waived else badge(words.said(words.SEVERITIES, row["severity"]), TONES[row["severity"]])
    )
    return [
        el(
            "p",
            mark,
            " ",
            el("a", row["code"], href=frame.link(places.of_rule(row["code"]))),
            " ",
            el("strong", frame.said(row["summary"])),
        ),
        el("p", frame.prose(row["detail"])),
        el("p", frame.prose(row["fix"]), class_="quiet") if row["fix"] and not waived else None,
        el("p", say("Waived: {why}", why=waived), class_="quiet") if waived else None,
    ]


def _environments(found: Document, frame: Frame) -> Child:
    rows = []
    for one in found["environments"]:
        state: Child
        if not one["known"]:
            state = say("not known")
        elif one["applied"] or one["verified"]:
            now = _current(one)
            state = badge(words.said(words.UNSURE, one["unsure"]), "blocked") if one["unsure"] else now
        else:
            state = (
                words.said(words.UNSURE, one["unsure"])
                if one["unsure"]
                else say("never applied, as far as the record knows")
            )
        rows.append(
            [
                one["name"],
                state,
                Cell(_when(one["applied"], one["by"]), one["applied"]),
                Cell(one["verified"], one["verified"]),
                el("code", one["plan"]) if one["plan"] else None,
            ]
        )
    columns = [
        Column(say("Environment")),
        Column(say("State")),
        Column(say("Last applied")),
        Column(say("Last verified")),
        Column(say("Plan")),
    ]
    return section(
        "environments",
        say("Where it is applied"),
        table(tabled(say("Where it is applied")), columns, rows, sortable=False, hide_caption=True),
        el("p", el("a", say("All environments"), href=frame.link(places.ENVIRONMENTS))),
    )


def _current(one: Mapping[str, Any]) -> str:
    if one["current"] is None:
        return say("applied")
    return say("as in the files") if one["current"] else say("changed in the files since")


def _when(at: str, by: str) -> Child:
    if not at:
        return None
    return say("{at} UTC by {who}", at=at, who=by) if by else say("{at} UTC", at=at)


def _history(found: Document, frame: Frame) -> Element:
    return section("history", say("History"), history.told(found["history"], frame, found["address"]))
