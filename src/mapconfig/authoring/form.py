"""An org's YAML files in the one canonical form."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mapconfig.errors import UsageError
from mapconfig.finding import Finding, Place
from mapconfig.language import say, together, told
from mapconfig.model import Kinds
from mapconfig.read import codes, yaml
from mapconfig.read.documents import CRM
from mapconfig.read.edit import UneditableError
from mapconfig.read.formatting import fmt
from mapconfig.read.source import Source, UnreadableError, is_yaml


@dataclass(frozen=True, slots=True)
class Formatted:
    """The files that would change, with the content they should have; how many were looked at; why others could not
    be."""

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    looked_at: int
    findings: tuple[Finding, ...]


def formatted(source: Source, kinds: Kinds, files: Iterable[str]) -> Formatted:
    """The canonical form of each of `files`; one that cannot be read stops none of the others."""
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    findings: list[Finding] = []
    count = 0
    for file in files:
        count += 1
        try:
            data = source.read(file)
        except UnreadableError as error:
            findings.append(codes.UNREADABLE.finding(error.reason, place=Place(file), fix=error.fix))
            continue
        try:
            text = fmt(data, kinds)
        except UneditableError as error:
            _, found = yaml.load(data, file)
            findings += found or [codes.UNREADABLE.finding(together("", [told(error)]), place=Place(file))]
            continue
        if text != data:
            before[file], after[file] = data, text
    return Formatted(before, after, count, tuple(findings))


def chosen(root: Path, source: Source, given: Sequence[str]) -> list[str]:
    """The org's YAML files that a person means by these paths: from where they stand or from the org's directory, files
    or whole folders; all of them when nothing is given. Raises UsageError for a path without any."""
    every = [file for file in source.files() if file.endswith("/") or (is_yaml(file) and not file.startswith(CRM))]
    if not given:
        return every
    found: dict[str, None] = {}
    for text in given:
        names = {_inside(root, text), os.path.normpath(text).replace(os.sep, "/")}
        picked = [file for file in every if any(file == name or file.startswith(f"{name}/") for name in names)]
        if _inside(root, text) == ".":
            picked = every
        if not picked:
            raise UsageError(
                say("{text} is no YAML file of the org {root}, nor a folder with any.", text=text, root=str(root))
            )
        found.update(dict.fromkeys(picked))
    return list(found)


def _inside(root: Path, text: str) -> str:
    """`text`, a path from the current directory, as a path from the org. The last step is not followed if it is a link:
    a link is not the file that it leads to."""
    given = Path(os.path.normpath(Path.cwd() / text))
    return os.path.relpath(given.parent.resolve() / given.name, root).replace(os.sep, "/")


def differences(found: Formatted) -> str:
    """What would change, as a unified diff."""
    lines: list[str] = []
    for file, after in found.after.items():
        one, other = (text.decode("utf-8", "replace").splitlines(keepends=True) for text in (found.before[file], after))
        for line in difflib.unified_diff(one, other, f"a/{file}", f"b/{file}"):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)
