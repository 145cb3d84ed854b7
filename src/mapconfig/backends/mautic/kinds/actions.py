"""What is done to somebody, as actions of a file and as what campaigns, triggers and forms of Mautic do.

One thing of Mautic may do several of ours: tags, lists and fields are changed several at a time. A run of ours that
fits into one becomes one, so that what was made by hand is written back as it was. Tags are named, lists and e-mails
are ids (recordings campaigns, point-triggers, forms).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld, Where
from mapconfig.backends.mautic.places import ASKED, COMPANY, PERSON
from mapconfig.backends.mautic.teams import Team

Action = Mapping[str, Any]

TAGS, LISTS, POINTS = "lead.changetags", "lead.changelist", "lead.changepoints"
FIELDS, COMPANY_FIELDS, SEND = "lead.updatelead", "lead.updatecompany", "email.send"
OWNER, TELL = "lead.changeowner", "email.send.to.user"
MARKETING, TRANSACTIONAL = "marketing", "transactional"

#: What Mautic itself keeps up to date, or changes in another way than by setting it.
_OWN = frozenset({where.alias for where, _ in ASKED.values()} | {"points", "last_active"})


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that Mautic does, under the names that campaigns have for it."""

    type: str
    properties: Mapping[str, Any]


def acts_of(actions: Sequence[Action], book: Book, passing: Collection[str] = ()) -> list[Act]:
    """What Mautic does for `actions`, in their order; the e-mails `passing` may pass an opt-out. Raises Unheld for an
    action that Mautic cannot do."""
    found: list[Act] = []
    for action in actions:
        ((word, value),) = action.items()
        one = sending(value, book, value in passing) if word == "send" else _act(word, value, book)
        joined = _joined(found[-1], one) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(one)
    return found


def _act(word: str, value: Any, book: Book) -> Act:
    match word:
        case "tag":
            return Act(TAGS, {"add_tags": [value], "remove_tags": []})
        case "untag":
            return Act(TAGS, {"add_tags": [], "remove_tags": [value]})
        case "add_to":
            return Act(LISTS, {"addToLists": [int(book.id_of(value))], "removeFromLists": []})
        case "remove_from":
            return Act(LISTS, {"addToLists": [], "removeFromLists": [int(book.id_of(value))]})
        case "score":
            return Act(POINTS, {"points": value})
        case "set":
            return _set(value["field"], value["value"], book)
        case "notify":
            return telling(value, book)
        case "hand_over":
            return Act(OWNER, {"owner": _team(value, book).user})
    raise Unheld(f"Mautic has nothing that does {word!r}.")


def _team(team: str, book: Book) -> Team:
    """Who stands for a team. Raises Unheld where nobody does."""
    found = book.teams.get(team.partition("/")[2])
    if found is None:
        raise Unheld(
            f"Mautic knows users and no teams. Say which user stands for {team}, under `teams` in the settings of the "
            "environment."
        )
    return found


def telling(team: str, book: Book) -> Act:
    """The e-mail that tells a team of somebody, to the user who stands for it. Raises Unheld where there is none."""
    who = _team(team, book)
    if not who.notice:
        raise Unheld(
            f"Mautic tells its users of something by one of its own e-mails. Say which one is for {team}, as `notice` "
            "under `teams` in the settings of the environment."
        )
    notice = f"email/{who.notice}"
    if not book.has_email(notice):
        raise Unheld(
            f"{notice}, by which the environment has {team} told (`notice` under `teams` in its settings), is not in "
            f"Mautic, and no file makes it. Make a template e-mail there that is called {_spoken(who.notice)!r}, or "
            "name another one in the settings."
        )
    number = int(book.id_of(notice))
    nobody = {"to_owner": False, "to": "", "cc": "", "bcc": ""}
    return Act(TELL, {"useremail": {"email": number}, "user_id": [who.user], **nobody})


