"""What a person may rely on when mapconfig changes their files."""

from __future__ import annotations

import difflib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.test_layout import TEXT, VALUES, Messy

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.diff import ABSENT, same
from mapconfig.model import Asset, normalise
from mapconfig.read import edit
from mapconfig.read.documents import documents_of
from mapconfig.read.edit import (
    UneditableError,
    fmt,
    merge_asset,
    path_of,
    remove_document,
    rewrite_addresses,
    rewrite_embeds,
    rewrite_references,
    update_document,
    write_asset,
)
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.read.yaml import load
from mapconfig.testing.build import asset, kinds

ORG = Path(__file__).parents[2] / "org-config"


def changed(before: str, after: str) -> list[str]:
    """The lines that differ, with their sign."""
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith(("+", "-"))]


def update(text: str, document: int = 0, **changes: Any) -> str:
    out = update_document(text.encode(), document, changes, kinds()).decode()
    (loaded, findings) = load(out.encode(), "")
    assert findings == []
    for name, value in changes.items():
        assert loaded[document].get(name, ABSENT) == value
    return out


def to(old: str, new: str) -> Callable[[Address], Address]:
    return lambda address: Address(new) if address == old else address


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


# fmt ----------------------------------------------------------------------------------------------------------------


def test_criteria_are_written_in_their_one_way_with_their_comments() -> None:
    """
    Sentences, groups and lists of values; what was said beside them stays beside them.
    """
    text = """\
kind: list
key: x
criteria:
  # all of it
  all:   # really
  - 'account.type   IS Customer'   # one
  # two
  - country IN [FR,BE]
  - ANY:
    - in   list vip
    # nested
    - score >=  50
  # last
"""

    out = fmt(text.encode(), kinds()).decode()

    assert out == (
        "kind: list\nkey: x\n# all of it\n# really\ncriteria:\n  - account.type is Customer  # one\n  # two\n"
        "  - country in [BE, FR]\n  - any:\n      - in list vip\n      # nested\n      - score >= 50\n  # last\n"
    )
    assert fmt(out.encode(), kinds()).decode() == out


def test_long_value_lists_get_a_line_each_and_short_ones_one_line() -> None:
    """
    In brackets or on lines, whichever the writing of criteria asks for.
    """
    countries = [f"Country {n}" for n in range(12)]
    text = (
        f"kind: list\nkey: x\ncriteria:\n  - country in [{', '.join(countries)}]  # all\n"
        "  - country in:  # few\n      - FR\n      # and\n      - BE\n"
    )

    out = fmt(text.encode(), kinds()).decode()

    assert "  - country in:\n" in out or "  - country in:  # all\n" in out
    assert "      - Country 11\n" in out
    assert "  - country in [BE, FR]" in out
    for comment in ("# all", "# few", "# and"):
        assert out.count(comment) == 1
    assert fmt(out.encode(), kinds()).decode() == out


def test_values_that_are_sorted_take_their_comments_along() -> None:
    """
    What was said of one country is not said of another.
    """
    countries = [f"Country {n}" for n in range(12, 0, -1)]
    lines = "".join(f"      - {name}  # {name[8:]}\n" for name in countries)
    text = f"kind: list\nkey: x\ncriteria:\n  - country in:\n{lines}"

    out = fmt(text.encode(), kinds()).decode()

    assert out == text.replace(lines, "".join(sorted(lines.splitlines(keepends=True))))


def test_criteria_in_brackets_stay_in_brackets_while_they_fit() -> None:
    """
    A person chose them.
    """
    text = "kind: list\nkey: x\ncriteria: [country  is FR, {any: [score >=  50, in list a]}]\n"

    assert fmt(text.encode(), kinds()).decode() == (
        "kind: list\nkey: x\ncriteria: [country is FR, {any: [score >= 50, in list a]}]\n"
    )


def test_criteria_that_cannot_be_read_stay_as_they_are() -> None:
    """
    Formatting is no place to find faults.
    """
    text = "kind: list\nkey: x\ncriteria:\n  - ?!   no sentence\n  - 5\n  - {a: 1, b: 2}\n"

    assert fmt(text.encode(), kinds()).decode() == text


def test_criteria_everywhere_in_an_asset_are_formatted() -> None:
    """
    In steps, variants, grades and single activities.
    """
    text = (
        "kind: journey\nkey: x\nsteps:\n  - id: a\n    if: [country  is FR]\n    then: b\n    else: end\n"
        "  - {id: b, did: OPENED  any email, within: 5 days}\n"
    )

    out = fmt(text.encode(), kinds()).decode()

    assert "    if: [country is FR]\n" in out
    assert "did: opened any email" in out


