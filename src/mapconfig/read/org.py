"""The files of a source to an Org, with findings that say where.

Each file is read on its own (`mapconfig.read.documents`), and what the files say is then put together (`join`), so that
whoever keeps the former can read again just the file that changed. Faults are findings; nothing in a file makes reading
stop or raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mapconfig.address import Address
from mapconfig.finding import Finding, Place, Severity
from mapconfig.language import say
from mapconfig.model import Asset, ChangeRecord, Kinds, Org, Origin, Settings, Tombstone, rings
from mapconfig.read import codes, settings
from mapconfig.read.documents import CRM, PERSONAS, FileReading, documents_of, is_asset_file
from mapconfig.read.placing import place, places
from mapconfig.read.schema import load_kinds
from mapconfig.read.source import Source, UnreadableError
from mapconfig.values import dataclass, replace

if TYPE_CHECKING:
    from mapconfig.model.persona import Persona


@dataclass(frozen=True, slots=True)
class Reading:
    """An org as a source has it, and what is wrong with its files; `files` has what each file said on its own."""

    org: Org
    findings: tuple[Finding, ...]
    source: Source
    files: tuple[FileReading, ...] = ()

    @property
    def personas(self) -> tuple[Persona, ...]:
        """The fictional people that the org is tried on, in the order of their files."""
        return tuple(persona for file in self.files for persona in file.personas)

    @property
    def errors(self) -> list[Finding]:
        """Why the org cannot be read in full. What is wrong with personas is not among them: they are tests, and no
        platform ever hears of them."""
        return [
            finding
            for finding in self.findings
            if finding.severity is Severity.ERROR
            and not (finding.place is not None and finding.place.file.startswith(PERSONAS))
        ]

    def place(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """`findings` about assets of this org, with their positions in its files."""
        return place(findings, self.org, self.source)


def read_org(source: Source, kinds: Kinds | None = None) -> Reading:
    """The org that `source` holds. Raises only where the source itself cannot be used (see `Source`)."""
    kinds = kinds if kinds is not None else load_kinds()
    findings: list[Finding] = []
    readings: list[FileReading] = []
    said = Settings()
    files = source.files()
    for file in files:
        if file.endswith("/"):
            findings.append(_unreadable(source, file))
        elif file == settings.FILE or is_asset_file(file):
            try:
                data = source.read(file)
            except UnreadableError as error:
                findings.append(_refused(error))
                continue
            if file == settings.FILE:
                said, found = settings.settings_of(file, data)
                findings += found
            else:
                readings.append(documents_of(file, data, kinds, source.read))
    crm: list[Asset] = []
    if any(file.startswith(CRM) for file in files):
        from mapconfig.read.crm import read_crm  # with it comes an XML parser

        crm, found = read_crm(source)
        findings += found
    findings += _twins(files)
    org, found = join(kinds, readings, said, crm, lambda origins: places(source, [(each, (), 0) for each in origins]))
    findings += place(found, org, source)
    for reading in readings:
        findings += reading.findings
    return Reading(org, tuple(sorted(weighed(findings, said), key=order)), source, tuple(readings))


def order(finding: Finding) -> tuple[Any, ...]:
    """Findings in the order in which a person works through the files."""
    return (finding.place is None, finding.place or Place(""), finding.code, finding.address or "", finding.detail)


def weighed(findings: Iterable[Finding], said: Settings) -> Iterator[Finding]:
    """Findings with the severities that the org has set. Errors stay: no setting makes good what cannot be read."""
    for finding in findings:
        severity = said.severities.get(finding.code)
        if finding.severity is Severity.ERROR or severity is None:
            yield finding
        elif severity is not Severity.OFF:
            yield replace(finding, severity=severity)


def _unreadable(source: Source, folder: str) -> Finding:
    """Why a folder was not entered."""
    try:
        source.read(folder)
    except UnreadableError as error:
        return _refused(error)
    return codes.UNREADABLE.finding(say("{folder} was not entered.", folder=folder), place=Place(folder))


def _refused(error: UnreadableError) -> Finding:
    return codes.UNREADABLE.finding(error.reason, place=Place(error.file), fix=error.fix)


def _twins(files: Iterable[str]) -> Iterator[Finding]:
    """Files whose names are one name where capitals or the storage of accents do not count."""
    seen: dict[str, str] = {}
    for file in files:
        name = file.casefold() if file.isascii() else _folded(file)
        earlier = seen.setdefault(name, file)
        if earlier != file:
            detail = say("{file} and {earlier} are the same file on macOS and Windows.", file=file, earlier=earlier)
            yield codes.ODD_NAME.finding(detail, place=Place(file), fix=say("Rename one of them."))


def _folded(file: str) -> str:
    from unicodedata import normalize

    return normalize("NFC", normalize("NFC", file).casefold())


def join(
    kinds: Kinds,
    readings: Iterable[FileReading],
    said: Settings,
    crm: Iterable[Asset],
    where: Callable[[Sequence[Origin]], Sequence[Place]],
) -> tuple[Org, list[Finding]]:
    """What the files say together, and where they contradict each other. `where` gives the positions of documents,
    and is asked only for findings. Of two documents with one address the first counts."""
    findings: list[Finding] = []
    assets: dict[Address, Asset] = {}
    doubled: list[tuple[Address, Origin, Origin]] = []
    renamed: dict[Address, Address] = {}
    changes: dict[str, ChangeRecord] = {}
    removed: list[tuple[str, int, Tombstone]] = []
    for asset in crm:
        assets.setdefault(asset.address, asset)
    for reading in sorted(readings, key=lambda reading: reading.file):
        for asset in reading.assets:
            first = assets.setdefault(asset.address, asset)
            if first is not asset and first.origin is not None and asset.origin is not None:
                doubled.append((asset.address, first.origin, asset.origin))
        renamed.update(reading.renamed)
        for record in reading.changes:
            earlier = changes.setdefault(record.id, record)
            if earlier is not record:
                detail = say("The change {id} is recorded here and in {file}.", id=record.id, file=earlier.file)
                findings.append(
                    codes.CHANGE_RECORD.finding(
                        detail, place=Place(record.file), path=("id",), fix=say("Give one of the two another id.")
                    )
                )
        removed += [(reading.file, index, tombstone) for index, tombstone in enumerate(reading.removed)]
    places = iter(where([origin for _, *both in doubled for origin in both]))
    findings += [_doubled(address, next(places), next(places)) for address, _, _ in doubled]
    for file, index, tombstone in removed:
        standing = assets.get(tombstone.address)
        if standing is not None and standing.origin is not None:
            detail = say(
                "{tombstone} is to be removed, but {file} still defines it.",
                tombstone=tombstone.address,
                file=standing.origin.file,
            )
            findings.append(
                codes.REMOVED.finding(
                    detail,
                    place=Place(file),
                    path=("removed", index),
                    address=tombstone.address,
                    fix=say("Delete the asset's file, or the entry here."),
                )
            )
    findings += [finding for ring in rings(renamed) for finding in _swapped(ring, renamed)]
    org = Org(
        kinds=kinds,
        assets={address: assets[address] for address in sorted(assets)},
        settings=said,
        changes=tuple(sorted(changes.values(), key=lambda record: (record.date, record.id))),
        removed=tuple(tombstone for _, _, tombstone in removed),
        renamed_from=renamed,
    )
    return org, findings


def _swapped(ring: Sequence[Address], renamed: Mapping[Address, Address]) -> Iterator[Finding]:
    said = ", and ".join(f"{address} says that it was {renamed[address]}" for address in ring)
    for address in ring:
        yield codes.SWAPPED_KEYS.finding(
            say("{said}: they would swap their keys in one change.", said=said),
            path=("renamed_from",),
            address=address,
            fix=say(
                "Delete renamed_from where only the contents are to change. To swap the keys, rename over one that "
                "none of them has, in changes of their own."
            ),
        )


def _doubled(address: Address, first: Place, second: Place) -> Finding:
    return codes.DUPLICATE_ADDRESS.finding(
        say(
            "{address} is defined here and at {file}:{line}; only the one there is used.",
            address=address,
            file=first.file,
            line=first.line,
        ),
        place=second,
        address=address,
        fix=say("Delete one of the two, or give it another key."),
    )
