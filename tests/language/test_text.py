import copy
import json
import pickle
import subprocess
import sys

import pytest

from mapconfig.language import (
    Text,
    begun,
    kept,
    listed,
    packed,
    plural,
    say,
    shortened,
    speech,
    spoken,
    taken,
    together,
    unpacked,
)


def test_a_text_is_its_english_everywhere() -> None:
    """Whoever knows nothing of languages reads, compares, sorts and writes English."""
    text = say("{list} has no criteria.", list="list/all")
    assert text == "list/all has no criteria."
    assert hash(text) == hash("list/all has no criteria.")
    assert sorted([text, "a"]) == ["a", text]
    assert json.dumps({"detail": text}) == '{"detail": "list/all has no criteria."}'


def test_a_value_is_never_read_as_a_template() -> None:
    """An asset whose title has braces says nothing of the program's inside, in any language."""
    hostile = "{list} {0} {list.__class__} {{x}} %s"
    text = say("{list}: no.", list=hostile)
    assert text == f"{hostile}: no."
    assert speech("fr")(text) == f"{hostile}: no."


def test_a_brace_is_written_double() -> None:
    """A sentence may show a brace, also one without values."""
    assert say("Write {{name}}.") == "Write {name}."
    assert speech("fr")(say("Write {{name}} for {who}.", who="you")) == "Write {name} for you."


def test_a_number_decides_between_singular_and_plural() -> None:
    """English says 0 people, French 0 personne."""
    said = [plural("{n} person", "{n} people", n) for n in (0, 1, 2)]
    assert said == ["0 people", "1 person", "2 people"]


def test_thousands_are_grouped_as_the_language_does() -> None:
    """A narrow space that breaks no line in French, a comma in English."""
    text = say("{n:,} of {all:,}", n=1234, all=1234567)
    assert text == "1,234 of 1,234,567"
    assert speech("fr")(text) == "1\u202f234 of 1\u202f234\u202f567"


def test_a_list_ends_with_a_word_of_the_language() -> None:
    """The word before the last is translated, and so is what the list is of."""
    french = speech("fr")
    assert [listed(["a"]), listed(["a", "b"]), listed("abc", "or")] == ["a", "a and b", "a, b or c"]
    assert [french(listed("abc")), french(listed("abc", "or")), french(listed(["a"]))] == [
        "a, b et c",
        "a, b ou c",
        "a",
    ]
    assert french(together(" ", [listed("ab"), "c."])) == "a et b c."
    inner = listed("ab")
    assert listed([inner]) is inner


def test_what_has_no_translation_stays_english_with_its_values_translated() -> None:
    """A sentence that was added yesterday is read in English, not lost."""
    assert speech("fr")(say("Nobody translated {what}.", what=listed("ab"))) == "Nobody translated a et b."


def test_a_plain_text_is_nobodys_to_translate() -> None:
    """A title that happens to be one of our sentences stays as the user wrote it, and nothing is nothing."""
    french = speech("fr")
    assert french("{some} and {last}") == "{some} and {last}"
    assert french("") == ""
    assert french(say("")) == ""


def test_english_is_given_back_as_it_is() -> None:
    """Speaking English costs nothing."""
    text = say("Yes.")
    assert speech("en")(text) is text


@pytest.mark.parametrize(
    "text",
    [
        say("{list} of {n:,} {{}}", list="list/a", n=1234),
        plural("{n} person on {list}", "{n} people on {list}", 1, list="x"),
        plural("{n} person on {list}", "{n} people on {list}", 7, list=listed("abc")),
        together(" ", [say("One."), plural("{n} two.", "{n} twos.", 2)]),
    ],
)
def test_a_text_survives_json_pickles_and_copies(text: Text) -> None:
    """A text that went through a document speaks the same in every language."""
    back = unpacked(json.loads(json.dumps(packed(text))))
    for other in (back, pickle.loads(pickle.dumps(text)), copy.deepcopy(text)):
        assert isinstance(other, Text)
        assert (other, other.template, other.values) == (text, text.template, text.values)
        assert speech("fr")(other) == speech("fr")(text)


def test_a_text_is_shortened_in_each_language_by_itself() -> None:
    """What is cut in English is not what is cut in French, and neither is longer than it may be."""
    text = shortened(listed(["one", "two"]), 8)
    assert text == "one and…"
    assert speech("fr")(text) == "one et…" or len(speech("fr")(text)) <= 8
    assert shortened("short", 8) == "short"
    assert unpacked(packed(text)) == text
    whole = listed("ab")
    assert shortened(whole, 8) is whole


def test_a_text_begins_a_sentence_in_each_language() -> None:
    """The first letter is a capital one, whatever it is in that language."""
    text = begun(say("about {n:,}", n=30))
    assert text == "About 30"
    assert speech("fr")(text) == "Environ 30"
    assert speech("fr")(unpacked(packed(text))) == "Environ 30"


@pytest.mark.parametrize("name", ["list/vip shrinks", "`industry` goes", "account.type: gone", "opted_out is false"])
def test_a_name_at_the_beginning_stays_as_it_is_spelled(name: str) -> None:
    """It is looked for by its letters."""
    assert begun(name) == name
    assert speech("fr")(begun(name)) == name


@pytest.mark.parametrize("text", ["plain", say("{a} is.", a="x"), plural("{n} x", "{n} xs", 2), listed("abc")])
def test_a_text_is_kept_in_a_file_of_our_own(text: str) -> None:
    """The index keeps what was said, and says it again in any language."""
    back = taken(json.loads(json.dumps(kept(text))))
    assert (back, type(back)) == (text, type(text))
    assert speech("fr")(back) == speech("fr")(text)