def test_without_kinds_or_with_an_unknown_one_values_are_left_alone() -> None:
    """
    Only the layout changes then.
    """
    text = "kind: unicorn\ncriteria:\n- Country  is FR\n"

    assert fmt(text.encode(), kinds()) == fmt(text.encode()) == b"kind: unicorn\ncriteria:\n  - Country  is FR\n"


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 1\n", "\x00"])
def test_what_cannot_be_read_is_not_formatted(text: str) -> None:
    """
    The reason is told, and nothing is written.
    """
    every: list[Callable[[bytes], object]] = [
        fmt,
        lambda data: update_document(data, 0, {"a": 1}),
        lambda data: remove_document(data, 0),
        lambda data: rewrite_references(data, kinds(), lambda one: one),
        lambda data: rewrite_addresses(data, lambda one: one),
    ]
    for change in every:
        with pytest.raises(UneditableError):
            change(text.encode())


def test_a_writing_that_would_change_the_meaning_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Every result is read again, whoever made the mistake.
    """
    monkeypatch.setattr(edit, "written", lambda found: "a: 2\n")

    with pytest.raises(UneditableError, match="change of its meaning"):
        fmt(b"a: 1\n")


def test_the_example_org_is_formatted_already() -> None:
    """
    With criteria and all; and what formatting gives means the same.
    """
    for path in sorted(ORG.rglob("*.yaml")):
        data = path.read_bytes()
        assert fmt(data, kinds()).decode() == data.decode(), path


SENTENCES = st.sampled_from(
    [
        "country  IS FR",
        "score >=  50",
        "in list  vip",
        "not in list vip",
        "opened any email at least 2 times in last 30 days",
        "industry in [Banking,  Insurance]",
        "what is this",
        "country in [" + ", ".join(f"Country {n}" for n in range(12)) + "]",
    ]
)
CRITERIA = st.recursive(
    SENTENCES,
    lambda below: (
        st.fixed_dictionaries({}, optional={}).flatmap(
            lambda _: st.dictionaries(
                st.sampled_from(["all", "ANY", "none", "some opportunity"]),
                st.lists(below, min_size=1, max_size=3),
                min_size=1,
                max_size=1,
            )
        )
        | st.dictionaries(st.just("country in"), st.lists(st.sampled_from(["FR", "BE", "no"]), min_size=1), min_size=1)
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(CRITERIA, min_size=1, max_size=4) | CRITERIA, st.integers(0, 10**6))
def test_formatting_criteria_never_changes_what_they_mean(value: Any, seed: int) -> None:
    """
    The normal form of the asset is the same, comments survive, twice is once.
    """
    person = Messy(seed)
    document = {"kind": "list", "key": "x", "criteria": value, "tags": ["b", "a"]}
    text = person.block(document, 0)

    out = fmt(text.encode(), kinds()).decode()

    (before,), (after,) = load(text.encode(), "")[0], load(out.encode(), "")[0]
    assert normalise(kinds()["list"], after) == normalise(kinds()["list"], before)
    assert after["criteria"] == criteria.canonical(value)
    assert fmt(out.encode(), kinds()).decode() == out
    rows = out.split("\n")
    for comment in person.comments:
        assert sum(row.endswith(comment) for row in rows) >= 1, (comment, text, out)


# update_document ----------------------------------------------------------------------------------------------------


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


# remove_document ----------------------------------------------------------------------------------------------------


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


# mv -----------------------------------------------------------------------------------------------------------------


def test_a_rename_changes_names_and_nothing_else() -> None:
    """
    In references, in criteria, in bodies; not in titles, not in comments, not in other words.
    """
    text = """\
kind: list   # list/customers is not a reference here
key: vip
title: list/customers
extends:   'list/customers'
suppress: [list/customers,list/customers-2]
criteria:
- not   in list customers   # in list customers
- any: [in list customers, in list "customers"]
---
kind: email
key: hello
subject: Hi
body: |
  {{ snippet/legal }} and {{snippet/legal-2}}
  {{ snippet/legal }}
text: "{{ snippet/legal }}"
to:
  - list/customers
