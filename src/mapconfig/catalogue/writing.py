"""The catalogue as a folder of files: only what changed is written, and only what is ours is removed.

A manifest in the folder says for each page what it was made from and what was written. A page that would be made from
the same is neither drawn nor written again; a page that nothing makes any more is removed, unless somebody has put
something else in its place. The folder may have come out of a stranger's repository, so nothing in it is trusted: no
link is followed, and no name that is not one of ours is touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mapconfig import __version__, disk
from mapconfig.catalogue import site
from mapconfig.catalogue.facts import Facts
from mapconfig.command import Here, here
from mapconfig.errors import InputError, UsageError
from mapconfig.language import say, speech
from mapconfig.report.catalogue import sheets
from mapconfig.report.catalogue.frame import ASSETS, LIVE, SCRIPT, Frame
from mapconfig.report.catalogue.pages import render
from mapconfig.report.web.page import page_assets
from mapconfig.values import dataclass, replace

MANIFEST = "mapconfig-catalogue.json"
FORMAT = "mapconfig.catalogue/1"
SEARCH_DATA = "data/search.js"

#: Names that this module gives to files, and so the only ones that it ever removes.
_OURS = re.compile(r"(?:(?:a/[a-z][a-z0-9-]*|kind|rule|data|assets)/)?[A-Za-z0-9_][A-Za-z0-9._~-]*\Z")
#: A longer manifest is none, in bytes.
_LONGEST_MANIFEST = 64_000_000


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: how many files there are, how many of them were written, which were removed, and which are no
    longer ours and were left."""

    files: int
    written: int
    removed: int
    left: tuple[str, ...] = ()


def frame_of(facts: Facts, lang: str, aim: Here, *, live: bool = False) -> Frame:
    """What all pages share. Commands on them are for the environment of `aim`."""
    speak = speech(lang)
    return Frame(facts.name, lang, lambda text: aim.aimed(speak(text)), live, aim=aim.aimed)


def aim() -> Here:
    """What the commands on pages are for: the environment of this run. A page is read where it was not made, so they
    name no directory."""
    return replace(here(), org="")


def shared(live: bool = False) -> dict[str, str]:
    """The styles and scripts of the site by their place."""
    from importlib.resources import files

    folder = files("mapconfig.report.catalogue")
    found = {ASSETS + name: text for name, text in page_assets().items()}
    found[f"{ASSETS}style.css"] += folder.joinpath("catalogue.css").read_text(encoding="utf-8")
    for name in (SCRIPT, LIVE) if live else (SCRIPT,):
        found[ASSETS + name] = folder.joinpath(name).read_text(encoding="utf-8")
    return found


def search_data(facts: Facts) -> str:
    """What search looks through, as a script that hands it over."""
    said = json.dumps(site.search_rows(facts), ensure_ascii=True, separators=(",", ":"))
    return f"mapconfigCatalogue({said.replace('<', chr(92) + 'u003c')});\n"


def write(facts: Facts, folder: Path, lang: str, progress: Callable[[int, int], None] = lambda *_: None) -> Built:
    """Bring `folder` up to date. Raises UsageError where it holds something else, InputError where it cannot be
    written."""
    before = _manifest(folder)
    try:
        return _Writing(facts, folder, lang, before).all(progress)
    except OSError as error:
        raise InputError(
            say(
                "{filename} cannot be written: {reason}.",
                filename=str(error.filename or folder),
                reason=disk.reason(error),
            )
        ) from None


