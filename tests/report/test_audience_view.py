"""The view of audiences: what is unknown, estimated, renamed or too long is told as that."""

from __future__ import annotations

import json
from typing import Any

from mapconfig.audience.view import told
from mapconfig.impact.people import ZERO, Count, unknown
from mapconfig.report.audience import FORMATS, text, to_markdown

WHY = "the source has no activities"


def line(words: str = "country is FR", **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "depth": 0,
        "words": words,
        "in": "all",
        "sentence": True,
        "file": "lists/a.yaml",
        "line": 7,
        "alone": told(Count.of(500)),
        "left": told(Count.of(200)),
        "more": told(Count.of(30)),
        "fewer": told(ZERO),
        "nameless": None,
        "verdict": "",
    }
    return {**said, **more}


def audience(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "address": "list/a",
        "title": "A",
        "what": "list",
        "state": "active",
        "static": False,
        "file": "lists/a.yaml",
        "line": 1,
        "members": told(Count.of(200)),
        "reachable": told(Count.of(150)),
        "opted_out": told(Count.of(10)),
        "fatigued": told(unknown("the org names no fatigue lists")),
        "percent": 20.0,
        "nameless": None,
        "forms": [],
        "lines": list(lines),
        "overlaps": [],
    }
    return {**said, **more}


def document(*audiences: dict[str, Any], **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "format": "mapconfig.audience/1",
        "as_of": "2026-11-22T09:00:00Z",
        "engine": "embedded",
        "people": told(Count.of(1000)),
        "share": 1.0,
        "rounded": False,
        "detailed": True,
        "compared": None,
        "audiences": list(audiences),
    }
    return {**said, **more}


def moved(**more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "address": "list/b",
        "was": "list/a",
        "title": None,
        "what": "list",
        "file": None,
        "line": None,
        "before": told(Count.of(100)),
        "after": told(Count.of(150)),
        "added": told(Count.of(60)),
        "removed": told(Count.of(10)),
        "reachable_added": told(unknown(WHY)),
        "opted_out_added": told(Count.of(5)),
        "lines": [],
    }
    return {**said, **more}


COMPARED = {"before": "main", "after": "HEAD", "unchanged": 1}


def test_an_estimate_is_told_with_its_error() -> None:
    """Nobody takes a sample for a count."""
    estimated = told(Count(400, 600, "sampled"))
    shown = text(document(audience(line(alone=estimated)), share=0.1))
    assert "500 ±100" in shown and "Estimated from 10 % of 1,000 people" in shown
    assert "without --fast everybody is counted" in shown


def test_what_cannot_be_counted_is_told_once_with_its_reason() -> None:
    """And no number stands for it."""
    blank = told(unknown(WHY))
    lost = [line(f"opened email e{n}", alone=blank, left=blank, more=blank, fewer=blank) for n in range(2)]
    shown = text(document(audience(*lost)))
    assert shown.count(WHY) == 1 and "`opened email e0`, `opened email e1` cannot be counted" in shown
    assert "unknown     unknown     unknown" in shown
    whole = text(document(audience(*lost, members=blank, percent=None)))
    assert f"  unknown: {WHY}" in whole and whole.count(WHY) == 1


def test_a_long_line_is_cut_and_a_hidden_sign_is_shown() -> None:
    """The place beside it tells the rest."""
    shown = text(
        document(audience(line("country in [" + ", ".join(f"C{n}" for n in range(40)) + "]"), line("x is \x1b[2K")))
    )
    assert "..." in shown and "\x1b" not in shown and "\\x1b[2K" in shown


def test_small_shares_have_a_decimal_and_large_ones_none() -> None:
    """0.4 % is not 0 %."""
    overlap = {"address": "list/o", "title": "O", "shared": told(Count.of(3)), "percent": 0.4}
    shown = text(document(audience(line(), overlaps=[overlap], percent=0.4)))
    assert "(0.4 % of all)" in shown and "0.4 %" in shown.rsplit("list/o", 1)[1]


def test_more_and_fewer_are_both_told() -> None:
    """A line that lets some in and keeps others out does both."""
    shown = text(document(audience(line(more=told(Count.of(30)), fewer=told(Count.of(7))))))
    assert "+30 -7" in shown


def test_a_comparison_tells_what_nobody_knows_and_what_was_renamed() -> None:
    """In both formats."""
    blank = told(unknown(WHY))
    row = {"change": "same", "before": line(left=None), "after": line(left=None, verdict="nobody")}
    new = {"change": "new", "before": None, "after": line("score > 5", verdict="everybody")}
    shown = text(document(moved(lines=[row, new]), moved(before=blank, after=blank), compared=COMPARED))
    assert "list/b (was list/a)" in shown and "an unknown number may be e-mailed and 5 opted out" in shown
    assert "! true of nobody" in shown and "! true of everybody" in shown and f"unknown: {WHY}" in shown
    assert "1 audience that was asked for has the same people." in shown
    half = text(document(moved(before=told(Count.of(9)), after=blank), compared=COMPARED))
    assert f"9 -> unknown: {WHY}" in half
    nobody = text(document(moved(added=told(ZERO)), compared={**COMPARED, "unchanged": 2}))
    assert "of those who come in" not in nobody and "2 audiences that were asked for have the same people." in nobody
    comment = to_markdown(document(moved(lines=[row, new]), compared=COMPARED))
    assert "| new | `score > 5` |" in comment


def test_a_comment_has_the_overlaps_and_what_is_odd() -> None:
    """As the text has."""
    overlap = {"address": "list/o", "title": "O", "shared": told(Count.of(30)), "percent": 15.0}
    found = audience(line(verdict="idle"), line(alone=told(Count(1, 4, "exact")), depth=1), overlaps=[overlap])
    shown = to_markdown(document(found))
    assert "**changes nothing**" in shown and "Of them also on `list/o` 30." in shown and "| &lt;5 |" in shown
    assert "&nbsp;&nbsp;`country is FR`" in shown


def test_the_document_itself_is_json() -> None:
    """In ASCII, so that nothing on the way can change it."""
    shown = FORMATS["json"](document(audience(line("name is Ä"))))
    assert shown.isascii() and json.loads(shown)["audiences"][0]["lines"][0]["words"] == "name is Ä"


def test_a_table_says_below_it_why_a_count_is_unknown() -> None:
    """Once for all assets with the same reason; and nothing is said of audiences that nobody asked for."""
    lost = audience(members=told(unknown(WHY)))
    several = {**document(lost, lost), "detailed": False}

    assert text(several).count(f"unknown: {WHY} (list/a)") == 1
    assert f"unknown: {WHY}" in to_markdown(several)
    assert "same people" not in text(document(moved(), compared={**COMPARED, "unchanged": 0}))
