"""CODEOWNERS from the owners of assets, so that whoever owns a file is asked to look at a change of it.

A forge asks by file, and the last line that matches counts. So there is one line for each file, in a block between two
marks; lines before it are for all other files, and lines after it count for more, as people meant them. Side files
belong to the owners of the assets that show them, and the settings, by which every change is judged, to the teams whose
word they ask for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from mapconfig.errors import InputError
from mapconfig.home import SETTINGS
from mapconfig.language import Text, plural, say
from mapconfig.model import Asset, Org
from mapconfig.read.org import Reading
from mapconfig.read.source import shown
from mapconfig.values import dataclass

#: Where forges look for it, from the top of the repository; the first that is there, or else the first.
PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
#: GitHub ignores a larger file, in bytes.
MOST: Final = 3_000_000

_HANDLE = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_MEANS_SOMETHING = re.compile(r"([\\ #*?\[\]!])")
_BEGIN = (
    "# mapconfig owners of /{}: do not edit these lines; edit `owner` in the assets and run: mapconfig owners generate"
)
_END = "# mapconfig owners of /{}: end"


@dataclass(frozen=True, slots=True)
class Owners:
    """`lines` are what CODEOWNERS is to say of the org's files; `without` are teams that own something and have no
    handle, and `unowned` the number of files that belong to no team at all. `silent` says that
    nobody is asked about the settings."""

    lines: tuple[str, ...]
    without: tuple[str, ...]
    unowned: int
    silent: bool


def owners(reading: Reading, prefix: str) -> Owners:
    """The owners of every file of an org that lies at `prefix` in its repository (empty, or with a slash at its end).

    Raises InputError for the name of a file that CODEOWNERS has no way to write.
    """
    handles = _handles(reading.org)
    of: dict[str, set[str]] = defaultdict(set)
    without: set[str] = set()
    for file in reading.files:
        teams = {team for asset in file.assets if (team := _team(asset))}
        without |= {team for team in teams if team not in handles}
        for name in (file.file, *file.side_files) if file.assets else ():
            of[name] |= {handles[team] for team in teams if team in handles}
    asked = {handles[team] for team in _asked(reading.org) if team in handles}
    silent = SETTINGS in reading.source.files() and not asked
    if asked:
        of[SETTINGS] = asked
    lines = [f"{_pattern(prefix + name)} {' '.join(sorted(found))}" for name, found in sorted(of.items()) if found]
    return Owners(tuple(lines), tuple(sorted(without)), sum(not found for found in of.values()), silent)


def _asked(org: Org) -> set[str]:
    """The teams whose word a guard asks for: a change of the settings is a change of what they are asked."""
    who = org.settings.guards.get("who")
    return {team for team in who.values() if isinstance(team, str)} if isinstance(who, Mapping) else set()


def _team(asset: Asset) -> str:
    """The address of the team that answers for an asset; a team answers for itself. Empty where there is none."""
    return str(asset.owner or (asset.address if asset.kind == "team" else ""))


def _handles(org: Org) -> Mapping[str, str]:
    """The handle of each team that has one."""
    return {
        str(team.address): handle
        for team in org.of_kind("team")
        if isinstance(handle := team.attributes.get("handle"), str) and _HANDLE.fullmatch(handle)
    }


def _pattern(name: str) -> str:
    """The pattern for just this file."""
    if any(ord(char) < 32 or ord(char) == 127 for char in name):
        raise InputError(
            say(
                "{name} has a line break or a control character in it, and CODEOWNERS cannot say that.",
                name=shown(name),
            )
        )
    return "/" + _MEANS_SOMETHING.sub(r"\\\1", name)


def merged(text: str, lines: tuple[str, ...], prefix: str) -> str:
    """The content of CODEOWNERS with the block of the org at `prefix` saying `lines`; all else stays as it is. A new
    block comes last. Raises InputError where the file has half a block, or is too large."""
    begin, end = _BEGIN.format(prefix), _END.format(prefix)
    rows = text.splitlines()
    starts = [index for index, row in enumerate(rows) if row.startswith(begin.partition(":")[0] + ":") and row != end]
    ends = [index for index, row in enumerate(rows) if row == end]
    if len(starts) != len(ends) or len(starts) > 1 or (starts and starts[0] > ends[0]):
        raise InputError(
            say(
                "CODEOWNERS has no whole block of mapconfig for /{prefix}: one of its two marks is "
                "gone, or there twice. Remove what is left of the block, and make it again with: "
                "mapconfig owners generate",
                prefix=prefix,
            )
        )
    block = [begin, *lines, end]
    if starts:
        rows[starts[0] : ends[0] + 1] = block
    else:
        rows += ["", *block] if rows else block
    made = "".join(f"{row}\n" for row in rows)
    if len(made.encode()) > MOST:
        raise InputError(
            say(
                "CODEOWNERS would have {bytes:,} bytes, and GitHub ignores one with more than {most:,}.",
                bytes=len(made.encode()),
                most=MOST,
            )
        )
    return made


def refreshed(text: str, reading: Reading, prefix: str) -> str:
    """CODEOWNERS with the block that it has of the org as it has to be now; as it is where it has none. Raises
    InputError as `merged` and `owners` do."""
    if _BEGIN.format(prefix).partition(":")[0] + ":" not in text:
        return text
    return merged(text, owners(reading, prefix).lines, prefix)


def missing(found: Owners, text: str, prefix: str) -> Text | None:
    """What there has to be before CODEOWNERS (`text`) can say anything of the org at `prefix`; None where it can, or
    has a block that says nothing any more."""
    if found.lines or _BEGIN.format(prefix).partition(":")[0] + ":" in text:
        return None
    if not found.without:
        return say(
            "No file of the org belongs to a team, so CODEOWNERS has nothing to say. Write `owner: team/...` into "
            "assets, and `handle` into the files of these teams."
        )
    return say(
        "No team that owns files has a handle, so CODEOWNERS has nothing to say. Write who they are on the forge into "
        'their files, such as `handle: "@my-company/marketing"`: {teams}',
        teams=", ".join(found.without),
    )


def told(found: Owners) -> list[Text]:
    """What a person has to know besides."""
    said = []
    if found.without:
        teams = ", ".join(found.without)
        said.append(say("These teams own files and have no handle, so nobody is asked for them: {teams}", teams=teams))
    if found.unowned:
        said.append(
            plural(
                "{n} file belongs to no team with a handle, and has no line",
                "{n} files belong to no team with a handle, and have no line",
                found.unowned,
            )
        )
    if found.silent:
        said.append(
            say(
                "Nobody is asked about {file}, by which every change is judged: name a team with a handle under "
                "guards.who, or write a line of your own for it below the block",
                file=SETTINGS,
            )
        )
    return said
