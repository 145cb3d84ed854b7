"""An asset under another key, everywhere it is named, so that its id on the platform stays."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mapconfig.address import Address
from mapconfig.authoring.environments import states
from mapconfig.authoring.files import Overlaid
from mapconfig.diff import ABSENT, same
from mapconfig.errors import InputError, UsageError
from mapconfig.graph import Graph
from mapconfig.home import SETTINGS
from mapconfig.language import listed, say, together, told
from mapconfig.model import Asset, Kind, Org, Origin, Shape, normalise, rewrite
from mapconfig.read import edit, yaml
from mapconfig.read.documents import CRM, PERSONAS
from mapconfig.read.org import Reading, read_org
from mapconfig.read.renaming import rewrite_addresses, rewrite_embeds, rewrite_personas, rewrite_references
from mapconfig.read.source import is_yaml
from mapconfig.workspace import Workspace

Rename = Callable[[Address], Address]


def new_name(org: Org, old: str, new: str) -> Address:
    """The address that a person means by NEW: a key, or an address of the same kind. Raises UsageError."""
    kind = old.partition("/")[0]
    try:
        target = Address.parse(new if "/" in new else f"{kind}/{new}")
    except ValueError as error:
        raise UsageError(
            say("{fault}. A key has letters, digits, dots, hyphens and underscores only.", fault=told(error))
        ) from None
    if kind in org.kinds and target.kind != kind:
        raise UsageError(
            say(
                "{old} is a {kind} and cannot become a {other}: write {kind}/{key}.",
                old=old,
                kind=kind,
                other=target.kind,
                key=target.key,
            )
        )
    if target == old:
        raise UsageError(say("{old} is called that already.", old=old))
    return target


def earlier_name(workspace: Workspace, org: Org, old: Address, new: Address) -> str:
    """The key that `renamed_from` has to say, so that every platform's asset is found again; empty where the asset gets
    back the key it has there.

    An asset that was renamed before may have been applied under its first name only. Raises InputError when some
    environments know it by one name and some by the other, since a file can say one of them.
    """
    before = org.renamed_from.get(old)
    if before is None:
        return old.key
    knowing: dict[Address, list[str]] = {before: [], old: []}
    for environment, state in states(workspace, org).items():
        for address, names in knowing.items():
            if state.remote_id(address) is not None:
                names.append(environment)
    if knowing[before] and knowing[old]:
        raise InputError(
            say(
                "{old} was {before} before. {behind} still knows it by that name, and {ahead} by the new one. Apply "
                "the first rename everywhere, then rename again.",
                old=old,
                before=before,
                behind=listed(knowing[before]),
                ahead=listed(knowing[old]),
            )
        )
    if not knowing[before]:
        return old.key
    return "" if before == new else before.key


def renaming(reading: Reading, old: Address, new: Address, earlier: str) -> dict[str, bytes | None]:
    """The files of the org with `old` called `new`, in the order in which they are to be written; what is done already
    is among them as it is. `earlier` becomes the asset's `renamed_from`; empty for none.

    The asset's own document is the last that is written, and after it only its old file goes. Raises InputError when
    `new` is taken or cannot be used.
    """
    org = reading.org
    asset = org[old]
    origin = _origin(asset)

    def rename(address: Address) -> Address:
        return new if address == old else address

    texts = _Texts(reading)
    if SETTINGS in reading.source.files():
        texts.put(SETTINGS, _settings(texts.of(SETTINGS), rename, old, new, org.kinds))
    users = [edge.source for edge in Graph.of(org).used_by(old)]
    for user in dict.fromkeys(users):
        where = _origin(org[user])
        texts.put(where.file, rewrite_references(texts.of(where.file), org.kinds, rename))
        for side in embedding_files(texts.of(where.file), where, org.kinds[user.kind]):
            texts.put(side, rewrite_embeds(texts.of(side), rename))
    for file in reading.files:
        if file.file.startswith(PERSONAS):
            texts.put(file.file, rewrite_personas(texts.of(file.file), rename))
    own = texts.of(origin.file)
    words = {"key": new.key, "renamed_from": earlier or ABSENT}
    own = edit.update_document(own, origin.document, words, org.kinds)
    target = _file_for(reading, asset, new)
    changes: dict[str, bytes | None] = {file: data for file, data in texts.changed.items() if file != origin.file}
    changes[target] = own
    if target != origin.file:
        changes[origin.file] = None
    if new in org:
        # The last words of an earlier run that was cut short: all is done but for the old file.
        begun = _origin(org[new])
        if target == origin.file or begun.file != target or reading.source.read(target) != own:
            raise InputError(
                say(
                    "There is {new} already, in {file}. Give {old} another key, or remove {new} "
                    'first:\n    mapconfig rm {new} --because "the reason"',
                    new=new,
                    file=begun.file,
                    old=old,
                )
            )
    _meant(reading, changes, asset, new, rename)
    return changes


def _meant(reading: Reading, changes: Mapping[str, bytes | None], asset: Asset, new: Address, rename: Rename) -> None:
    """Raise InputError unless the org with `changes` is sound and is the old one with another name in it."""
    after = read_org(Overlaid(reading.source, changes), reading.org.kinds)
    for finding in after.errors:
        why = say("{address} cannot be called {new}: {why}", address=asset.address, new=new, why=finding.detail)
        raise InputError(together(" ", [why, finding.fix]) if finding.fix else why)
    kinds = reading.org.kinds
    wanted = {
        rename(address): normalise(kinds[each.kind], rewrite(kinds[each.kind], each.attributes, rename))
        for address, each in reading.org.items()
        if address != new
    }
    odd = [
        address
        for address in sorted({*wanted, *after.org})
        if address not in wanted or address not in after.org or not same(wanted[address], after.org[address].attributes)
    ]
    if odd:
        raise InputError(
            say(
                "{address} cannot be called {new} by a program: {odd} would mean something else "
                "afterwards. Rename it by hand, with renamed_from in its file.",
                address=asset.address,
                new=new,
                odd=odd[0],
            )
        )


class _Texts:
    """Files as they are so far."""

    def __init__(self, reading: Reading) -> None:
        self._source = reading.source
        self.changed: dict[str, bytes] = {}

    def of(self, file: str) -> bytes:
        return self.changed[file] if file in self.changed else self._source.read(file)

    def put(self, file: str, data: bytes) -> None:
        if data != self.of(file):
            self.changed[file] = data


def _origin(asset: Asset) -> Origin:
    if asset.origin is None or asset.origin.file.startswith(CRM):
        raise InputError(
            say("{address} belongs to the CRM and is only read here. Rename it there.", address=asset.address)
        )
    return asset.origin


def _file_for(reading: Reading, asset: Asset, new: Address) -> str:
    """The file that `new` is to lie in: another one when the file is named after the key and holds nothing else."""
    origin = _origin(asset)
    folder, name = posixpath.split(origin.file)
    stem, suffix = posixpath.splitext(name)
    target = posixpath.join(folder, new.key + suffix)
    documents = yaml.load(reading.source.read(origin.file), origin.file)[0]
    if stem != asset.key or len(documents) > 1 or stem.casefold() == new.key.casefold() or not is_yaml(target):
        return origin.file
    there = next((file for file in reading.source.files() if file.casefold() == target.casefold()), None)
    mine = new in reading.org and _origin(reading.org[new]).file == target
    return target if there is None or mine else origin.file


# Side files ---------------------------------------------------------------------------------------------------------


def side_files(data: bytes, origin: Origin, kind: Kind) -> Iterator[tuple[str, Shape]]:
    """The side files that one document names, as the org names them, with the shape of the attribute they are for."""
    for name, said in yaml.load(data, origin.file)[0][origin.document].items():
        below = kind.shape.properties.get(name)
        if below is not None and below.file and isinstance(said, str):
            file = posixpath.normpath(posixpath.join(posixpath.dirname(origin.file), said))
            yield file, kind.shape.properties.get(below.file, Shape())


def side_files_of(reading: Reading) -> dict[Address, set[str]]:
    """The side files that each asset's document names; only of those that name any."""
    found: dict[Address, set[str]] = {}
    for each in reading.files:
        if each.side_files:
            data = reading.source.read(each.file)
            for asset in each.assets:
                assert asset.origin is not None, "it was read from this file"
                files = {file for file, _ in side_files(data, asset.origin, reading.org.kinds[asset.kind])}
                found.setdefault(asset.address, set()).update(files)
    return found


