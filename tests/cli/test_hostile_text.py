"""Text that an attacker put into an org or a platform stays text, wherever it is shown."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from tests.cli.program import YES, Ran, inside, replace, settled, small, write
from tests.record.repository import Git

#: What does something in a terminal, in Markdown or on a forge.
TEXTS = {
    "colour": "\x1b[2K\x1b[1A\x1b[32m0 to delete\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "one-byte": "\x9b31mred\x9d0;owned\x9c",
    "return": "safe\rDELETED",
    "backspace": "safe\b\b\b\bevil",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069",
    "hidden": "a\u200bb\u2060c\U000e0041",
    "lines": "one\u2028two\u2029three\u0085four",
    "mention": "@drip/everyone and @ada, see #12, fixes #1, /approve",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)><!-- x --></details>",
    "table": "a | b || c",
    "ticks": "` `` ``` ```` `",
    "picture": "![x](https://evil.example/p.png) [y](javascript:alert(1)) <https://evil.example> https://evil.example",
    "heading": "# Title\n## Approved\n- [x] done\n\n---\n",
    "mermaid": 'x"]; click n0 "javascript:alert(1)"; %%{init: {}}%%',
    "workflow": "::error file=x::y\n::set-output name=a::b\n%0A::stop-commands::x",
    "ampersands": "&lt;b&gt; &#64;ada &amp;",
}

TERMINAL = [
    ["validate"],
    ["show", "list/french"],
    ["show", "email/hello"],
    ["graph", "--format", "text"],
    ["diff", "HEAD~1", "HEAD"],
    ["diff"],
    ["review"],
    ["review", "HEAD~1", "HEAD"],
    ["review", "--format", "github"],
    ["impact", "list/french"],
    ["plan"],
    ["drift"],
    ["why", "list/french", "title"],
    ["why", "email/hello", "subject"],
    ["history", "list/french"],
    ["history", "email/hello"],
    ["audit", "list"],
    ["audit", "verify"],
    ["platform", "list"],
    ["platform", "log"],
    ["validate", "--format", "github"],
]
MARKDOWN = [
    ["diff", "HEAD~1", "HEAD"],
    ["diff"],
    ["review", "HEAD~1", "HEAD"],
    ["review"],
    ["review", "--profile", "bitbucket"],
    ["impact", "list/french"],
    ["plan"],
    ["drift"],
    ["why", "list/french", "title"],
    ["history", "list/french"],
    ["graph"],
]


def quoted(text: str) -> str:
    """`text` as YAML, with everything escaped."""
    return '"' + "".join(char if char.isascii() and char.isalnum() else f"\\U{ord(char):08x}" for char in text) + '"'


@pytest.fixture(scope="module", params=TEXTS)
def org(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An org in which one of the texts is wherever a person can write: before, now, on the platform, in the history
    and in its names of people."""
    text = TEXTS[request.param]
    base = tmp_path_factory.mktemp("hostile")
    git = Git(small(base / "org"))
    # What nobody sees is an error, and nothing with errors is planned; plans are to show it all the same.
    replace(git.root / "mapconfig.yaml", "name: Small\n", "name: Small\nseverities:\n  MC181: warning\n")
    git.commit("Begin")
    settled(git.root, base / "plan.json")
    replace(
        git.root / "lists/french.yaml", "title: French growers", f"title: {quoted(text)}\ndescription: {quoted(text)}"
    )
    replace(git.root / "lists/french.yaml", "owner: team/ops", f"owner: team/ops\ntags: [{quoted(text)}]")
    replace(git.root / "emails/hello.yaml", "subject: Hello there", f"subject: {quoted(text)}")
    replace(git.root / "teams/ops.yaml", "title: Operations", f"title: {quoted(text)}")
    replace(git.root / "fields/industry.yaml", "  - Wine", f"  - Wine\n  - {quoted(text)}")
    write(
        git.root,
        {
            "changes/2026/chg-1.yaml": f"id: CHG-1\ntitle: {quoted(text)}\ntype: normal\nreason: {quoted(text)}\n"
            "requested_by: team/ops\ncovers:\n  - list/french\ndate: 2026-03-01\n"
        },
    )
    git.run("config", "user.name", text.replace("<", "(").replace("\n", " ") or "x")
    git.commit(text + "\n\n" + text)
    replace(git.root / "lists/french.yaml", "country is France", 'country is "' + _word(text) + '"')
    replace(git.root / "journeys/welcome.yaml", "title: Welcome", f"title: {quoted(text)}")
    for address, field in (("list/all", "title"), ("list/french", "title"), ("email/hello", "body")):
        done = inside("platform", "edit", address, field, json.dumps(text), "--who", text, "-C", str(git.root))
        assert done.code == 0, done.all
        assert_visible(done)
    return git.root


