"""Snippets that differ by person, as dynamic content of e-mails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.backends.mautic.evaluation import shown
from tests.backends.mautic.platform import connected

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.kinds import variants
from mapconfig.backends.mautic.kinds.variants import filters_for
from mapconfig.backends.mautic.places import Places
from mapconfig.backends.mautic.terms import Unheld
from mapconfig.criteria import parse
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.oracle import Person, evaluate
from mapconfig.model import Org
from mapconfig.model.embedding import with_copies
from mapconfig.testing import Ids, asset, org
from mapconfig.testing.mautic import Mautic as Server

LANGUAGES = ["fr", "de", "en"]
FIELDS = (
    asset("field/language", title="Language", type="choice", values=LANGUAGES),
    asset("field/size", title="Size", type="choice", values=["1", "01", "a <b>", "big"]),
    asset("field/company_size", title="Company size", type="choice", values=["S", "L"]),
    asset("field/member", title="Member", type="yes-no"),
    asset("field/score", title="Score", type="number"),
    asset("field/account.type", title="Type", type="choice", values=["Customer"]),
)
FOOT = asset(
    "snippet/foot",
    title="Foot",
    content="<p>Hello {{ field/first_name }} {{ snippet/link }}</p>",
    variants=[
        {"id": "fr", "when": ["language is fr"], "content": "<p>Bonjour {{ snippet/link }}</p>"},
        {"id": "others", "when": ["language in [de, en]", "member is true"], "content": "<p>Hallo</p>"},
    ],
)
PHONE = asset(
    "snippet/phone",
    title="Phone",
    content="+33 1",
    variants=[{"id": "de", "when": ["language is de"], "content": "+49 1"}],
)
LINK = asset("snippet/link", title="Link", content="https://example.org")
HI: dict[str, Any] = {"title": "Hi", "subject": "Hi there", "body": "<p>Hi</p> {{ snippet/foot }}"}


def there(server: Server, *more: Any) -> Mautic:
    return connected(server, org(*FIELDS, FOOT, PHONE, LINK, *more))


def made(backend: Mautic, attributes: Mapping[str, Any]) -> Live:
    backend.create(Address("email/hi"), attributes, Ids())
    [found] = backend.fetch(["email"], Ids())
    return found


def row(glue: str, field: str, value: str, operator: str = "=") -> dict[str, Any]:
    asked = {"glue": glue, "field": field, "object": "lead", "type": "text"}
    return asked | {"operator": operator, "filter": value, "display": None}


def test_a_snippet_with_variants_is_dynamic_content_of_the_e_mail(server: Server) -> None:
    """A token stands for it in the body; others that it holds are words in it, values of the person are Mautic's."""
    backend = there(server)
    found = made(backend, HI)

    stored = server.store.of("emails")[1]
    assert '<p>Hi</p> {dynamiccontent="snippet/foot"}' in stored["customHtml"]
    assert stored["dynamicContent"] == [
        {
            "tokenName": "snippet/foot",
            "content": "<p>Hello {contactfield=firstname} https://example.org</p>",
            "filters": [
                {"content": "<p>Bonjour https://example.org</p>", "filters": [row("and", "language", "fr")]},
                {
                    "content": "<p>Hallo</p>",
                    "filters": [
                        row("and", "language", "de"),
                        row("and", "member", "1"),
                        row("or", "language", "en"),
                        row("and", "member", "1"),
                    ],
                },
            ],
        }
    ]
    assert backend.gaps("email", HI) == {}
    assert found.attributes == backend.kept("email", HI)
    assert backend.kept("email", found.attributes) == found.attributes


def test_a_changed_snippet_is_a_change_of_the_e_mail(server: Server) -> None:
    """And of what shows it nothing else; what somebody made by hand stays beside it."""
    by_hand = {"tokenName": "D1", "content": "x", "filters": []}
    said = {**HI, "text": "{{ snippet/phone }}", "vendor": {"mautic": {"dynamicContent": [by_hand]}}}
    found = made(there(server), said)
    changed = asset("snippet/phone", title="Phone", content="+33 2", variants=PHONE.attributes["variants"])
    backend = connected(server, org(*FIELDS, FOOT, changed, LINK))

    meant = backend.kept("email", said)
    assert {name for name in meant if meant[name] != found.attributes.get(name)} == {"vendor"}
    backend.update(found, found.address, said, Ids())

    names = [(each["tokenName"], each["content"]) for each in server.store.of("emails")[1]["dynamicContent"]]
    assert names[0] == ("D1", "x")
    assert names[1][0] == "snippet/foot"
    assert names[2] == ("snippet/phone", "+33 2")
    assert server.store.of("emails")[1]["plainText"] == '{dynamiccontent="snippet/phone"}'