def embedding_files(data: bytes, origin: Origin, kind: Kind) -> Iterator[str]:
    """Those side files of a document in which snippets and fields can be embedded."""
    return (file for file, shape in side_files(data, origin, kind) if shape.embeds)


# Settings -----------------------------------------------------------------------------------------------------------


def _settings(data: bytes, rename: Rename, old: Address, new: Address, kinds: Mapping[str, Kind]) -> bytes:
    """`mapconfig.yaml` with the asset renamed: where its address stands alone, in selectors, and in what overrides
    say."""
    data = rewrite_addresses(data, rename)
    documents = yaml.load(data, SETTINGS)[0]
    document = documents[0] if documents and isinstance(documents[0], dict) else {}
    changes: dict[str, Any] = {}
    freezes = [
        {**each, "selector": in_selector(each["selector"], old, new)} if "selector" in each else each
        for each in document.get("freezes", ())
    ]
    if freezes != document.get("freezes", []):
        changes["freezes"] = freezes
    environments = {
        name: {**each, "overrides": _overrides(each["overrides"], rename, kinds)} if "overrides" in each else each
        for name, each in document.get("environments", {}).items()
    }
    if environments != document.get("environments", {}):
        changes["environments"] = environments
    return edit.update_document(data, 0, changes) if changes else data


def in_selector(selector: str, old: Address, new: Address) -> str:
    """A selector with one address in place of another; an owner may be given by its key alone."""
    edge = "[A-Za-z0-9._/-]"
    out = re.sub(rf"(?<!{edge}){re.escape(old)}(?!{edge})", new, selector)
    if old.kind == "team":
        out = re.sub(rf"(?<!{edge})owner:{re.escape(old.key)}(?!{edge})", f"owner:{new.key}", out)
    return out


def _overrides(said: Mapping[str, Any], rename: Rename, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    out = {}
    for address, fields in said.items():
        kind = kinds.get(address.partition("/")[0])
        out[address] = {
            path: _override(kind, path, value, rename) if kind is not None else value for path, value in fields.items()
        }
    return out


def _override(kind: Kind, path: str, value: Any, rename: Rename) -> Any:
    shape: Shape | None = kind.shape
    for step in path.split("."):
        shape = shape.items if shape is not None and shape.items is not None else shape and shape.below(step)
    if shape is None or not shape.refers:
        return value
    alone = replace(kind, shape=Shape(properties={"value": shape}, refers=True))
    return rewrite(alone, {"value": value}, rename)["value"]
