"""What a person may rely on when mapconfig changes their files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.made import changed
from tests.read.test_layout import TEXT, VALUES, Messy

from mapconfig.diff import ABSENT, same
from mapconfig.read import edit
from mapconfig.read.edit import UneditableError, remove_document, update_document
from mapconfig.read.writing import merge_asset
from mapconfig.read.yaml import load
from mapconfig.testing.build import asset, kinds

ORG = Path(__file__).parents[2] / "org-config"


def update(text: str, document: int = 0, **changes: Any) -> str:
    out = update_document(text.encode(), document, changes, kinds()).decode()
    (loaded, findings) = load(out.encode(), "")
    assert findings == []
    for name, value in changes.items():
        assert loaded[document].get(name, ABSENT) == value
    return out


LIST = """\
# Our customers.
kind: list
key: customers   # never change this
title: "Customers (master)"
owner: team/ops

why:
  reason: Agreed with sales   # in March
  ticket: MOPS-1
criteria:
  # who pays
  - account.type is Customer
  - country in [FR, BE]  # for now
  # - score >= 50

# the end
"""


def test_one_changed_value_is_one_changed_line() -> None:
    """
    Quotes, spaces and comments around it stay.
    """
    assert changed(LIST, update(LIST, title="Customers")) == ['- title: "Customers (master)"', '+ title: "Customers"']
    assert changed(LIST, update(LIST, owner="team/sales")) == ["- owner: team/ops", "+ owner: team/sales"]
    why = {"reason": "Agreed with all", "ticket": "MOPS-1"}
    assert changed(LIST, update(LIST, why=why)) == [
        "-   reason: Agreed with sales   # in March",
        "+   reason: Agreed with all   # in March",
    ]


def test_one_sentence_more_or_less_is_one_line_more_or_less() -> None:
    """
    And a comment above a sentence goes with it.
    """
    sentences = ["account.type is Customer", "country in [FR, BE]"]

    assert changed(LIST, update(LIST, criteria=[*sentences, "score >= 60"])) == ["+   - score >= 60"]
    assert changed(LIST, update(LIST, criteria=["in list vip", *sentences])) == ["+   - in list vip"]
    assert changed(LIST, update(LIST, criteria=sentences[:1])) == ["-   - country in [FR, BE]  # for now"]
    assert changed(LIST, update(LIST, criteria=sentences[1:])) == ["-   # who pays", "-   - account.type is Customer"]
    assert changed(LIST, update(LIST, criteria=["account.type is Customer", "country in [FR]"])) == [
        "-   - country in [FR, BE]  # for now",
        "+   - country in [FR]  # for now",
    ]


def test_a_new_property_stands_where_the_schema_has_it() -> None:
    """
    Not at the end, after the criteria.
    """
    out = update(LIST, description="All who pay", tags=["a"], protected=True)

    assert changed(LIST, out) == ["+ description: All who pay", "+ tags:", "+   - a", "+ protected: true"]
    assert out.index("description") < out.index("owner") < out.index("tags") < out.index("why") < out.index("protected")


def test_a_property_that_is_taken_out_takes_its_lines_and_its_comment() -> None:
    """
    Everything else stays.
    """
    text = "kind: list\nkey: x\n\n# why not\nprotected: true\ntitle: X\n"

    assert update(text, protected=ABSENT) == "kind: list\nkey: x\n\ntitle: X\n"
    assert changed(LIST, update(LIST, why=ABSENT)) == [
        "- why:",
        "-   reason: Agreed with sales   # in March",
        "-   ticket: MOPS-1",
    ]


def test_steps_are_edited_by_their_id() -> None:
    """
    A wait in the third step is one line, wherever the step stands; a new step is its own lines.
    """
    text = """\
kind: journey
key: x
steps:
  - id: hello
    send: email/hello  # first
  # let them breathe
  - id: pause
    wait: 3 days
  - id: again
    send: email/again