def _spoken(key: str) -> str:
    """A name of which Mautic's e-mail gets the key."""
    words = key.replace("-", " ")
    return words[:1].upper() + words[1:]


def sending(email: str, book: Book, passes: bool = False) -> Act:
    """The sending of an e-mail. It is ``marketing``, which Mautic sends to a person once and never to one who opted
    out. What is ``transactional`` is sent each time and, from 5.1 on, to those who opted out as well: that is for
    operational e-mails, and for what somebody says `passes`."""
    type_ = TRANSACTIONAL if passes or is_operational(email, book) else MARKETING
    return Act(SEND, {"email": int(book.id_of(email)), "email_type": type_, "priority": 2, "attempts": 3})


def is_operational(email: str, book: Book) -> bool:
    """Whether the files say of an e-mail that it may pass an opt-out."""
    found = book.org.assets.get(Address(email)) if book.org is not None else None
    return found is not None and found.attributes.get("operational") is True


def passes_opt_out(properties: Mapping[str, Any]) -> bool:
    """Whether an event sends its e-mail as transactional, as it does where nothing is said."""
    return properties.get("email_type") != MARKETING


def _set(field: str, value: Any, book: Book) -> Act:
    key = field.partition("/")[2]
    where = settable(key, book)
    type_ = FIELDS if where.object == PERSON else COMPANY_FIELDS
    if where.type == "boolean" and not isinstance(value, bool):
        raise Unheld(f"{key} is a yes/no field: set it to true or false.")
    if value == "":
        raise Unheld(f"No action of Mautic empties a field, so {key} cannot be set to nothing.")
    return Act(type_, {where.alias: int(value) if isinstance(value, bool) else value})


def settable(key: str, book: Book) -> Where:
    """Where Mautic keeps a field that somebody wants to set. Raises Unheld for one that cannot be set."""
    where = book.where(key)
    if where is None:
        raise Unheld(f"Mautic has no field for {key}.")
    if where.alias in _OWN and where.object == PERSON:
        raise Unheld(f"Mautic keeps {key} itself: no action can set it. Use a field of your own.")
    return where


def _joined(one: Act, other: Act) -> Act | None:
    """One act that does both, one after the other; None where there is none."""
    if one.type != other.type or one.type in (SEND, POINTS, OWNER, TELL):
        return None
    if one.type in (FIELDS, COMPANY_FIELDS):
        both = {**one.properties, **other.properties}
        return Act(one.type, both) if not set(one.properties) & set(other.properties) else None
    first, second = one.properties.keys()
    if one.properties[second] and other.properties[first]:
        return None  # Mautic adds before it removes, and here it is the other way round
    both = {name: [*one.properties[name], *other.properties[name]] for name in (first, second)}
    added, removed = both[first], both[second]
    twice = len({*map(str, added), *map(str, removed)}) < len(added) + len(removed)
    return None if twice else Act(one.type, both)


def actions_of(type_: str, properties: Any, book: Book) -> list[dict[str, Any]] | None:
    """The actions that a file would have for something that Mautic does; None where it has none for that."""
    said = properties if isinstance(properties, Mapping) else {}
    read: dict[str, Callable[[Mapping[str, Any], Book], list[dict[str, Any]] | None]] = {
        TAGS: _tags,
        LISTS: _lists,
        POINTS: _points,
        SEND: _send,
        OWNER: _owner,
        TELL: _tell,
        FIELDS: lambda said, book: _fields(said, PERSON, book),
        COMPANY_FIELDS: lambda said, book: _fields(said, COMPANY, book),
    }
    return read[type_](said, book) if type_ in read else None


def _tags(said: Mapping[str, Any], _: Book) -> list[dict[str, Any]] | None:
    added, removed = _list(said.get("add_tags")), _list(said.get("remove_tags"))
    if added is None or removed is None:
        return None
    return [{"tag": str(each)} for each in added] + [{"untag": str(each)} for each in removed]