---
kind: unicorn
extends: list/customers
"""

    lists = rewrite_references(text.encode(), kinds(), to("list/customers", "list/clients")).decode()
    snippets = rewrite_references(text.encode(), kinds(), to("snippet/legal", "snippet/imprint")).decode()

    assert [line for line in changed(text, lists) if line.startswith("+")] == [
        '+ extends:   "list/clients"',
        "+ - not in list clients   # in list customers",
        "+ - any: [in list clients, in list clients]",
        "+   - list/clients",
    ] or changed(text, lists)
    assert "suppress" in lists
    assert "title: list/customers\n" in lists
    assert "kind: unicorn\nextends: list/customers\n" in lists
    assert snippets == text.replace("{{ snippet/legal }}", "{{ snippet/imprint }}")
    assert rewrite_references(text.encode(), kinds(), lambda one: one) == text.encode()


def test_names_in_groups_and_long_lists_of_values_are_renamed() -> None:
    """
    Where the field is the key of the group as well.
    """
    text = "kind: list\nkey: x\ncriteria:\n  - country in:  # where\n      - FR\n"
    body = "kind: email\nkey: x\nsubject: X\nbody:\n"

    assert rewrite_references(text.encode(), kinds(), to("field/country", "field/land")).decode() == text.replace(
        "country in:", "land in:"
    )
    assert rewrite_references(body.encode(), kinds(), to("snippet/a", "snippet/b")) == body.encode()


def test_settings_name_assets_too() -> None:
    """
    Waivers, overrides and fatigue lists follow a rename, as values and as keys.
    """
    text = (
        "waivers:\n  - {code: MC101, asset: list/a}\nenvironments:\n  x:\n    overrides:\n"
        "      list/a: {title: list/a b}\nfatigue: ['list/a', 5]\n"
    )

    out = rewrite_addresses(text.encode(), to("list/a", "list/b")).decode()

    assert out == text.replace("list/a}", "list/b}").replace("list/a:", "list/b:").replace("'list/a'", '"list/b"')


def test_side_files_embed_snippets_too() -> None:
    """
    Everything around the name stays as it is.
    """
    text = "<p>{{snippet/legal}} {{  snippet/legal-2 }} {{ other }}</p>\r\n"

    assert rewrite_embeds(text.encode(), to("snippet/legal", "snippet/x")).decode() == text.replace(
        "{{snippet/legal}}", "{{snippet/x}}"
    )


def test_a_rename_in_the_example_org_is_complete() -> None:
    """
    After it nothing refers to the old name any more, and the org is otherwise the same.
    """
    from mapconfig.model import mentions

    old, new = Address("list/customers"), Address("list/clients")
    rename = to(old, new)
    for found in read_org(Tree(ORG), kinds()).org.values():
        kind = kinds()[found.kind]
        if found.origin is None or not any(one.target == old for one in mentions(kind, found.attributes)):
            continue
        data = (ORG / found.origin.file).read_bytes()
        out = rewrite_references(data, kinds(), rename)
        again = documents_of(found.origin.file, out, kinds(), lambda name: (ORG / name).read_bytes()).assets[
            found.origin.document
        ]
        targets = [one.target for one in mentions(kind, again.attributes)]
        assert old not in targets
        assert new in targets
        assert len(changed(data.decode(), out.decode())) == 2 * sum(
            one.target == old for one in mentions(kind, found.attributes)
        )


# write_asset, merge_asset -------------------------------------------------------------------------------------------


def test_a_new_asset_is_a_file_that_a_person_would_have_written() -> None:
    """
    In the folder of its kind, in the order of the schema, a sentence a line.
    """
    made = asset(
        "list/vip",
        criteria=["country is FR", {"any": ["score >= 50", "in list friends"]}],
        owner="team/ops",
        title="VIP",
        tags=["b", "a"],
        why={"ticket": "MOPS-1", "reason": "Sales asked"},
    )

    files = write_asset(made, kinds())

    assert list(files) == [path_of(made, kinds())] == ["lists/vip.yaml"]
    assert files["lists/vip.yaml"] == (
        "kind: list\nkey: vip\ntitle: VIP\nowner: team/ops\ntags:\n  - a\n  - b\n"
        "why:\n  reason: Sales asked\n  ticket: MOPS-1\n"
        "criteria:\n  - country is FR\n  - any:\n      - score >= 50\n      - in list friends\n"
    )


def test_long_texts_go_to_side_files_and_come_back_as_they_were() -> None:
    """
    HTML to .html, plain text to .txt, short ones stay in the YAML.
    """
    body = "<p>Hello</p>\n" * 20
    plain = "Hello, you.\n" * 20

    files = write_asset(asset("email/hello", subject="Hi", body=body, text=plain, preheader="x"), kinds())

    assert files["emails/hello.html"] == body
    assert files["emails/hello.txt"] == plain
    assert "body_file: hello.html\n" in files["emails/hello.yaml"]
    assert "text_file: hello.txt\n" in files["emails/hello.yaml"]
    short = write_asset(asset("email/hello", subject="Hi", body="<p>Hi</p>\n<p>You</p>\n"), kinds())
    assert short["emails/hello.yaml"].endswith("body: |\n  <p>Hi</p>\n  <p>You</p>\n")
    odd = write_asset(asset("email/hello", subject="Hi", body="\r" + body), kinds())
    assert list(odd) == ["emails/hello.yaml"]
    text = write_asset(asset("snippet/legal", format="text", content="No tags here. " * 40), kinds())
    assert list(text) == ["snippets/legal.yaml", "snippets/legal.txt"]


def test_every_asset_of_the_example_org_is_written_and_read_back_the_same() -> None:
    """
    Import gives the org that was exported.
    """
    for found in read_org(Tree(ORG), kinds()).org.values():
        if found.kind == "crm-field":
            continue
        files = write_asset(found, kinds())
        file = path_of(found, kinds())

        def side(name: str, files: dict[str, str] = files) -> bytes:
            return files[name].encode()

        reading = documents_of(file, files[file].encode(), kinds(), side)
        assert reading.findings == ()
        assert reading.assets == (found,)
        assert fmt(files[file].encode(), kinds()).decode() == files[file]


EMAIL = """\
kind: email
key: hello
subject: "Hi"  # short
type: journey
suppress: [list/b, list/a]   # in this order
body_file: hello.html
"""


def merged(text: str, **attributes: Any) -> tuple[str, dict[str, str]]:
    """The file after the platform's side was merged into it, which must then be the same asset."""
    wanted = asset("email/hello", attributes)
    sides = {"hello.html": "<p>Hi</p>"}
    data, texts = merge_asset(wanted, kinds(), text.encode(), 0, sides.get)
    now = {**sides, **texts}
    reading = documents_of("hello.yaml", data, kinds(), lambda name: now[name].encode())
    assert reading.findings == ()
    assert reading.assets == (wanted,)
    return data.decode(), texts