"""
    steps = load(text.encode(), "")[0][0]["steps"]

    waited = [steps[0], {**steps[1], "wait": "5 days"}, steps[2]]
    added = [*steps[:2], {"id": "tag", "do": [{"tag": "warm"}]}, steps[2]]
    moved = [steps[2], *steps[:2]]

    assert changed(text, update(text, steps=waited)) == ["-     wait: 3 days", "+     wait: 5 days"]
    assert changed(text, update(text, steps=added)) == ["+   - id: tag", "+     do:", "+       - tag: warm"]
    assert changed(text, update(text, steps=steps[:2])) == ["-   - id: again", "-     send: email/again"]
    assert changed(text, update(text, steps=moved)) == [
        "+   - id: again",
        "+     send: email/again",
        "-   - id: again",
        "-     send: email/again",
    ]
    renamed = update(text, steps=[{"id": "hi", "send": "email/hi"}, *steps[1:]])
    assert "# let them breathe" in renamed


def test_the_style_of_the_file_is_kept() -> None:
    """
    Its indentation, its line ends, its brackets.
    """
    text = "kind: list\nkey: x\ntags:\n- a\n- b\nwhy: {reason: x, ticket: t}\n"

    assert update(text, tags=["a", "c", "b"]) == text.replace("- b", "- c\n- b")
    assert update(text, why={"reason": "z", "ticket": "t"}) == text.replace("reason: x", "reason: z")
    windows = text.replace("\n", "\r\n")
    assert update_document(windows.encode(), 0, {"tags": ["a"]}).decode() == windows.replace("- b\r\n", "")


def test_texts_of_several_lines_are_replaced_as_texts() -> None:
    """
    And one that becomes long, or short, or a text where there was none.
    """
    text = "kind: snippet\nkey: x\ncontent: |  # body\n  one\n  two\n\ntitle: X\n"

    assert update(text, content="one\nthree\n") == text.replace("two", "three")
    assert update(text, content="short") == "kind: snippet\nkey: x\ncontent: short  # body\n\ntitle: X\n"
    assert "title: |\n  A\n  B\n" in update(text, title="A\nB\n")
    assert "title: |-\n" in update(text, title="A\nB")
    assert 'title: "A\\n\\n"\n' in update(text, title="A\n\n")


def test_what_has_no_lines_of_its_own_is_written_anew_around_it() -> None:
    """
    Documents in brackets, items that begin at their dash, collections that become empty or change their sort.
    """
    assert update("{kind: list, key: x, title: A}\n", title="B") == "{kind: list, key: x, title: B}\n"
    text = "kind: x\nkey: x\na:\n  - b: 1  # one\n    c: 2\n  - d\n"
    assert update(text, a=[{"c": 2}, "d"]) == "kind: x\nkey: x\na:\n  - c: 2\n  - d\n"
    assert update(text, a=[]) == "kind: x\nkey: x\na: []\n"
    assert update(text, a={"b": 1}) == "kind: x\nkey: x\na:\n  b: 1\n"
    assert update(text, a=None) == "kind: x\nkey: x\na: null\n"
    assert update("kind: x\nkey: x\na:\n", a=1) == "kind: x\nkey: x\na: 1\n"
    assert update("kind: x\nkey: x\na: [1, # one\n  2]\n", a=[1, 3]) == "kind: x\nkey: x\na: [1, # one\n  3]\n"
    assert update("kind: x\nkey: x\na: [1, # one\n  2]\n", a=[1]) == "kind: x\nkey: x\na:\n  - 1  # one\n"
    assert update("kind: x\nkey: x\na:\n  -\n    b: 1\n", a=[{"b": 2}]).endswith("b: 2\n")
    assert update("---\nkind: x\nkey: x\n", title="T") == "---\nkind: x\nkey: x\ntitle: T\n"
    assert update("kind: x\n---\n{kind: y}\n", 1, kind="z") == "kind: x\n---\n{kind: z}\n"
    assert update("a: 1\nkind: x\nkey: x", kind="z", a=ABSENT) == "kind: z\nkey: x\n"


def test_one_document_of_several_is_edited_and_the_others_stay() -> None:
    """
    Byte for byte.
    """
    first, second = "# one\nkind:   list\nkey: a\n", "kind: list\nkey: b\ntitle: B # two\n"

    assert update(f"{first}---\n{second}", 1, title="C") == f"{first}---\n{second.replace('B #', 'C #')}"
    assert update(f"---\n{first}--- # x\n{second}", 0, title="C").endswith(f"--- # x\n{second}")
    for text, number in ((first, 1), ("- a\n", 0)):
        with pytest.raises(UneditableError, match="no mapping as document"):
            update_document(text.encode(), number, {})
        with pytest.raises(UneditableError, match="no mapping as document"):
            merge_asset(asset("list/a"), kinds(), text.encode(), number, lambda name: None)


def test_a_comment_that_is_not_right_above_stays() -> None:
    """
    Only what can be about what is taken out goes with it.
    """
    assert update("a:\n  # inside\n  x\nkind: z\n", a=ABSENT) == "kind: z\n"
    assert update("# above\n\na: x\nkind: z\n", a=ABSENT) == "# above\n\nkind: z\n"
    assert update("kind: z\n# one\n\n# two\na: x\n", a=ABSENT) == "kind: z\n# one\n\n"


def test_an_edit_that_would_not_mean_what_was_asked_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Every way is checked by reading the result.
    """
    monkeypatch.setattr(edit, "_by_lines", lambda *_: "a: 2\n")
    monkeypatch.setattr(edit, "_anew", lambda *_: "a: 3\n")

    with pytest.raises(UneditableError, match="change of its meaning"):
        update_document(b"a: 1\n", 0, {"a": 4})


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(TEXT.filter(bool), VALUES, min_size=1, max_size=5),
    st.dictionaries(TEXT.filter(bool), VALUES | st.just(ABSENT), max_size=3),
    st.integers(0, 10**6),
)
def test_any_edit_of_any_file_gives_just_that(value: dict[str, Any], changes: dict[str, Any], seed: int) -> None:
    """
    However the file was written: the asked-for values are there, all others are as before.
    """
    chance = random.Random(seed)
    for name in list(value):
        if chance.random() < 0.5:
            changes[name] = chance.choice([ABSENT, "new", 1, ["a"], {"b": 2}, value[name], [value[name]]])
    person = Messy(seed)
    text = person.gap(0) + person.block(value, 0) + person.gap(0)
    wanted = {name: item for name, item in {**value, **changes}.items() if item is not ABSENT}

    if wanted:
        out = update_document(text.encode(), 0, changes)
        assert load(out, "")[0] == [wanted]
        if same(wanted, value):
            assert out.decode() == text


