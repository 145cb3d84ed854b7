"""Collects everything that people read, for those who translate it, and compiles what they wrote.

    .venv/bin/python script/messages.py          bring the catalogues up to date with the sources, and compile them
    .venv/bin/python script/messages.py --check  change nothing; exit with 1 where that would change something

A sentence that is new is empty in a catalogue until somebody translates it, and one that is no longer said is taken
out. Each language has two catalogues (docs/language.md): one of sentences, which are the literal strings in calls of
`say` and `plural`, and one of the pieces that the manual pages of all codes are made of.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from mapconfig.check.catalogue import everything
from mapconfig.language.manuals import pieces
from mapconfig.read import codes, crm_codes

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


@cache
def explained() -> Catalog:
    """Every piece of the manual pages, in the order of the pages, with the codes that have it."""
    catalogue = Catalog(project="mapconfig", charset="utf-8")
    for code, described in everything(codes.CODES, crm_codes.CODES).items():
        for piece in pieces(described.page.strip()):
            catalogue.add(piece, locations=[(code, None)])  # type: ignore[list-item]
    return catalogue


class Domain(NamedTuple):
    """What is translated together: its name, the folder of its catalogues, and what it collects; whether a catalogue
    is sorted, and whether braces and per cent signs in it are places of values."""

    name: str
    folder: Path
    collect: Callable[[], Catalog]
    in_order: bool
    filled: bool


SENTENCES = Domain("sentences", CATALOGUES, said, in_order=False, filled=True)
MANUALS = Domain("manual pages", CATALOGUES / "manual", explained, in_order=True, filled=False)
DOMAINS = (SENTENCES, MANUALS)


def languages(domain: Domain) -> Iterator[str]:
    """The languages that there are catalogues of."""
    return (path.stem for path in sorted(domain.folder.glob("*.po")))


def read(domain: Domain, language: str) -> Catalog:
    """A catalogue as it lies in the sources."""
    with (domain.folder / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def updated(domain: Domain, catalogue: Catalog) -> bytes:
    """The file of `catalogue` with what its domain collects, and nothing else."""
    old = {message.id: message.string for message in catalogue if message.id}
    fresh = Catalog(
        locale=catalogue.locale,
        project="mapconfig",
        charset="utf-8",
        fuzzy=False,
        header_comment=catalogue.header_comment,
    )
    for message in domain.collect():
        if message.id:
            empty = ("", "") if message.pluralizable else ""
            added = fresh.add(message.id, old.get(message.id, empty), locations=message.locations)
            if not domain.filled:
                added.flags -= {"python-format", "python-brace-format"}
    out = io.BytesIO()
    write_po(out, fresh, width=WIDTH, sort_output=not domain.in_order, omit_header=True)
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
    stale = []
    for domain in DOMAINS:
        for language in languages(domain):
            po = updated(domain, read(domain, language))
            for path, data in (
                (domain.folder / f"{language}.po", po),
                (domain.folder / f"{language}.mo", compiled(po, language)),
            ):
                if not path.exists() or path.read_bytes() != data:
                    stale.append(path.relative_to(CATALOGUES).as_posix())
                    if not check:
                        path.write_bytes(data)
            empty = [message.id for message in read(domain, language) if message.id and not _whole(message.string)]
            print(f"{language}, {domain.name}: {len(domain.collect())} texts, {len(empty)} of them not translated")
    if check and stale:
        print(f"Not up to date: {', '.join(stale)}. Run script/messages.py.", file=sys.stderr)
    return 1 if check and stale else 0


def _whole(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all([string] if isinstance(string, str) else string or [""])


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
