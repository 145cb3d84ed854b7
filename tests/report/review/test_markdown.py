"""The Markdown of a review: whole markup below the limit, and no asset's text is more than text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.report.review.documents import HOSTILE, NAMES, disguised, example, filled, kind_of, leaves, with_text

from mapconfig.language import speech
from mapconfig.report.review.markdown import review
from mapconfig.report.review.profile import PROFILES

#: A real parser, with everything a forge turns on.
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
#: Our own markup.
_HTML = re.compile(r"<details><summary>[^<>]*</summary>|</details>|<!-- mapconfig:review [^<>]* -->")
_BLOCKS = {
    "heading_open",
    "heading_close",
    "paragraph_open",
    "paragraph_close",
    "inline",
    "bullet_list_open",
    "bullet_list_close",
    "list_item_open",
    "list_item_close",
    "fence",
    "html_block",
    *(f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")),
}
_INLINE = {"text", "code_inline", "strong_open", "strong_close", "softbreak", "text_special"}
#: What forges make more of after the Markdown is done: mentions, numbers of things, addresses, names of pictures.
_MORE = re.compile(
    r"(?i)[@#!~$%&^]\w|\bhttps?:/|\bftp:/|\bmailto:\S|\bwww\.\w|(?<!\S)/[a-z]|\bGH-\d|:[a-z]+:|\b[0-9a-f]{7,40}\b(?<=\d)"
)


def parsed(text: str) -> list[Token]:
    return MARKDOWN.parse(text)


def assert_harmless(text: str, profile: str) -> None:
    """Nothing in `text` is markup that we did not write."""
    tokens = parsed(text)
    for token in tokens:
        assert token.type in _BLOCKS, (token.type, token.content[:200])
        if token.type == "heading_open":
            assert token.tag in ("h2", "h3", "h4")
        if token.type == "fence":
            assert token.info in ("", "diff", "mermaid")
        if token.type == "html_block":
            assert _HTML.sub("", token.content).strip() == "", token.content[:300]
            assert PROFILES[profile].folds or "<details>" not in token.content
        for child in token.children or ():
            assert child.type in _INLINE, (child.type, child.content[:200], token.content[:200])
            if child.type == "text":
                more = [found[0] for found in _MORE.finditer(child.content) if found[0] != "#1"]
                assert not [each for each in more if not each.isdigit()], (more, child.content[:300])
    opened = text.count("\n<details>")
    assert opened == sum(line == "</details>" for line in text.split("\n"))
    assert sum(token.type == "heading_open" and token.tag == "h2" for token in tokens) == 1
    assert_whole(text)


def assert_whole(text: str) -> None:
    """Nothing was cut in the middle: every table has all its columns, and what comes last is a paragraph of its own."""
    tokens = parsed(text)
    assert [token.type for token in tokens[-3:]] == ["paragraph_open", "inline", "paragraph_close"]
    assert tokens[-3].level == 0
    for line in text.split("\n"):
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) == 6, line[:300]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", NAMES)
def test_a_review_says_its_verdict_first_and_keeps_its_order(name: str, profile: str) -> None:
    """Verdict, risk, who is affected, who must look, what to do before merging, what changes; details come last."""
    text = review(example(name), profile=profile)

    assert_harmless(text, profile)
    assert text.startswith("## ")
    order = ["## ", "Who is affected", "Who must look", "Before merging", "What changes", "in detail"]
    found = [text.index(word) for word in order if word in text]
    assert found == sorted(found)
    assert len(found) == (6 if example(name)["changes"] else 2)


def test_what_a_forge_cannot_show_is_said_otherwise() -> None:
    """No fold and no HTML on Bitbucket; a journey is a list where no picture is drawn."""
    document = example("everything")
    github, bitbucket, azure = (review(document, profile=name) for name in ("github", "bitbucket", "azure"))

    assert "```mermaid" in github and "<details>" in github and "```diff" in github
    assert "<" not in re.sub(r"&lt;|`[^`]*`", "", bitbucket) and "```\n" in bitbucket and "mermaid" not in bitbucket
    assert "mermaid" not in azure and "<details>" not in azure
    for text in (bitbucket, azure):
        assert "**removed**: `call`" in text.replace("\\", "")
        assert "way that is gone" in text


def test_words_stand_beside_every_sign() -> None:
    """Who sees no colour and hears no sign reads the same."""
    text = review(example("everything")).replace("\\", "")

    for words in (
        "~ changed",
        "+ added",
        "− removed",
        "✗ **to do**",
        "✓ **done**",
        "? **to be agreed**",
        "high risk",
    ):
        assert words.lower() in text.lower(), words


def test_the_same_edit_is_told_once() -> None:
    """Three lists with the same new tag are one row and one part."""
    text = review(example("everything"))

    assert text.count("tag reviewed added") == 2
    assert "The same edit in 3 assets" in text


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["github", "bitbucket"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_everywhere_stays_text(text: str, profile: str) -> None:
    """No mention, link, picture, HTML, heading or broken table comes from what somebody wrote into an asset, nor from
    what pretends to be a sentence of ours."""
    assert_harmless(review(everywhere(text), profile=profile), profile)


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_on_every_forge(text: str, profile: str) -> None:
    """The same for all forges, and as plain text."""
    assert_harmless(review(filled(example("everything"), text), profile=profile), profile)


def everywhere(text: str) -> dict[str, Any]:
    """A document with `text` at every place, as a sentence where one may stand."""
    return with_text(example("everything"), lambda path: disguised(text) if _takes(path) else text)


def _takes(path: tuple[Any, ...]) -> bool:
    """Whether a sentence may stand at `path`, and not only a string."""
    return (
        path[-1] in ("why", "text", "words", "reason", "title", "detail", "fix", "summary", "verdict")
        and (path[:2] != ("target", "org"))
        and not (path[-1] == "title" and path[0] in ("changes", "teams", "drawing"))
    )


def chunks() -> list[str]:
    """The hostile texts, a few in each, so short that no format cuts any of them off."""
    made = [""]
    for text in sorted(HOSTILE, key=len):
        if len(text) < 190:
            made = [*made[:-1], f"{made[-1]} {text}"] if len(made[-1]) + len(text) < 190 else [*made, text]
    return made


CHUNKS = chunks()
PLACES = sorted({kind_of(path) for name in NAMES for path in leaves(example(name))}, key=str)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_hostile_text_in_one_field_stays_text(place: tuple[Any, ...]) -> None:
    """The same, field by field, so that no field hides behind what another one breaks. One that is not shown changes
    nothing, whatever it says."""
    clean = review(example("everything"))
    assert_harmless(clean, "github")
    for text in CHUNKS:
        document = with_text(
            example("everything"),
            lambda path, text=text: text if kind_of(path) == place else None,  # type: ignore[misc]
        )
        made = review(document)
        if made == clean:
            break
        assert_harmless(made, "github")


@settings(deadline=None)  # thirty times a long review is slow to parse
@given(
    text=st.text(st.characters(codec=None, exclude_categories=()), max_size=120) | st.sampled_from(HOSTILE),
    limit=st.integers(4_000, 70_000),
    profile=st.sampled_from(list(PROFILES)),
    name=st.sampled_from(NAMES),
    times=st.integers(1, 30),
)
def test_whatever_there_is_to_say_fits_and_is_whole(text: str, limit: int, profile: str, name: str, times: int) -> None:
    """Any document and any limit: below it, with markup that is whole."""
    document = filled(example(name), text) if len(text) % 2 else example(name)
    document["changes"] = document["changes"] * times
    made = review(document, profile=profile, limit=limit, head="<!-- mapconfig:review v=1 -->", warning=text[:200])

    assert len(made.encode("utf-8", "surrogatepass")) <= limit
    assert_whole(made)
    opened = sum(line.startswith("<details>") for line in made.split("\n"))
    assert opened == sum(line == "</details>" for line in made.split("\n"))
    assert (
        sum(token.type == "fence" for token in parsed(made)) == len(re.findall(r"(?m)^`{3,}[a-z]+$|^`{3,}$", made)) / 2
    )


def test_rows_are_left_out_whole_and_counted() -> None:
    """What is not shown is known to be there."""
    document = example("everything")
    rows = [{**document["changes"][1], "address": f"list/number-{n}", "group": None} for n in range(500)]
    made = review({**document, "changes": rows, "groups": []}, limit=20_000)

    assert re.search(r"\d+ of 500 are shown", made)
    assert len(made) <= 20_000
    assert "new with this change: 2 errors" in made, "a long table leaves room for what comes after it"


def test_every_part_that_does_not_fit_is_counted() -> None:
    """Where even one row is too much, the part is missing and that is said."""
    made = review(example("everything"), limit=4_000)

    assert "did not fit here" in made
    assert_whole(made)


def test_it_is_told_in_french() -> None:
    """Words of ours are in the language of the reader, names and sentences of the org as they are."""
    speak = speech("fr")
    made = review(example("blunder"), speak=speak)

    assert "`list/customers`" in made
    assert made != review(example("blunder"))
