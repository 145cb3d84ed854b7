"""Whatever is in the files and on the command line: a documented exit code, sentences, and never a bug of ours."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.program import DOCUMENTED, EXAMPLE, YES, Ran, inside, settled, small, write

from mapconfig.cli import COMMANDS, cli

pytestmark = pytest.mark.slow

SOURCES = sorted(path for path in EXAMPLE.rglob("*") if path.is_file() and path.suffix in (".yaml", ".xml", ".html"))

#: What YAML, criteria and addresses are made of, and what breaks them.
PIECES = (
    *(
        "\x00",
        "\xff",
        "\ufeff",
        "\u202e",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "\t",
        "\r",
        "\x1b[31m",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "'",
        '"',
        "|\n",
        ">-\n",
        "&a ",
        "*a",
        "!!python/object:os.system ",
        "<<: ",
        "? ",
        "%",
        "#",
        "---\n",
        "...\n",
    ),
    *(
        "null",
        "true",
        "1e999",
        "0x10",
        "-1",
        "2026-02-30",
        "list/",
        "list/all",
        "field/x.y",
        "any of:",
        "not in list",
        "is",
        "in the last 0 days",
    ),
    *(
        "9" * 30,
        "a" * 3000,
        "[" * 80,
        "key: x\n",
        "kind: email\n",
        "kind: team\n",
        "steps:\n",
        "criteria:\n",
        "state: paused\n",
        "renamed_from: all\n",
    ),
)

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def harmless(done: Ran) -> None:
    """What is promised of every run."""
    assert done.code in DOCUMENTED, done
    assert "Traceback" not in done.all
    assert "bug in mapconfig" not in done.all, done.err
    if done.code in (1, 64):
        assert done.all.strip(), "no word about what went wrong"


@contextmanager
def somewhere() -> Iterator[Path]:
    """A directory of its own for one example, which is then the current one."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as directory:
        below = Path(directory, "a", "b")
        below.mkdir(parents=True)
        os.chdir(below)
        try:
            yield below
        finally:
            os.chdir(before)


def mutated(data: bytes, seed: int, times: int) -> bytes:
    """`data` with a few pieces put in, taken out, doubled or exchanged."""
    draw = random.Random(seed)
    text = data
    for _ in range(times):
        start = draw.randrange(len(text) + 1)
        stop = min(len(text), start + draw.choice([0, 1, 2, 5, 40]))
        what = draw.randrange(5)
        if what == 0:
            put = (
                draw.choice(PIECES).encode("latin-1", "ignore") if draw.random() < 0.5 else draw.choice(PIECES).encode()
            )
            text = text[:start] + put + text[stop:]
        elif what == 1:
            text = text[:start] + text[stop:]
        elif what == 2:
            text = text[:start] + draw.randbytes(draw.choice([1, 3])) + text[stop:]
        else:
            lines = text.split(b"\n")
            here, there = draw.randrange(len(lines)), draw.randrange(len(lines))
            if what == 3:
                lines.insert(there, lines[here])
            else:
                indent = b" " * draw.choice([1, 2, 4])
                lines[here] = indent + lines[here] if draw.random() < 0.5 else lines[here].lstrip()
            text = b"\n".join(lines)
    return text


def looked_at(root: Path, *more: str) -> None:
    """Every command that reads files, on the org at `root`."""
    where = ("-C", str(root))
    for words in (
        ("validate",),
        ("validate", "--format", "sarif"),
        ("show", "list/all"),
        ("graph",),
        ("impact", "list/all"),
        ("fmt", "--check"),
        ("plan", *YES),
    ):
        harmless(inside(*words, *where))


@quick
@given(
    data=st.binary(max_size=300),
    name=st.sampled_from(
        [
            "lists/any.yaml",
            "mapconfig.yaml",
            "removed.yaml",
            "changes/2026/any.yaml",
            "crm/objects/Lead/fields/A.field-meta.xml",
        ]
    ),
)
def test_any_bytes_in_any_file_are_answered_with_findings(data: bytes, name: str) -> None:
    """A file of noise is a finding with its name, or no finding at all."""
    with somewhere() as directory:
        looked_at(write(small(directory / "org"), {name: data}))


