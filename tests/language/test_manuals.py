"""What a person may rely on about manual pages in their language."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.language.test_catalogues import OTHERS, messages

from mapconfig.check.catalogue import everything, explain
from mapconfig.check.described import Described
from mapconfig.language import paged, speech
from mapconfig.language.manuals import WIDTH, in_language, pieces, rewritten, wrapped
from mapconfig.read import codes, crm_codes

ALL = everything(codes.CODES, crm_codes.CODES)
PAGE = """## What it does
Reports a list whose `key`
is odd.

- one
  more
- two

## Example
    # lists/odd.yaml
    key: odd   # why it is odd
    title: "No #comment"

    # all of it

## Instead
    key: even
"""


def lines(page: str) -> list[str]:
    """What a page shows as it is in every language: its examples, without what they say beside the YAML."""
    return [re.sub(r"(^|\s)# .*", "", line) for line in page.splitlines() if line.startswith("    ")]


def test_a_page_is_cut_into_what_is_translated() -> None:
    """Headings, paragraphs, items and comments, each on one line; neither YAML nor names of files."""
    assert list(pieces(PAGE)) == [
        "What it does",
        "Reports a list whose `key` is odd.",
        "one more",
        "two",
        "Example",
        "why it is odd",
        "all of it",
        "Instead",
    ]


def test_a_page_is_put_together_again() -> None:
    """What is translated stands where the English stood; what is not stays as it was, line breaks and all."""
    assert rewritten(PAGE, lambda piece: piece) == PAGE
    assert rewritten(PAGE, lambda piece: f"<{piece}>") == (
        "## <What it does>\n<Reports a list whose `key` is odd.>\n\n- <one more>\n- <two>\n\n## <Example>\n"
        '    # lists/odd.yaml\n    key: odd   # <why it is odd>\n    title: "No #comment"\n\n    # <all of it>\n\n'
        "## <Instead>\n    key: even\n"
    )


def test_long_lines_are_broken_between_words() -> None:
    """A terminal shows whole words; no line breaks at a no-break space, and none of an example breaks at all."""
    long = "mot " * 40 + "dit\u00a0: non"
    page = f"## {long}\n{long}\n\n- {long}\n\n    {long}\n"
    made = wrapped(page).split("\n")
    assert all(len(line) <= WIDTH for line in made[1:3] + made[4:6])
    assert made[0] == f"## {long}" and f"    {long}" in made
    assert " ".join(made[1:3]) == long and "dit\u00a0: non" in made[2]
    assert made[4].startswith("- mot") and made[5].startswith("  mot")
    assert wrapped(PAGE) == PAGE


def test_a_page_that_no_catalogue_has_stays_english() -> None:
    """Somebody else's rule, or one from a review that another version saved."""
    assert in_language("## Example\nOf nobody\nhere.", "fr") == "## Exemple\nOf nobody\nhere."


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("one", ALL.values(), ids=lambda one: one.code)
def test_a_page_in_another_language_has_the_examples_of_the_english(one: Described, language: str) -> None:
    """The same headings in number, the same YAML line for line, and every line fits a terminal."""
    english = explain(one.code, ALL) or ""
    made = explain(one.code, ALL, speech(language)) or ""
    assert lines(made) == lines(english)
    assert made.count("\n## ") == english.count("\n## ")
    assert made.splitlines()[0] == f"# {one.code} {one.name}"
    assert all(len(line) <= WIDTH for line in made.splitlines() if not line.startswith("    "))
    assert speech(language)(paged(one.page)) == in_language(one.page, language)


@pytest.mark.parametrize("language", OTHERS)
def test_names_stay_what_they_are(language: str) -> None:
    """What stands in backticks, codes of findings, what is in double braces, files and addresses are written as one
    types them in every language, so that a reader can search for them."""
    names = re.compile(r"`[^`]+`|\bMC\d{3}\b|\{\{.*?\}\}|[\w./-]+/[\w./-]*|\b[\w-]+\.(?:yaml|md)\b")
    for message in messages.read(messages.MANUALS, language):
        for name in names.findall(message.id):
            assert name in message.string, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_one_piece(language: str) -> None:
    """It has no line breaks, and does not become a heading, a list or an example."""
    for message in messages.read(messages.MANUALS, language):
        if message.id:
            assert list(pieces(message.string)) == [message.string], message.id


def test_pages_are_read_only_by_who_shows_one() -> None:
    """Ordinary commands in French do not wait for the manual."""
    code = (
        "import sys; import mapconfig.check.catalogue; from mapconfig.language import paged, say, speech;"
        "speak = speech('fr'); speak(say('error'));"
        "assert 'mapconfig.language.manuals' not in sys.modules; print(speak(paged('## Example')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "## Exemple\n"
