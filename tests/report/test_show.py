"""The view of one asset: nested values as a file writes them, and no text longer than a line."""

from __future__ import annotations

from typing import Any

from mapconfig.graph import Graph
from mapconfig.language import speech
from mapconfig.report.show import document, text
from mapconfig.testing import asset, org


def shown(address: str, **attributes: Any) -> str:
    made = org(asset(address, **attributes), asset("list/all", title="All"))
    return text(document(made, Graph.of(made), made[address]))


def test_values_in_values_are_indented() -> None:
    """Mappings in lists, lists in mappings, and empty ones of both."""
    said = shown("list/x", vendor={"mautic": {"ids": [1, [2, 3], {}], "names": [{"a": "b", "c": [4]}]}})

    assert (
        "  vendor:\n"
        "    mautic:\n"
        "      ids:\n"
        "        - 1\n"
        "        - - 2\n"
        "          - 3\n"
        "        -\n"
        "      names:\n"
        "        - a: b\n"
        "          c:\n"
        "            - 4\n"
    ) in said


def test_a_text_of_many_lines_is_one_line() -> None:
    """A body of three hundred lines does not push the references off the screen."""
    said = shown("email/x", subject="Hello", body="<p>\none\ntwo\n</p>\n" * 100)

    assert len(said.splitlines()) < 20
    assert "  body: " in said


def test_references_are_told_with_their_relation_and_what_is_missing() -> None:
    """Both ways; an asset without any says so."""
    said = shown("list/x", extends="list/all")

    assert "list/all" in said
    assert "used by:\n  nothing" in said


def test_words_of_another_language_make_their_columns_as_wide_as_they_need() -> None:
    """Facts stand in one column, and so do the assets behind the words for how they are used."""
    journey = asset("journey/x", owner="team/ops", entry={"lists": ["list/all"]}, why={"review_by": "2027-01-31"})
    made = org(journey, asset("list/all", title="All"), asset("team/ops", title="Ops"))
    said = text(document(made, Graph.of(made), made["journey/x"]), speech("fr"))

    assert "  responsable       team/ops\n" in said
    assert "  à revoir d'ici au 2027-01-31\n" in said
    used = said.partition("utilise\u00a0:\n")[2].splitlines()[:2]
    assert used[0].index("list/all") == used[1].index("team/ops")