def _word(text: str) -> str:
    """`text` for a sentence of criteria within YAML."""
    return "".join(char for char in text if char.isprintable() and char not in "\"'\\:#")


def assert_visible(done: Ran) -> None:
    """Nothing that a terminal would obey or hide, on either stream."""
    for char in done.all.replace("\n", ""):
        category = unicodedata.category(char)
        assert category not in ("Cc", "Cf", "Zl", "Zp", "Cs"), f"U+{ord(char):04X} in {done.all!r}"


@pytest.mark.slow
def test_a_terminal_is_shown_nothing_that_it_would_obey(org: Path) -> None:
    """Escape sequences, carriage returns and invisible characters appear as what they are, in every text view."""
    for words in TERMINAL:
        done = inside(*words, "-C", str(org))

        assert done.code in (0, 3, 4), (words, done.all)
        assert_visible(done)


@pytest.mark.slow
def test_markdown_has_no_token_of_somebody_elses(org: Path) -> None:
    """No mention, link, picture, heading, task or HTML comes out of a text: outside code, all of it is escaped."""
    for words in MARKDOWN:
        done = inside(*words, "--format", "markdown", "-C", str(org))

        assert done.code in (0, 3, 4), (words, done.all)
        prose = outside_code(done.out)
        for found in (
            r"(?<![\w\\])@\w",  # a mention
            r"(?i)<(script|img|!--|/?details[^>]*on|iframe|a )",
            r"(?<!\\)!\[",
            r"\]\(https?://evil",
            r"https?://evil",
            r"(?i)\]\(javascript:",
            r"(?m)^#+ (Title|Approved)",
            r"(?m)^\s*[-*] \[x\] done",
            r"(?<![\w\\&])#\d+",
            r"(?m)^\s*/approve",
        ):
            assert not re.search(found, prose), (words, found, done.out)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", done.out), words


def outside_code(markdown: str) -> str:
    """Markdown without its fenced blocks and code spans."""
    prose = re.sub(r"(?ms)^(\s*)(`{3,}|~{3,})[^\n]*\n.*?^\s*\2`*\s*$", "", markdown)
    return re.sub(r"(?s)(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", prose)


@pytest.mark.slow
def test_machine_formats_stay_what_they_are(org: Path) -> None:
    """JSON parses and gives the text back; a workflow command stays on its line; a plan can be read again."""
    shown = json.loads(inside("show", "list/french", "--format", "json", "-C", str(org)).out)
    assert shown
    for words in (["validate"], ["diff"], ["impact", "list/french"], ["plan"], ["drift"], ["history", "list/french"]):
        assert json.loads(inside(*words, "--format", "json", "-C", str(org)).out)
    for line in inside("validate", "--format", "github", "-C", str(org)).out.splitlines():
        assert not line.startswith(("::set-output", "::stop-commands", "::error file=x::"))
    saved = org.parent / "again.json"
    done = inside("plan", "--out", str(saved), *YES, "-C", str(org))
    assert done.code in (0, 4), done.all
    applied = inside("apply", str(saved), "-C", str(org))
    assert applied.code in (0, 4, 6), applied.all
    assert_visible(applied)


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_words_of_the_command_line_are_shown_as_they_are(tmp_path: Path, text: str) -> None:
    """What a script passes on from a stranger is not obeyed by the terminal of whoever reads its log."""
    root = small(tmp_path / "org")
    for words in (
        ["show", f"list/{text}"],
        ["show", text],
        ["impact", text],
        ["graph", text],
        ["explain", text],
        ["why", f"list/{text}"],
        ["history", text],
        ["plan", "--env", text],
        ["plan", "--accept", f"{text}:*", "--because", text],
        ["plan", "--overwrite", text],
        ["apply", text],
        ["attest", text, "--note", text],
        ["audit", "list", text],
        ["platform", "edit", f"list/{text}", text, text],
        ["validate", "--format", text],
        ["validate", "--fail-on", text],
        [text],
        ["validate", f"--{text}"],
        ["audit", text],
        ["audit", "verify", "--known", text],
    ):
        done = inside(
            *words, *(["-C", str(root)] if words[0] in ("show", "plan", "audit", "platform") and len(words) > 2 else [])
        )
        assert_visible(done)
        assert "bug in mapconfig" not in done.err, (words, done.err)


def test_names_of_files_and_directories_are_shown_as_they_are(tmp_path: Path) -> None:
    """Git allows any byte in a file's name."""
    root = small(tmp_path / "o\x1b[31m\u202erg\n")
    write(root, {"lists/\x1b]0;x\x07\u202e\n.yaml": "kind: list\nkey: [\n", "lists/b\r.yaml": "kind: list\nkey: 1\n"})

    for words in (["validate"], ["validate", "--format", "github"], ["diff"], ["plan"], ["history", "list/all"]):
        assert_visible(inside(*words, "-C", str(root)))
