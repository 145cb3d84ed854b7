"""Where the catalogue's facts come from: the files, git, the records, the people of an environment, a drift report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mapconfig import disk, home
from mapconfig.address import Address
from mapconfig.catalogue.facts import Drifted, Facts
from mapconfig.catalogue.standing import Standing, standing
from mapconfig.check import catalogue
from mapconfig.errors import InputError
from mapconfig.graph import Graph
from mapconfig.impact.people import NOBODY_COUNTED, PeopleNow
from mapconfig.language import say
from mapconfig.model import Environment, Org
from mapconfig.read import codes as reading_codes
from mapconfig.read import crm_codes
from mapconfig.read.earlier import reader
from mapconfig.read.org import Reading
from mapconfig.record.chronicle import Chronicle, Now, chronicle
from mapconfig.record.damage import asked
from mapconfig.record.store import Record
from mapconfig.values import dataclass
from mapconfig.workspace import Workspace

#: Kinds of which people can be counted.
_COUNTED = frozenset({"list", "rule", "stage", "journey", "email"})
#: A drift report longer than this is none.
_DRIFT_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: the environment whose people are counted, and whether; the drift report to show."""

    environment: str | None = None
    people: bool = True
    drift: Path | None = None


def gather(workspace: Workspace, wanted: Wanted, known: Facts | None = None) -> Facts:
    """Everything there is to know. Faults in files are findings and hide nothing else; a record or a history that
    cannot be read is said on the pages. `known` is what was gathered before, so that commits are not asked again.

    Raises InputError for a drift report that is none, UsageError for an environment that does not exist.
    """
    from mapconfig.index.verdict import verdict

    reading = workspace.reading()
    org = reading.org
    environment = workspace.environment(org.settings, wanted.environment)
    said = verdict(str(workspace.root), home.today())
    return Facts(
        org=org,
        graph=Graph.of(org),
        today=home.today(),
        findings=said["findings"],
        codes=catalogue.everything(reading_codes.CODES, crm_codes.CODES),
        chronicle=history(workspace, reading, known),
        people=_people(workspace, environment, org) if wanted.people else NOBODY_COUNTED,
        standings=tuple(_standing(workspace, one) for one in _environments(workspace, org)),
        drifted=drifted(wanted.drift) if wanted.drift is not None else Drifted(),
        name=org.settings.name or workspace.root.name,
    )


def history(workspace: Workspace, reading: Reading, known: Facts | None = None) -> Chronicle:
    """What happened to every asset."""
    sides: dict[str, set[str]] = {}
    for file in reading.files:
        for side in file.side_files:
            sides.setdefault(side, set()).add(file.file)
    org = reading.org
    now = Now(org.assets, org.kinds, org.renamed_from, org.changes, sides)
    before = known.chronicle if known is not None and known.org.changes == org.changes else None
    return chronicle(workspace.root, now, reader(org.kinds), known=before)


def _environments(workspace: Workspace, org: Org) -> list[Environment]:
    return list(org.settings.environments.values()) or [workspace.environment(org.settings, None)]


def _standing(workspace: Workspace, environment: Environment) -> Standing:
    """What the record of an environment says; a broken one says so."""
    entries, doubt = asked(Record(workspace.record_directory(environment), environment.name))
    if doubt is not None:
        return Standing(environment.name, note=doubt, broken=True)
    if not entries:
        return Standing(environment.name, note=say("Nothing has been applied here yet, as far as the record knows."))
    return standing(environment.name, entries)


def _people(workspace: Workspace, environment: Environment, org: Org) -> PeopleNow:
    addresses = [address for address in org if address.kind in _COUNTED]
    return workspace.census_of_files(environment).present(org, addresses)


def drifted(path: Path) -> Drifted:
    """A report that ``mapconfig drift --format json`` wrote. Raises InputError where it is none."""
    try:
        if path.stat().st_size > _DRIFT_BYTES:
            raise ValueError
        said = json.loads(path.read_bytes())
        if said["format"] != "mapconfig.drift/1":
            raise ValueError
        rows = [row for row in said["assets"] if row["out_of_band"]]
        return Drifted(
            known=True,
            environment=str(said["environment"]),
            fields={
                Address(row["address"]): [_dotted(one) for one in row["fields"]] for row in rows if not row["gone"]
            },
            gone=frozenset(Address(row["address"]) for row in rows if row["gone"]),
            unmanaged=tuple(str(row["address"]) for row in said["unmanaged"]),
            recorded=bool(said.get("recorded", True)),
            unrecorded=tuple(str(each) for each in said.get("unrecorded", ())),
        )
    except OSError as error:
        raise InputError(say("{path} cannot be read: {reason}.", path=str(path), reason=disk.reason(error))) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            say(
                "{path} is no drift report. Make one with:\n    mapconfig drift --format json -o {path}", path=str(path)
            )
        ) from None


def _dotted(field: Mapping[str, Any]) -> str:
    return ".".join(map(str, field["path"]))
