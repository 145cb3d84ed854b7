"""Edits by hand, as somebody makes them on the platform's own pages: for demonstrations and tests of drift.

Assets are named by their alias on the platform, values are written as in YAML. The pages let a running asset be edited
and ask about nothing; every edit counts as a change by the person who makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.embedded.objects import Edit, Keep, Stored
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import Content
from mapconfig.backends.embedded.translate import attributes_of, content_of
from mapconfig.errors import InputError
from mapconfig.language import NOTHING, say, together, told
from mapconfig.model import Asset, Kind, Shape, normalise


def edit(file: str | Path, kinds: Mapping[str, Kind], address: str, path: str, value: Any, who: str) -> int:
    """Set the field at `path` to `value`, or take it away where `value` is None; gives the new version.

    `path` has dots between names, and names an entry of a sequence by its id or by its place, counted from 0, as in
    ``steps.welcome.send``. The ``state`` of what runs starts or pauses it. Raises InputError where the asset or the
    place in it does not exist.
    """
    platform, stored = _found(file, kinds, address, who)
    kind = kinds[stored.type]
    if kind.activation and path == "state":
        return platform.switch(stored.type, stored.id, None, value == "active").version

    def alias(of: str, number: str) -> Address | None:
        one = platform.one(of, int(number))
        return None if one is None else Address(f"{of}/{one.alias}")

    attributes = attributes_of(kind, stored.content, alias, platform.quirks)
    changed = _with(attributes, path.split("."), value, f"{address} {path}", kind.shape)
    return _write(platform, kinds, stored, changed).version


def start(file: str | Path, kinds: Mapping[str, Kind], address: str, who: str) -> int:
    """Set an asset running; gives the new version."""
    platform, stored = _found(file, kinds, address, who)
    return platform.switch(stored.type, stored.id, None, True).version


def pause(file: str | Path, kinds: Mapping[str, Kind], address: str, who: str) -> int:
    """Pause an asset; gives the new version."""
    platform, stored = _found(file, kinds, address, who)
    return platform.switch(stored.type, stored.id, None, False).version


def rename(file: str | Path, kinds: Mapping[str, Kind], address: str, key: str, who: str) -> int:
    """Give an asset another alias; gives the new version."""
    platform, stored = _found(file, kinds, address, who)
    return platform.update(stored.type, stored.id, None, Edit(alias=key), running=True).version


def delete(file: str | Path, kinds: Mapping[str, Kind], address: str, who: str) -> None:
    """Delete an asset. The platform may refuse while it is used."""
    platform, stored = _found(file, kinds, address, who)
    platform.delete(stored.type, stored.id, None)


def create(file: str | Path, kinds: Mapping[str, Kind], address: str, attributes: Mapping[str, Any], who: str) -> int:
    """Make an asset, as somebody would on the platform's pages; gives its id."""
    where = _address(kinds, address)
    platform, kind = Platform(file, who), kinds[where.kind]
    content = content_of(kind, normalise(kind, attributes), lambda target: _id(platform, kinds, target))
    return platform.create(kind.name, where.key, content, runs=kind.activation).id


def fill(file: str | Path, kinds: Mapping[str, Kind], assets: Iterable[Asset], who: str) -> dict[Address, str]:
    """Put many assets into an account in one go, as from another system's backup, and start those that run and whose
    `state` says active; gives their ids. All are made or none: raises Rejected when one of them is there already."""
    platform = Platform(file, who)
    wanted: dict[str, list[Asset]] = {}
    for asset in assets:
        wanted.setdefault(asset.kind, []).append(asset)
    ids: dict[Address, str] = {}
    for of, found in wanted.items():
        first = platform.reserve(of, len(found))
        ids.update((asset.address, str(first + place)) for place, asset in enumerate(found))

    def objects() -> Iterator[tuple[str, int, str, Content, bool | None]]:
        for found in wanted.values():
            for asset in found:
                kind = kinds[asset.kind]
                content = content_of(kind, asset.attributes, ids.get)
                active = asset.attributes.get("state", "active") == "active" if kind.activation else None
                yield kind.name, int(ids[asset.address]), asset.key, content, active

    platform.restore(objects())
    return ids


def _write(platform: Platform, kinds: Mapping[str, Kind], stored: Stored, attributes: Mapping[str, Any]) -> Stored:
    kind = kinds[stored.type]
    content = content_of(kind, normalise(kind, attributes), lambda target: _id(platform, kinds, target))
    dropped = [name for name in stored.content.fields if name not in content.fields]
    change = Edit(put=content.fields, drop=dropped, name=content.name, alias=Keep.IT)
    return platform.update(stored.type, stored.id, None, change, running=True)


def _id(platform: Platform, kinds: Mapping[str, Kind], target: Address) -> str | None:
    found = platform.called(target.kind, target.key) if target.kind in kinds else []
    return str(found[0].id) if found else None


def _address(kinds: Mapping[str, Kind], text: str) -> Address:
    try:
        address = Address.parse(text)
    except ValueError as error:
        raise InputError(say("{fault}.", fault=told(error))) from error
    if address.kind not in kinds:
        raise InputError(
            say("There is no kind {kind}. There are {kinds}.", kind=repr(address.kind), kinds=", ".join(kinds))
        )
    return address


def _found(file: str | Path, kinds: Mapping[str, Kind], address: str, who: str) -> tuple[Platform, Stored]:
    where = _address(kinds, address)
    platform = Platform(file, who)
    found = platform.called(where.kind, where.key)
    if not found:
        raise InputError(
            say(
                "The platform in {file} has no {kind} called {key}.",
                file=str(file),
                kind=where.kind,
                key=repr(where.key),
            )
        )
    if len(found) > 1:
        raise InputError(
            say(
                "The platform in {file} has {count} of {address}; which one is meant cannot be told.",
                file=str(file),
                count=len(found),
                address=address,
            )
        )
    return platform, found[0]


def _with(value: Any, path: list[str], new: Any, what: str, shape: Shape | None) -> Any:
    """`value`, which has this shape, with `new` at `path`."""
    step, below = path[0], path[1:]
    if isinstance(value, list):
        place = _place(value, step)
        if place is None:
            raise InputError(say("{what}: there is no {step}.", what=what, step=repr(step)))
        entry = _with(value[place], below, new, what, shape.items if shape is not None else None) if below else new
        return [*value[:place], *([] if entry is None else [entry]), *value[place + 1 :]]
    if not isinstance(value, dict):
        raise InputError(
            say(
                "{what}: {step} is below {value}, which has nothing below it.",
                what=what,
                step=repr(step),
                value=repr(value),
            )
        )
    known = shape is None or not shape.properties or shape.below(step) is not None
    if step not in value and (below or not known):
        names = {*value, *(shape.properties if shape is not None else ())} - {step}
        near = get_close_matches(step, sorted(names), n=1)
        hint = say(" Did you mean {close}?", close=near[0]) if near else NOTHING
        raise InputError(together("", [say("{what}: there is no {step}.", what=what, step=repr(step)), hint]))
    if below:
        return {**value, step: _with(value[step], below, new, what, shape.below(step) if shape is not None else None)}
    if new is None:
        return {name: item for name, item in value.items() if name != step}
    return {**value, step: new}


def _place(entries: list[Any], step: str) -> int | None:
    """The place of the entry that has `step` as its id, or is at that place."""
    for place, entry in enumerate(entries):
        if isinstance(entry, dict) and step in (entry.get("id"), entry.get("field"), entry.get("platform")):
            return place
    return int(step) if step.isascii() and step.isdigit() and int(step) < len(entries) else None
