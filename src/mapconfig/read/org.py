"""The files of a source to an Org, with findings that say where.

Each file is read on its own (`documents_of`), and what the files say is then put together (`join`), so that whoever
keeps the former can read again just the file that changed. Faults are findings; nothing in a file makes reading stop
or raise.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from mapconfig.address import Address
from mapconfig.finding import Finding, Path, Place, Severity
from mapconfig.language import NOTHING, Text, say
from mapconfig.model import (
    Asset,
    ChangeRecord,
    Kind,
    Kinds,
    Org,
    Origin,
    Settings,
    Shape,
    Tombstone,
    canonical,
    normalise,
    rings,
)
from mapconfig.read import codes, fast, settings, yaml
from mapconfig.read.codes import Code
from mapconfig.read.schema import MAX_PROBLEMS, Problem, kind_problems, load_kinds, problems, schema_of
from mapconfig.read.source import Source, UnreadableError, inside, is_yaml
from mapconfig.values import dataclass, replace

if TYPE_CHECKING:
    from mapconfig.model.persona import Persona
    from mapconfig.read.positions import Spot

REMOVED: Final = "removed.yaml"
CHANGES: Final = "changes/"
CRM: Final = "crm/"
PERSONAS: Final = "personas/"

#: Files that are taken for assets because of a slip in their names, and the names that were meant.
_OWN_WORDS: Final = {
    "mapconfig.yml": settings.FILE,
    settings.FILE: settings.FILE,
    "removed.yml": REMOVED,
    REMOVED: REMOVED,
}

MAX_SIDE_FILE: Final = 1_000_000
"""The largest side file, in bytes; the same as the longest text in a YAML file."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one YAML file says on its own; it depends on the file, its side files and the kinds, and on nothing else.

    An asset with a fault is here without the attributes at fault, so that assets that refer to it are not reported as
    well; the error findings are what keeps it from being applied. `renamed` holds (address, earlier address).
    `side_files` are those that the file names, whether they exist or not.
    """

    file: str
    assets: tuple[Asset, ...] = ()
    renamed: tuple[tuple[Address, Address], ...] = ()
    changes: tuple[ChangeRecord, ...] = ()
    removed: tuple[Tombstone, ...] = ()
    side_files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    personas: tuple[Persona, ...] = ()


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
    org, found = join(kinds, readings, said, crm, lambda origins: _places(source, [(each, (), 0) for each in origins]))
    findings += place(found, org, source)
    for reading in readings:
        findings += reading.findings
    return Reading(org, tuple(sorted(weighed(findings, said), key=order)), source, tuple(readings))


def is_asset_file(file: str) -> bool:
    """True for a file that `documents_of` reads: YAML that is neither the settings nor part of the CRM's own files."""
    return is_yaml(file) and file != settings.FILE and not file.startswith(CRM)


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


# One file ---------------------------------------------------------------------------------------------------------


def documents_of(file: str, data: bytes, kinds: Kinds, side: Callable[[str], bytes]) -> FileReading:
    """What the YAML file named `file` with content `data` says. `side` gives the content of a side file by its name in
    the org, or raises UnreadableError."""
    if file == REMOVED:
        return _removed_of(file, data)
    if file.startswith(CHANGES):
        return _change_of(file, data)
    if file.startswith(PERSONAS):
        from mapconfig.read.personas import personas_of  # they are tests, and most commands run none

        personas, findings = personas_of(file, data)
        return FileReading(file, personas=personas, findings=tuple(findings))
    plain = fast.documents(data)
    loaded = yaml.read(data, file) if plain is None else yaml.Loaded(plain)
    reader = _FileReader(file, data, kinds, side, loaded)
    for index, document in enumerate(loaded.documents):
        if document is not None:
            reader.read(index, document)
    reader.place()
    reader.findings += (note.finding for note in loaded.notes if reader.matters(note))
    return FileReading(
        file=file,
        assets=tuple(reader.assets),
        renamed=tuple(reader.renamed),
        side_files=tuple(dict.fromkeys(reader.side_files)),
        findings=tuple(reader.findings),
    )


