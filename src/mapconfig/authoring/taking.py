"""What a platform has, as files that a person would have written: new ones, and changes to those that exist.

Nothing is written that would not be read back as what is live. What cannot be written is told, one sentence each, and
never left out in silence.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from mapconfig.account import Account
from mapconfig.address import Address
from mapconfig.authoring.naming import side_files_of
from mapconfig.backend import Live, Names
from mapconfig.diff import ABSENT, same
from mapconfig.errors import InputError, UsageError
from mapconfig.finding import Path, Severity
from mapconfig.graph.selectors import nearest
from mapconfig.language import NOTHING, say, together, told
from mapconfig.model import Asset, Kind, Org, Shape, mentions, normalise
from mapconfig.model.embedding import copy_of, folded, with_copies
from mapconfig.model.references import changed
from mapconfig.pipeline import overridden
from mapconfig.plan.drift import running, wants_active
from mapconfig.plan.fields import attributes_of, dotted, fields_of
from mapconfig.plan.names import as_planned, renames
from mapconfig.read import edit, writing
from mapconfig.read.documents import FileReading, documents_of
from mapconfig.read.org import Reading
from mapconfig.read.yaml import load
from mapconfig.record.state import State


@dataclass(frozen=True, slots=True)
class Known:
    """What the record is to know of one asset: it is managed, and this is what was last applied."""

    address: Address
    remote_id: str
    attributes: Mapping[str, Any]
    active: bool | None

    @property
    def data(self) -> dict[str, Any]:
        """As an entry of the journal."""
        return {
            "address": str(self.address),
            "remote_id": self.remote_id,
            "attributes": dict(self.attributes),
            "active": self.active,
        }


@dataclass(slots=True)
class Taken:
    """What an import will do. `left` are sentences about what it cannot; `gone` is managed and no longer there."""

    files: dict[str, bytes] = field(default_factory=dict)
    made: dict[Address, str] = field(default_factory=dict)
    """New assets with their files."""
    merged: dict[Address, str] = field(default_factory=dict)
    """Assets whose files change, with those files."""
    known: list[Known] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences about what was taken in, and what would let more of it be written as a person would."""
    left: list[str] = field(default_factory=list)
    gone: list[Address] = field(default_factory=list)
    looked_at: int = 0
    relations: tuple[str, ...] = ()
    """Records that new fields belong to, and of which the settings do not say whether a person has one or many."""


def take_in(account: Account, reading: Reading, selection: Sequence[str]) -> Taken:
    """The import of everything on the platform that `selection` picks: addresses and kinds, or nothing for all.

    Raises UsageError for a word that picks nothing, InputError while nobody knows what became of an earlier apply, and
    PlatformError.
    """
    state = account.record.state()
    settled(state)
    return _Taking(account, reading, state, _everything(account, state), selection).all()


def settled(state: State) -> None:
    """Raise InputError while steps of an earlier apply have an unknown end."""
    if state.unresolved:
        raise InputError(
            say(
                "Plan {plan} was cut short, and of some of its steps nobody knows whether they "
                "came about. Finish it first:\n    mapconfig apply --resume",
                plan=state.unresolved[0],
            )
        )


class _Told:
    """`names`, with addresses for ids that could be taken for those of other assets."""

    def __init__(self, names: Names, told: Mapping[tuple[str, str], Address]) -> None:
        self._names = names
        self._told = told

    def remote_id(self, address: Address) -> str | None:
        return self._names.remote_id(address)

    def address(self, kind: str, remote_id: str) -> Address | None:
        return self._told.get((kind, remote_id)) or self._names.address(kind, remote_id)


@dataclass(frozen=True, slots=True)
class _There:
    """The platform's assets; `clashing` has those that are not managed and whose name is another's, each under an
    address that nothing has."""

    managed: Mapping[Address, Live]
    strangers: Mapping[Address, Live]
    clashing: Mapping[Address, tuple[Address, Live]]


