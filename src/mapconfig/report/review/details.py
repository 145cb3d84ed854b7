"""All that is said of one change, as blocks: in words, as lines of the file, as a picture, and what it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.language import COLON, Speech, plural, say
from mapconfig.report.reasons import parted
from mapconfig.report.review.outline import Block, Bullets, Code, Heading, Line, Paragraph, Picture, Source, Strong
from mapconfig.report.review.wording import belonging, codes, short, told

#: How much of one change is shown; what is left out is counted, and the document has more.
_FIELDS = 12
_LINES = 40
_WIDTH = 200
_REACHED = 8
_NAMES = 12

_STATES = {
    "added": say("added"),
    "removed": say("removed"),
    "changed": say("changed"),
    "same": say("as before"),
}


def detail(change: Mapping[str, Any], names: Sequence[str], speak: Speech) -> Iterator[Block]:
    """The blocks for one change; `names` are all assets with the same edit, none where it is alone."""
    title = () if change["title"] == change["address"].partition("/")[2] else (" ", short(change["title"]))
    yield Heading((Code(short(change["address"])), *title))
    if change["renamed_from"]:
        said = [speak(say("It was {address}.", address=short(change["renamed_from"])))]
        if not change["fields"]:
            said.append(speak(say("Nothing else of it changes.")))
        yield Paragraph((" ".join(said),))
        if change["named_by"]:
            head = plural(
                "The file of {n} asset names it by its new name:",
                "The files of {n} assets name it by its new name:",
                len(change["named_by"]),
            )
            yield Paragraph((speak(head), " ", *codes(change["named_by"], speak, _NAMES)))
    if names:
        yield Paragraph((speak(say("The same edit in {n} assets:", n=len(names))), " ", *codes(names, speak, _NAMES)))
    shown = change["fields"][:_FIELDS]
    for field in shown:
        yield Bullets(((told(field["words"], speak),),))
        lines = _lines(field, speak)
        if lines:
            yield Source(tuple(lines))
    if len(change["fields"]) > len(shown):
        yield Paragraph((_of(len(shown), len(change["fields"]), speak),))
    if change["yaml"]:
        sign = "+" if change["action"] == "create" else "-"
        lines = change["yaml"].splitlines()
        yield Source(tuple(f"{sign} {_wide(line)}" for line in lines[:_LINES]))
        if len(lines) > _LINES:
            yield Paragraph((_of(_LINES, len(lines), speak),))
    if change["journey"] is not None:
        yield Picture(change["journey"], tuple(_steps(change["journey"], speak)))
    first = {effect["name"]: effect for effect in reversed(change["effects"])}
    told_of = dict.fromkeys(effect["name"] for effect in change["effects"])
    # That nobody notices an edit needs no second telling of it.
    words = [told(field["words"], speak) for field in change["fields"]]
    rows = [_effect(first[name], words, speak) for name in told_of if name != "cosmetic" or not change["fields"]]
    if change["irreversible"]:
        rows.append((Strong(speak(say("Cannot be taken back"))), speak(COLON), told(change["irreversible"], speak)))
    if change["people"]:
        rows.append((Strong(speak(belonging(change["kind"]))), speak(COLON), told(change["people"], speak)))
    yield Bullets(tuple(rows))
    yield from _reached(change, speak)


def _wide(line: str) -> str:
    return short(line, _WIDTH)


def _of(shown: int, there: int, speak: Speech) -> str:
    return speak(say("{shown} of {all} are shown.", shown=shown, all=there))


def _effect(effect: Mapping[str, Any], words: Sequence[str], speak: Speech) -> Line:
    """What follows, without the `words` of the edits, which stand above it."""
    return (Strong(effect["name"]), speak(COLON), parted(told(effect["reason"], speak), words)[1])


def _lines(field: Mapping[str, Any], speak: Speech) -> list[str]:
    """A field as lines of a file that differ."""
    if field["criteria"] is not None:
        signs = {"added": "+", "removed": "-", "same": " "}
        lines = [
            f"{signs[row['state']]} {'  ' * min(row['depth'], 20)}{told(row['text'], speak)}"
            for row in field["criteria"]["rows"]
        ]
        lines = _around(lines)
    elif field["lines"]:
        lines = [_wide(line) for line in field["lines"]]
    else:
        lines = [f"- {_wide(line)}" for line in (field["yaml_before"] or "").splitlines()]
        lines += [f"+ {_wide(line)}" for line in (field["yaml_after"] or "").splitlines()]
    left = len(lines) - _LINES + field["lines_left_out"] if len(lines) > _LINES else field["lines_left_out"]
    return [*lines[:_LINES], *([f"  … {speak(plural('and {n} more', 'and {n} more', left))}"] if left > 0 else [])]


def _around(lines: Sequence[str], context: int = 3) -> list[str]:
    """Lines that differ with a few around them; a stretch that is left out is a line of dots."""
    near = {
        there
        for index, line in enumerate(lines)
        if not line.startswith(" ")
        for there in range(index - context, index + context + 1)
    }
    made: list[str] = []
    for index, line in enumerate(lines):
        if index in near:
            made.append(line)
        elif not made or made[-1] != "  …":
            made.append("  …")
    return made


def _steps(journey: Mapping[str, Any], speak: Speech) -> Iterator[Line]:
    """A journey in words: each step that is not as before, and each way that is new or gone."""
    labels = {node["id"]: node["id"] for node in journey["nodes"]}
    for node in journey["nodes"]:
        if node["state"] == "same":
            continue
        line: Line = (Strong(speak(_STATES[node["state"]])), speak(COLON), Code(short(node["id"])), " ")
        label = told(node["label"], speak)
        if node["was"]:
            label = speak(say("{now} (was: {before})", now=label, before=told(node["was"], speak)))
        yield (*line, label)
    for edge in journey["edges"]:
        if edge["state"] == "same":
            continue
        way: Line = (Code(short(labels.get(edge["source"], "?"))), " → ", Code(short(labels.get(edge["target"], "?"))))
        label = told(edge["label"], speak)
        sign = speak(say("new way")) if edge["state"] == "added" else speak(say("way that is gone"))
        yield (Strong(sign), speak(COLON), *way, *((f" ({label})",) if label else ()))


def _reached(change: Mapping[str, Any], speak: Speech) -> Iterator[Block]:
    affected = change["affected"]
    if not affected["count"]:
        return
    rows: list[Line] = [(Code(told(one["way"], speak, 300)),) for one in affected["listed"][:_REACHED]]
    head = speak(say("It reaches {n} other assets:", n=affected["count"]))
    if affected["count"] == 1:
        head = speak(say("It reaches 1 other asset:"))
    yield Paragraph((head,))
    if affected["count"] > len(rows):
        rows.append((_of(len(rows), affected["count"], speak),))
    yield Bullets(tuple(rows))