def test_a_document_is_removed_with_its_comments_and_the_others_stay() -> None:
    """
    The last one takes the file with it.
    """
    a, b, c = "# a\nkind: list\nkey: a\n", "# b\nkind: list\nkey: b\n# end b\n", "kind: list\nkey: c"
    text = f"{a}---\n{b}---\n{c}"

    assert remove_document(text.encode(), 0) == f"{b}---\n{c}".encode()
    assert remove_document(text.encode(), 1) == f"{a}---\n{c}".encode()
    assert remove_document(text.encode(), 2) == f"{a}---\n{b}".encode()
    assert remove_document(a.encode(), 0) is None
    assert remove_document(f"{a}--- # x\n{b}".encode(), 0) == f"--- # x\n{b}".encode()
    assert remove_document(f"---\n{a}---\n{b}".replace("\n", "\r\n").encode(), 0) == b.replace("\n", "\r\n").encode()
    assert remove_document(b"a: 1\n...\n%YAML 1.2\n---\nb: 2\n", 0) == b"%YAML 1.2\n---\nb: 2\n"
    with pytest.raises(UneditableError, match="no document 2"):
        remove_document(a.encode(), 1)


def test_a_removal_that_would_change_other_documents_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    It is read again like every other result.
    """
    monkeypatch.setattr(edit, "same", lambda one, other: False)

    with pytest.raises(UneditableError, match="change of the others"):
        remove_document(b"a: 1\n---\nb: 2\n", 0)
