"""What a person may rely on when a YAML file is read."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.made import TEXT, plain
from tests.steps import steps, times_a_scan

from mapconfig.finding import Severity
from mapconfig.read import characters, fast, revision, scalars, source, syntax, yaml
from mapconfig.read.positions import locate
from mapconfig.read.yaml import load


def refused(data: bytes | str) -> tuple[str, str, str]:
    """The code, position and sentence of the first finding of a file that is refused as a whole."""
    documents, findings = load(data if isinstance(data, bytes) else data.encode(), "f.yaml")
    assert documents == []
    assert findings[0].severity is Severity.ERROR
    assert findings[0].place is not None
    return findings[0].code, str(findings[0].place), findings[0].detail


def value(text: str) -> Any:
    documents, findings = load(f"v: {text}".encode(), "f.yaml")
    assert findings == []
    return documents[0]["v"]


def noted(text: str) -> str:
    """The warning about a plain scalar that is read as text."""
    documents, findings = load(f"v: {text}".encode(), "f.yaml")
    assert documents == [{"v": text}]
    (finding,) = findings
    assert (finding.code, finding.severity, finding.path) == ("MC009", Severity.WARNING, ("v",))
    assert str(finding.place) == "f.yaml:1:4"
    return f"{finding.detail} {finding.fix}"


# Values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("FALSE", False),
        ("", None),
        ("~", None),
        ("Null", None),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("-3", -3),
        ("0x1f", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1.5e+3", 1500.0),
        ("9007199254740991", 2**53 - 1),
        ('"no"', "no"),
        ("'0644'", "0644"),
        ("Norway", "Norway"),
        ("2026-02-30", "2026-02-30"),
        ("2026-01-02 10:00:00", "2026-01-02 10:00:00"),
        ("2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z"),
        ("-", "-"),
        ("+", "+"),
        (".", "."),
        ("1-2", "1-2"),
        ("0x", "0x"),
        ("7 days", "7 days"),
        ("score >= 50", "score >= 50"),
        ("<<", "<<"),
        ("[]", []),
        ("{}", {}),
        ("[a, {b: c}]", ["a", {"b": "c"}]),
        ('"\\U0001F600 \\L"', "\U0001f600 \u2028"),
    ],
)
def test_scalars_are_those_of_the_core_schema_and_dates_are_text(text: str, expected: Any) -> None:
    """A value is what YAML 1.2 says it is; a day is text, so that it never depends on a time zone."""
    if text == "-":
        assert value('"-"') == expected
        return

    found = value(text)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("no", "false"),
        ("NO", "false"),
        ("On", "true"),
        ("y", "true"),
        ("0644", "an octal number"),
        ("00", "an octal number"),
        ("0o17", "an octal number"),
        ("0899", "a number"),
        ("0b101", "a binary number"),
        ("1_000", "a number"),
        ("1_0.5", "a number"),
        ("-0x1f", "a number"),
        ("12:30", "a number in base 60"),
        ("12:30:45", "a number in base 60"),
        ("1e3", "a number"),
        ("1.5e3", "a number"),
    ],
)
def test_a_value_that_other_readers_take_for_something_else_is_text_and_said_so(text: str, meaning: str) -> None:
    """Norway stays Norway, and the message has the quoted form to paste."""
    said = noted(text)

    assert f"take it for {meaning}." in said
    assert f'Write "{text}" in quotes' in said


def test_yes_and_no_come_with_the_boolean_that_may_have_been_meant() -> None:
    """Somebody who wrote `protected: yes` is told to write true."""
    assert noted("yes").endswith("or true if you mean yes.")
    assert noted("off").endswith("or false if you mean no.")


def test_a_note_carries_its_document_and_path() -> None:
    """The caller can tell an ambiguous value in criteria from one elsewhere."""
    loaded = yaml.read(b"a: b\n---\nx:\n  - k: [a, NO]\n---\nyes\n", "f.yaml")

    assert [(note.document, note.path, note.text) for note in loaded.notes] == [
        (1, ("x", 0, "k", 1), "NO"),
        (2, (), "yes"),
    ]


def test_numbers_that_their_value_would_not_give_back_are_remembered() -> None:
    """Whoever takes numbers for text can have them as they are written."""
    loaded = yaml.read(b"a: [1.10, 1.5, +5, 5, 0x1f, -0]\n", "f.yaml")

    assert loaded.documents == [{"a": [1.1, 1.5, 5, 5, 31, 0]}]
    assert [(note.path, note.text) for note in loaded.reworded] == [
        (("a", 0), "1.10"),
        (("a", 2), "+5"),
        (("a", 4), "0x1f"),
        (("a", 5), "-0"),
    ]
    assert loaded.notes == []


def test_keys_are_text_as_written() -> None:
    """A key that looks like a number or a yes is a name all the same."""
    assert load(b"1: a\nyes: b\n~: c\n2.50: d\n", "f")[0] == [{"1": "a", "yes": "b", "~": "c", "2.50": "d"}]


def test_documents_keep_their_number_even_when_one_is_empty() -> None:
    """A position is found by the number of the document, so empty ones count."""
    assert load(b"---\n---\na: 1\n--- \n- b\n...\n", "f") == ([None, {"a": 1}, ["b"]], [])
    assert load(b"", "f") == ([], [])
    assert load(b"# only a comment\n", "f") == ([], [])


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa:\r\n  b: c\r\n", b"a:\r  b: c\r", b"a:\n  b: c"])
def test_byte_order_marks_and_any_line_ends_are_accepted(data: bytes) -> None:
    """Files written on Windows read the same."""
    assert load(data, "f") == ([{"a": {"b": "c"}}], [])


# Refusals ---------------------------------------------------------------------------------------------------------


def test_a_duplicate_key_names_both_lines() -> None:
    """Two lines for one key are never decided silently."""
    assert refused("a: 1\nb: 2\na: 3\n") == (
        "MC003",
        "f.yaml:3:1",
        "The key `a` stands here and on line 1; only one of the two would count.",
    )
    assert refused('x: {"k": 1, k: 2}')[:2] == ("MC003", "f.yaml:1:13")


def test_all_duplicates_are_told_at_once() -> None:
    """One run shows all of them, also in other documents and below other keys."""
    _, findings = load(b"a: {x: 1, x: 2}\nb: 1\nb: 2\n---\nc: 1\nc: 2\n", "f")

    assert [finding.place.line for finding in findings if finding.place] == [1, 3, 6]


def test_a_file_with_many_faults_is_given_up_after_some() -> None:
    """Nobody reads a thousand messages about one file."""
    _, findings = load(b"a: 1\n" * 1000, "f")

    assert len(findings) == yaml.MAX_FINDINGS


@pytest.mark.parametrize(
    ("text", "code", "position", "part"),
    [
        ("a: &x 1", "MC004", "1:4", "Anchors (&x)"),
        ("a: &x [1]", "MC004", "1:4", "Anchors (&x)"),
        ("a: &x {b: *x}", "MC004", "1:4", "Anchors (&x)"),
        ("a: *x", "MC004", "1:4", "Aliases (*x)"),
        ("*x", "MC004", "1:1", "Aliases (*x)"),
        ("<<: {a: 1}", "MC004", "1:1", "Merge keys"),
        ("a: !foo b", "MC004", "1:4", "Tags (!foo)"),
        ("a: ! b", "MC004", "1:4", "Tags (!)"),
        ("a: !!str 1", "MC004", "1:4", "Tags (!!str)"),
        ("a: !!python/object/apply:os.system [x]", "MC004", "1:4", "Tags (!!python/object/apply:os.system)"),
        ("a: !include x.yaml", "MC004", "1:4", "Tags (!include)"),
        ("a: !x!y b", "MC002", "1:4", "Tags"),
        ("a: .inf", "MC007", "1:4", ".inf is infinity"),
        ("a: -.INF", "MC007", "1:4", "-.INF is infinity"),
        ("a: .nan", "MC007", "1:4", ".nan is infinity"),
        ("a: " + "1" * 5000, "MC007", "1:4", "(5,000 characters) has more digits"),
        ("a: 9007199254740992", "MC007", "1:4", "9007199254740992 has more digits"),
        ("a: 1.0e+999", "MC007", "1:4", "too large"),
        ("a: " + "1" * 500 + ".0", "MC007", "1:4", "too large"),
        ("? [a]\n: b", "MC008", "1:3", "list, a mapping or an alias"),
        ("? {a: b}\n: c", "MC008", "1:3", "list, a mapping or an alias"),
        ("{{ name }}: b", "MC008", "1:1", "list, a mapping or an alias"),
        ("?\n: b", "MC008", "1:2", "empty"),
        ("? " + "k" * 5000 + "\n: 1", "MC005", "1:3", "5,000 characters"),
        ('a: "x\\0"', "MC006", "1:4", "NUL as an escape"),
        ("a\x00b", "MC006", "1:2", "U+0000 (NUL)"),
        ("a: b\x1b[0m", "MC006", "1:5", "U+001B (escape)"),
        ("a: b\x07", "MC006", "1:5", "U+0007 (control character)"),
        ("a: b\u2028c: d", "MC006", "1:5", "U+2028 (line separator)"),
        ("a: b\u2029", "MC006", "1:5", "U+2029 (paragraph separator)"),
        ("é: b\n\u0085", "MC006", "2:1", "U+0085 (next line)"),
        ("a: 1\n\ufeff", "MC006", "2:1", "U+FEFF (byte order mark"),
        ("\ta: b", "MC002", "1:1", "A tab stands"),
        ("a:\n\tb: c", "MC002", "2:1", "A tab stands"),
        ("a: b: c", "MC002", "1:5", "The colon here"),
        ("a: @b", "MC002", "1:4", "cannot begin with @"),
        ("a: `b`", "MC002", "1:4", "cannot begin with `"),
        ("- a\nb: c", "MC002", "2:1", "begin here with a hyphen"),
        ("a: 1\nb\nc: 2", "MC002", "3:1", "no colon"),
        ('a: "b" c', "MC002", "1:8", "closing quote"),
        ("a: 'b", "MC002", "1:6", "never closed"),
        ("a: [b", "MC002", "2:1", "square brackets"),
        ("a: {b: c", "MC002", "2:1", "braces"),
        ('a: "\\q"', "MC002", "1:5", "backslash"),
        ('a: "\\ud800"', "MC002", "1:7", "surrogate"),
        ("a: ]", "MC002", "1:4", "A value should begin"),
        ("a: >x\n b", "MC002", "1:5", "cannot follow | or >"),
        ("%YAML 1.3\n---\na", "MC002", "1:1", "other than 1.2"),
        ("%x\n---\na", "MC002", "1:3", "This is not valid YAML"),
        ("a: - b", "MC002", "1:4", "A list cannot begin"),
    ],
)
def test_what_is_refused_is_refused_with_a_sentence_and_a_position(
    text: str, code: str, position: str, part: str
) -> None:
    """Nothing is guessed, and the message points at the very place."""
    assert refused(text)[:2] == (code, f"f.yaml:{position}")
    assert part in refused(text)[2]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ("a: b".encode("utf-16"), "UTF-16"),
        ("a: b".encode("utf-16-le"), "UTF-16"),
        ("a: b".encode("utf-16-be"), "UTF-16"),
        ("a: b".encode("utf-32-le"), "UTF-16 or UTF-32"),
        (b"a: caf\xe9", "The byte 0xe9 is not UTF-8"),
        (b"a: \xed\xa0\x80", "0xed"),
        (b"\x80", "0x80"),
    ],
)
def test_other_encodings_are_named(data: bytes, part: str) -> None:
    """Nobody has to guess why the accents are wrong."""
    code, _, detail = refused(data)

    assert code == "MC001"
    assert part in detail


def test_positions_count_characters_and_lines_as_editors_do() -> None:
    """The column is that of the character, whatever its bytes and however the lines end."""
    assert refused("é: ü\r\nß: \x07")[1] == "f.yaml:2:4"
    assert refused(b"a: b\n  caf\xe9")[1] == "f.yaml:2:6"


def test_depth_up_to_the_limit_is_read_and_no_deeper() -> None:
    """A limit is exact, so that what is read today is read tomorrow."""
    at_limit = b"[" * yaml.MAX_DEPTH + b"]" * yaml.MAX_DEPTH

    assert load(at_limit, "f")[1] == []
    assert refused(b"[" + at_limit + b"]")[:2] == ("MC005", "f.yaml:1:65")


@pytest.mark.slow
def test_limits_on_size_are_told_with_their_numbers() -> None:
    """Somebody whose file is refused learns how far it is over the limit."""
    assert refused(b"#" * 5_000_001)[2] == "The file has 5,000,001 bytes; files up to 5,000,000 bytes are read."
    assert refused(b"a: b\nc: " + b"x" * 1_000_001)[1:] == (
        "f.yaml:2:4",
        "The text here has 1,000,001 characters; up to 1,000,000 are read.",
    )
    assert refused(b"[" + b"1," * 200_000 + b"]")[1:] == (
        "f.yaml:1:400000",
        "The file holds more than 200,000 values; the rest is not read.",
    )
    assert load(b"a: " + b"x" * 1_000_000, "f")[1] == []
    assert load(b"[" + b"1," * 199_999 + b"]", "f")[1] == []


# Attacks: each ends in under a second and 300 MB, also where PyYAML's own loader crashes ------------------------------

BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + i, 98 + i, b", ".join([b"*%c" % (97 + i)] * 9)) for i in range(9)
)
MERGES = b"k0: &k0 {a: 1}\n" + b"".join(b"k%d: &k%d\n  <<: [*k%d, *k%d]\n" % (i, i, i - 1, i - 1) for i in range(1, 26))

ATTACKS: dict[str, Callable[[], bytes]] = {
    "brackets": lambda: b"[" * 100_000,
    "dashes": lambda: b"- " * 100_000,
    "braces": lambda: b"{a: " * 100_000,
    "blocks": lambda: b"".join(b" " * i + b"a:\n" for i in range(2000)),
    "scalar of 100 MB": lambda: b"a: " + b"x" * 100_000_000,
    "scalar below the file limit": lambda: b"a: " + b"x" * 4_900_000,
    "quoted scalar": lambda: b'a: "' + b"\\x41" * 1_200_000 + b'"',
    "million keys": lambda: b"".join(b"key%07d: 1\n" % i for i in range(1_000_000)),
    "keys below the file limit": lambda: b"".join(b"k%06d: 1\n" % i for i in range(450_000)),
    "many small values": lambda: b"[" + b"1," * 2_400_000 + b"]",
    "many documents": lambda: b"--- a\n" * 800_000,
    "comment of 5 MB": lambda: b"#" + b"x" * 4_999_000,
    "bomb": lambda: BOMB,
    "merges": lambda: MERGES,
    "alias to an open anchor": lambda: b"a: &a [*a]\n",
    "duplicates": lambda: b"a: 1\n" * 900_000,
    "long number": lambda: b"a: " + b"1" * 900_000,
    "long number in base 60": lambda: b"a: 1" + b":59" * 300_000 + b"x",
    "long underscores": lambda: b"a: 1" + b"_" * 900_000 + b"x",
    "long key": lambda: b"? " + b"k" * 900_000 + b"\n: 1",
    "spaces": lambda: b" " * 4_900_000,
    "line ends": lambda: b"\n" * 4_900_000 + b"\x00",
    "tabs": lambda: b"a:\n" + b"\t" * 900_000 + b"b: c",
    "open quotes": lambda: b"a: '" + b"''" * 2_000_000,
}
ACCEPTED = {"comment of 5 MB", "spaces", "long number in base 60", "long underscores"}

_CHILD = """
import json, resource, sys, time
from mapconfig.read import fast, revision, source, yaml
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF)
documents, findings = yaml.load(data, "f.yaml")
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "documents": len(documents),
    "findings": [[f.code, str(f.place), f.detail, f.fix] for f in findings],
    "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
}))
"""


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_end_in_a_sentence_in_little_time_and_memory(name: str) -> None:
    """A file from a stranger's change costs no more than a second and 300 MB, and never the process."""
    data = ATTACKS[name]()
    bound = 300_000_000 + 2 * len(data)  # the file as it came, once in the pipe's reader and once handed over

    child = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=data,
        capture_output=True,
        env={name: word for name, word in os.environ.items() if not name.startswith("COV")},  # measuring takes time
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (bound, bound)),
        check=False,
        timeout=60,
    )

    assert child.returncode == 0, child.stderr.decode()[-500:]
    answer = json.loads(child.stdout)
    assert answer["seconds"] < 1.0
    if name in ACCEPTED:
        assert answer["findings"] == []
    else:
        assert answer["documents"] == 0
        assert all(code and place and detail.endswith(".") for code, place, detail, _ in answer["findings"])
        assert max(len(detail) for _, _, detail, _ in answer["findings"]) < 300