class _FileReader:
    """Collects what the documents of one file say."""

    def __init__(self, file: str, data: bytes, kinds: Kinds, side: Callable[[str], bytes], loaded: yaml.Loaded) -> None:
        self.file = file
        self.assets: list[Asset] = []
        self.renamed: list[tuple[Address, Address]] = []
        self.side_files: list[str] = []
        self.findings = list(loaded.findings)
        self._data = data
        self._kinds = kinds
        self._side = side
        self._kind_of: dict[int, Kind] = {}
        self._reworded: dict[int, list[yaml.Note]] = {}
        for note in loaded.reworded:
            self._reworded.setdefault(note.document, []).append(note)
        self._faulty: set[tuple[int, Path]] = set()
        self._faults: list[tuple[Spot, Finding]] = []

    def read(self, index: int, document: Any) -> None:
        kind = self._kind(index, document)
        if kind is None:
            return
        self._kind_of[index] = kind
        self._take_at_its_word(index, kind, document)
        address = self._address(index, kind, document)
        # A key at fault has had its own words above.
        faults = kind_problems(kind, document if address is not None else {**document, "key": "key"})
        for fault in faults:
            self._report(index, fault, address)
        sound = document
        if faults:
            at_fault = {fault.path[0] for fault in faults if fault.path}
            sound = (
                {}
                if len(faults) >= MAX_PROBLEMS
                else {name: value for name, value in document.items() if name not in at_fault}
            )
        sound = self._with_side_files(index, kind.shape, sound, (), address)
        if address is None:
            return
        self.assets.append(Asset(address, normalise(kind, sound), Origin(self.file, index)))
        earlier = sound.get("renamed_from")
        if isinstance(earlier, str):
            self.renamed.append((address, Address.of(kind.name, earlier)))

    def matters(self, note: yaml.Note) -> bool:
        """False for an ambiguous value in criteria, which are text throughout, and for one that is wrong anyway."""
        kind = self._kind_of.get(note.document)
        if kind is None:
            return True
        if _is_in_criteria(kind, note.path):
            return False
        return (note.document, note.path) not in self._faulty

    def _take_at_its_word(self, index: int, kind: Kind, document: Any) -> None:
        """Put numbers in criteria back as they are written: there everything is text, and 1.10 is not 1.1."""
        for note in self._reworded.get(index, ()):
            if _is_in_criteria(kind, note.path):
                value = document
                for step in note.path[:-1]:
                    value = value[step]
                value[note.path[-1]] = note.text

    def place(self) -> None:
        """Add the faults to the findings, with their positions, which one pass over the file finds."""
        if self._faults:
            from mapconfig.read.positions import locate_all

            found = locate_all(self._data, [spot for spot, _ in self._faults])
            for position, (_, fault) in zip(found, self._faults, strict=True):
                self.findings.append(replace(fault, place=Place(self.file, *position)))

    def _kind(self, index: int, document: Any) -> Kind | None:
        if not isinstance(document, dict):
            what = say("a list") if isinstance(document, list) else say("a single value")
            self._say(
                index, codes.NOT_AN_ASSET, say("The document is {what}, not an asset with kind and key.", what=what)
            )
            return None
        name = document.get("kind")
        if name is None:
            detail = say("The document has no kind, so it is not known what it describes.")
            fix = say("Add a line such as `kind: list`, or move the file out of the org.")
            if self.file.lower() in _OWN_WORDS:
                fix = say("Rename the file to {name}.", name=_OWN_WORDS[self.file.lower()])
            self._say(index, codes.NOT_AN_ASSET, detail, fix=fix)
            return None
        kind = self._kinds.get(name) if isinstance(name, str) else None
        if kind is None:
            close = get_close_matches(str(name).lower(), list(self._kinds), n=1)
            fix = (
                say("Did you mean {close}?", close=close[0])
                if close
                else say("The kinds are {kinds}.", kinds=", ".join(self._kinds))
            )
            self._say(
                index,
                codes.UNKNOWN_KIND,
                say("There is no kind of asset called {name}.", name=_short(name)),
                ("kind",),
                fix,
            )
            return None
        if f"{kind.folder}/" == CRM:
            self._say(
                index,
                codes.READ_ONLY,
                say("Assets of the kind {name} are read from {crm} and not written here.", name=name, crm=CRM),
                ("kind",),
            )
            return None
        return kind

    def _address(self, index: int, kind: Kind, document: Mapping[str, Any]) -> Address | None:
        key = document.get("key")
        if key is None:
            self._say(
                index,
                codes.BAD_ADDRESS,
                say("The {name} has no key.", name=kind.name),
                fix=say("Add a line such as `key: customers-fr`."),
            )
            return None
        if not isinstance(key, str):
            fix = (
                say('Write "{key}" in quotes.', key=str(key))
                if isinstance(key, int | float) and not isinstance(key, bool)
                else NOTHING
            )
            self._say(index, codes.BAD_ADDRESS, say("The key must be a text."), ("key",), fix)
            return None
        try:
            return Address.of(kind.name, key)
        except ValueError:
            detail = say(
                "The key {key} cannot be used: a key has letters, digits, dots, hyphens and underscores only.",
                key=_short(key),
            )
            self._say(index, codes.BAD_ADDRESS, detail, ("key",), _key_from(key))
            return None

    def _say(self, index: int, code: Code, detail: Text, path: Path = (), fix: Text = NOTHING) -> None:
        self._report(index, Problem(code, path, detail, fix), None)

    def _report(self, index: int, problem: Problem, address: Address | None) -> None:
        finding = problem.code.finding(problem.detail, path=problem.path, address=address, fix=problem.fix)
        self._faulty.add((index, problem.path))
        self._faults.append(((index, problem.path, problem.key), finding))

    def _with_side_files(self, index: int, shape: Shape, value: Any, path: Path, address: Address | None) -> Any:
        """`value` with the content of side files in the attributes they are for."""
        if not _names_files(shape):
            return value
        if isinstance(value, list) and shape.items is not None:
            return [
                self._with_side_files(index, shape.items, item, (*path, step), address)
                for step, item in enumerate(value)
            ]
        if not isinstance(value, dict):
            return value
        out: dict[str, Any] = {}
        for name, item in value.items():
            below = shape.below(name)
            if below is not None and below.file and isinstance(item, str):
                if below.file in value:
                    detail = say(
                        "Both `{file}` and `{name}` are given; only one of them can count.", file=below.file, name=name
                    )
                    self._report(
                        index, Problem(codes.SIDE_FILE, (*path, name), detail, say("Delete one of the two.")), address
                    )
                    continue
                text = self._side_text(index, item, (*path, name), address)
                if text is not None:
                    out[below.file] = text
            elif below is not None:
                out[name] = self._with_side_files(index, below, item, (*path, name), address)
            else:
                out[name] = item
        return out

    def _side_text(self, index: int, said: str, path: Path, address: Address | None) -> str | None:
        detail, fix = (
            say("{said} leads out of the org.", said=_short(said)),
            say("Give a path inside the org, relative to this file."),
        )
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self.file), said))
        if inside(file) and not said.startswith(("/", "~")):
            self.side_files.append(file)
            try:
                return _text(self._side(file))
            except UnreadableError as error:
                detail, fix = say("{said} cannot be read: {reason}", said=_short(said), reason=error.reason), error.fix
            except ValueError as error:
                detail, fix = (
                    say("{said} {error}.", said=_short(said), error=str(error)),
                    say("Save the file as UTF-8 text."),
                )
        self._report(index, Problem(codes.SIDE_FILE, path, detail, fix), address)
        return None


