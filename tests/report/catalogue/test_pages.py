"""What anybody may rely on who opens a page of the catalogue, as far as no browser is needed to see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from itertools import repeat
from typing import Any

import pytest
from tests.browser.payloads import PAYLOADS
from tests.report.catalogue.documents import documents, sorts, with_text

from mapconfig.language import speech
from mapconfig.report.catalogue.frame import Frame
from mapconfig.report.catalogue.pages import PAGES, render


class Skeleton(HTMLParser):
    """What a page consists of, without any of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))
        said = dict(attrs)
        self.ids += [said["id"] or ""] if "id" in said else []
        self.links += [said["href"] or ""] if tag == "a" and "href" in said else []
        if tag not in ("meta", "link", "br", "input", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Skeleton:
    found = Skeleton()
    found.feed(page)
    found.close()
    assert not found.open
    return found


def page(place: str, document: Mapping[str, Any], lang: str = "en") -> str:
    return render(place, document, Frame("DRIP Ventures", lang, speech(lang)))


def test_every_sort_of_page_is_among_the_examples() -> None:
    """What is tried below is all there is."""
    assert {document["page"] for document in sorts().values()} == set(PAGES)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_is_whole(lang: str) -> None:
    """One heading of the first rank, no id twice, every tag closed, and every link inside of the site."""
    places = set(documents()) | {"matrix.csv", "fields.csv", "pressure.csv"}
    for place, document in documents().items():
        found = read(page(place, document, lang))
        assert Counter(tag for tag, _ in found.tags)["h1"] == 1, place
        assert len(found.ids) == len(set(found.ids)), (place, Counter(found.ids).most_common(2))
        for link in found.links:
            target, _, anchor = link.partition("#")
            up = place.count("/") - target.count("../")
            inside = (
                "/".join([*place.split("/")[:-1][:up], target.replace("../", "")]) if up else target.replace("../", "")
            )
            assert (inside in places) if target else (anchor in found.ids), (place, link)


def test_french_pages_speak_french() -> None:
    """No sentence of ours is left in English, and none of the user's is translated."""
    for place, document in sorts().items():
        said = {lang: read(page(place, document, lang)).text for lang in ("en", "fr")}
        assert said["en"] != said["fr"], place
    matrix = "".join(read(page("matrix.html", documents()["matrix.html"], "fr")).text)
    assert "Matrice" in matrix
    assert "Customers (master list)" in matrix


#: How long or short a text is, and whether it looks like a path, may decide how it is laid out.
_HARMLESS = ("harmless", "quite harmless and longer than forty characters / with a slash")


@cache
def vocabulary() -> frozenset[tuple[str, tuple[str, ...]]]:
    """All elements, with the names of their attributes, that pages consist of as they are and with harmless words."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for place, document in sorts().items():
        found.update(read(page(place, document)).tags)
        for text in _HARMLESS:
            found.update(read(page(place, with_text(document, repeat(text)))).tags)
    return frozenset(found)


@pytest.mark.slow
@pytest.mark.parametrize("place", sorted(sorts()))
def test_hostile_text_is_text_on_every_page(place: str) -> None:
    """Whatever stands in a title, a reason, a name or a path: the page consists of what pages consist of, and leads to
    the same places. Each payload is in every field of a quarter of the pages."""
    document = sorts()[place]
    links = read(page(place, with_text(document, repeat("harmless")))).links
    turn = sorted(sorts()).index(place) % 4
    for payload in list(filter(None, PAYLOADS))[turn::4]:
        found = read(page(place, with_text(document, repeat(payload))))
        assert set(found.tags) <= vocabulary(), payload
        assert found.links == links, payload
