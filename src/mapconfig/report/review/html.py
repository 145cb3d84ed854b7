"""The review as one offline page: the verdict on the first screen, everything it rests on below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.language import Speech, say, unpacked
from mapconfig.report.moments import moment
from mapconfig.report.review.sheet.changes import changes_section
from mapconfig.report.review.sheet.checks import checks_section
from mapconfig.report.review.sheet.duties import manual_section, teams_section, to_do_section
from mapconfig.report.review.sheet.first import first_screen
from mapconfig.report.review.sheet.impact import impact_section
from mapconfig.report.review.sheet.people import people_section
from mapconfig.report.review.sheet.reading import Sheet, said
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.page import page
from mapconfig.report.web.parts import footer, topbar

__all__ = ["review"]

_PARTS = (
    changes_section,
    people_section,
    impact_section,
    to_do_section,
    teams_section,
    checks_section,
    manual_section,
)


def review(document: Mapping[str, Any], *, speak: Speech = str, language: str = "en", **_: Any) -> str:
    """The whole page for a review document that its schema accepts, in the language `language`."""
    sheet = Sheet.of(document, speak)
    parts = [part for part in (make(sheet) for make in _PARTS) if part is not None]
    return page(
        say("{word}: {title}", word=said(document["verdict"]["word"]), title=said(document["verdict"]["title"])),
        topbar(
            el("span", say("Review of {org}", org=document["target"]["org"] or document["target"]["id"])),
            _sides(document),
        ),
        el("main", first_screen(sheet), _contents(parts), parts, id_="content"),
        footer(el("p", _origin(document)), [el("p", one) for one in _cuts(document)]),
        lang=language,
        speak=speak,
    )


def _sides(document: Mapping[str, Any]) -> Element:
    compared = document["compared"]
    return el(
        "span",
        say("environment {environment}", environment=document["target"]["environment"]),
        " · ",
        _side(compared["before"]),
        " → ",
        _side(compared["after"]),
        class_="quiet",
    )


def _side(side: Mapping[str, Any]) -> Child:
    if side.get("words"):
        return unpacked(side["words"])
    if not side["commit"]:
        return say("the files as they are")
    commit = el("code", side["commit"][:10])
    return [side["ref"], " ", commit] if side["ref"] and side["ref"] != side["commit"] else commit


def _contents(parts: list[Element]) -> Child:
    """Links to what is below the first screen."""
    links = [(dict(part.attributes)["id"], part.children[0]) for part in parts]
    return el(
        "nav",
        [
            el("a", heading.children, href=f"#{name}")
            for name, heading in links
            if name is not None and isinstance(heading, Element)
        ],
        aria_label=say("On this page"),
        class_="contents",
    )


def _origin(document: Mapping[str, Any]) -> str:
    tool, compared = document["tool"], document["compared"]
    return say(
        "Made by {tool} {version} at {time} from {assets:,} assets. This page is one file that sends nothing.",
        tool=tool["name"],
        version=tool["version"],
        time=moment(compared["made_at"]),
        assets=compared["assets"],
    )


def _cuts(document: Mapping[str, Any]) -> Iterator[str]:
    for cut in document["cuts"]:
        yield say(
            "Of {what}, {shown:,} of {all:,} are in the document.", what=cut["what"], shown=cut["shown"], all=cut["of"]
        )