# Without libyaml ----------------------------------------------------------------------------------------------------

_PURE = """
import json, sys
sys.modules["yaml._yaml"] = None   # PyYAML as it is where it was built without libyaml
from mapconfig.read import fast, revision, source, yaml
from mapconfig.read import events
assert events._Parser.__module__ == "mapconfig.read.events"
out = []
for text in json.loads(sys.stdin.read()):
    documents, findings = yaml.load(text.encode(), "f.yaml")
    out.append([documents, [[f.code, str(f.place)] for f in findings]])
print(json.dumps(out))
"""


def test_without_libyaml_the_same_documents_are_read_and_the_same_refused() -> None:
    """PyYAML without its C library is slower, and nothing else."""
    texts = [
        TEXT.decode(),
        "a: no\nb: [0644, 1.5, null]\n",
        "a: 1\na: 2\n",
        "a: &x 1\nb: *x\n",
        "a: !foo b\n",
        "[" * 70 + "]" * 70,
        "<<: {a: b}\n",
        "\ta: b",
        "a: @b",
        "a: .inf",
        "a: [b",
        "a: 'b",
        'a: "\\ud800"',
        "--- a\n---\n- b\n",
    ]
    child = subprocess.run(
        [sys.executable, "-c", _PURE], input=json.dumps(texts), capture_output=True, text=True, check=True
    )

    found = json.loads(child.stdout)

    for text, (documents, findings) in zip(texts, found, strict=True):
        expected_documents, expected_findings = load(text.encode(), "f.yaml")
        assert documents == expected_documents
        assert bool(findings) == bool(expected_findings)
        if text != 'a: "\\ud800"':  # refused by the builder there, by the parser here
            assert [code for code, _ in findings] == [finding.code for finding in expected_findings]