def _lists(said: Mapping[str, Any], book: Book) -> list[dict[str, Any]] | None:
    added, removed = _list(said.get("addToLists")), _list(said.get("removeFromLists"))
    if added is None or removed is None:
        return None
    found = [{"add_to": str(book.address_of("list", each))} for each in added]
    return found + [{"remove_from": str(book.address_of("list", each))} for each in removed]


def _list(said: Any) -> list[Any] | None:
    """The values of a property that holds several; None where it holds something else."""
    if said is None or said == "":
        return []
    values = list(said.values()) if isinstance(said, Mapping) else said
    scalars = isinstance(values, list) and all(isinstance(each, str | int) for each in values)
    return values if scalars else None


def _points(said: Mapping[str, Any], _: Book) -> list[dict[str, Any]] | None:
    points = whole(said.get("points"))
    return None if points is None or said.get("group") else [{"score": points}]


def _send(said: Mapping[str, Any], book: Book) -> list[dict[str, Any]] | None:
    number = whole(said.get("email"))
    return None if not number else [{"send": str(book.address_of("email", number))}]


def _owner(said: Mapping[str, Any], book: Book) -> list[dict[str, Any]] | None:
    team = _of_user(said.get("owner"), book)
    return None if team is None else [{"hand_over": team}]


def _tell(said: Mapping[str, Any], book: Book) -> list[dict[str, Any]] | None:
    """Only what tells the users who stand for teams, one at a time, by the e-mail that is there for it."""
    users, email = _list(said.get("user_id")), said.get("useremail")
    others = any(said.get(name) for name in ("to_owner", "to", "cc", "bcc"))
    team = _of_user(users[0], book) if users is not None and len(users) == 1 and not others else None
    number = whole(email.get("email")) if isinstance(email, Mapping) else None
    if team is None or not number:
        return None
    notice = book.teams[team.partition("/")[2]].notice
    return [{"notify": team}] if book.address_of("email", number) == f"email/{notice}" else None


def _of_user(user: Any, book: Book) -> str | None:
    """The team that a user stands for."""
    return next((f"team/{key}" for key, team in book.teams.items() if team.user == whole(user)), None)


def unsaid(type_: str, name: str, properties: Any, book: Book) -> str:
    """Why something that Mautic does is no action here, and what to do about that where it can be said."""
    said = properties if isinstance(properties, Mapping) else {}
    users = [said.get("owner")] if type_ == OWNER else _list(said.get("user_id")) or [] if type_ == TELL else []
    email = said.get("useremail")
    number = whole(email.get("email")) if isinstance(email, Mapping) else None
    why = f"no action here does what {name!r} ({type_}) does"
    if len(users) != 1 or whole(users[0]) is None or _of_user(users[0], book) is not None:
        return f"{why}."
    notice = f", notice: {book.address_of('email', number).key}" if number else ""
    return (
        f"{why}. Users of Mautic stand for teams: say which team user {whole(users[0])} is, under `teams` in the "
        f"settings of the environment (KEY: {{user: {whole(users[0])}{notice}}}), and import again."
    )


def _fields(said: Mapping[str, Any], object_: str, book: Book) -> list[dict[str, Any]] | None:
    """Only what has a value: Mautic's own editor writes down every field there is, most of them empty."""
    found = []
    for alias, value in said.items():
        if value is None or value == "" or value == []:
            continue
        key = book.field(object_, str(alias))
        if key is None or not isinstance(value, str | int | float):
            return None
        if book.type(key).type == "yes-no":
            if str(value) not in ("0", "1", "True", "False"):
                return None
            value = str(value) in ("1", "True")
        found.append({"set": {"field": f"field/{key}", "value": value}})
    return found or None


def whole(said: Any) -> int | None:
    """A whole number that may come as text; None for anything else."""
    try:
        return int(said) if not isinstance(said, bool | float) else None
    except (TypeError, ValueError):
        return None