def _everything(account: Account, state: State) -> _There:
    names = as_planned(account.desired, state)
    live = account.fetch(state)
    count = Counter(each.address for each in live)
    double = [each for each in live if count[each.address] > 1 and names.remote_id(each.address) != each.remote_id]
    told = {
        (each.address.kind, each.remote_id): Address(f"{each.address}.not-managed.id-{each.remote_id}")
        for each in double
    }
    if told:  # so that references to one of them are not taken for references to its namesake
        live = account.fetch(_Told(state, told))
    called = {told[each.address.kind, each.remote_id]: each.address for each in double}
    managed, strangers, clashing = {}, {}, {}
    for each in live:
        if each.address in called:
            clashing[each.address] = (called[each.address], each)
        elif names.remote_id(each.address) == each.remote_id:
            managed[each.address] = each
        else:
            strangers[each.address] = each
    return _There(managed, strangers, clashing)


class _Taking:
    def __init__(
        self, account: Account, reading: Reading, state: State, there: _There, selection: Sequence[str]
    ) -> None:
        self.account = account
        self.backend = account.backend
        self.reading = reading
        self.org: Org = reading.org
        self.desired = account.desired
        self.state = state
        self.there = there
        self.out = Taken()
        self.renamed = renames(account.desired, state)
        self.removed = {tombstone.address for tombstone in self.org.removed}
        self.there_is = set(reading.source.files())
        self.taken = {file.casefold() for file in self.there_is}
        self.sharing = Counter(side for sides in side_files_of(reading).values() for side in sides)
        self.selected = self._selected(selection)
        self.snippets = self._snippets() if self.backend.copies_embeds else None

    def all(self) -> Taken:
        for address, live in sorted(self.there.managed.items()):
            if self._picked(address):
                self._managed(address, live)
        for address, live in sorted(self.there.strangers.items()):
            if self._picked(address):
                self._stranger(address, live)
        for address, (called, live) in sorted(self.there.clashing.items()):
            if self._picked(address) or self._picked(called):
                self.out.looked_at += 1
                several = say(
                    "The platform has more than one {asset}; the one with the id {id} is not managed and was left "
                    "alone.",
                    asset=called,
                    id=live.remote_id,
                )
                way = (
                    say(
                        "Give it another name on the platform and import again, or choose it:\n"
                        "    mapconfig adopt {asset} --remote-id {id}",
                        asset=called,
                        id=live.remote_id,
                    )
                    if called in self.org.assets
                    else say(
                        "Give it another name on the platform and import again, or write a file for {asset}, and "
                        "choose it then:\n    mapconfig adopt {asset} --remote-id {id}",
                        asset=called,
                        id=live.remote_id,
                    )
                )
                self.out.left.append(together(" ", [several, way]))
        moves = {old: new for new, (old, _) in self.renamed.items()}
        for old in self.state.managed:
            address = moves.get(old, old)
            capability = self.backend.capabilities.get(address.kind)
            readable = capability is not None and capability.readable and address.kind in self.desired.kinds
            if readable and address not in self.there.managed and self._picked(address):
                self.out.gone.append(address)
        records = {
            address.key.partition(".")[0] for address in self.out.made if address.kind == "field" and "." in address.key
        }
        self.out.relations = tuple(sorted(records - set(self.org.settings.relations)))
        return self.out

    # -- which ---------------------------------------------------------------------------------------------------

    def _selected(self, selection: Sequence[str]) -> Collection[str] | None:
        """The kinds and addresses that were asked for; None for everything."""
        capabilities = self.backend.capabilities
        known = {*self.there.managed, *self.there.strangers, *(called for called, _ in self.there.clashing.values())}
        for text in selection:
            kind = text.partition("/")[0]
            if kind not in capabilities or kind not in self.desired.kinds:
                close = get_close_matches(kind, list(capabilities), n=1)
                hint = (
                    say(" Did you mean {close}?", close=close[0])
                    if close
                    else say(" It has {names}.", names=", ".join(capabilities))
                )
                raise UsageError(
                    say("{platform} has no kind {kind}.{hint}", platform=self.backend.name, kind=repr(kind), hint=hint)
                )
            if not capabilities[kind].readable:
                raise UsageError(
                    say(
                        "{platform} does not show its {kind} assets, so none can be imported.",
                        platform=self.backend.name,
                        kind=kind,
                    )
                )
            if "/" in text and text not in known and text not in self.org:
                near = nearest(text, sorted(known))
                hint = say(" Did you mean {close}?", close=near) if near else NOTHING
                raise UsageError(
                    say("{platform} has no {asset}.{hint}", platform=self.backend.name, asset=text, hint=hint)
                )
        return set(selection) or None

    def _picked(self, address: Address) -> bool:
        return self.selected is None or address in self.selected or address.kind in self.selected

    # -- assets that the record knows ----------------------------------------------------------------------------------

    def _managed(self, address: Address, live: Live) -> None:
        self.out.looked_at += 1
        asset = self.org.assets.get(address)
        if asset is None:
            if address in self.removed:
                self.out.left.append(
                    say(
                        "{asset} is on the platform, and removed.yaml asks for it to be deleted, so no file was "
                        "written. Take the entry out of removed.yaml to keep the asset.",
                        asset=address,
                    )
                )
            else:
                self._new(address, live)
            return
        if self._as_wanted(address, live) or self._merge(asset, live):
            self._know(address, live)

    def _as_wanted(self, address: Address, live: Live, wanted: Asset | None = None) -> bool:
        """Whether the files want an asset to be just as it is."""
        wanted = self.desired[address] if wanted is None else self._copied(wanted)
        active = wants_active(self.org.kinds[address.kind], wanted.attributes)
        kept = self.backend.kept(address.kind, wanted.attributes)
        return same(kept, dict(live.attributes)) and (live.active is None or active is live.active)

    def _merge(self, asset: Asset, live: Live) -> bool:
        """Put into an asset's file what is different on the platform; False when the two still differ afterwards."""
        kind = self.org.kinds[asset.kind]
        assert asset.origin is not None, "what a platform holds is written in a file"
        file, document = asset.origin.file, asset.origin.document
        attributes, apart = self._with_theirs(asset, live, kind)
        if apart:
            names = ", ".join(apart)
            self.out.left.append(
                say(
                    "{asset} differs in {names}, which an override of the environment {environment} sets: change it in "
                    "mapconfig.yaml.",
                    asset=asset.address,
                    names=names,
                    environment=self.account.environment.name,
                )
            )
        whole = replace(asset, attributes=normalise(kind, attributes))
        folder = posixpath.dirname(file)

        def side(name: str) -> str:
            return self._text(posixpath.normpath(posixpath.join(folder, name)))

        try:
            data, texts = writing.merge_asset(whole, self.org.kinds, self._read(file), document, side)
        except edit.UneditableError as error:
            self.out.left.append(
                say(
                    "{asset} is different on the platform, and {file} was left alone: {why}",
                    asset=asset.address,
                    file=file,
                    why=told(error),
                )
            )
            return False
        files: dict[str, bytes] = {}
        for name, text in texts.items():
            place = posixpath.normpath(posixpath.join(folder, name))
            if self.sharing[place] > 1:  # the other asset keeps the text that it has
                alone = posixpath.join(folder, f"{asset.key}{posixpath.splitext(place)[1]}")
                place = self._side(alone, text.encode(), files)
                moved = {
                    said: posixpath.basename(place)
                    for said, was in _side_names(kind.shape, data, document).items()
                    if was == name
                }
                data = edit.update_document(data, document, moved, self.org.kinds)
            files[place] = text.encode()
        files[file] = data
        files = {name: new for name, new in files.items() if name not in self.there_is or new != self._read(name)}
        found = self._read_back(file, {**files, file: data}, asset.address, live)
        if found is None:
            return False
        if not apart and not self._as_wanted(asset.address, live, self._overridden(found)):
            self._odd(asset.address, file)
            return False
        if files:
            self._take(files)
            self.out.merged[asset.address] = file
            self._tell(asset.address, live)
        return not apart

    def _with_theirs(self, asset: Asset, live: Live, kind: Kind) -> tuple[dict[str, Any], list[str]]:
        """The asset's attributes with the fields that differ on the platform as they are there, and the fields that
        differ and are set by an override.

        A field that the platform only writes in another way stays as a person wrote it.
        """
        desired = self.desired[asset.address]
        mine = fields_of(asset.attributes, kind.shape)
        kept = fields_of(self.backend.kept(kind.name, desired.attributes), kind.shape)
        theirs = fields_of(live.attributes, kind.shape)
        written = fields_of(self._folded(kind, live.attributes), kind.shape)
        set_here = list(self.account.environment.overrides.get(asset.address, {}))
        apart: list[str] = []
        merged: dict[Path, Any] = dict(mine)
        for path in dict.fromkeys([*kept, *theirs]):
            if same(kept.get(path, ABSENT), theirs.get(path, ABSENT)):
                continue
            if _covered(path, set_here):
                apart.append(dotted(path))
            else:
                merged[path] = written.get(path, ABSENT)
        if live.active is not None and wants_active(kind, desired.attributes) is not live.active:
            if "state" in set_here:
                apart.append("state")
            else:
                merged["state",] = running(live.active)
        attributes = attributes_of(merged)
        after = self._overridden(replace(asset, attributes=attributes))
        if not apart and not self._as_wanted(asset.address, live, after):
            # The fields do not come out as those of the platform one by one: its own writing of all of them does.
            mine = {path: value for path, value in mine.items() if _covered(path, set_here)}
            state = {name: value for name, value in attributes.items() if name == "state" and kind.activation}
            held = _gaps(asset.attributes, self.backend.capabilities[kind.name].gaps)
            rest = {path: value for path, value in written.items() if not _covered(path, set_here)}
            attributes = attributes_of({**held, **rest, **mine}) | state
        elif not apart:
            attributes = self._without_added(asset, live, attributes)
        return attributes, apart

    def _without_added(self, asset: Asset, live: Live, attributes: dict[str, Any]) -> dict[str, Any]:
        """`attributes` without sentences of the criteria that the platform only has in place of something else that the
        file says, such as a membership in place of ``extends``."""
        said = self.desired[asset.address].attributes
        meant, here = self.backend.kept(asset.kind, said).get("criteria"), said.get("criteria", [])
        theirs = attributes.get("criteria")
        if not all(isinstance(each, list) for each in (meant, here, theirs)) or same(theirs, here):
            return attributes
        kept = [each for each in theirs or () if each in here or each not in (meant or ())]
        plain = {name: value for name, value in attributes.items() if name != "criteria"}
        shorter = {**plain, "criteria": kept} if kept else plain
        return (
            shorter
            if self._as_wanted(asset.address, live, self._overridden(replace(asset, attributes=shorter)))
            else attributes
        )

    def _snippets(self) -> Org:
        """The snippets of the files, and those on the platform that have no file yet."""
        found = {asset.address: asset for asset in self.org.assets.values() if asset.kind == "snippet"}
        for address, live in {**self.there.strangers, **self.there.managed}.items():
            if address.kind == "snippet" and address not in found and address not in self.removed:
                found[address] = Asset(address, live.attributes)
        return Org.of(self.org.kinds, found.values(), self.org.settings)

    def _copied(self, asset: Asset) -> Asset:
        """`asset` with a copy of each snippet that it shows, where the platform has such copies."""
        if self.snippets is None or asset.kind == "snippet":
            return asset
        return with_copies(replace(self.snippets, assets={**self.snippets.assets, asset.address: asset}))[asset.address]

    def _folded(self, kind: Kind, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """`attributes` with the names of snippets for their copies."""
        snippets = self.snippets
        if snippets is None:
            return dict(attributes)

        def named(shape: Shape, value: Any) -> Any:
            return folded(value, lambda address: copy_of(snippets, address)) if shape.embeds else value

        return dict(changed(kind.shape, attributes, named))

    def _overridden(self, asset: Asset) -> Asset:
        alone = Org.of(self.org.kinds, [asset], self.org.settings)
        return overridden(alone, self.account.environment)[asset.address]

    # -- assets that the record does not know --------------------------------------------------------------------------

    def _stranger(self, address: Address, live: Live) -> None:
        self.out.looked_at += 1
        try:
            Address.parse(address)
        except ValueError:
            self.out.left.append(
                say(
                    "The {kind} with the id {id} is called {key} on the platform, which can be no key here: a key has "
                    "letters, digits, dots, hyphens and underscores only. Rename it there.",
                    kind=address.kind,
                    id=live.remote_id,
                    key=repr(address.key),
                )
            )
            return
        mine = self.org.assets.get(address)
        if mine is not None:
            if self._as_wanted(address, live):
                self._know(address, live)  # an import that was cut short had written the file already
                return
            where = mine.origin.file if mine.origin is not None else say("the files")
            self.out.left.append(
                say(
                    "{asset} is in {where} and on the platform (id {id}), and mapconfig does not manage it there. If "
                    "the two are one asset, say so, and import again; else give one of them another key:\n"
                    "    mapconfig adopt {asset} --remote-id {id}",
                    asset=address,
                    where=where,
                    id=live.remote_id,
                )
            )
        elif address in self.removed:
            self.out.left.append(
                say(
                    "{asset} is on the platform (id {id}), not managed, and removed.yaml asks for it to be deleted. "
                    "Take the entry out to import it, or let it go:\n    mapconfig adopt {asset} --remote-id {id}",
                    asset=address,
                    id=live.remote_id,
                )
            )
        else:
            self._new(address, live)

    def _new(self, address: Address, live: Live) -> None:
        kind = self.org.kinds[address.kind]
        clash = sorted({mention.target for mention in mentions(kind, live.attributes)} & set(self.there.clashing))
        if clash:
            called, other = self.there.clashing[clash[0]]
            self.out.left.append(
                say(
                    "{asset} names the {kind} with the id {id}, which is not the only one called {key} on the "
                    "platform, so no file was written. Give that one another name there.",
                    asset=address,
                    kind=called.kind,
                    id=other.remote_id,
                    key=repr(called.key),
                )
            )
            return
        state = {} if live.active is None or live.active else {"state": running(False)}
        asset = Asset(address, normalise(kind, {**self._folded(kind, live.attributes), **state}))
        files, file = self._written(asset, kind)
        found = self._read_back(file, files, address, live)
        if found is None:
            return
        if not self._as_wanted(address, live, found):
            self._odd(address, file)
            return
        self._take(files)
        self.out.made[address] = file
        self._tell(address, live)
        self._know(address, live)

    def _written(self, asset: Asset, kind: Kind) -> tuple[dict[str, bytes], str]:
        """A new asset as files under names that are free, its YAML last; and the name of that."""
        wanted = writing.path_of(asset, self.org.kinds)
        texts = writing.write_asset(asset, self.org.kinds)
        data = texts.pop(wanted).encode()
        files: dict[str, bytes] = {}
        moved: dict[str, str] = {}
        for name, text in texts.items():
            free = self._side(name, text.encode(), files)
            files[free] = text.encode()
            moved[posixpath.basename(name)] = posixpath.basename(free)
        names = _side_names(kind.shape, data)
        changes = {name: moved[said] for name, said in names.items() if moved.get(said, said) != said}
        if changes:
            data = edit.update_document(data, 0, changes, self.org.kinds)
        file = self._free(wanted, files)
        files[file] = data
        return files, file

    def _side(self, name: str, data: bytes, more: Collection[str]) -> str:
        """The name for a new side file: `name` where it is free, or where nothing names the file and it has just this
        content, since then an import that was cut short wrote it."""
        left_over = name in self.there_is and not self.sharing[name] and self._read(name) == data
        return name if left_over else self._free(name, more)

    def _free(self, name: str, more: Collection[str]) -> str:
        """`name`, or the first one like it that no file has, on computers where capitals do not count either."""
        stem, suffix = posixpath.splitext(name)
        number, free = 1, name
        while free.casefold() in self.taken or free in more:
            number += 1
            free = f"{stem}-{number}{suffix}"
        return free

    # -- both ----------------------------------------------------------------------------------------------------------

    def _read_back(self, file: str, files: Mapping[str, bytes], address: Address, live: Live) -> Asset | None:
        """The asset as it will be read from these files; None, with a sentence, when it would not be."""

        def side(name: str) -> bytes:
            return files[name] if name in files else self._read(name)

        said: FileReading = documents_of(file, files[file], self.org.kinds, side)
        for finding in said.findings:
            if finding.severity is Severity.ERROR:
                odd = say(
                    "{asset} (id {id}) is on the platform as no file can have it, and nothing was written for it.",
                    asset=address,
                    id=live.remote_id,
                )
                self.out.left.append(together(" ", filter(None, [odd, finding.detail, finding.fix])))
                return None
        found = next((asset for asset in said.assets if asset.address == address), None)
        if found is None:
            self._odd(address, file)
        return found

    def _odd(self, address: Address, file: str) -> None:
        self.out.left.append(
            say(
                "{asset} cannot be written into {file} so that it means what is on the platform; nothing was written "
                "for it. See what differs:\n    mapconfig drift",
                asset=address,
                file=file,
            )
        )

    def _know(self, address: Address, live: Live) -> None:
        """Have the record say what is live, unless it does, or a rename that is not applied yet will."""
        if address in self.renamed:
            return
        snapshot = self.state.applied(address, self.org.kinds)
        told = (
            snapshot is not None
            and self.state.remote_id(address) == live.remote_id
            and same(dict(snapshot.attributes), dict(live.attributes))
            and snapshot.active is live.active
        )
        if not told:
            self.out.known.append(Known(address, live.remote_id, live.attributes, live.active))

    def _tell(self, address: Address, live: Live) -> None:
        if live.note:
            self.out.notes.append(together(": ", [address, live.note]))

    def _take(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():  # what names a side file is written after it
            self.out.files.pop(name, None)
            self.out.files[name] = data
        self.there_is.update(files)
        self.taken.update(name.casefold() for name in files)

    def _read(self, file: str) -> bytes:
        return self.out.files[file] if file in self.out.files else self.reading.source.read(file)

    def _text(self, file: str) -> str:
        return self._read(file).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _covered(path: Path, overrides: Collection[str]) -> bool:
    """Whether an override sets the field at `path`, something above it or something below."""
    here = dotted(path)
    return any(here == each or here.startswith(f"{each}.") or each.startswith(f"{here}.") for each in overrides)


def _gaps(attributes: Mapping[str, Any], gaps: Collection[str]) -> dict[Path, Any]:
    """The whole attributes of which the platform cannot hold anything."""
    return {(name,): attributes[name] for name in gaps if name in attributes}


def _side_names(shape: Shape, data: bytes, document: int = 0) -> dict[str, str]:
    """The attributes that name side files, with what they say, in one document of a file; none where the file cannot be
    read."""
    documents = load(data, "")[0]
    return {
        name: said
        for name, said in (documents[document] if document < len(documents) else {}).items()
        if (below := shape.properties.get(name)) is not None and below.file and isinstance(said, str)
    }