def _is_in_criteria(kind: Kind, path: Path) -> bool:
    shape: Shape | None = kind.shape
    for step in path:
        shape = shape.below(step) if shape is not None else None
        if shape is not None and shape.criteria:
            return True
    return False


def _names_files(shape: Shape) -> bool:
    """True when a side file may be named at a position or below it."""
    known = _FILE_SHAPES.get(id(shape))
    if known is None or known[0] is not shape:
        _FILE_SHAPES[id(shape)] = known = (shape, _looks_for_files(shape, set()))
    return known[1]


#: By the identity of a shape, with the shape, so that the identity stays taken.
_FILE_SHAPES: Final[dict[int, tuple[Shape, bool]]] = {}


def _looks_for_files(shape: Shape, seen: set[int]) -> bool:
    if id(shape) in seen:
        return False
    seen.add(id(shape))
    children = [*shape.properties.values(), *(each for each in (shape.extra, shape.items) if each is not None)]
    return bool(shape.file) or any(_looks_for_files(child, seen) for child in children)


def _text(data: bytes) -> str:
    """The text of a side file with line ends as in YAML; raises ValueError with the end of a sentence."""
    if len(data) > MAX_SIDE_FILE:
        raise ValueError(f"has {len(data):,} bytes; up to {MAX_SIDE_FILE:,} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"is not UTF-8 text: the byte 0x{data[error.start]:02x} at position {error.start} is not"
        ) from error
    if "\0" in text:
        raise ValueError("holds a NUL character and so is no text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _key_from(text: str) -> Text:
    """The nearest thing to `text` that can be a key, as a suggestion."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "-" for letter in text)
    plain = "-".join(part for part in plain.split("-") if part)
    plain = plain.lstrip("._-")
    return say("Write it like {key}.", key=plain[:60].lower()) if plain else NOTHING


def _short(value: Any) -> str:
    text = str(value).replace("\n", " ")
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'


def _change_of(file: str, data: bytes) -> FileReading:
    document, findings = settings.single_document(file, data, codes.CHANGE_RECORD)
    if document is None:
        return FileReading(file, findings=tuple(findings))
    faults = problems(schema_of("change"), document)
    if faults:
        findings += [settings.placed(fault, file, data, codes.CHANGE_RECORD) for fault in faults]
        return FileReading(file, findings=tuple(findings))
    risk = document.get("risk", {})
    record = ChangeRecord(
        id=document["id"],
        title=document["title"],
        reason=document["reason"],
        type=document.get("type", "normal"),
        requested_by=document.get("requested_by", ""),
        tickets=tuple(document.get("tickets", ())),
        risk=": ".join(word for word in (risk.get("level"), risk.get("why")) if word),
        rollback=document.get("rollback", ""),
        covers=tuple(Address(each) for each in document.get("covers", ())),
        date=document.get("date", ""),
        file=file,
    )
    return FileReading(file, changes=(record,), findings=tuple(findings))


def _removed_of(file: str, data: bytes) -> FileReading:
    document, findings = settings.single_document(file, data, codes.REMOVED)
    if not document:
        return FileReading(file, findings=tuple(findings))
    faults = problems(schema_of("removed"), document)
    findings += [settings.placed(fault, file, data, codes.REMOVED) for fault in faults]
    if faults:  # nothing is deleted on the word of a file that is not understood as a whole
        return FileReading(file, findings=tuple(findings))
    removed = tuple(
        Tombstone(Address(each["asset"]), each["why"], each.get("ticket", "")) for each in document["removed"]
    )
    return FileReading(file, removed=removed, findings=tuple(findings))


# All files --------------------------------------------------------------------------------------------------------


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


# Positions --------------------------------------------------------------------------------------------------------


#: Where in a file something stands: the document, the path in it, and how many characters into the text there.
_Asked = tuple[Origin, Path, int]


def _places(source: Source, asked: Sequence[_Asked]) -> list[Place]:
    """The positions of what is asked for; each file is looked through once, however much is asked about it."""
    found = [Place(origin.file) for origin, _, _ in asked]
    by_file: dict[str, list[int]] = {}
    for index, (origin, _, _) in enumerate(asked):
        by_file.setdefault(origin.file, []).append(index)
    for file, indexes in by_file.items():
        try:
            data = source.read(file)
        except UnreadableError:  # it was there a moment ago; a position in it is not worth a failure
            continue
        if file.startswith(CRM):
            from mapconfig.read import crm

            positions = [crm.locate(data, asked[index][0].document) for index in indexes]
        else:
            from mapconfig.read.positions import locate_all

            positions = locate_all(data, [(asked[index][0].document, asked[index][1], False) for index in indexes])
        for index, position in zip(indexes, positions, strict=True):
            offset = asked[index][2]
            found[index] = Place(file, *(_into(data, *position, offset) if offset else position))
    return found


def _into(data: bytes, line: int, column: int, offset: int) -> tuple[int, int]:
    """The position `offset` characters into the text that begins at a position. Of a text that goes on in other lines
    its beginning is all that can be said."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    text = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    offset += text[:1] in ("'", '"')
    return line, column + offset if offset < len(text) else column


def place(findings: Iterable[Finding], org: Org, source: Source) -> tuple[Finding, ...]:
    """`findings` with positions: those without one get that of their path in the document of their asset, and those
    about a whole file of the org's own words that of their path in it."""
    found = list(findings)
    asked: dict[int, _Asked] = {}
    documents = _Documents(source)
    for index, finding in enumerate(found):
        asset = org.assets.get(finding.address) if finding.address is not None else None
        if finding.place is None and asset is not None and asset.origin is not None:
            written = documents.written(org.kinds[asset.kind], asset.origin, finding.path)
            offset = documents.offset(asset, finding, written) if finding.offset else 0
            asked[index] = (asset.origin, written, offset)
        elif finding.path and finding.place is not None and _is_start_of_own_words(finding.place):
            asked[index] = (Origin(finding.place.file), finding.path, 0)
    for index, spot in zip(asked, _places(source, list(asked.values())), strict=True):
        found[index] = replace(found[index], place=spot)
    return tuple(found)


def _is_start_of_own_words(place: Place) -> bool:
    """True for the first letter of a file in which the org speaks of itself: who finds a fault there knows the path."""
    file = place.file
    return place == Place(file) and (file in (settings.FILE, REMOVED) or file.startswith(CHANGES))


class _Documents:
    """The documents of a source's files as they are written; those of the last file are kept."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._file = ""
        self._found: list[Any] = []

    def offset(self, asset: Asset, finding: Finding, written: Path) -> int:
        """Where in the text at `written` the word stands at which a finding points. The finding counts in the one
        writing of a sentence; in the file it may have other spaces and quotes, and its values another order."""
        from mapconfig.criteria.words import unquoted, words_with_offsets

        origin = asset.origin
        assert origin is not None, "it has a place in a file"
        document = self._found[origin.document] if origin.document < len(self._found) else None
        one, other = _value_at(asset.attributes, finding.path), _value_at(document, written)
        if not isinstance(one, str) or not isinstance(other, str):
            return 0
        words = [(unquoted(word).lower(), start) for word, start in words_with_offsets(one)]
        meant = next((word for word, start in words if start == finding.offset), None)
        if meant is None:
            return min(finding.offset, len(other))
        nth = [start for word, start in words if word == meant].index(finding.offset)
        found = [start for word, start in words_with_offsets(other) if unquoted(word).lower() == meant]
        return found[min(nth, len(found) - 1)] if found else 0

    def written(self, kind: Kind, origin: Origin, path: Path) -> Path:
        """`path` in an asset's normal form as the path in its document: there unordered sequences have the writer's
        order, and a text may lie in a side file."""
        if not path or origin.file.startswith(CRM):
            return path
        if self._file != origin.file:
            self._file = origin.file
            try:
                self._found = yaml.read(self._source.read(origin.file), origin.file).documents
            except UnreadableError:
                self._found = []
        value = self._found[origin.document] if origin.document < len(self._found) else None
        return _written(kind.shape, value, path)


def _value_at(value: Any, path: Path) -> Any:
    """What is at `path` below `value`; None where nothing is."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _written(shape: Shape | None, value: Any, path: Path) -> Path:
    out: list[str | int] = []
    for step in path:
        if isinstance(step, int) and isinstance(value, list) and shape is not None and shape.unordered:
            order_written = sorted(range(len(value)), key=lambda index: canonical(value[index]))
            step = order_written[step] if step < len(value) else step
        elif isinstance(step, str) and isinstance(value, dict) and step not in value and shape is not None:
            written = [name for name, below in shape.properties.items() if below.file == step and name in value]
            return (*out, *written[:1])
        out.append(step)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
        shape = shape.below(step) if shape is not None else None
    return tuple(out)
