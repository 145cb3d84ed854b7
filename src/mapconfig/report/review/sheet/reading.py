"""What several parts of the page ask of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.impact.people import PeopleImpact
from mapconfig.language import Text, say, unpacked
from mapconfig.report import people
from mapconfig.report.safe import ticked
from mapconfig.report.web.html import Child, Element, Speak, el
from mapconfig.report.web.parts import badge, fold
from mapconfig.values import dataclass

__all__ = ["Sheet", "directions", "folded", "keeps_from_reading", "opening", "said", "shown_of"]

#: Characters of one text that somebody else wrote; what is longer is cut and says by how much.
_LONGEST = 2_000
#: The first code that is about files other than assets, or about more than one file.
_BEYOND_READING = "MC030"
#: Rows of a table that is always open.
_SHORT = 8

_DIRECTIONS = {
    "loosened": say("lets more people in"),
    "tightened": say("lets fewer people in"),
    "same": say("the same people"),
    "unclear": say("some may come in and some may go"),
}

Document = Mapping[str, Any]


def said(value: Any) -> str:
    """A sentence of the document, not longer than anybody reads."""
    text = unpacked(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… (+{len(text) - _LONGEST})"


def directions(criteria: Mapping[str, Any]) -> Element | None:
    """Which way compared criteria move: whether more people belong, fewer, or others."""
    found = dict.fromkeys(one["direction"] for one in criteria["differences"] if one["direction"] in _DIRECTIONS)
    return el("p", [[badge(_DIRECTIONS[one]), " "] for one in found]) if found else None


def shown_of(shown: int, there: int) -> Element | None:
    """Says that there is more than is shown, where that is so."""
    if shown >= there:
        return None
    return el(
        "p", say("{shown:,} of {all:,} are shown; the JSON document has all.", shown=shown, all=there), class_="quiet"
    )


def keeps_from_reading(finding: Mapping[str, Any]) -> bool:
    """Whether it is a fault of the files themselves, which others that name what is in them only follow from."""
    return bool(finding["severity"] == "error" and finding["code"] < _BEYOND_READING)


def folded(words: str, rows: int, *body: Child) -> Child:
    """A long table folded away under `words`; a short one as it is."""
    return fold(words, *body) if rows > _SHORT else body


def opening(text: str) -> str | None:
    """The class of a block that begins with `text`: its first letter becomes a capital unless it is that of a name."""
    return "named" if "/" in text.partition(" ")[0] else None


def _arrows(text: str) -> Child:
    """Text of which no line ends in the middle of an arrow."""
    pieces = text.split("->")
    return [[el("span", "->", class_="unbroken") if at else None, piece] for at, piece in enumerate(pieces)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document that is being made a page of, and the language it is made in."""

    document: Document
    speak: Speak
    titles: Mapping[str, str]
    counted: PeopleImpact

    @staticmethod
    def of(document: Document, speak: Speak) -> Sheet:
        titles: dict[str, str] = {}
        for node in document["drawing"]["nodes"] if document["drawing"] else ():
            titles[node["id"]] = node["title"]
        for change in document["changes"]:
            for one in (change, *change["affected"]["listed"]):
                titles[one["address"]] = one["title"]
        for team in document["teams"]:
            titles[team["team"]] = team["title"]
        return Sheet(document, speak, titles, people.impact_of(document["people"]["counts"]))

    def change(self, address: str) -> Mapping[str, Any] | None:
        """The change of an asset; None where it does not change."""
        return next((one for one in self.document["changes"] if one["address"] == address), None)

    def name(self, address: str) -> Child:
        """An asset by its title and its address, or by its address alone where it has no title of its own."""
        title = self.titles.get(address, "")
        if not title or title == address.partition("/")[2]:
            return el("code", address)
        return [el("span", said(title), class_="title"), " ", el("code", address, class_="quiet")]

    def prose(self, text: str) -> Child:
        """A sentence with what it has between backticks as code."""
        spoken = self.speak(text)
        if isinstance(text, Text):
            spoken = spoken.replace(" %", "\u00a0%")  # a number stays with its sign
        return [el("code", piece) if between else _arrows(piece) for piece, between in ticked(spoken)]

    def names(self, addresses: Sequence[str]) -> Child:
        """Addresses in a row."""
        return [[", " if at else None, el("code", address)] for at, address in enumerate(addresses)]
