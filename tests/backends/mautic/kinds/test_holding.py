"""Whom an e-mail is kept from: what asks, and what cannot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.backends.mautic.kinds.campaigns import FIELDS
from tests.backends.mautic.platform import connected

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.kinds.holding import divided, emails_in, holds_of, kept_from, unasked
from mapconfig.backends.mautic.places import Places
from mapconfig.testing import asset, org
from mapconfig.testing.mautic import Mautic as Server

ORG = org(
    *FIELDS.assets.values(),
    asset("email/one", title="One", subject="s"),
    asset("email/two", title="Two", subject="s", suppress=["list/vip", "list/fatigued"]),
)
BOOK = Book(Places({}, ORG), org=ORG)

lists = st.lists(st.sampled_from(["list/a", "list/b", "list/c"]), unique=True).map(sorted)


def test_an_email_is_kept_from_what_its_file_says() -> None:
    """An e-mail that no file has, or without files, is kept from nobody."""
    assert kept_from("email/two", BOOK) == ["list/fatigued", "list/vip"]
    assert kept_from("email/one", BOOK) == kept_from("email/three", BOOK) == []
    assert kept_from("email/two", Book(Places({}))) == []


def test_a_step_asks_for_all_who_are_not_to_get_its_emails() -> None:
    """The lists of the journey, of the e-mail, and those that are named for the step."""
    sends = {"a": ["email/one"], "b": ["email/two"], "c": ["email/one", "email/two"]}

    found = holds_of(sends, ["list/x"], {"a": ["list/y"], "gone": ["list/z"]}, BOOK)
    assert found == {
        "a": ["list/x", "list/y"],
        "b": ["list/fatigued", "list/vip", "list/x"],
        "c": ["list/fatigued", "list/vip", "list/x"],
    }
    assert holds_of({"a": ["email/one"]}, [], "something else", BOOK) == {}


@given(st.dictionaries(st.sampled_from("abc"), lists))
def test_what_is_divided_is_all_there_again(holds: dict[str, list[str]]) -> None:
    """What all steps ask for and what single ones do are together what each asks for, and said in one way only."""
    common, rest = divided("abc", holds)

    again = holds_of({step: [] for step in "abc"}, common, rest, BOOK)
    assert again == {step: each for step, each in holds.items() if each}
    assert divided("abc", again) == (common, rest)
    assert divided([], holds) == ([], {})


@pytest.mark.parametrize(
    ("kind", "attributes", "path"),
    [
        ("rule", {"when": ["score > 5"], "do": [{"send": "email/two"}]}, "do"),
        ("form", {"fields": [{"field": "field/email"}], "thank_you": "email/two"}, "thank_you"),
        ("form", {"fields": [{"field": "field/email"}], "do": [{"send": "email/one"}, {"send": "email/two"}]}, "do"),
    ],
    ids=["rule", "answer", "form"],
)
def test_what_sends_without_asking_is_left_out(
    server: Server, kind: str, attributes: dict[str, Any], path: str
) -> None:
    """A rule or a form that would send an e-mail to somebody who is not to get it is not made, and says why."""
    backend = connected(server, ORG)
    said = {"title": "X", **attributes}

    assert "email/two is not sent to list/fatigued" in backend.gaps(kind, said)[path]
    assert connected(server, FIELDS).gaps(kind, said) == {}


def test_emails_are_found_in_events_of_any_form() -> None:
    """Events that no step can say may be anything."""
    events = [{"properties": {"email": "email/two"}}, {"properties": []}, {"properties": {"email": 3}}, "x", {}]

    assert list(emails_in(events)) == ["email/two"]
    assert list(emails_in(None)) == []
    assert unasked(["email/one"], BOOK, "a rule") is None