# Laws -------------------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(plain)
def test_json_is_read_as_json(value: Any) -> None:
    """Every JSON document is YAML, and reads as the same value."""
    text = json.dumps(value)
    if "\\ud" in text or "\\u0000" in text or '"<<"' in text:
        text = json.dumps(value, ensure_ascii=False)

    documents, findings = load(text.encode("utf-8", "surrogatepass"), "f")

    assert findings or documents == [value]
    if findings:
        assert {finding.code for finding in findings} <= {"MC001", "MC002", "MC006", "MC005"}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_reading_raise(data: bytes) -> None:
    """Whatever a file holds, the answer is documents or a sentence with a position."""
    documents, findings = load(data, "f")

    assert all(finding.place and finding.place.line > 0 and finding.detail for finding in findings)
    assert not (documents and any(finding.severity is Severity.ERROR for finding in findings))
    assert locate(data, 0, ("a", 0, "b")) >= (1, 1)


SNIPPETS = [
    "a: ",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "'",
    "|",
    ">",
    "&a",
    "*a",
    "!t",
    "#",
    "---\n",
    "yes",
    "1e3",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*SNIPPETS, "? ", ": ", "<<: ", "b", "0x", ".inf", "\t", "\\", "%", "é"]), max_size=25))
def test_accepted_documents_are_those_of_pyyaml_wherever_scalars_do_not_matter(parts: list[str]) -> None:
    """The structure that is read is libyaml's: an independent loader over the same parser finds the same shape."""
    text = "".join(parts).encode()
    documents, findings = load(text, "f")
    if any(finding.severity is Severity.ERROR for finding in findings):
        return

    expected = list(pyyaml.load_all(text, Loader=pyyaml.CBaseLoader))

    assert [_shape(each) for each in documents] == [_shape(each) for each in expected]


