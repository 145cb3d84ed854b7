"""E-mails: bodies with copies and preheaders, times, and what the API does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.backends.mautic.platform import connected, log_in

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.backend import Mautic as Backend
from mapconfig.testing import Ids, asset, org
from mapconfig.testing.mautic import Mautic, start

HI = {"title": "Hi", "subject": "Hi"}


@pytest.fixture
def mautic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mautic]:
    with start() as server:
        log_in(monkeypatch, server)
        yield server


def live(backend: Backend, address: str, kind: str = "email") -> Live:
    return next(each for each in backend.fetch([kind], Ids()) if each.address == address)


def by_hand(mautic: Mautic, **columns: Any) -> None:
    mautic.types["emails"].make(mautic.store, {"name": "By hand", "subject": "Hi", **columns})


def test_the_preheader_is_the_first_text_of_the_body(mautic: Mautic) -> None:
    """Mailboxes show it; the body that a person wrote comes back without it."""
    backend = connected(mautic)
    for number, body in enumerate(("<p>Hello</p>", "<html><BODY class='a'><p>Hello</p></BODY></html>", "")):
        meant = {**HI, "preheader": "A < B & C", **({"body": body} if body else {})}
        backend.create(Address(f"email/e-{number}"), meant, Ids())

        assert live(backend, f"email/e-{number}").attributes == meant
    assert "<BODY class='a'><!-- preheader --><div" in mautic.store.of("emails")[2]["customHtml"]


def test_values_of_a_person_are_mautics_tokens(mautic: Mautic) -> None:
    """In subject, body and text; a token with a value for blanks has no writing here, and stays."""
    body = "{{ field/first_name }} of {{field/account.name}} {contactfield=city|town} {contactfield=account_tier}"
    backend = connected(mautic)
    backend.create(Address("email/hi"), {**HI, "subject": "{{ field/first_name }}", "text": body, "body": body}, Ids())

    html = mautic.store.of("emails")[1]["customHtml"]
    assert html.startswith("{contactfield=firstname} of {contactfield=companyname} {contactfield=city|town}")
    found = live(backend, "email/hi").attributes
    assert found["subject"] == "{{ field/first_name }}"
    assert found["body"].endswith("{{ field/account.name }} {contactfield=city|town} {{ field/account.tier }}")


def test_what_was_made_by_hand_is_not_marked_needlessly(mautic: Mautic) -> None:
    """Its name says its key; a mark comes when the name does not any more."""
    by_hand(mautic, customHtml="<p>Hi</p>", name="By hand")
    backend = connected(mautic)
    found = live(backend, "email/by-hand")

    backend.update(found, found.address, {**found.attributes, "subject": "Ho"}, Ids())
    assert mautic.store.of("emails")[1]["customHtml"] == "<p>Hi</p>"
    found = live(backend, "email/by-hand")
    backend.update(found, found.address, {**found.attributes, "title": "Other name"}, Ids())

    assert mautic.store.of("emails")[1]["customHtml"] == "<p>Hi</p><!-- mapconfig: email/by-hand -->"


def test_ends_of_lines_are_those_of_files(mautic: Mautic) -> None:
    """A browser sends others, and they are no difference."""
    by_hand(mautic, customHtml="<p>\r\nHi</p>\r", plainText="a\r\nb")
    backend = connected(mautic)
    found = live(backend, "email/by-hand")

    assert found.attributes["body"] == "<p>\nHi</p>\n"
    assert found.attributes["text"] == "a\nb"
    assert backend.update(found, found.address, found.attributes, Ids()).version == found.version


def test_two_of_one_name_have_two_keys(mautic: Mautic) -> None:
    """Names are not unique in Mautic; the later one gets a number, in whatever way it is read."""
    by_hand(mautic)
    by_hand(mautic)
    by_hand(mautic, name="日本")
    backend = connected(mautic)

    lives = list(backend.fetch(["email"], Ids()))

    assert [each.address for each in lives] == ["email/by-hand", "email/by-hand-2", "email/email-3"]
    assert [backend.read("email", each.remote_id, Ids()) for each in lives] == lives


def test_dynamic_content_of_an_e_mail_is_kept(mautic: Mautic) -> None:
    """Mautic adds an empty one to every e-mail, which says nothing; another one is somebody's."""
    made = [{"tokenName": "D1", "content": "<b>x</b>", "filters": []}]
    by_hand(mautic, dynamicContent=made, headers=[])
    backend = connected(mautic)
    found = live(backend, "email/by-hand")

    assert found.attributes["vendor"] == {"mautic": {"dynamicContent": made}}
    backend.update(found, found.address, {**found.attributes, "subject": "Ho"}, Ids())
    assert mautic.store.of("emails")[1]["dynamicContent"] == made
    found = live(backend, "email/by-hand")
    backend.update(found, found.address, HI, Ids())
    assert "vendor" not in live(backend, "email/by-hand").attributes


def test_a_list_e_mail_becomes_another_and_back(mautic: Mautic) -> None:
    """Its lists are sent only while it is one, and what is left over of them is not looked at."""
    backend = connected(mautic)
    backend.create(Address("list/all"), {"title": "All", "static": True}, Ids())
    listed = {**HI, "type": "list", "to": ["list/all"], "schedule": {"at": "2030-01-01T10:00:30+01:00"}}
    backend.create(Address("email/hi"), listed, Ids())
    found = live(backend, "email/hi")

    assert found.attributes["schedule"] == {"at": "2030-01-01T09:00:30Z"}
    backend.update(found, found.address, HI, Ids())
    assert live(backend, "email/hi").attributes == HI
    backend.update(live(backend, "email/hi"), found.address, listed, Ids())
    assert live(backend, "email/hi").attributes == found.attributes


