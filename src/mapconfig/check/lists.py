"""What the members of a list have in common, by what the list extends and asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from mapconfig.address import Address
from mapconfig.check.terms import said
from mapconfig.check.view import View
from mapconfig.model import Asset


def extended(asset: Asset) -> str:
    """The address of the list that `asset` extends, or empty text."""
    above = asset.attributes.get("extends")
    return above if isinstance(above, str) else ""


def ancestors(address: str, view: View) -> list[str]:
    """The lists above `address` by ``extends``, nearest first; a ring ends where it began."""
    found: dict[str, None] = {}
    asset = view.get(address)
    while asset is not None:
        above = extended(asset)
        if not above or above == address or above in found:
            break
        found[above] = None
        asset = view.get(above)
    return list(found)


def surely_on(address: str, view: View) -> frozenset[str]:
    """The lists that every member of `address` is on, with `address` itself: it extends them or asks for them."""
    return view.once(("surely on", address), partial(_surely_on, address))


def _surely_on(address: str, view: View) -> frozenset[str]:
    found: set[str] = set()
    queue = [address]
    while queue:
        name = queue.pop()
        if name in found:
            continue
        found.add(name)
        asset = view.get(name)
        if asset is not None and asset.kind == "list" and not asset.attributes.get("static"):
            queue += [f"list/{key}" for key in said(asset, view).required]
            if extended(asset):
                queue.append(extended(asset))
    return frozenset(found)


def surely_holds(address: str, view: View) -> frozenset[str]:
    """The lists all of whose members are on `address`, with `address` itself, as far as its criteria say so."""
    return view.once(("surely holds", address), partial(_surely_holds, address))


def _surely_holds(address: str, view: View) -> frozenset[str]:
    found: set[str] = set()
    queue = [address]
    while queue:
        name = queue.pop()
        if name in found:
            continue
        found.add(name)
        asset = view.get(name)
        if asset is not None and asset.kind == "list" and not asset.attributes.get("static") and not extended(asset):
            queue += [f"list/{key}" for key in said(asset, view).sufficient]
    return frozenset(found)


def fields_behind(addresses: Iterable[str], view: View) -> set[str]:
    """The keys of all fields that decide who is on the lists `addresses`, through all lists they name."""
    fields: set[str] = set()
    seen: set[str] = set()
    queue = list(addresses)
    while queue:
        name = queue.pop()
        if name not in seen:
            seen.add(name)
            asked, lists = _asked(name, view)
            fields.update(asked)
            queue += lists
    return fields


def _asked(name: str, view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the fields that a list asks for, and the addresses of the lists that it names."""
    asset = view.get(name)
    if asset is None or asset.kind != "list":
        return (), ()
    found = said(asset, view)
    lists = [f"list/{key}" for key in found.lists]
    if extended(asset):
        lists.append(extended(asset))
    return found.fields, tuple(lists)


def audience(asset: Asset) -> list[tuple[tuple[str | int, ...], str]]:
    """The lists that a journey takes people from or an e-mail goes to, each with its path."""
    if asset.kind == "journey":
        entry = asset.attributes.get("entry")
        names = entry.get("lists") if isinstance(entry, Mapping) else None
        path: tuple[str | int, ...] = ("entry", "lists")
    else:
        names = asset.attributes.get("to") if asset.attributes.get("type") == "list" else None
        path = ("to",)
    return [((*path, i), name) for i, name in enumerate(names if isinstance(names, list) else ()) if _is_list(name)]


def suppressed(asset: Asset) -> list[str]:
    """The addresses of the lists under `suppress`."""
    names = asset.attributes.get("suppress")
    return [name for name in names if _is_list(name)] if isinstance(names, list) else []


def _is_list(name: object) -> bool:
    return isinstance(name, str) and name.startswith("list/")


def masters(view: View) -> Mapping[str, list[Address]]:
    """The lists that others are built on by ``extends``, each with those that do; a look at every list."""
    found: dict[str, list[Address]] = {}
    for asset in view.of_kind("list"):
        above = extended(asset)
        if above and above != asset.address:
            found.setdefault(above, []).append(asset.address)
    return found