def test_what_somebody_made_of_a_variant_is_seen(server: Server) -> None:
    backend = there(server)
    made(backend, HI)
    server.store.of("emails")[1]["dynamicContent"][0]["filters"][0]["content"] = "<p>Salut</p>"

    [found] = backend.fetch(["email"], Ids())
    meant = backend.kept("email", HI)
    assert found.attributes["body"] == meant["body"] == HI["body"]
    assert found.attributes["vendor"] != meant["vendor"]


def test_a_field_that_a_variant_asks_for_is_not_deleted(server: Server) -> None:
    """Mautic would delete it all the same, and the variant would be nobody's any more."""
    names, backend = Ids(), there(server)
    backend.create(Address("field/language"), FIELDS[0].attributes, names)
    made(backend, HI)
    fields = {each.address: each for each in backend.fetch(["field"], Ids())}

    with pytest.raises(Rejected, match="Hi"):
        backend.delete(fields[Address("field/language")])
    server.store.of("emails")[1]["dynamicContent"] = [{"content": "{contactfield=language}", "filters": []}]
    with pytest.raises(Rejected, match="Hi"):
        backend.delete(fields[Address("field/language")])


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("score > 5", "a variant can ask for choices and yes/no fields"),
        ("first_name is Ann", "a variant can ask for choices and yes/no fields"),
        ("in list vip", "a variant can ask for choices and yes/no fields"),
        ("language is blank", "a variant can ask for choices and yes/no fields"),
        ("account.type is Customer", "a variant can ask for choices and yes/no fields"),
        ("company_size is L", "takes the field company_size for one of the company"),
        ('size is "01"', "cannot be asked for the value '01' exactly"),
        ('size is "a <b>"', "cannot be asked for the value 'a <b>' exactly"),
        ("submitted form demo", "Variant x of snippet/odd"),
    ],
)
def test_what_an_e_mail_would_ask_in_another_way_is_not_held(server: Server, when: str, says: str) -> None:
    """Mautic compares in e-mails as PHP does, which is not always what the criteria mean."""
    odd = asset("snippet/odd", content="a", variants=[{"id": "x", "when": [when], "content": "b"}])
    backend = there(server, odd)
    said = {**HI, "body": "{{ snippet/odd }}"}

    assert says in backend.gaps("email", said)["body"]
    assert backend.kept("email", said)["body"] == said["body"]


@pytest.mark.parametrize(
    ("attributes", "path", "says"),
    [
        ({"subject": "{{ snippet/phone }}"}, "subject", "which only a body or a text can do"),
        ({"text": "{{ snippet/foot }}"}, "text", "snippet/foot has tags"),
        ({"preheader": "{{ snippet/silent }}"}, "preheader", "or is empty for some"),
        ({"body": "{{ snippet/nested }}"}, "body", "snippet/nested shows snippet/phone"),
    ],
)
def test_where_a_variant_cannot_stand_is_named(server: Server, attributes: Any, path: str, says: str) -> None:
    silent = [{"id": "x", "when": ["language is fr"], "content": ""}]
    nested = [{"id": "x", "when": ["language is fr"], "content": "{{ snippet/phone }}"}]
    more = (asset("snippet/silent", content="a", variants=silent), asset("snippet/nested", variants=nested))

    assert says in there(server, *more).gaps("email", {**HI, **attributes})[path]


def test_nothing_is_something_for_mautic(server: Server) -> None:
    """An empty content is none for it, and in some versions the usual one is shown instead."""
    silent = asset("snippet/silent", variants=[{"id": "x", "when": ["language is fr"], "content": "Salut"}])
    found = variants.entry("snippet/silent", _book(org(*FIELDS, silent)))

    assert (found["content"], found["filters"][0]["content"]) == ("<span></span>", "Salut")


def test_more_than_anybody_could_read_is_not_held() -> None:
    values = [f"v{number}" for number in range(80)]
    field = asset("field/many", title="Many", type="choice", values=values)
    when = [f"many in [{', '.join(values)}]"]
    many = asset("snippet/many", content="a", variants=[{"id": "x", "when": when, "content": "b"}])

    with pytest.raises(Unheld, match="more than anybody could read"):
        variants.entry("snippet/many", _book(org(field, many)))


