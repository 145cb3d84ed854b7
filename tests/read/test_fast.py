"""What a person may rely on when the quick loader is installed: that nothing is different."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.interpreters import newer

from mapconfig.read import fast, yaml
from mapconfig.read.fast import NotPlainError, plain_documents

PLAIN = b"""\
---
# A list
kind: list
key: customers
title: Customers (master list)
protected: true
tags: [a, b-c, d 1]
state:
score: 12
why:
  reason: >-
    Sales and marketing
    agreed.
  review_by: 2027-06-30
steps:
  - id: a
    send: email/a
  - id: b
    do:
      - set: {field: field/a, value: X}
criteria:
  - account.type is Customer
  - "country in [NO]"
  - score >= 50  and more

---
kind: list
key: caf\xc3\xa9
"""


def strictly(text: bytes) -> list[Any]:
    """A quick loader that never differs."""
    documents, findings = yaml.load(text, "")
    if any(finding.code != "MC009" for finding in findings):
        raise NotPlainError
    return documents


def test_plain_files_go_the_quick_way() -> None:
    """Otherwise the package would be of no use."""
    assert plain_documents(PLAIN, strictly) == yaml.load(PLAIN, "f")[0]


#: One a line, with escapes as in Python.
CORNERS = r"""a: &x b
a: *x
a: !t b
a: ! b
<<: {a: b}
<<: b
? a
%YAML 1.2
a:\tb
\ta: b
a: b\r
a: "\\n"
a: b\n  c
a:\n  b\n  c
a: 'it''s'
a: {b: {c: d}}
a: [[b]]
a: [b,\n  c]
a: [b: c]
a: [:b]
a: ["b"]
a: @b
a: `b
a: -b
a: - b
a: ? b
a: >2\n    b
a: |+\n  b\n
a: |\n  b\n    c
a: |\n\n  b
- a
  - a\n    b: c
- "a"\n  b: c
'a': b
1: a
[a]: b
a : b
a:b: c
a: b: c
a: b #c
a: b:
a: b\xc2\x85
a: b\xe2\x80\xa8c
a: \xff
a: \x00
...
--- a
---a
 a: b
a: .5
a: 1.5
a: 1e3
a: 0644
a: yes
a: [no]
a: 12:30
a: 1_0
a: 9007199254740993
- y
a: .inf
a: ~
a: =
a: #b"""


@pytest.mark.parametrize(
    "corner",
    [line.encode().decode("unicode_escape").encode("latin-1") for line in CORNERS.splitlines()],
)
def test_files_with_a_corner_or_a_doubt_go_to_the_strict_loader(corner: bytes) -> None:
    """Where two loaders could differ, only one is asked; where there is something to say, the one that can say it."""

    def gives(text: bytes) -> list[Any]:
        found: list[Any] = list(pyyaml.load_all(text, Loader=pyyaml.CSafeLoader)) if b"1.5" in text else strictly(text)
        return found

    assert plain_documents(b"kind: list\n" + corner + b"\n", gives) is None


def test_what_the_quick_loader_makes_is_looked_through() -> None:
    """A value of a type that the strict loader never gives is not believed."""
    for odd in (1.5, 2**60, {1: "a"}, {"k" * 5000: 1}, ["yes"], {"a": ["0644"]}, b"x", object()):
        assert plain_documents(b"kind: list\n", lambda _, odd=odd: [{"a": odd}]) is None  # type: ignore[misc]
    deep: Any = []
    for _ in range(80):
        deep = [deep]
    assert plain_documents(b"kind: list\n", lambda _: [deep]) is None
    assert plain_documents(b"kind: list\n", lambda _: [{"a": [True, None, 5, "b"]}]) == [{"a": [True, None, 5, "b"]}]
    assert plain_documents(b"kind: list\n" * 50_000, lambda _: []) is None


def test_without_the_package_the_strict_loader_does_it_all() -> None:
    """The package is an extra."""
    child = (
        "import sys; sys.modules['yamlrocks'] = None;from mapconfig.read import fast; print(fast.documents(b'a: b\\n'))"
    )

    assert subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True).stdout == "None\n"


_STAND_IN = """
import yaml
OPT_DUPLICATE_KEYS_ERROR = 1
class YAMLRocksError(Exception): pass
def loads_all(data, option):
    assert option == OPT_DUPLICATE_KEYS_ERROR
    if b"refuse" in data:
        raise YAMLRocksError
    return list(yaml.load_all(data, Loader=yaml.CSafeLoader))
"""


def test_the_package_is_asked_where_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its documents are used, and what it refuses goes to the strict loader for the words."""
    (tmp_path / "yamlrocks.py").write_text(_STAND_IN)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "yamlrocks", raising=False)
    fast._rocks.cache_clear()
    try:
        assert fast.documents(b"kind: list\nkey: a\n") == [{"kind": "list", "key": "a"}]
        assert fast.documents(b"kind: refuse\n") is None
        assert fast.documents(b"kind: &x list\n") is None
    finally:
        monkeypatch.undo()
        sys.modules.pop("yamlrocks", None)
        fast._rocks.cache_clear()


LINES = """kind: list
key: a
- a
  - a
    - a
  - id: x
    send: y
  key: b
      k: v
tags: [a, b]
- [a, b]
  - "x"
why:
  reason: >-
    words
   odd
# comment
  # comment

---
steps:
a: {b: c}
more words here
x: 'y z'
score: 5
text: |
  words: more
title: A - B (c)
at: 2026-01-02
  - set: {a: b}
k: 10 %
u: https://example.com/a
n: -5
t: true
e: café
q: a, b""".splitlines()


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=9).map(lambda lines: "\n".join(lines).encode() + b"\n"))
def test_the_screen_lets_only_files_through_that_mean_one_thing(data: bytes) -> None:
    """A file that passes is read by PyYAML's own loader as by the strict one, or refused by both."""
    if fast.screen().fullmatch(data) is None:
        return

    documents, findings = yaml.load(data, "f")

    try:
        expected = list(pyyaml.load_all(data, Loader=pyyaml.CBaseLoader))
    except pyyaml.YAMLError:
        assert documents == []
        return
    assert {finding.code for finding in findings} <= {"MC003", "MC009"}
    if not findings:
        assert _texts(documents) == expected


def _texts(value: Any) -> Any:
    """A value with its scalars as they were written, for the few that the lines above hold."""
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value] if value != [None] else [""]
    return {True: "true", 5: "5", -5: "-5", None: ""}.get(value, value) if not isinstance(value, str) else value


_DIFFERENTIAL = Path(__file__).with_name("compare_loaders.py")


@pytest.mark.campaign
def test_a_million_files_read_alike_with_the_package_itself(tmp_path: Path) -> None:
    """The differential run that every new version of the package has to pass, on a Python that has it."""
    try:
        python = newer((3, 12))
    except LookupError as error:
        pytest.fail(str(error))
    environment = tmp_path / "venv"
    subprocess.run([python, "-m", "venv", str(environment)], check=True)
    inside = str(environment / "bin" / "python")
    subprocess.run([inside, "-m", "pip", "install", "--quiet", "yamlrocks>=0.7,<0.8", "pyyaml"], check=True)
    source = Path(__file__).parents[2] / "src"

    done = subprocess.run(
        [inside, str(_DIFFERENTIAL), "--seconds", "300"],
        env={"PYTHONPATH": str(source), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_pyyaml_is_loaded_with_the_first_file_that_needs_it() -> None:
    """
    It takes 9 ms to load, a tenth of a run after one edit; a file that the quick way reads does without.
    """
    program = (
        "import sys; import mapconfig.read.documents as documents\n"
        "print('yaml' in sys.modules)\n"
        "documents.yaml.load(b'key: [', 'a.yaml')\n"
        "print('yaml' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == (
        "False\nTrue\n"
    )
