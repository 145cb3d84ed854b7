"""What goes into a template of Tryton, and what comes out of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.backends.tryton.mail import (
    FIELDS,
    Mail,
    Source,
    attributes_of,
    copied,
    gaps,
    mail_of,
    source_of,
    uncopied,
)

GOOD: dict[str, Any] = {"subject": "Hello", "body": "<p>Hello</p>"}


def back(attributes: dict[str, Any]) -> dict[str, Any]:
    return attributes_of(mail_of(attributes, FIELDS), FIELDS)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).filter(str.strip),
    st.sampled_from(["", "DRIP", "DRIP, Inc.", 'The "DRIP"', "Équipe", "a\\b", "x.y"]),
    st.sampled_from(["", "a@b.example"]),
)
def test_a_mail_comes_back_as_it_was(subject: str, name: str, address: str) -> None:
    """Subject, body and sender are what they were, whatever letters and signs are in them."""
    sender = {key: value for key, value in (("name", name), ("address", address)) if value}
    attributes = {
        "subject": subject.strip(),
        "body": "<p>Hi {{ field/name }}</p>",
        **({"sender": sender} if sender else {}),
    }

    once = back(attributes)

    assert back(once) == once
    assert once.get("sender") == attributes.get("sender")
    assert once["body"] == attributes["body"]
    if "${" not in subject:
        assert once["subject"] == attributes["subject"]


@pytest.mark.parametrize("sender", ["A <a@b.example>, C <c@d.example>", "a@b.example (A)", "A", "<a@b.example>"])
def test_a_sender_of_another_form_is_kept_as_it_is(sender: str) -> None:
    """What people wrote there and is more than a name and an address is not cut down to one."""
    said = attributes_of(Mail("s", "<p/>", sender), FIELDS)

    assert said["sender"] == {"name": sender}
    assert mail_of(said, FIELDS).sender == sender


def test_a_fragment_gets_a_page_around_it_and_a_page_none() -> None:
    """Tryton takes one element, and puts the image that tells of an opening at the end of its body."""
    assert mail_of(GOOD, FIELDS).template == "<html><body><p>Hello</p></body></html>"
    for whole in ("<html><body>x</body></html>", "<!-- x -->\n<html lang='fr'/>", "<mjml><mj-body/></mjml>"):
        assert mail_of({**GOOD, "body": whole}, FIELDS).template == whole
    assert back({**GOOD, "body": "<html><body>x</body></html>"})["body"] == "x"


def test_fields_are_shown_by_tryton_s_own_expressions() -> None:
    """A field of the person becomes what Genshi shows; other expressions stay as they are on both sides."""
    attributes = {**GOOD, "subject": "Dear {{field/name}}, ${record.code} ${format_date(x)} {{ field/other }}"}

    assert (
        mail_of(attributes, FIELDS).subject == "Dear ${record.name}, ${record.code} ${format_date(x)} {{ field/other }}"
    )
    assert back(attributes)["subject"] == "Dear {{ field/name }}, {{ field/code }} ${format_date(x)} {{ field/other }}"


def test_a_copy_says_of_what() -> None:
    """The mark is a comment that Genshi leaves out; without it the template is as it was."""
    mail = Mail("s", "<p/>", "")

    for source in (Source(12, ""), Source(None, "welcome-1"), Source(None, "12")):
        copy = copied(mail, source)
        assert source_of(copy.template) == source
        assert uncopied(copy.template) == mail.template
    for other in ("<p/>", "<!-- email 12 --><p/>", " <!--! email 12 --><p/>", "", None):
        assert source_of(other) is None
    assert uncopied("<p/><!--! email 12 -->") == "<p/><!--! email 12 -->"


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"subject": ""}, "subject"),
        ({"body": ""}, "body"),
        ({"subject": "a\tb"}, "subject"),
        ({"subject": "{{ field/shoe_size }}"}, "subject"),
        ({"body": "{{ field/shoe_size }}"}, "body"),
        ({"body": "{{ snippet/footer }}"}, "body"),
        ({"subject": "<!-- snippet/x -->a<!-- /snippet/x -->"}, "subject"),
        ({"body": "<p>a<br>b</p>"}, "body"),
        ({"body": "<p>a"}, "body"),
        ({"body": "a & b"}, "body"),
        ({"body": "&nosuchthing;"}, "body"),
        ({"body": "<!DOCTYPE html><html/>"}, "body"),
        ({"body": "<p class=x>a</p>"}, "body"),
        ({"body": "\x0b"}, "body"),
    ],
)
def test_what_a_mail_of_tryton_cannot_be_is_named(more: dict[str, Any], path: str) -> None:
    """What the server would refuse in the middle of an apply is said in the plan."""
    [(where, why)] = gaps({**GOOD, **more}, FIELDS).items()

    assert where == path
    assert why.endswith(".")


@pytest.mark.parametrize(
    "body",
    ["<p>&nbsp;&eacute;&amp;&#8212;</p>", "plain", "<p>a<br/>b</p>", "<!-- snippet/x --><p/><!-- /snippet/x -->"],
)
def test_what_is_well_formed_is_held(body: str) -> None:
    """Entities of HTML count as known, as they do in Genshi."""
    assert gaps({**GOOD, "body": body}, FIELDS) == {}
