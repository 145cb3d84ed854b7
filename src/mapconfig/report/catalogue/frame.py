"""What every page of the catalogue shares: the bar with search, the links between pages, how assets and people are
shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from mapconfig.language import plural, say, unpacked
from mapconfig.report.catalogue import places, words
from mapconfig.report.web.html import Child, Element, Speak, el
from mapconfig.report.web.page import Linked, page
from mapconfig.report.web.parts import footer, topbar
from mapconfig.values import dataclass, field, replace

#: The folder of styles and scripts, and our own script in it.
ASSETS = "assets/"
SCRIPT = "catalogue.js"
LIVE = "live.js"


@dataclass(frozen=True, slots=True)
class Frame:
    """What pages need beside their document. `name` is the org's; `live` says that the page looks whether it has
    changed; `place` is where the page lies; `titles` are the assets, by address, that its document names in passing;
    `aim` has a command say which environment it is for, as `speak` does with those in sentences."""

    name: str
    lang: str = "en"
    speak: Speak = str
    live: bool = False
    place: str = places.FRONT
    titles: Mapping[str, str] = field(default_factory=dict)
    aim: Callable[[str], str] = str

    def at(self, place: str) -> Frame:
        return replace(self, place=place)

    def knowing(self, titles: Mapping[str, str]) -> Frame:
        """The same for a page that names these assets."""
        return replace(self, titles=titles)

    def link(self, to: str) -> str:
        """The link from this page to another place of the site."""
        return places.link(self.place, to)

    def asset_link(self, address: str) -> str | None:
        """The link to an asset that the document names in passing; None for what it does not know."""
        return self.page_of(address) if address in self.titles else None

    def page_of(self, address: str) -> str:
        """The link to the page of an asset that there is."""
        return self.link(places.of_asset(address))

    def said(self, value: Any) -> str:
        """A text that a document packed."""
        return unpacked(value)

    def prose(self, value: Any) -> Child:
        """A sentence that a document packed, with what stands between ticks as code."""
        parts: list[Child] = []
        end, said = 0, self.speak(unpacked(value))
        for match in _TICKED.finditer(said):
            parts += [said[end : match.start()], el("code", match[1])]
            end = match.end()
        return [*parts, said[end:]]


#: What stands between ticks as a word of its own.
_TICKED = re.compile(r"(?<![\w`])`([^\s`](?:[^\n`]{0,118}[^\s`])?)`(?![\w`])")


#: The pages that every page leads to.
_NAV = (
    (places.KINDS, say("Assets")),
    (places.TEAMS, say("Teams")),
    (places.MATRIX, say("Contact matrix")),
    (places.CONVERSION, say("Conversion map")),
    (places.FIELDS, say("Fields")),
    (places.PRESSURE, say("E-mail pressure")),
    (places.PROTECTION, say("Data protection")),
    (places.CHANGED, say("Changes")),
    (places.FINDINGS, say("Findings")),
)


def framed(title: str, content: Child, frame: Frame) -> str:
    """A whole page of the site."""
    top, bottom = _around(frame.name, frame.link(""), frame.link(places.FRONT), _here(frame.place))
    body = [top, el("main", content, id_="content", tabindex=-1), bottom]
    scripts = (SCRIPT, LIVE) if frame.live else (SCRIPT,)
    return page(
        f"{frame.speak(title)} · {frame.name}",
        body,
        lang=frame.lang,
        speak=frame.speak,
        linked=Linked(frame.link(ASSETS), scripts),
    )


@lru_cache(maxsize=64)
def _around(name: str, root: str, home: str, here: str) -> tuple[Element, Element]:
    """What stands above and below the content of pages of one depth: the way to all others, and whose they are."""
    nav = [el("a", words_, href=root + to, aria_current=_current(to, here)) for to, words_ in _NAV]
    search = el(
        "span",
        el("a", say("Search"), href=root + places.SEARCH),
        # What the script needs to make a box of the link, in the reader's language.
        class_="find",
        data_root=root,
        data_label=say("Search assets"),
        data_none=say("Nothing matches."),
        data_many=say("{n} matches, the first {shown} of them here", n="{n}", shown="{shown}"),
        data_few=say("Matches: {n}", n="{n}"),
        data_all=say("Show all matches"),
    )
    made = say("Made by mapconfig from the files of {org}. Numbers of people are counts, never people.", org=name)
    return topbar(el("a", name, href=home, class_="org"), search, home=home, nav=nav), footer(el("p", made))


def _here(place: str) -> str:
    """Which entry of the navigation a page belongs to: its own, that of all assets with a ``/``, or none."""
    if place.startswith(("kind/", "a/")):
        return f"{places.KINDS}/"
    return place if any(place == to for to, _ in _NAV) else ""


def _current(to: str, here: str) -> str | None:
    if to == here:
        return "page"
    return "true" if here == f"{to}/" else None


# How things are shown -------------------------------------------------------------------------------------------------


def asset(ref: Mapping[str, Any] | None, frame: Frame, *, titled: bool = True) -> Child:
    """An asset by its title and address, with a link where it has a page."""
    if not ref or not ref["address"]:
        return None
    address, title = ref["address"], ref.get("title")
    target = frame.page_of(address) if title is not None else None
    shown: Child = title if titled and title is not None else address
    named: Child = el("a", shown, href=target) if target is not None else shown
    if title is None:
        return [el("code", address), " ", el("small", say("(no file defines it)"))]
    if not titled or title == address.partition("/")[2]:
        return named
    return [named, " ", el("code", address, class_="address")]


def link(ref: Mapping[str, Any] | None, frame: Frame) -> Child:
    """An asset by its title alone, or by its address where it has none."""
    if not ref or not ref["address"]:
        return None
    target = frame.page_of(ref["address"]) if ref.get("title") is not None else None
    shown = ref.get("title") or ref["address"]
    return el("a", shown, href=target, title=ref["address"]) if target is not None else shown


def links(refs: Iterable[Mapping[str, Any]], frame: Frame, more: int = 0) -> Child:
    """Assets in a row, by their titles."""
    shown: list[Child] = []
    for ref in refs:
        shown += [", " if shown else None, link(ref, frame)]
    if more:
        shown.append([" ", el("small", plural("and {n} more", "and {n} more", more))])
    return el("span", shown) if shown else None


def people(found: Mapping[str, Any] | None, *, members_only: bool = False) -> Child:
    """How many people, in words that give no small count away, and how many of them may be e-mailed."""
    if found is None:
        return None
    shown = words.count(found["members"])
    if members_only or found.get("reachable") is None or found["reachable"] == found["members"]:
        return shown
    reachable = el("small", say("{n} may be e-mailed", n=words.count(found["reachable"])))
    return el("span", el("span", shown), " ", reachable, class_="people")


def counts(found: Mapping[str, int]) -> str:
    """``3 lists, 2 journeys``."""
    return words.counts(found)


def intro(title: str, *lead: Child) -> Element:
    """The head of a page: its name, and a sentence or two on what it is for."""
    return el("div", el("h1", title), [el("p", one, class_="lead") for one in lead if one is not None], class_="stack")


def day(text: str) -> Child:
    """A day on one line."""
    return el("span", text, class_="day") if text else None


def tabled(name: str) -> str:
    """The caption of the table below a heading called `name`: parts of a page have different names."""
    return say("{name}, as a table", name=name)