def _shape(found: Any) -> Any:
    """A value with all scalars alike."""
    if isinstance(found, dict):
        return {key: _shape(item) for key, item in found.items()}
    if isinstance(found, list):
        return [_shape(item) for item in found]
    return ""


LONG = [
    "a" * 100_000,
    "1" * 100_000,
    "1_" * 50_000,
    "1:" * 50_000,
    " " * 100_000,
    "- " * 50_000,
    "1e" * 50_000,
    "0" * 100_000,
]
LONG += [
    "." * 100_000,
    "+-" * 50_000,
    "[a, " * 25_000,
    "a b " * 25_000,
    "'" * 100_000,
    "0.1" * 30_000,
    "\ud800" * 50_000,
    "\n" * 100_000,
]


#: The patterns that are looked for anywhere in a text; all others have to match it as a whole.
SEARCHED = {"_FORBIDDEN", "_SURROGATE", "_UNPRINTABLE"}


def own_patterns() -> list[tuple[str, Any]]:
    """Every compiled pattern of the modules that see text from files."""
    compiled = [
        (f"{module.__name__}.{name}", pattern)
        for module in (yaml, characters, scalars, syntax, fast, source, revision)
        for name, pattern in vars(module).items()
        if isinstance(pattern, re.Pattern)
    ]
    return [*compiled, ("mapconfig.read.fast.screen", fast.screen())]


@pytest.mark.parametrize(("name", "pattern"), own_patterns(), ids=[name for name, _ in own_patterns()])
def test_no_pattern_takes_long_over_long_text(name: str, pattern: Any) -> None:
    """A text that is made for it cannot keep a pattern busy."""
    if name == "mapconfig.read.scalars._OLD_NUMBER":
        return  # it never sees more than 100 characters: "long underscores" above
    for text in LONG:
        for whole in (text, text + "\t", "a: " + text + "x", "k: 1\n- a\n" + text + "\n"):
            data = whole.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else whole
            ways = [pattern.fullmatch, *([pattern.search] if name.rpartition(".")[2] in SEARCHED else [])]
            for way in ways:
                assert times_a_scan(partial(way, data), data) < 2_000, text[:10]


def test_reading_takes_steps_in_proportion_to_the_file() -> None:
    """A long file costs as much a line as a short one."""
    load(TEXT, "f")

    assert steps(lambda: load(TEXT * 40, "f")) < 12 * steps(lambda: load(TEXT * 4, "f"))