def test_what_is_no_text_and_no_number_is_kept_as_text() -> None:
    """A rule that puts a truth value or a list into a sentence breaks no file."""
    text = say("{a} and {b}", a=True, b=[1])  # type: ignore[arg-type]  # from YAML, where anything may stand
    assert text == "True and [1]"
    assert speech("fr")(taken(json.loads(json.dumps(kept(text))))) == "True and [1]"


def test_a_document_is_spoken_whole() -> None:
    """Every text in it, however deep; what a user wrote stays."""
    document = {"a": [listed("ab"), {"b": "a and b", "n": 3}], "c": (listed("ab"),)}
    assert spoken(document, speech("fr")) == {"a": ["a et b", {"b": "a and b", "n": 3}], "c": ["a et b"]}
    assert spoken(document, speech("en")) is document


def test_a_plain_text_is_packed_as_it_is() -> None:
    """Only what can be translated is written at length."""
    assert packed("as it is") == "as it is"
    assert unpacked("as it is") == "as it is"


HELD = {"text": "a b", "template": "{x} b", "values": {"x": "a"}}


@pytest.mark.parametrize(
    "given",
    [
        {**HELD, "template": "{x} c"},
        {**HELD, "template": "{x.__class__} b"},
        {**HELD, "template": "{x[0]} b"},
        {**HELD, "template": "{x!r} b"},
        {**HELD, "template": "{x:>999999999} b"},
        {**HELD, "template": "{0} b"},
        {**HELD, "template": "{x b"},
        {**HELD, "template": "{y} b"},
        {**HELD, "template": "{x:,} b"},
        {**HELD, "template": 7},
        {**HELD, "template": ["{x} b"]},
        {**HELD, "template": ["{x} b", "{x} b"]},
        {**HELD, "template": ["{x.a} b", "{x} b"], "values": {"n": 1, "x": "a"}},
        {**HELD, "values": []},
        {**HELD, "values": {"x": True}},
        {**HELD, "values": {"x": [1]}},
        {**HELD, "values": {}},
        {"text": "a b"},
    ],
)
def test_a_document_of_a_stranger_cannot_say_another_thing_in_another_language(given: object) -> None:
    """What does not hold together is read as the plain text that it shows."""
    text = unpacked(given)
    assert text == "a b"
    assert type(text) is str


def test_texts_in_texts_have_a_bottom() -> None:
    """A document cannot use up the stack."""
    deep: object = "x"
    for _ in range(5000):
        deep = {"text": "x", "template": "{p0}", "values": {"p0": deep}}
    assert unpacked(deep) == "x"


@pytest.mark.parametrize("given", [None, 3, [], {}, {"text": 3}])
def test_what_is_no_text_is_refused(given: object) -> None:
    """A fault in a document is told, not printed."""
    with pytest.raises(ValueError, match="A text is a string"):
        unpacked(given)


def test_saying_a_sentence_loads_nothing() -> None:
    """Commands that speak English pay for no catalogue."""
    code = (
        "from __future__ import annotations; import sys, typing, collections.abc; before = set(sys.modules);"
        "from mapconfig.language import say, listed, packed, speech;"
        "speech('en')(say('{a}', a=1)); packed(listed('ab'));"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mapconfig", "mapconfig.language"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("2026-11-22", "22 novembre 2026"),
        ("2027-03-01", "1er mars 2027"),
        ("2026-11-22T09:05:00Z", "22 novembre 2026 à 9\u00a0h\u00a005 (UTC)"),
        ("2026-11-22T09:05:00+00:00", "22 novembre 2026 à 9\u00a0h\u00a005 (UTC)"),
        ("2026-11-22 19:05", "22 novembre 2026 à 19\u00a0h\u00a005"),
        ("2026-13-22", "2026-13-22"),
        ("when we have time", "when we have time"),
    ],
)
def test_a_day_in_a_sentence_is_written_as_its_language_does(said: str, told: str) -> None:
    """As in the files in English, in words in French; what is no day stays what somebody wrote."""
    text = say("Counted as of {date}.", date=said)
    assert text == f"Counted as of {said}."
    assert speech("fr")(text) == f"Comptés au {told}."


def test_prepositions_melt_with_what_we_put_behind_them() -> None:
    """French says d'environ and aux; what people wrote is left as it is."""
    french = speech("fr")
    about = say("about {n:,}", n=30)
    assert french(say("{name}: from {before} to {after}", name="x", before=about, after="le 2")) == (
        "x\u00a0: d'environ 30 à le 2"
    )
    files = say("the files as they are")
    assert french(say("{asset} leads to {others}", asset="x", others=files)) == "x mène aux fichiers tels qu'ils sont"


def test_an_email_is_told_by_its_address_as_by_any_word_with_a_vowel() -> None:
    """French says d'email/hello, and de list/all."""
    french = speech("fr")
    caused = [french(say(", because of {assets}", assets=each)) for each in ("email/hello", "list/all", "Emile")]
    assert caused == [", à cause d'email/hello", ", à cause de list/all", ", à cause de Emile"]


def test_a_sentence_after_a_colon_has_no_capital_in_french() -> None:
    """Unless a name begins it."""
    french = speech("fr")
    missing = say("No file defines {address}.", address="list/b")
    assert (
        french(say("{name}: {said}", name="list/a", said=missing)) == "list/a\u00a0: aucun fichier ne définit list/b."
    )
    assert french(say("{name}: {said}", name="list/a", said="Mautic has none.")) == "list/a\u00a0: Mautic has none."


def test_a_translation_may_bend_a_word_where_the_english_does_not() -> None:
    """One other and two others are the same words in English only."""
    french = speech("fr")
    said = [french(say("{some} and {more} more", some="list/a", more=more)) for more in (1, 2)]
    assert said == ["list/a et 1 autre", "list/a et 2 autres"]
