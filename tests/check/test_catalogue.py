"""Codes and their pages: all there, all different, all with the same headings."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import mapconfig
from mapconfig.check import catalogue
from mapconfig.check.described import Described
from mapconfig.check.org_rules import ORG_RULES
from mapconfig.check.rules import RULES
from mapconfig.read import codes, crm_codes

SOURCES = Path(mapconfig.__file__).parent
ALL = catalogue.everything(codes.CODES, crm_codes.CODES)
HEADINGS = ["## What it does", "## Why it matters", "## Example", "## Instead"]


def test_every_code_that_the_sources_make_has_a_page() -> None:
    """
    `mapconfig explain` knows each code that a finding can show.
    """
    used = {
        code
        for file in SOURCES.rglob("*.py")
        for code in re.findall(r"\"(MC\d{3})\"", file.read_text(encoding="utf-8"))
        if file.name != "settle.py"
    }

    assert used == set(ALL)


def test_codes_and_names_are_told_apart() -> None:
    """
    A code means one thing, and so does a name.
    """
    assert len({rule.code for rule in RULES} | {rule.code for rule in ORG_RULES}) == len(RULES) + len(ORG_RULES)
    assert len({one.name for one in ALL.values()}) == len(ALL)
    assert all(re.fullmatch(r"MC\d{3}", code) and ALL[code].code == code for code in ALL)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.name) for one in ALL.values())


def test_there_are_at_least_twenty_five_rules_and_they_are_in_order() -> None:
    """
    The table of rules is sorted by code, so that two branches that add one conflict where they should.
    """
    assert len(RULES) >= 25
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)
    assert all(code >= "MC101" for code in catalogue.CODES)


@pytest.mark.parametrize("rule", [*RULES, *ORG_RULES], ids=lambda rule: rule.code)
def test_a_page_has_four_headings_in_order_and_something_under_each(rule: Described) -> None:
    """
    Whoever has read one page finds what they look for on the next.
    """
    page = rule.page

    assert re.findall(r"^## .*$", page, re.MULTILINE) == HEADINGS
    assert all(part.strip() for part in re.split(r"^## .*$", page, flags=re.MULTILINE)[1:])


@pytest.mark.parametrize("one", list(ALL.values()), ids=lambda one: one.code)
def test_a_summary_is_short_and_holds_no_names(one: Described) -> None:
    """
    The summary is the same for every finding of a code, so readers learn to recognise it.
    """
    assert 8 <= len(one.summary) <= 72
    assert one.summary[0].isupper()
    assert not one.summary.endswith(".")
    assert not re.search(r"[{}\"/]", one.summary)


def test_a_page_is_found_by_code_and_by_name_in_any_capitals() -> None:
    """
    People type what they see, and not always exactly.
    """
    page = catalogue.explain("mc101")

    assert page is not None
    assert page.startswith("# MC101 unknown-reference\n\nUnknown reference (error).\n\n## What it does\n")
    assert catalogue.explain("Unknown-Reference ") == page
    assert catalogue.explain("MC999") is None
    assert catalogue.explain("MC001") is None
    assert "MC001" in (catalogue.explain("MC001", ALL) or "")


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    """
    A slip in a name leads to the page that was meant.
    """
    assert catalogue.nearest("unknown-refrence") == "unknown-reference"
    assert catalogue.nearest("zzzzzz") == ""


def test_two_rooms_cannot_claim_one_code() -> None:
    """
    A code that was given away twice is noticed when the pages are joined.
    """
    other = replace(RULES[0], name="something-else")

    with pytest.raises(ValueError, match="MC101"):
        catalogue.everything({other.code: other})
