"""Assets that exist on the platform and are in the files, brought together in the record; and let go again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mapconfig.account import Account
from mapconfig.address import Address
from mapconfig.authoring.taking import Known, settled
from mapconfig.backend import Live
from mapconfig.errors import InputError, UsageError
from mapconfig.language import Text, say, together, told
from mapconfig.plan.names import as_planned
from mapconfig.record.state import State
from mapconfig.workspace import known


@dataclass(slots=True)
class Adoption:
    """What the record is to know from now on; `managed` was so already; `left` says what was not clear."""

    known: list[Known] = field(default_factory=list)
    managed: list[Address] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def adopt(account: Account, texts: Sequence[str], remote_id: str = "") -> Adoption:
    """The assets named in `texts`, with what the platform has under their natural key; with `remote_id`, the one asset
    with that id.

    What is live counts as last applied, so the next plan shows every difference as one that the files make. Raises
    UsageError and InputError, in which case nothing is to be recorded.
    """
    state = account.record.state()
    settled(state)
    found = Adoption()
    for text in texts:
        address = _address(account, text)
        if as_planned(account.desired, state).remote_id(address) is not None:
            _still(state, address, remote_id)
            found.managed.append(address)
            continue
        candidates = _candidates(account, state, address, remote_id)
        if not candidates:
            raise InputError(
                say(
                    "{platform} has no {address} that is not managed and has the id {id}, so there is nothing to "
                    "adopt. To make it there:\n    mapconfig plan",
                    platform=account.backend.name,
                    address=address,
                    id=remote_id,
                )
                if remote_id
                else say(
                    "{platform} has no {address} that is not managed, so there is nothing to adopt. To make it "
                    "there:\n    mapconfig plan",
                    platform=account.backend.name,
                    address=address,
                )
            )
        if len(candidates) > 1:
            raise InputError(_several(address, candidates))
        found.known.append(_known(address, candidates[0]))
    return found


def adopt_all(account: Account) -> Adoption:
    """Everything in the files that exists on the platform, unmanaged, and is the only one of its name there."""
    state = account.record.state()
    settled(state)
    found = Adoption()
    names = as_planned(account.desired, state)
    strangers = {each.address for each in account.fetch(state) if names.remote_id(each.address) != each.remote_id}
    for address in sorted(strangers & set(account.desired)):
        candidates = _candidates(account, state, address, "")
        if names.remote_id(address) is not None:
            continue
        if len(candidates) > 1:
            found.left.append(_several(address, candidates))
        else:
            found.known += [_known(address, each) for each in candidates]
    return found


def forgettable(account: Account, texts: Sequence[str]) -> list[Address]:
    """Those of the addresses that the record knows. Raises InputError for one that it does not and never did."""
    state = account.record.state()
    settled(state)
    managed = state.managed
    ever = {str(entry.data.get("address")) for entry in account.record.entries()}
    for text in texts:
        if text not in managed and text not in ever:
            raise InputError(
                say(
                    "mapconfig does not manage {text} in the environment {name}.",
                    text=text,
                    name=account.environment.name,
                )
            )
    return [address for address in managed if address in texts]


def _address(account: Account, text: str) -> Address:
    """An address of the files, or one that a tombstone asks to have deleted."""
    removed = next((each.address for each in account.desired.removed if each.address == text), None)
    if removed is not None:
        return removed
    try:
        return known(account.desired, text)
    except UsageError as error:
        raise UsageError(
            say(
                "{fault}\nWhat is on the platform and in no file gets a file, and is managed then, "
                "by:\n    mapconfig import {text}",
                fault=told(error),
                text=text,
            )
        ) from None


def _still(state: State, address: Address, remote_id: str) -> None:
    now = state.remote_id(address)
    if remote_id and now is not None and remote_id != now:
        raise InputError(
            say(
                "{address} is managed already, with the id {now}. To manage another one in its place, "
                "let go of that first:\n    mapconfig adopt --forget {address}",
                address=address,
                now=now,
            )
        )


def _candidates(account: Account, state: State, address: Address, remote_id: str) -> list[Live]:
    """What the platform has under the natural key of `address`, or under an id, and mapconfig does not manage."""
    capability = account.backend.capabilities.get(address.kind)
    if capability is None or not capability.readable:
        raise InputError(
            say(
                "{platform} does not show its {kind} assets, so {address} cannot be adopted there.",
                platform=account.backend.name,
                kind=address.kind,
                address=address,
            )
        )
    names = as_planned(account.desired, state)
    if remote_id:
        one = account.backend.read(address.kind, remote_id, names)
        found = [one] if one is not None else []
        other = names.address(address.kind, remote_id)
        if found and other is not None:
            raise InputError(
                say(
                    "The {kind} with the id {id} is managed already, as {other}.",
                    kind=address.kind,
                    id=remote_id,
                    other=other,
                )
            )
        return found
    asset = account.desired.assets.get(address)
    found = account.backend.find(address, asset.attributes if asset is not None else {}, names)
    return [each for each in found if names.address(address.kind, each.remote_id) is None]


def _known(address: Address, live: Live) -> Known:
    return Known(address, live.remote_id, live.attributes, live.active)


def _several(address: Address, candidates: Sequence[Live]) -> Text:
    ids = together(", ", _described(candidates))
    return say(
        "The platform has {count} assets that could be {address}: {ids}. Choose one:\n"
        "    mapconfig adopt {address} --remote-id {id}",
        count=len(candidates),
        address=address,
        ids=ids,
        id=candidates[0].remote_id,
    )


def _described(candidates: Sequence[Live]) -> Iterator[Text]:
    for each in candidates:
        if each.changed_by:
            yield say(
                "id {id} (last changed by {who} at {when})",
                id=each.remote_id,
                who=each.changed_by,
                when=each.changed_at,
            )
        else:
            yield say("id {id}", id=each.remote_id)
