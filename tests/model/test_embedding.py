"""Copies of snippets, for platforms that cannot pull a block in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.model.embedding import DEEPEST, LONGEST, Variant, copies, copy_of, folded, told, with_copies, words
from mapconfig.testing import asset, org

FOOTER = asset("snippet/footer", title="Footer", content="<p>DRIP</p>")
SIGNED = asset("snippet/signed", title="Signed", content="Yours\n{{snippet/footer}}")


def body(*snippets: str, of: str) -> str:
    copied = with_copies(org(FOOTER, SIGNED, asset("email/hello", title="Hello", subject="Hi", body=of)))
    return str(copied[Address("email/hello")].attributes["body"])


def test_an_asset_gets_a_marked_copy_of_what_it_shows() -> None:
    """A person who looks at the platform sees where the block came from."""
    assert body(of="Hi {{ snippet/footer }}!") == "Hi <!-- snippet/footer --><p>DRIP</p><!-- /snippet/footer -->!"


def test_a_snippet_in_a_snippet_is_copied_with_it() -> None:
    inner = "<!-- snippet/footer --><p>DRIP</p><!-- /snippet/footer -->"
    assert body(of="{{ snippet/signed }}") == f"<!-- snippet/signed -->Yours\n{inner}<!-- /snippet/signed -->"


def test_what_cannot_be_copied_keeps_its_name() -> None:
    """One that is not there, one that differs from reader to reader, one that holds itself, one that is too long."""
    many = asset(
        "snippet/many", title="M", content="x", variants=[{"id": "fr", "when": ["country is FR"], "content": "y"}]
    )
    ring = asset("snippet/ring", title="R", content="a {{ snippet/ring }}")
    long = asset("snippet/long", title="L", content="x" * LONGEST)
    for name in ("many", "long", "missing"):
        text = f"{{{{ snippet/{name} }}}} {{{{ field/industry }}}}"
        hello = asset("email/hello", title="Hello", subject="Hi", body=text)
        assert with_copies(org(many, long, hello))[hello.address].attributes["body"] == text
    hello = asset("email/hello", title="Hello", subject="Hi", body="{{ snippet/ring }}")
    copied = str(with_copies(org(ring, hello))[hello.address].attributes["body"])
    assert copied.count("<!-- snippet/ring -->") == DEEPEST and "{{ snippet/ring }}" in copied


def test_snippets_themselves_and_everything_else_stay_as_they_are() -> None:
    one = org(FOOTER, SIGNED, asset("list/a", title="A", criteria=["score > 1"]))
    assert with_copies(one).assets == one.assets


def test_a_copy_is_read_back_as_the_name_and_an_edited_one_as_it_is() -> None:
    """What somebody changed inside a copy on the platform is drift, and must be seen."""
    one = org(FOOTER, SIGNED)
    copied = body(of="Hi {{ snippet/footer }} and {{ snippet/signed }}")
    assert folded(copied, lambda address: copy_of(one, address)) == "Hi {{ snippet/footer }} and {{ snippet/signed }}"
    edited = copied.replace("Yours", "Mine")
    assert "Mine" in folded(edited, lambda address: copy_of(one, address))


@given(st.text(st.sampled_from("<!->/snipetfor {}"), max_size=60), st.text(max_size=20))
def test_folding_loses_no_text(around: str, content: str) -> None:
    """Whatever stands in a text, reading it back changes nothing but whole copies."""
    assert folded(around, lambda _: None) == around
    snippet = asset("snippet/footer", title="F", content=content)
    hello = asset("email/hello", title="H", subject="s", body=around + "{{ snippet/footer }}" + around)
    one = org(snippet, hello)
    copied = str(with_copies(one)[hello.address].attributes["body"])
    if "snippet" not in around and "snippet" not in content and "-->" not in content:
        assert folded(copied, lambda address: copy_of(one, address)) == hello.attributes["body"]


def test_words_are_what_people_read() -> None:
    """In a subject nobody wants the comments around a copy; other comments are the author's."""
    text = "Hi <!-- snippet/signed -->Yours <!-- snippet/footer -->DRIP<!-- /snippet/footer --><!-- /snippet/signed -->"

    assert words(f"{text}<!-- mine -->") == "Hi Yours DRIP<!-- mine -->"
    assert list(copies(text)) == [(Address("snippet/signed"), "Yours DRIP")]
    assert list(copies("<!-- mine -->")) == []


def test_a_snippet_that_differs_by_person_is_told_with_the_words_in_it() -> None:
    """What it holds is put in, and the name of what cannot be copied stays."""
    variants = [{"id": "fr", "when": ["country is FR"], "content": "Salut {{ snippet/many }}"}]
    many = asset("snippet/many", title="M", content="x {{ snippet/signed }}", variants=variants)
    there = org(FOOTER, SIGNED, many)

    found = told(there, Address("snippet/many"))
    assert found is not None
    assert found.usual == "x Yours\n<p>DRIP</p>"
    assert found.variants == (Variant("fr", ["country is FR"], "Salut {{ snippet/many }}"),)
    assert told(there, Address("snippet/footer")) is told(there, Address("snippet/missing")) is None
