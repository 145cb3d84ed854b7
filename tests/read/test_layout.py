"""What a person may rely on when mapconfig writes a YAML file in its one way."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mapconfig.read.layout import Block, Document, Layout, entries_of, layout, quoted, value_of, word, written
from mapconfig.read.yaml import load

ORG = Path(__file__).parents[2] / "org-config"


def again(text: str) -> str:
    """The text in the one way, which must keep its values and be stable."""
    out = written(layout(text.encode()))
    assert load(out.encode(), "")[0] == load(text.encode(), "")[0]
    assert written(layout(out.encode())) == out
    return out


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("a:   1\nb:  two\n", "a: 1\nb: two\n"),
        ("a:\n- x\n- z\n", "a:\n  - x\n  - z\n"),
        ("a:\n      b: 1\n      c: 2\n", "a:\n  b: 1\n  c: 2\n"),
        ("'a': 'x'\n\"b\": z\n", 'a: "x"\nb: z\n'),
        ("a: [x,  'y',1 ]\n", 'a: [x, "y", 1]\n'),
        ("a: {b: 1,  c: {d: e}}\n", "a: {b: 1, c: {d: e}}\n"),
        ("a: []\nb: {}\n", "a: []\nb: {}\n"),
        ("a:\nb: ~\nc: null\n", "a: null\nb: null\nc: null\n"),
        ("a: True\nb: FALSE\n", "a: true\nb: false\n"),
        ("a: 0x1F\nb: 1.0e+3\nc: 1.50\nd: -0\n", "a: 0x1F\nb: 1.0e+3\nc: 1.50\nd: -0\n"),
        ("a: no\nb: 0644\n", 'a: "no"\nb: "0644"\n'),
        ("a: 2027-06-30\n", "a: 2027-06-30\n"),
        ("a: plain\n  on two\n  lines\n", "a: plain on two lines\n"),
        ('a: "quoted\n  on two"\n', 'a: "quoted on two"\n'),
        ("a: 'it''s'\n", 'a: "it\'s"\n'),
        ("a: 'say \"x\"'\n", "a: 'say \"x\"'\n"),
        ('a: "tab\\tnew\\nline"\n', 'a: "tab\\tnew\\nline"\n'),
        ("-   - a\n    - b\n-   - c\n", "- - a\n  - b\n- - c\n"),
        ("-\n  a: 1\n  b: 2\n", "- a: 1\n  b: 2\n"),
        ("- a:\n  - 1\n", "- a:\n    - 1\n"),
        ("? a\n: b\n", "a: b\n"),
        ("a: |\n     x\n      y\n\n     z\n", "a: |\n  x\n   y\n\n  z\n"),
        ("a: |-\n  x\nb: 1\n", "a: |-\n  x\nb: 1\n"),
        ("a: |+\n  x\n\n\nb: 1\n", 'a: "x\\n\\n\\n"\n\nb: 1\n'),
        ("a: |2\n    x\n   y\n", 'a: "  x\\n y\\n"\n'),
        ("a: >\n    x\n    y\n\n    z\n", "a: >\n  x\n  y\n\n  z\n"),
        ("a: >-\n    x\n      y\n    z", "a: >-\n  x\n    y\n  z\n"),
        ("a: >+\n    x\n\n\n", 'a: "x\\n\\n\\n"\n'),
        ("a: 1\n\n\n\nb: 2\n", "a: 1\n\nb: 2\n"),
        ("\n\na: 1\n\n\n", "a: 1\n"),
        ("a:\n\n  - x\n\n  - z\n", "a:\n  - x\n\n  - z\n"),
        ("a: 1 # c\n", "a: 1  # c\n"),
        ("#c\na: 1\n", "#c\na: 1\n"),
        ("a: # c\n  - 1\n", "a:  # c\n  - 1\n"),
        ("a:\n  # c\n  - 1\n  # d\nb: 2\n", "a:\n  # c\n  - 1\n  # d\nb: 2\n"),
        ("a:\n  - 1\n# d\nb: 2\n", "a:\n  - 1\n# d\nb: 2\n"),
        ("a:\n  - 1\n # d\nb: 2\n", "a:\n  - 1\n# d\nb: 2\n"),
        ("a:\n  # c\n  x\n", "# c\na: x\n"),
        ("a: [1, # one\n  2]\n", "a:\n  - 1  # one\n  - 2\n"),
        ("a: [ # all\n  1]  # end\n", "a:  # all\n  - 1  # end\n"),
        ("a: [1,\n  # two\n  2\n  # done\n  ]\n", "a:\n  - 1\n  # two\n  - 2\n  # done\n"),
        ("a: [\n  # none\n  ]\n", "# none\na: []\n"),
        ("- # c\n  a: 1\n", "# c\n- a: 1\n"),
        ("- a\n- # c\n  - b\n", "- a\n# c\n- - b\n"),
        ("- # c\n- b\n", "- null\n# c\n- b\n"),
        ("a: |  # c\n  x # no comment\n", "a: |  # c\n  x # no comment\n"),
        ("a: 1\n---\nb: 2\n", "a: 1\n---\nb: 2\n"),
        ("---\na: 1\n...\n---\n# c\nb: 2\n", "a: 1\n---\n# c\nb: 2\n"),
        ("a: 1\n# end\n---\nb: 2\n# end too", "a: 1\n# end\n---\nb: 2\n# end too\n"),
        ("---\n---\na: 1\n", "---\n---\na: 1\n"),
        ("--- # c\n", "---\n# c\n"),
        ("# only\n\n# comments\n", "# only\n\n# comments\n"),
        ("", ""),
        ("just text\n", "just text\n"),
        ("# c\njust text # d\n# e\n", "# c\njust text\n# d\n# e\n"),
        ("|\n  text\n  more\n", "|\n  text\n  more\n"),
        ("%YAML 1.2\n---\na: 1\n", "a: 1\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("\ufeffa: 1\n", "a: 1\n"),
        ("a: x#y\nb: 'x #y'\n", 'a: x#y\nb: "x #y"\n'),
        ("'a b': 1\n'a: b': 2\n'': 3\n", 'a b: 1\n"a: b": 2\n"": 3\n'),
        ('a: "\\u2028\\x7f"\n', 'a: "\\u2028\\u007f"\n'),
        ("a: {? b : c}\n", "a: {b: c}\n"),
        ("? a # one\n: b # two\n", "# two\na: b  # one\n"),
        ("  a: 1\n# c\n", "a: 1\n# c\n"),
        ("a: |\n  x\n   \n  \nb: 1\n", 'a: "x\\n \\n"\n\nb: 1\n'),
        ('{a: "x"#c\n}\n', 'a: "x"  #c\n'),
    ],
)
def test_there_is_one_way_to_write(text: str, out: str) -> None:
    """
    Whatever a file looked like, its values and comments are the same after, and a second time changes nothing.
    """
    assert again(text) == out


def test_brackets_that_do_not_fit_on_a_line_become_lines() -> None:
    """
    And those that do stay brackets.
    """
    words = [f"word{n:03d}" for n in range(20)]

    assert again(f"a: [{', '.join(words[:5])}]\n").count("\n") == 1
    assert again(f"a: [{', '.join(words)}]\n") == "a:\n" + "".join(f"  - {word}\n" for word in words)


def test_a_key_longer_than_a_line_may_have_is_written_with_a_question_mark() -> None:
    """
    YAML allows no more than 1,024 signs before the colon.
    """
    key = "k" * 2000

    assert again(f"? {key}\n: 1\n") == f'? "{key}"\n: 1\n'
    assert again(f"? {key}\n:\n  - 1\n") == f'? "{key}"\n:\n  - 1\n'


def test_the_example_org_is_written_in_the_one_way() -> None:
    """
    What people read first is what `fmt` would leave alone.
    """
    files = sorted(ORG.rglob("*.yaml"))

    assert len(files) > 50
    assert [path.name for path in files if written(layout(path.read_bytes())) != path.read_text()] == []


@pytest.mark.parametrize(
    "text", ["a: [", "a: *b\n", "a: 1\na: 2\n", "a: \x00", "a: &x 1\n", "- !!str x\n", "? [a]\n: b\n"]
)
def test_what_cannot_be_read_has_no_layout(text: str) -> None:
    """
    Nothing is written that was not understood.
    """
    with pytest.raises(ValueError, match=r"\w"):
        layout(text.encode())


TEXT = st.text(
    st.sampled_from("aZ09 _-.,:;#'\"\\[]{}()|>!&*?%@`~=<\n\té\u2028\x7f\u00a0😀/+"), max_size=12
) | st.sampled_from(
    ["no", "y", "null", "~", "0644", "1e3", "12:30", "- a", "a: b", "# c", "---", "...", "{{ snippet/x }}"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | TEXT,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXT.filter(bool), below, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_any_value_is_written_so_that_it_is_read_again(value: Any) -> None:
    """
    By this reader, and the same by one of other people.
    """
    text = written(Layout("", [Document(entries_of(value))]))

    documents, findings = load(text.encode(), "")

    assert (documents or [None], findings) == ([value], [])
    assert written(layout(text.encode())) == text
    if "\x7f" not in text and "\u2028" not in text:
        assert YAML(typ="safe", pure=True).load(text) == value


class Messy:
    """A person who writes the same values in any of the ways that YAML has, with comments in between."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.comments: list[str] = []

    def comment(self, share: float = 0.3) -> str:
        if self.chance.random() > share:
            return ""
        text = f"# {len(self.comments)} " + self.chance.choice(["", "x", "a: b", "- c", "'", '"', "é [", "#"])
        self.comments.append(text.rstrip())
        return text

    def gap(self, indent: int) -> str:
        """Blank lines and comment lines, at any indentation that does not make them part of a text."""
        out = "\n" * self.chance.choice([0, 0, 0, 1, 2])
        text = self.comment()
        if text:
            out += " " * self.chance.choice([indent, indent, indent, 0, indent + 2]) + text + "\n"
        return out

    def end(self) -> str:
        text = self.comment(0.2)
        return f"{' ' * self.chance.choice([1, 2, 9])}{text}\n" if text else "\n"

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return word(value)
        choices = [quoted(value)]
        if value.isprintable():
            choices.append("'" + value.replace("'", "''") + "'")
        if load(f"k: {value}".encode(), "") == ([{"k": value}], []) and "#" not in value and "\n" not in value:
            choices += [value, value]
        return self.chance.choice(choices)

    def flow(self, value: Any) -> str:
        if isinstance(value, list):
            return f"[{self.joined([self.flow(item) for item in value])}{self.chance.choice(['', ' '])}]"
        if isinstance(value, dict):
            return f"{{{self.joined([f'{quoted(name)}: {self.flow(item)}' for name, item in value.items()])}}}"
        return quoted(value) if isinstance(value, str) else self.scalar(value)

    def joined(self, items: list[str]) -> str:
        out = ""
        for item in items:
            out += (self.comma() if out else "") + item
        return out

    def comma(self) -> str:
        text = self.comment(0.1)
        return f", {text}\n      " if text else self.chance.choice([", ", ",   ", ",\n        "])

    def block(self, value: Any, indent: int) -> str:
        """Lines for a collection; each ends in a line feed."""
        out = ""
        space = " " * indent
        items = list(value.items()) if isinstance(value, dict) else [(None, item) for item in value]
        for name, item in items:
            out += self.gap(indent)
            head = space + (f"{quoted(name)}:" if name is not None else "-")
            if isinstance(item, (dict, list)) and item and self.chance.random() < 0.8:
                deeper = indent + self.chance.choice([1, 2, 4])
                out += head + self.end() + self.block(item, deeper)
            elif isinstance(item, str) and self.chance.random() < 0.5 and self.literal(item, indent):
                out += f"{head} {self.literal(item, indent)}"
            elif isinstance(item, (dict, list)):
                out += f"{head} {self.flow(item)}{self.end()}"
            else:
                out += f"{head} {self.scalar(item)}{self.end()}"
        return out

    def literal(self, value: str, indent: int) -> str:
        body = value.rstrip("\n")
        ends = len(value) - len(body)
        if (
            not body.strip()
            or any(not row.isprintable() or "\u00a0" in row for row in body.split("\n"))
            or body[0] in " \n"
        ):
            return ""
        rows = "".join(f"{' ' * (indent + 3)}{row}\n" if row else "\n" for row in body.split("\n"))
        return f"|{('-', '', '+')[min(ends, 2)]}\n" + rows + "\n" * max(ends - 1, 0)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(TEXT.filter(bool), VALUES, min_size=1, max_size=5) | st.lists(VALUES, min_size=1, max_size=5),
    st.integers(0, 10**6),
)
def test_meaning_and_comments_survive_and_twice_is_once(value: Any, seed: int) -> None:
    """
    However people wrote it: the values are the same, every comment is there once, and formatting again changes nothing.
    """
    person = Messy(seed)
    text = person.gap(0) + person.block(value, 0) + person.gap(0)
    documents, findings = load(text.encode(), "")
    assert (documents, findings) == ([value], []), text

    out = written(layout(text.encode()))

    assert load(out.encode(), "") == ([value], [])
    assert written(layout(out.encode())) == out
    found = [
        row[row.index(comment) :] for comment in person.comments for row in out.split("\n") if row.endswith(comment)
    ]
    assert sorted(found) == sorted(person.comments), (text, out)


def test_a_value_and_its_entries_are_two_ways_to_say_one_thing() -> None:
    """
    What was made into entries is the same value.
    """
    value = {"a": [1, {"b": []}], "c": {}}

    assert value_of(entries_of(value)) == value
    assert value_of(Block(3)) == 3
