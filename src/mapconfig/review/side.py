"""One side of a review: the org as a revision or the working tree has it, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mapconfig import git
from mapconfig.graph import Graph
from mapconfig.index.build import build
from mapconfig.language import NOTHING, Text
from mapconfig.model import Org
from mapconfig.model.persona import Persona
from mapconfig.pipeline import overridden
from mapconfig.read.revision import Revision, resolve, tree
from mapconfig.read.source import Source
from mapconfig.review.spots import Placing, nowhere
from mapconfig.values import dataclass, replace
from mapconfig.workspace import Workspace


@dataclass(frozen=True)
class Side:
    """The org before or after. `ref` is how a person names it, empty for the files as they are; `commit` its full
    hash, empty likewise; `words` what it is called where nobody named it. `findings` is the document of
    `mapconfig.report.findings`; `unread` are those of its rows for which a part of the org could not be read at all, so
    that nothing must be compared with it. `personas` are the fictional people that the org is tried on; `placing` finds
    where in its files something is."""

    ref: str
    commit: str
    org: Org
    graph: Graph
    findings: Mapping[str, Any]
    unread: tuple[Mapping[str, Any], ...]
    personas: tuple[Persona, ...] = ()
    placing: Placing = nowhere
    words: Text = NOTHING

    @property
    def sound(self) -> bool:
        """Whether all of the org could be read."""
        return not self.unread


def effective(before: Side, after: Side, environment: str) -> tuple[Side, Side]:
    """Both sides as they are applied in `environment`, where the change is one of what differs there; otherwise as the
    files have them, since what an environment does not see another may."""
    found = [side.org.settings.environments.get(environment) for side in (before, after)]
    overrides = [each.overrides if each is not None else {} for each in found]
    if overrides[0] == overrides[1] or not (before.sound and after.sound and before.org.assets):
        return before, after
    one, other = (
        side if each is None else replace(side, org=(org := overridden(side.org, each)), graph=Graph.of(org))
        for side, each in zip((before, after), found, strict=True)
    )
    return one, other


class _Nothing:
    """The files of an org that was not there yet."""

    def __init__(self, label: str) -> None:
        self.label = label

    def files(self) -> list[str]:
        return []

    def read(self, file: str) -> bytes:
        raise KeyError(file)


def read_side(workspace: Workspace, ref: str | None, day: date) -> Side:
    """The org at the revision `ref`, or the files as they are; one that was not there yet has no assets. Raises
    InputError where there is no such revision."""
    commit = resolve(workspace.root, ref) if ref is not None else ""
    source: Source | None = None
    if ref is not None:
        source = Revision(workspace.root, commit) if tree(workspace.root, commit) else _Nothing(ref)
    built = build(str(workspace.root), day, source)
    reading = built.reading
    broken = {(finding.code, finding.detail) for finding in reading.errors}
    unread = tuple(row for row in built.document["findings"] if (row["code"], row["detail"]) in broken)
    return Side(ref or "", commit, reading.org, built.graph, built.document, unread, reading.personas, reading.place)


def place_in_repository(root: Path) -> tuple[Path, str]:
    """The top of the git repository, and the way from there to the org at `root`: with a slash at its end, empty at the
    top. Where there is no repository, the org is the top."""
    prefix = git.prefix(root)
    return (root.parents[prefix.count("/") - 1] if prefix else root), prefix