@quick
@given(source=st.sampled_from(SOURCES), seed=st.integers(0, 2**32), times=st.integers(1, 6))
def test_a_mistyped_file_of_the_example_is_answered_with_findings(source: Path, seed: int, times: int) -> None:
    """Mistakes of every sort in files of every sort."""
    with somewhere() as directory:
        name = source.relative_to(EXAMPLE).as_posix()
        looked_at(write(small(directory / "org"), {name: mutated(source.read_bytes(), seed, times)}))


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small org with its plan, applied, and what belongs to it."""
    base = tmp_path_factory.mktemp("applied")
    settled(small(base / "org"), base / "plan.json")
    return base


@quick
@given(
    name=st.sampled_from(
        [
            "plan.json",
            "org/.mapconfig/local/journal.jsonl",
            "org/.mapconfig/local/head.json",
            "org/.mapconfig/local/cache.json",
        ]
    ),
    seed=st.integers(0, 2**32),
    times=st.integers(1, 3),
)
def test_a_plan_or_record_that_somebody_edited_is_answered_with_a_sentence(
    applied: Path, name: str, seed: int, times: int
) -> None:
    """Nothing that mapconfig wrote is trusted just because of that."""
    with somewhere() as directory:
        base = directory / "applied"
        shutil.copytree(applied, base)
        file = base / name
        if not file.exists():
            return
        file.write_bytes(mutated(file.read_bytes(), seed, times))
        where = ("-C", str(base / "org"))
        for words in (
            ("apply", str(base / "plan.json")),
            ("audit", "verify"),
            ("audit", "list"),
            ("plan",),
            ("drift",),
            ("why", "list/all"),
            ("apply", "--resume"),
            ("attest", "001", "--note", "done"),
        ):
            harmless(inside(*words, *where))


@quick
@given(seed=st.integers(0, 2**32), times=st.integers(1, 40))
def test_a_platform_file_that_is_damaged_is_answered_with_a_sentence(applied: Path, seed: int, times: int) -> None:
    """SQLite says what is wrong, and so do we."""
    with somewhere() as directory:
        base = directory / "applied"
        shutil.copytree(applied, base)
        for file in (base / "org/.mapconfig").glob("platform.sqlite3*"):
            data = bytearray(file.read_bytes())
            draw = random.Random(seed)
            for _ in range(times if data else 0):
                data[draw.randrange(len(data) if draw.random() < 0.8 else min(100, len(data)))] = draw.randrange(256)
            file.write_bytes(data)
        for words in (("plan",), ("drift",), ("platform", "list"), ("platform", "log"), ("backends",)):
            harmless(inside(*words, "-C", str(base / "org")))


def _options() -> list[str]:
    found = {"-C", "-e", "-f", "-o", "-n", "-q", "--", "-"}
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        below = list(command.commands.values()) if isinstance(command, click.Group) else [command]
        for each in below:
            assert each is not None
            found |= {
                word for parameter in each.params if isinstance(parameter, click.Option) for word in parameter.opts
            }
    return sorted(found)


WORDS = st.one_of(
    st.sampled_from(
        [
            *(
                "list/all",
                "list/french",
                "journey/welcome",
                "list/",
                "/",
                "crm-field/Lead.X",
                "kind:list",
                "+list/all+",
                "changed:HEAD",
                "changed:..",
                "not",
                "(",
                "all",
            ),
            *(
                "HEAD",
                "HEAD~1",
                "HEAD..",
                "..",
                "...",
                "main..HEAD",
                "--output=x",
                "-o",
                "@{-1}",
                ":/x",
                "HEAD:lists",
                "--all",
                "\n",
                "a\nb",
                "*",
                "sends:*",
                "001",
                "local",
                "staging",
            ),
            *(
                "json",
                "markdown",
                "text",
                "sarif",
                "",
                " ",
                ".",
                "org",
                "plan.json",
                "mapconfig.yaml",
                "verify",
                "list",
                "log",
                "edit",
                "create",
                "{}",
                "[]",
                "{",
                "null",
                "1",
                "-1",
                "0",
                "title",
                "criteria",
                "steps.pause.wait",
            ),
            *("a" * 10_000, "é", "\x1b[31m", "\udcff", "\u202e", "%s", "${HOME}", "$(id)"),
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00/"), max_size=12),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(
        [
            *COMMANDS,
            "audit list",
            "audit verify",
            *(f"platform {one}" for one in ("list", "log", "edit", "create", "delete", "start", "pause", "rename")),
        ]
    ),
    words=st.lists(st.one_of(WORDS, st.deferred(lambda: st.sampled_from(_options()))), max_size=5),
)
def test_any_words_are_answered_with_a_sentence(name: str, words: list[str]) -> None:
    """However they are mistyped; nothing is written outside the current directory."""
    with somewhere() as directory:
        small(directory)
        harmless(inside(*name.split(), *words))
        assert [path.name for path in directory.parent.iterdir() if path.name != "b"] == []