@pytest.mark.parametrize(
    ("attributes", "path"),
    [
        ({"title": "Hi"}, "subject"),
        ({**HI, "type": "list"}, "to"),
        ({**HI, "to": ["list/a"]}, "to"),
        ({**HI, "type": "list", "to": ["list/a"], "operational": True}, "operational"),
        ({**HI, "template": "email/t"}, "template"),
        ({**HI, "type": "list", "to": ["list/a"], "schedule": {"batches": [{"percent": 100}]}}, "schedule.batches"),
        ({**HI, "schedule": {"at": "2030-01-01"}}, "schedule"),
        (
            {**HI, "type": "list", "to": ["list/a"], "vendor": {"mautic": {"publishUp": "2030-01-01 10:00:00"}}},
            "vendor.mautic.publishUp",
        ),
        ({**HI, "body": "{{ snippet/foot }}"}, "body"),
        ({**HI, "body": "{{ field/opportunity.stage }}"}, "body"),
        ({"title": "Hi", "subject": "<!-- snippet/foot --><b>x</b><!-- /snippet/foot -->"}, "subject"),
        ({**HI, "preheader": "<!-- snippet/foot -->a &amp; b<!-- /snippet/foot -->"}, "preheader"),
        ({**HI, "text": "{{ snippet/foot }}"}, "text"),
    ],
)
def test_what_no_e_mail_has_is_named(mautic: Mautic, attributes: dict[str, Any], path: str) -> None:
    """The e-mail is left out with a sentence, never sent to more people or in another form than was meant."""
    gaps = connected(mautic).gaps("email", attributes)

    assert list(gaps) == [path]
    assert gaps[path].endswith(".")


def test_a_snippet_that_is_only_named_is_told_from_one_that_is_not_there(mautic: Mautic) -> None:
    """Whoever reads the plan knows whether to write a snippet, or less of one."""
    backend = connected(mautic, org(asset("snippet/b", content="x")))

    for name, words in (("b", "so deep"), ("c", "in no file")):
        assert words in backend.gaps("email", {**HI, "body": "{{ snippet/" + name + " }}"})["body"]


def test_comments_of_copies_are_for_bodies_only(mautic: Mautic) -> None:
    """In a subject, in a text and in a preheader everybody would read them, so there are the words alone."""
    copy = "<!-- snippet/day -->10 December<!-- /snippet/day -->"
    said = {**HI, "subject": f"On {copy}", "preheader": f"Come on {copy}", "text": copy, "body": f"<p>{copy}</p>"}
    backend = connected(mautic)
    assert backend.gaps("email", said) == {}
    backend.create(Address("email/hi"), said, Ids())

    found = live(backend, "email/hi")
    stored = mautic.store.of("emails")[1]
    assert (stored["subject"], stored["plainText"]) == ("On 10 December", "10 December")
    assert ">Come on 10 December</div>" in stored["customHtml"]
    assert f"<p>{copy}</p>" in stored["customHtml"]
    assert found.attributes == backend.kept("email", said)


def test_an_e_mail_in_use_is_not_deleted(mautic: Mautic) -> None:
    backend = connected(mautic)
    number = int(backend.create(Address("email/hi"), HI, Ids()).remote_id)
    backend.create(Address("list/all"), {"title": "All", "static": True}, Ids())
    event = {"id": "new1", "name": "Send", "type": "email.send", "eventType": "action", "properties": {"email": number}}
    made = {
        "name": "Welcome",
        "lists": [{"id": 1}],
        "events": [event],
        "canvasSettings": {"nodes": [], "connections": []},
    }
    mautic.types["campaigns"].make(mautic.store, made)

    with pytest.raises(Rejected, match=r"campaign Welcome \(id 1\)"):
        backend.delete(live(backend, "email/hi"))


def test_plain_snippets_are_dynamic_content(mautic: Mautic) -> None:
    """The key stands behind the name where the name is something else; what has tags is copied into e-mails."""
    backend = connected(mautic)
    backend.create(Address("snippet/phone"), {"title": "Our number", "content": "+33 {{ field/city }}"}, Ids())
    backend.create(Address("snippet/our-name"), {"title": "Our name"}, Ids())

    stored = [(each["name"], each["content"]) for each in mautic.store.of("dynamiccontents").values()]
    assert stored == [("Our number (mapconfig: snippet/phone)", "+33 {contactfield=city}"), ("Our name", None)]
    assert live(backend, "snippet/phone", "snippet").attributes == {
        "title": "Our number",
        "content": "+33 {{ field/city }}",
    }


@pytest.mark.parametrize(
    ("attributes", "path"),
    [
        ({"title": "A", "content": "<b>x</b>"}, "content"),
        ({"title": "A", "content": "a &amp; b"}, "content"),
        ({"title": "A", "content": "{{ snippet/b }}"}, "content"),
        ({"title": "A", "content": "{{ field/contract.end }}"}, "content"),
        ({"title": "A", "variants": [{"id": "a", "when": ["score > 1"], "content": "x"}]}, "variants"),
        ({"title": "A" * 120, "content": "x"}, "title"),
    ],
)
def test_what_dynamic_content_cannot_say_is_named(mautic: Mautic, attributes: dict[str, Any], path: str) -> None:
    backend = connected(mautic)

    assert list(backend.gaps("snippet", attributes)) == [path]
    assert backend.kept("snippet", attributes) == backend.kept("snippet", backend.kept("snippet", attributes))
