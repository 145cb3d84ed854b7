"""What follows from what: the assets to which other people can belong because of a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from mapconfig.address import Address
from mapconfig.audience.scoring import GRADE, SCORE
from mapconfig.audience.side import Side
from mapconfig.diff import Change

#: References along which a change of an asset changes who belongs to another one.
_DOWN = frozenset({"extends", "uses", "suppresses", "enters-from", "sends-to"})
_ACROSS = frozenset({"adds-to", "removes-from"})

#: Up to so many changes, each is followed to what it moves elsewhere.
_FOLLOWED = 500


def causes(
    changes: Mapping[Address, Change], then: Side, now: Side, was: Callable[[Address], Address]
) -> dict[Address, tuple[Address, ...]]:
    """For each asset the changed ones from which it follows who belongs to it, itself among them. Of very many
    changes, which are no edit of a person, each is only the cause of what it does itself."""
    found: dict[Address, set[Address]] = defaultdict(set)
    for change in changes.values():
        if change.action == "update" and all(field.effect == "cosmetic" for field in change.fields):
            continue  # a tag or an owner moves nobody, whatever else moves people there
        found[change.address].add(change.address)
        # What is new is told as its own, too.
        if change.action != "create" and len(changes) <= _FOLLOWED:
            for address in _below(change, then, now, was):
                found[address].add(change.address)
    return {address: tuple(sorted(causes)) for address, causes in found.items()}


def _below(change: Change, then: Side, now: Side, was: Callable[[Address], Address]) -> set[Address]:
    """The assets to which other people can belong because of a change."""
    links = now.links if change.after is not None else then.links
    start = change.address if change.after is not None else was(change.address)
    queue = [start]
    if any(field.path[:1] == ("suppress",) for field in change.fields):
        # What an e-mail is kept from changes whom everything mails that sends it.
        queue += [edge.source for edge in links.used_by(start) if edge.relation == "sends"]
    if change.address.kind == "scoring":
        queue += [Address(f"field/{SCORE}"), Address(f"field/{GRADE}")]
    reached = set(queue)
    while queue:
        here = queue.pop()
        nearest = [edge.source for edge in links.used_by(here) if edge.relation in _DOWN]
        nearest += [edge.target for edge in links.uses(here) if edge.relation in _ACROSS]
        for address in nearest:
            if address not in reached:
                reached.add(address)
                queue.append(address)
    return reached
