"""What happens after a form was sent, as actions of a form (recording forms).

They are those of campaigns under other names. An e-mail that a form sends reaches whoever sent the form, opted out or
not: it is an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds.actions import LISTS, OWNER, POINTS, SEND, TAGS, TELL, actions_of, acts_of, whole
from mapconfig.backends.mautic.kinds.carrying import by_address
from mapconfig.backends.mautic.terms import Unheld

_TYPES = {TAGS: TAGS, LISTS: LISTS, POINTS: "lead.pointschange", SEND: "email.send.lead", TELL: "email.send.user"}
_OURS = {theirs: ours for ours, theirs in _TYPES.items()}
_NAMES = {
    TAGS: "Change tags",
    LISTS: "Change segments",
    POINTS: "Change points",
    SEND: "Answer by e-mail",
    TELL: "Tell a team",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a form does: `thank_you` is the e-mail that answers, `add_to` the lists that people join, `sets` what fields
    get, `do` the rest. `passed` are actions that nothing here says."""

    thank_you: str | None = None
    add_to: list[str] = field(default_factory=list)
    sets: list[dict[str, Any]] = field(default_factory=list)
    do: list[dict[str, Any]] = field(default_factory=list)
    passed: list[dict[str, Any]] = field(default_factory=list)


def meant(attributes: Mapping[str, Any]) -> Done:
    """What a form is to do, each thing where it is read: Mautic does not tell an e-mail that thanks from another."""
    rest = list(attributes.get("do") or ())
    sends = [each["send"] for each in rest if "send" in each]
    thank_you = attributes.get("thank_you")
    if thank_you is None and sends:
        thank_you = sends[0]
        rest.remove({"send": thank_you})
    add_to = [*(attributes.get("add_to") or ()), *(each["add_to"] for each in rest if "add_to" in each)]
    sets = [each["set"] for each in rest if "set" in each]
    do = [each for each in rest if "add_to" not in each and "set" not in each]
    return Done(thank_you, sorted(dict.fromkeys(add_to)), sets, do)


def bodies(done: Done, book: Book) -> list[dict[str, Any]]:
    """The actions to be sent, in their order. Raises Unheld for what a form cannot do."""
    first = [{"send": done.thank_you}] if done.thank_you is not None else []
    first += [{"add_to": each} for each in done.add_to]
    found = []
    for act in acts_of(first, book) + acts_of(done.do, book):
        properties = dict(act.properties)
        if act.type == POINTS:
            points = int(properties["points"])
            properties = {"operator": "plus" if points >= 0 else "minus", "points": abs(points)}
        elif act.type == SEND:
            properties = {"email": properties["email"]}
        elif act.type == TELL:
            properties = {name: properties[name] for name in ("useremail", "user_id")}
        elif act.type == OWNER:
            raise Unheld(
                "No form of Mautic gives somebody an owner. Let a rule hand over who is on a list of the form's."
            )
        elif act.type not in _TYPES:
            raise Unheld("A form of Mautic does not do this.")
        found.append({"name": _NAMES[act.type], "type": _TYPES[act.type], "properties": properties})
    return found


def read(actions: Sequence[Raw], book: Book) -> Done:
    """What the actions of a form do."""
    rest: list[dict[str, Any]] = []
    passed: list[dict[str, Any]] = []
    for raw in actions:
        said = _actions(raw, book)
        if said:
            rest += said
        else:
            passed.append(by_address({name: raw.get(name) for name in ("name", "type", "properties")}, book))
    thank_you = next((each["send"] for each in rest if "send" in each), None)
    if thank_you is not None:
        rest.remove({"send": thank_you})
    add_to = sorted({each["add_to"] for each in rest if "add_to" in each})
    return Done(thank_you, add_to, [], [each for each in rest if "add_to" not in each], passed)


def _actions(raw: Raw, book: Book) -> list[dict[str, Any]] | None:
    ours, said = _OURS.get(str(raw.get("type"))), raw.get("properties")
    if ours is None or not isinstance(said, Mapping):
        return None
    if ours == POINTS:
        points = whole(said.get("points"))
        if points is None or said.get("operator") not in ("plus", "minus"):
            return None
        said = {"points": points if said["operator"] == "plus" else -points, "group": said.get("group")}
    return actions_of(ours, said, book)


#: What of an action is said here or in a file. The recordings have no other action than that on points, and pages of
#: Mautic may write more with each.
_KNOWN: Mapping[str, frozenset[str]] = {
    TAGS: frozenset({"add_tags", "remove_tags"}),
    LISTS: frozenset({"addToLists", "removeFromLists"}),
    POINTS: frozenset({"operator", "points", "group"}),
    SEND: frozenset({"email"}),
    TELL: frozenset({"useremail", "user_id", "to_owner", "to", "cc", "bcc"}),
}


def more_of(raw: Raw, book: Book) -> list[str]:
    """The names of what an action has set that no file says, where a file says the rest of it."""
    said = raw.get("properties")
    if not _actions(raw, book) or not isinstance(said, Mapping):
        return []
    known = _KNOWN[_OURS[str(raw.get("type"))]]
    return sorted(str(name) for name, value in said.items() if name not in known and value not in _UNSET)


_UNSET: tuple[Any, ...] = (None, "", 0, False, [], {})


def settled(done: Done, book: Book) -> Done:
    """`done` as it is read once Mautic has it."""
    try:
        raws = bodies(done, book)
    except Unheld:
        return done
    found = read(raws, book)
    return Done(found.thank_you, found.add_to, done.sets, found.do)


def onto(raw: Raw, body: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """`body` in the place of an action that is there: under its id and name, and with what it has set that no file
    says, as long as it does the same or is another e-mail."""
    said = raw.get("properties")
    stays = same(raw, body, book) or body["type"] == _TYPES[SEND]
    before = dict(said) if stays and isinstance(said, Mapping) else {}
    properties = {**before, **body["properties"]}
    return {**body, "id": raw["id"], "name": raw.get("name") or body["name"], "properties": properties}


def same(raw: Raw, body: Mapping[str, Any], book: Book) -> bool:
    """Whether an action does what `body` would."""
    return raw.get("type") == body["type"] and _actions(raw, book) == _actions(dict(body), book)
