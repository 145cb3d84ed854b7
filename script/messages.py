"""Collects everything that is said to people, for those who translate it, and compiles what they wrote.

    .venv/bin/python script/messages.py          bring the catalogues up to date with the sources, and compile them
    .venv/bin/python script/messages.py --check  change nothing; exit with 1 where that would change something

A sentence that is new is empty in a catalogue until somebody translates it, and one that is no longer said is taken
out. Sentences are the literal strings in calls of `say` and `plural` (docs/language.md).
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "mapconfig"
CATALOGUES = SOURCES / "language" / "catalogues"
#: The calls that say something, and how many of their first arguments are sentences.
CALLS = {"say": 1, "plural": 2}
WIDTH = 120


@cache
def said() -> Catalog:
    """Every sentence of the sources, with the files that say it."""
    catalogue = Catalog(project="mapconfig", charset="utf-8")
    for path in sorted(SOURCES.rglob("*.py")):
        for sentence, _ in sentences(path):
            # Without lines, which would change in every commit.
            catalogue.add(sentence, locations=[(path.relative_to(SOURCES).as_posix(), None)])  # type: ignore[list-item]
    return catalogue


def sentences(path: Path) -> Iterator[tuple[str | tuple[str, str], int]]:
    """What a module says, with the line where it says it. Raises ValueError where that is no literal string."""
    tree = ast.parse(path.read_bytes())
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "mapconfig.language"
        for alias in node.names
        if alias.name in CALLS
    }
    if path == SOURCES / "language" / "__init__.py":
        names = {name: name for name in CALLS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            given = node.args[: CALLS[names[node.func.id]]]
            literal = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if len(literal) != CALLS[names[node.func.id]]:
                raise ValueError(f"{path}:{node.lineno}: what is said here is no literal string")
            if literal[0]:
                yield (literal[0] if len(literal) == 1 else (literal[0], literal[1])), node.lineno


def languages() -> Iterator[str]:
    """The languages that there are catalogues of."""
    return (path.stem for path in sorted(CATALOGUES.glob("*.po")))


def read(language: str) -> Catalog:
    """A catalogue as it lies in the sources."""
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def updated(catalogue: Catalog, template: Catalog) -> bytes:
    """The file of `catalogue` with the sentences of `template` and no others."""
    old = {message.id: message.string for message in catalogue if message.id}
    fresh = Catalog(
        locale=catalogue.locale,
        project="mapconfig",
        charset="utf-8",
        fuzzy=False,
        header_comment=catalogue.header_comment,
    )
    for message in template:
        if message.id:
            empty = ("", "") if message.pluralizable else ""
            fresh.add(message.id, old.get(message.id, empty), locations=message.locations)
    out = io.BytesIO()
    write_po(out, fresh, width=WIDTH, sort_output=True, omit_header=True)
    return _header(catalogue).encode() + out.getvalue()


def _header(catalogue: Catalog) -> str:
    """The header without dates and tools, which would differ from run to run."""
    lines = "\n".join(catalogue.header_comment.splitlines())
    fields = (
        "Project-Id-Version: mapconfig",
        f"Language: {catalogue.locale}",
        f"Plural-Forms: {catalogue.plural_forms}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return f'{lines}\nmsgid ""\nmsgstr ""\n' + "".join(f'"{field}\\n"\n' for field in fields) + "\n"


def compiled(po: bytes, language: str) -> bytes:
    """The catalogue as programs read it."""
    catalogue = read_po(io.BytesIO(po), locale=language)
    catalogue.creation_date = catalogue.revision_date = datetime(2000, 1, 1, tzinfo=UTC)  # the same from run to run
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main(check: bool) -> int:
    template = said()
    stale = []
    for language in languages():
        po = updated(read(language), template)
        for path, data in (
            (CATALOGUES / f"{language}.po", po),
            (CATALOGUES / f"{language}.mo", compiled(po, language)),
        ):
            if not path.exists() or path.read_bytes() != data:
                stale.append(path.name)
                if not check:
                    path.write_bytes(data)
        empty = [message.id for message in read(language) if message.id and not _whole(message.string)]
        print(f"{language}: {len(template)} sentences, {len(empty)} of them not translated")
    if check and stale:
        print(f"Not up to date: {', '.join(stale)}. Run script/messages.py.", file=sys.stderr)
    return 1 if check and stale else 0


def _whole(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all([string] if isinstance(string, str) else string or [""])


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