def test_merging_what_is_the_same_changes_nothing() -> None:
    """
    Defaults that a person wrote out, their order and their quotes stay.
    """
    assert merged(EMAIL, subject="Hi", suppress=["list/a", "list/b"], body="<p>Hi</p>") == (EMAIL, {})


def test_merging_changes_only_what_is_different() -> None:
    """
    Values where they stand, texts in their side file, what is gone taken out.
    """
    text, sides = merged(EMAIL, subject="Hello", suppress=["list/a", "list/b", "list/c"], body="<p>Hello</p>")
    gone, _ = merged(EMAIL, subject="Hi", type="list")

    assert text == EMAIL.replace('"Hi"', '"Hello"').replace("list/a]", "list/a, list/c]")
    assert sides == {"hello.html": "<p>Hello</p>"}
    assert "suppress" not in gone
    assert "body_file" not in gone
    assert "type: list\n" in gone


def test_merging_keeps_the_writing_of_criteria_and_nested_defaults() -> None:
    """
    Only a sentence that means something else is touched.
    """
    text = (
        "kind: journey\nkey: x\nentry: {lists: [list/b, list/a], re_entry: never}\n"
        "goal:\n- country  is FR  # one\n- score >= 50\n"
        "steps:\n- {id: a, send: email/a}\n- id: b\n  wait: 3 days\n"
    )
    wanted = asset(
        "journey/x",
        entry={"lists": ["list/a", "list/b", "list/c"]},
        goal=["country is FR", "score >= 60"],
        steps=[{"id": "a", "send": "email/a"}, {"id": "b", "wait": "4 days"}],
    )

    data, _ = merge_asset(wanted, kinds(), text.encode(), 0, lambda name: None)

    reading = documents_of("x.yaml", data, kinds(), lambda name: b"")
    assert reading.assets == (wanted,)
    assert changed(text, data.decode()) == [
        "- entry: {lists: [list/b, list/a], re_entry: never}",
        "+ entry: {lists: [list/b, list/a, list/c], re_entry: never}",
        "- - score >= 50",
        "+ - score >= 60",
        "-   wait: 3 days",
        "+   wait: 4 days",
    ]


def test_any_asset_of_the_example_org_can_be_merged_into_any_other_of_its_kind() -> None:
    """
    Whatever the platform has, the file can be made to say it, and then it does.
    """
    org = read_org(Tree(ORG), kinds()).org
    chance = random.Random(1)
    for found in org.values():
        if found.kind == "crm-field" or found.origin is None:
            continue
        other = chance.choice(list(org.of_kind(found.kind)))
        wanted = Asset(found.address, other.attributes)
        file = found.origin.file
        folder = Path(file).parent

        def side(name: str, folder: Path = folder) -> str | None:
            path = ORG / folder / name
            return path.read_text() if path.is_file() else None

        data, texts = merge_asset(wanted, kinds(), (ORG / file).read_bytes(), found.origin.document, side)

        def now(name: str, folder: Path = folder, texts: dict[str, str] = texts) -> bytes:
            given = {str(folder / key): value for key, value in texts.items()}
            return given[name].encode() if name in given else (ORG / name).read_bytes()

        reading = documents_of(file, data, kinds(), now)
        assert reading.assets[found.origin.document] == wanted