def test_nested_copies_show_their_variants_as_well(server: Server) -> None:
    """A snippet for everybody that holds one with variants is copied, with the token in the copy."""
    outer = asset("snippet/outer", content="<i>{{ snippet/phone }}</i>")
    desired = with_copies(org(*FIELDS, FOOT, PHONE, LINK, outer, asset("email/hi", **_plain("{{ snippet/outer }}"))))
    backend = connected(server, desired)
    found = made(backend, desired[Address("email/hi")].attributes)

    token = '<!-- snippet/outer --><i>{dynamiccontent="snippet/phone"}</i><!-- /snippet/outer -->'
    assert token in server.store.of("emails")[1]["customHtml"]
    assert found.attributes["body"] == "<!-- snippet/outer --><i>{{ snippet/phone }}</i><!-- /snippet/outer -->"


def test_a_token_that_no_file_explains_stays_one(server: Server) -> None:
    """An org that does not have the snippet takes the e-mail in as it is, and can make it again."""
    made(there(server), HI)

    [found] = connected(server, org(*FIELDS)).fetch(["email"], Ids())
    assert found.attributes["body"] == '<p>Hi</p> {dynamiccontent="snippet/foot"}'
    [entry] = found.attributes["vendor"]["mautic"]["dynamicContent"]
    assert entry["tokenName"] == "snippet/foot"
    assert connected(server, org(*FIELDS)).kept("email", found.attributes) == found.attributes


def test_an_e_mail_may_say_itself_what_it_shows(server: Server) -> None:
    """What somebody made of a snippet in Mautic, and took into the file of the e-mail, is the e-mail's own."""
    backend = there(server)
    mine = {"tokenName": "snippet/foot", "content": "<p>Mine</p>", "filters": []}
    said = {**HI, "vendor": {"mautic": {"dynamicContent": [mine]}}}
    found = made(backend, said)

    assert server.store.of("emails")[1]["dynamicContent"] == [mine]
    assert found.attributes == backend.kept("email", said) == said
    by_token = {**said, "body": '<p>Hi</p> {dynamiccontent="snippet/foot"}'}
    assert backend.kept("email", by_token) == said
    odd = {**HI, "body": '{dynamiccontent="snippet/foot"}'}
    assert backend.kept("email", backend.kept("email", odd)) == backend.kept("email", odd)


def _plain(body: str) -> dict[str, Any]:
    return {"title": "Hi", "subject": "s", "body": body}


def _book(said: Org) -> Book:
    return Book(Places({}, said), org=said)


BOOK = _book(org(*FIELDS))
CATALOGUE = Catalogue({"language": FieldType("choice", tuple(LANGUAGES)), "member": FieldType("yes-no")})


def _holds(when: Any, person: Person) -> bool:
    node, _ = parse(when)
    assert node is not None
    return evaluate(node, person, datetime(2026, 1, 1, tzinfo=UTC), CATALOGUE, bool)


asked = st.recursive(
    st.sampled_from(
        [
            "language is fr",
            "language is not de",
            "language in [de, en]",
            "language not in [fr, de]",
            "member is true",
            "member is false",
            "member is not true",
            "member is false or blank",
        ]
    ),
    lambda inner: st.builds(
        lambda kind, items: {kind: items},
        st.sampled_from(["any", "all", "none"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)


@given(
    st.lists(st.lists(asked, min_size=1, max_size=3), min_size=1, max_size=3),
    st.sampled_from([None, *LANGUAGES]),
    st.sampled_from([None, True, False]),
)
def test_everybody_sees_what_the_criteria_say(
    whens: list[list[Any]], language: str | None, member: bool | None
) -> None:
    """Mautic's way of choosing, read in its source, gives each person the content that the file does."""
    try:
        rows = [{"content": f"c{place}", "filters": filters_for(when, BOOK)} for place, when in enumerate(whens)]
    except Unheld:
        return
    person = Person({"language": language, "member": member})
    fits = [f"c{place}" for place, when in enumerate(whens) if _holds(when, person)]
    contact = {"id": 1, "language": language, "member": None if member is None else str(int(member))}

    assert shown({"content": "usual", "filters": rows}, contact) == (fits[0] if fits else "usual")
