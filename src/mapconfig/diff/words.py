"""A change of a field in words that a marketing admin reads without a manual."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from itertools import groupby
from typing import Any

from mapconfig.diff.change import ABSENT, FieldChange, Hidden, How, Part
from mapconfig.diff.fields import Entry, keyed, names_in_order, shape_at
from mapconfig.diff.references import REFERENCES
from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, plural, say, together
from mapconfig.model import Shape

#: Text that is longer or has line breaks is told as lines, and quoted by nobody.
LONG = 120
_SHOWN = 60
_LISTED = 4
_PARTS = 3

#: How a reference is said; that of a relation which is not here by the relation's own name.
_VERBS = {
    "enters-from": say("takes people in from"),
    "sends-to": say("is sent to"),
    "synced-with": say("is synced with"),
    "adds-to": say("adds people to"),
    "removes-from": say("removes people from"),
    "hands-over": say("hands people over to"),
    "owned-by": say("is owned by"),
    "part-of": say("is part of"),
    "collects": say("collects"),
    "contacts": say("contacts"),
    "embeds": say("embeds"),
    "extends": say("extends"),
    "feeds": say("feeds"),
    "notifies": say("notifies"),
    "sends": say("sends"),
    "sets": say("sets"),
    "stamps": say("stamps"),
    "suppresses": say("suppresses"),
    "uses": say("uses"),
}
_PLAIN = re.compile(r"[\w./:@%+-]+(?: [\w./:@%+-]+){0,3}\Z")


def tell(root: Shape, entry: Entry, parts: Sequence[Part], before: Any, after: Any) -> Text:
    """`entry` in one line. `root` is the shape of the kind; `before` and `after` are the attributes of the asset."""
    attributes = before if entry.after is ABSENT else after
    reference = entry.shape is not None and entry.shape.reference is not None
    # The verb of a reference says what it is; only an item, such as a step, has to be named as well.
    names = _names(root, entry.path, items_only=reference)
    parent = shape_at(root, entry.path[:-1])
    member = parent is not None and parent.items is not None and entry.how is not How.CHANGED
    if member and isinstance(entry.path[-1], int):
        value = entry.before if entry.how is How.REMOVED else entry.after
        if entry.how is How.MOVED:
            value = _inside(root, entry.path[:-1], after)[entry.position]
        if not isinstance(value, (Mapping, list)):
            names[-1] = _named(_label(str(entry.path[-2])), shown_value(value))
    if entry.path[-1] == "wait" and len(entry.path) > 2:
        following = _following(root, entry.path[:-1], attributes)
        if following:
            names = [*names[:-2], say("wait before {item}", item=following)]
    behind = _behind(root, entry, attributes) if member and entry.how is How.ADDED else NOTHING
    said = _said(entry, parts, names[-1], member, behind)
    for name in reversed(names[:-1]):
        said = _about(name, said)
    return said


def _about(name: str, said: str) -> Text:
    return say("{name}: {change}", name=name, change=said)


def _sentences(parts: Sequence[Part]) -> Text:
    """What became of sentences of criteria; of several the same is said once: "no longer required: a is 1; b is 2"."""
    told: list[Text] = []
    for what, same in groupby(parts, key=_fate):
        words = [part.words for part in same]
        if what and len(words) > 1:
            sentences = together("; ", [said for each in words if isinstance(said := each.values["sentence"], str)])
            words = [say("{what}: {sentence}", what=words[0].values["what"], sentence=sentences)]
        told += words
    return together("; ", told)


def _fate(part: Part) -> str:
    """What became of a sentence that came or went; empty of any other."""
    return str(part.words.values["what"]) if part.how in ("added", "removed") and "what" in part.words.values else ""


def _said(entry: Entry, parts: Sequence[Part], name: str, member: bool, behind: Text) -> Text:
    before, after, shape = entry.before, entry.after, entry.shape
    if isinstance(before, Hidden) or isinstance(after, Hidden):
        return say("{name} changed (it names a secret, which is not shown)", name=name)
    if entry.how is How.MOVED:
        return say("{name} moved: was {before}, is now {after}", name=name, before=before, after=after)
    if parts and shape is not None and shape.criteria:
        return _sentences(parts)
    if parts:
        told = together("; ", [part.words for part in parts[:_PARTS]])
        return _about(name, _and_more(told, len(parts) - _PARTS))
    if entry.how is How.ADDED and after in ([], {}):
        return say("{name} is written down, and empty", name=name)
    if entry.how is How.REMOVED and before in ([], {}):
        return say("{name} is no longer written down empty", name=name)
    if shape is not None and shape.reference is not None:
        return _reference(entry, shape.reference.relation, member)
    if _is_long(before) or _is_long(after):
        return _text(name, before, after)
    if member:
        return _member(entry, name, behind)
    default = shape.default if shape is not None else None
    if before is ABSENT and default is None:
        return say("{name} set to {value}", name=name, value=shown_value(after, shape))
    if after is ABSENT and default is None:
        return say("{name} removed (was {value})", name=name, value=shown_value(before, shape))
    one = default if before is ABSENT else before
    other = default if after is ABSENT else after
    return say(
        "{name}: {before} -> {after}", name=name, before=shown_value(one, shape), after=shown_value(other, shape)
    )


def _and_more(told: str, more: int) -> str:
    return say("{some} and {more} more", some=told, more=more) if more > 0 else told


def _reference(entry: Entry, relation: str, member: bool) -> Text:
    if entry.how is How.CHANGED:
        after, before = str(entry.after), str(entry.before)
        return say("{verb} {after} instead of {before}", verb=_verb(relation), after=after, before=before)
    target = str(entry.after if entry.how is How.ADDED else entry.before)
    words = REFERENCES.get(relation)
    if words is None:
        verb = _verb(relation)
        if entry.how is How.REMOVED:
            return say("no longer {verb} {target}", verb=verb, target=target)
        if member:
            return say("now also {verb} {target}", verb=verb, target=target)
        return say("now {verb} {target}", verb=verb, target=target)
    return words(target)[2 if entry.how is How.REMOVED else 1 if member else 0]


def _member(entry: Entry, name: str, behind: Text) -> Text:
    value = entry.after if entry.how is How.ADDED else entry.before
    inside = _summary(entry.shape, value, entry.path[-1]) if isinstance(value, Mapping) else ""
    if entry.how is How.ADDED:
        added = say("{name} added{behind}", name=name, behind=behind)
        return _about(added, inside) if inside else added
    return say("{name} removed ({value})", name=name, value=inside) if inside else say("{name} removed", name=name)


def _summary(shape: Shape | None, value: Mapping[str, Any], name: Any) -> str:
    """What an item does, such as ``sends email/welcome-1``."""
    said = []
    for key in names_in_order(shape, value):
        below = value[key]
        if below == name:
            continue
        child = shape.below(key) if shape is not None else None
        if child is not None and child.reference is not None and isinstance(below, str):
            said.append(together(" ", [_verb(child.reference.relation), below]))
        else:
            said.append(together(" ", [_label(key), shown_value(below, child)]))
    return together(", ", [*said[:_LISTED], *["…"] * (len(said) > _LISTED)])


def _names(root: Shape, path: Path, items_only: bool) -> list[str]:
    """What the value at `path` belongs to, outermost first, and last what it is called itself."""
    names: list[tuple[str, bool]] = []
    shape: Shape | None = root
    for step in path:
        if shape is not None and shape.items is not None and step not in shape.properties:
            names.append((_item(names.pop()[0], step), True))
            shape = shape.items
        else:
            names.append((_label(str(step)), False))
            shape = shape.below(step) if shape is not None else None
    return [name for name, item in names[:-1] if item or not items_only] + [names[-1][0]]


def _item(container: str, step: str | int) -> str:
    """What an item is called: ``step reminder``, ``action 2``; an address says by itself what it is."""
    if isinstance(step, int):
        return _named(container, str(step + 1))
    return step if "/" in step else _named(container, step)


def _behind(root: Shape, entry: Entry, attributes: Any) -> Text:
    """Where in its sequence a new item with an id stands."""
    if entry.position is None or isinstance(entry.path[-1], int):
        return NOTHING
    if entry.position == 0:
        return say(" as the first")
    ids = _ids(root, entry.path[:-1], attributes)
    return say(" after {item}", item=ids[entry.position - 1])


def _following(root: Shape, path: Path, attributes: Any) -> str:
    """The item that comes after the one at `path`, in words; empty when there is none."""
    target = _next(root, path, attributes)
    return say("the end") if target == "end" else _item(_label(str(path[-2])), target) if target else ""


def _next(root: Shape, path: Path, attributes: Any) -> str:
    """The id of the item that comes after the one at `path`, or ``end``; empty when there is none at `path`."""
    ids = _ids(root, path[:-1], attributes)
    if path[-1] not in ids:
        return ""
    at = ids.index(str(path[-1]))
    return str(_inside(root, path, attributes).get("next", ids[at + 1] if at + 1 < len(ids) else "end"))


def waits_before(root: Shape, path: Path, attributes: Any) -> list[Path]:
    """Where the waits are that are told as being before the item at `path`: none of them is in that item."""
    waits = [(*path[:-1], step, "wait") for step in _ids(root, path[:-1], attributes)]
    return [
        wait
        for wait in waits
        if _inside(root, wait, attributes) is not None and _next(root, wait[:-1], attributes) == path[-1]
    ]


def _ids(root: Shape, path: Path, attributes: Any) -> list[str]:
    """The ids of the items of the sequence at `path`, none where it is no sequence with ids."""
    shape, items = shape_at(root, path), _inside(root, path, attributes)
    if shape is None or not shape.key or not isinstance(items, list):
        return []
    return list(keyed(items, shape.key) or ())


def _inside(root: Shape, path: Path, attributes: Any) -> Any:
    """The value at `path` of a change, None where there is none."""
    shape: Shape | None = root
    value = attributes
    for step in path:
        if isinstance(value, list) and shape is not None:
            items = keyed(value, shape.key) if shape.key else None
            if items is not None:
                value = items.get(str(step))
            else:
                value = value[step] if isinstance(step, int) and step < len(value) else None
            shape = shape.items
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
            shape = shape.below(step) if shape is not None else None
    return value


def _verb(relation: str) -> str:
    return _VERBS.get(relation, relation.replace("-", " "))


def _label(name: str) -> str:
    return name.replace("_", " ")


def _named(container: str, name: str) -> Text:
    """What an item of a sequence is called."""
    if container == "steps":
        return say("step {name}", name=name)
    if container == "do":
        return say("action {name}", name=name)
    if container == "to":
        return say("recipient list {name}", name=name)
    if container == "tags":
        return say("tag {name}", name=name)
    if container == "values":
        return say("value {name}", name=name)
    return together(" ", [_singular(container), name])


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and (len(value) > LONG or "\n" in value)


def _text(name: str, before: Any, after: Any) -> Text:
    if before is ABSENT:
        return plural("{name} added ({n} line)", "{name} added ({n} lines)", len(str(after).splitlines()), name=name)
    if after is ABSENT:
        lines = len(str(before).splitlines())
        return plural("{name} removed ({n} line)", "{name} removed ({n} lines)", lines, name=name)
    added, removed = text_counts(str(before), str(after))
    if not added and not removed:
        return say("{name}: only line ends changed", name=name)
    return plural(
        "{name}: {n} line added, {removed} removed",
        "{name}: {n} lines added, {removed} removed",
        added,
        name=name,
        removed=removed,
    )


def text_counts(before: str, after: str) -> tuple[int, int]:
    """How many lines `after` has that `before` has not, and the other way round."""
    lines = text_lines(before, after)
    return sum(line.startswith("+") for line in lines), sum(line.startswith("-") for line in lines)


def text_lines(before: str, after: str, context: int = 2) -> list[str]:
    """The difference of two long texts line by line: ``+``, ``-`` or a space first, ``@@`` between stretches."""
    return list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=context))[2:]


def is_text(change: FieldChange) -> bool:
    """Whether `change` is one of a long text, for which `text_lines` says more than the words."""
    return (
        isinstance(change.before, str)
        and isinstance(change.after, str)
        and (_is_long(change.before) or _is_long(change.after))
    )


def shown_value(value: Any, shape: Shape | None = None) -> str:
    """`value` in a few words: yes and no for booleans, quotes around text that is more than a word or two."""
    if value is ABSENT or value is None:
        return say("nothing")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, str):
        if _PLAIN.match(value) and len(value) <= _SHOWN:
            return value
        text = " ".join(value.split())
        return f'"{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"}"'
    if isinstance(value, list):
        items = shape.items if shape is not None else None
        some = together(", ", [shown_value(item, items) for item in value[:_LISTED]])
        return _and_more(some, len(value) - _LISTED) if value else say("nothing")
    if isinstance(value, Mapping):
        names = names_in_order(shape, value)[:_LISTED]
        said = [
            together(" ", [_label(name), shown_value(value[name], shape.below(name) if shape else None)])
            for name in names
        ]
        return together(", ", [*said, *["…"] * (len(value) > _LISTED)]) if value else say("nothing")
    return str(value) if isinstance(value, Hidden) else json.dumps(value)