class _Writing:
    def __init__(self, facts: Facts, folder: Path, lang: str, before: Mapping[str, list[str]]) -> None:
        self.facts, self.folder, self.lang, self.before = facts, folder, lang, before
        self.aim = aim()
        self.frame = frame_of(facts, lang, self.aim)
        self.after: dict[str, list[str]] = {}
        self.written = 0
        self.real: set[Path] = set()

    def all(self, progress: Callable[[int, int], None]) -> Built:
        self.folder.mkdir(parents=True, exist_ok=True)
        common = _json([__version__, self.lang, self.facts.name, self.aim.environment, _program()])
        makers = site.makers(self.facts)
        documents: dict[str, Any] = {}
        for number, (place, make) in enumerate(makers.items()):
            document = make()
            if any(place == page for page, _ in sheets.SHEETS.values()):
                documents[place] = document
            made_from = _digest(f"{common}\n{_json(document)}".encode())
            known = self.before.get(place)
            if known is None or known[0] != made_from or not self._is_there(place, known[1]):
                self._put(place, made_from, render(place, document, self.frame))
            else:
                self.after[place] = known
            progress(number + 1, len(makers))
        for place, text in self._others(documents):
            self._put(place, "", text)
        removed, left = self._sweep()
        self._keep()
        return Built(len(self.after), self.written, removed, tuple(left))

    def _others(self, documents: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from shared().items()
        yield SEARCH_DATA, search_data(self.facts)
        for place, (page, make) in sheets.SHEETS.items():
            yield place, make(documents[page])

    def _put(self, place: str, made_from: str, text: str) -> None:
        """Write a file, unless it is there as it should be."""
        data = text.encode("utf-8", "backslashreplace")
        written = _digest(data)
        self.after[place] = [made_from, written]
        known = self.before.get(place)
        if known is not None and known[1] == written and self._is_there(place, written):
            return
        path = self.folder / place
        self._folder(path.parent)
        _write(path, data)
        self.written += 1

    def _folder(self, path: Path) -> None:
        """Make the folder of a page; it must not lead out of the site."""
        if path in self.real:
            return
        below = path.relative_to(self.folder)
        for part in (self.folder.joinpath(*below.parts[: number + 1]) for number in range(len(below.parts))):
            if part.is_symlink():
                raise UsageError(
                    say("{part} is a link to somewhere else. Remove it, or name another folder.", part=str(part))
                )
        path.mkdir(parents=True, exist_ok=True)
        self.real.add(path)

    def _is_there(self, place: str, written: str) -> bool:
        """Whether the file is as it was written, by its size and without reading it: whoever edits a page may."""
        path = self.folder / place
        size = written.partition(":")[2]
        try:
            found = os.lstat(path)
        except OSError:
            return False
        return str(found.st_size) == size

    def _sweep(self) -> tuple[int, list[str]]:
        """Remove pages that nothing makes any more."""
        removed, left = 0, []
        for place, (_, written) in self.before.items():
            if place in self.after:
                continue
            path = self.folder / place
            if path.is_symlink() or any(parent.is_symlink() for parent in _between(path, self.folder)):
                left.append(place)
                continue
            try:
                ours = _digest(path.read_bytes()) == written
            except OSError:
                continue
            if ours:
                path.unlink()
                removed += 1
            else:
                left.append(place)
        return removed, left

    def _keep(self) -> None:
        said = {"format": FORMAT, "tool": __version__, "files": dict(sorted(self.after.items()))}
        data = (json.dumps(said, indent=0, ensure_ascii=True) + "\n").encode()
        path = self.folder / MANIFEST
        if not path.is_symlink() and path.exists() and path.read_bytes() == data:
            return
        _write(path, data)


def _between(path: Path, folder: Path) -> Iterator[Path]:
    for parent in path.parents:
        if parent == folder:
            return
        yield parent


def _manifest(folder: Path) -> dict[str, list[str]]:
    """What an earlier build wrote. Raises UsageError for a folder that holds something else."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(
            say("{folder} is no folder. Name one that is empty, or one with a catalogue.", folder=str(folder))
        )
    path = folder / MANIFEST
    if not os.path.lexists(path):
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(
                say(
                    "{folder} holds other files. Name a folder that is empty, so that nothing of yours "
                    "gets lost in it.",
                    folder=str(folder),
                )
            )
        return {}
    try:
        if path.is_symlink() or path.stat().st_size > _LONGEST_MANIFEST:
            raise ValueError
        said = json.loads(path.read_bytes())
        if said["format"] != FORMAT:
            raise ValueError
        return {
            place: [str(pair[0]), str(pair[1])]
            for place, pair in said["files"].items()
            if _OURS.match(place) and ".." not in place
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise UsageError(
            say(
                "{path} is not what a build of this catalogue leaves there. Remove {folder}, or name another folder.",
                path=str(path),
                folder=str(folder),
            )
        ) from None


def _write(path: Path, data: bytes) -> None:
    """Put a file into its place at once, also where a link is. Nothing waits for the disk: a page is made again."""
    beside = path.with_name(f".{path.name[:200]}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(beside, flags, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    beside.replace(path)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _digest(data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}:{len(data)}"


def _program() -> str:
    """What tells this program from one that draws pages otherwise, though it has the same version."""
    from importlib.resources import files

    seen = hashlib.sha256()
    for package in ("mapconfig.report.web", "mapconfig.report.catalogue", "mapconfig.language"):
        for one in sorted(files(package).iterdir(), key=lambda each: each.name):
            if one.is_file() and one.name.endswith((".py", ".css", ".js")):
                seen.update(one.read_bytes())
    return seen.hexdigest()
