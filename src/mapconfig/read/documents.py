"""What one YAML file of an org says on its own: assets, a change record, removals or personas.

Faults are findings, with their positions; nothing in a file makes reading stop or raise.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from mapconfig.address import Address
from mapconfig.finding import Finding, Path, Place
from mapconfig.language import NOTHING, Text, say
from mapconfig.model import Asset, ChangeRecord, Kind, Kinds, Origin, Shape, Tombstone, normalise
from mapconfig.read import codes, fast, settings, yaml
from mapconfig.read.codes import Code
from mapconfig.read.schema import MAX_PROBLEMS, Problem, kind_problems, problems, schema_of
from mapconfig.read.source import UnreadableError, inside, is_yaml
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


def is_asset_file(file: str) -> bool:
    """True for a file that `documents_of` reads: YAML that is neither the settings nor part of the CRM's own files."""
    return is_yaml(file) and file != settings.FILE and not file.startswith(CRM)


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
