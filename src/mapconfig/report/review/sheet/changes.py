"""What changes, one part for each asset: in words, as criteria, as a drawing, and as the file has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from mapconfig.language import begun, plural, say
from mapconfig.report.impact import plural as number_of
from mapconfig.report.journey import from_document
from mapconfig.report.reasons import parted
from mapconfig.report.review.sheet.reading import Sheet, directions, said, shown_of
from mapconfig.report.review.wording import belonging
from mapconfig.report.web.criteria import Row, criteria_tree
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.journey import journey_drawing
from mapconfig.report.web.parts import badge, code_lines, facts, fold, section, side, sides

__all__ = ["changes_section"]

#: Changes that are open when the page is, and what is shown of them.
_OPEN = 3
_CHANGES, _FIELDS, _NAMES, _EFFECTS = 600, 60, 40, 2
_TONES = {"create": "added", "delete": "removed", "unmanage": "removed", "update": "changed", "rename": "changed"}
_SIGNS = {"create": "+ ", "delete": "− ", "unmanage": "− ", "update": "~ ", "rename": "~ "}
_HOW = {
    "added": ("added", say("added")),
    "removed": ("removed", say("removed")),
    "changed": ("changed", say("changed")),
}


def changes_section(sheet: Sheet) -> Element | None:
    """Everything that changes, the gravest first."""
    changes = sheet.document["changes"]
    if not changes:
        return None
    told: set[int] = set()
    parts: list[Element] = []
    for change in changes[:_CHANGES]:
        group = change["group"]
        if group is not None and group in told:
            continue
        alike = sheet.document["groups"][group]["addresses"] if group is not None else []
        if group is not None:
            told.add(group)
        parts.append(_change(sheet, change, alike, opened=len(parts) < _OPEN))
    return section(
        "changes",
        plural("{n:,} change", "{n:,} changes", len(changes)),
        el("div", parts, data_folds=""),
        shown_of(_CHANGES, len(changes)),
    )


def _change(sheet: Sheet, change: Mapping[str, Any], alike: Sequence[str], *, opened: bool) -> Element:
    done = el("span", _SIGNS[change["action"]], said(change["done"]), class_=f"badge {_TONES[change['action']]}")
    many = badge(plural("the same in {n} asset", "the same in {n} assets", len(alike))) if len(alike) > 1 else None
    return fold(
        [
            done,
            " ",
            sheet.name(change["address"]),
            " ",
            many,
            " ",
            el("span", said(change["effect_words"]), class_="effect"),
        ],
        journey_drawing(from_document(change["journey"]), said(change["title"]), speak=sheet.speak)
        if change["journey"] is not None
        else None,
        [_field(sheet, field) for field in change["fields"][:_FIELDS]],
        shown_of(_FIELDS, len(change["fields"])),
        _whole(change),
        _about(sheet, change, alike),
        opened=opened,
        id_=f"change-{change['address']}",
    )


def _about(sheet: Sheet, change: Mapping[str, Any], alike: Sequence[str]) -> Element:
    rows: list[tuple[Child, Child]] = []
    if len(alike) > 1:
        more = len(alike) - _NAMES
        names: Child = [sheet.names(alike[:_NAMES]), say(" and {n} more", n=more) if more > 0 else None]
        rows.append((say("Assets"), names))
    if change["renamed_from"]:
        rows.append((say("Was called"), el("code", change["renamed_from"])))
        if change["named_by"]:
            rows.append((say("Named by its new name in"), sheet.names(change["named_by"])))
    if change["people"]:
        rows.append((belonging(change["kind"]), sheet.prose(said(change["people"]))))
    rows.append((say("What follows"), _effects(sheet, change)))
    if change["irreversible"]:
        rows.append((say("Cannot be taken back"), el("strong", said(change["irreversible"]))))
    if change["affected"]["count"]:
        rows.append((say("Reaches"), _reach(change["affected"])))
    if change["owner"]:
        rows.append((say("Owner"), sheet.name(change["owner"])))
    if change["file"]:
        rows.append((say("File"), el("code", change["file"])))
    return facts(rows)


def _effects(sheet: Sheet, change: Mapping[str, Any]) -> Child:
    reasons = list(dict.fromkeys(said(effect["reason"]) for effect in change["effects"])) or [said(change["reason"])]
    # What was edited stands right above.
    words = [sheet.speak(said(field["words"])) for field in change["fields"]]
    told = dict.fromkeys(begun(parted(sheet.speak(reason), words)[1]) for reason in reasons)
    items = [el("li", sheet.prose(reason)) for reason in told]
    more = len(items) - _EFFECTS
    return [
        el("ul", items[:_EFFECTS], class_="plain"),
        fold(plural("{n} more", "{n} more", more), el("ul", items[_EFFECTS:], class_="plain")) if more > 0 else None,
    ]


def _reach(affected: Mapping[str, Any]) -> Child:
    return [
        el("a", plural("{n:,} other asset", "{n:,} other assets", affected["count"]), href="#impact"),
        " ",
        [[" ", badge(number_of(n, kind))] for kind, n in sorted(affected["by_kind"].items())],
    ]


def _field(sheet: Sheet, field: Mapping[str, Any]) -> Element:
    tone, how = _HOW.get(field["how"], ("changed", say("moved")))
    sides_ = _sides(field)
    return el(
        "div",
        el("h3", badge(how, tone), " ", sheet.prose(said(field["words"]))),
        _criteria(field["criteria"]) if field["criteria"] is not None else None,
        code_lines(
            (line if line.startswith("@@") else line[1:], {"+": "added", "-": "removed"}.get(line[:1], ""))
            for line in field["lines"]
        )
        if field["lines"]
        else None,
        shown_of(len(field["lines"]), len(field["lines"]) + field["lines_left_out"]),
        sides_,
        class_="stack edit",
    )


def _criteria(criteria: Mapping[str, Any]) -> Child:
    rows = [Row(row["depth"], said(row["text"]), row["state"]) for row in criteria["rows"]]
    return [criteria_tree(rows), directions(criteria)]


def _sides(field: Mapping[str, Any]) -> Child:
    before, after = field["yaml_before"], field["yaml_after"]
    if before is None and after is None:
        return None
    old, new = (before or "").splitlines(), (after or "").splitlines()
    if before is None or after is None:
        only = side(
            say("YAML, which is new") if before is None else say("YAML, which is gone"),
            code_lines((line, "added" if before is None else "removed") for line in (old or new)),
        )
        return sides(only)
    left, right = _compared(old, new)
    return sides(side(say("YAML before"), code_lines(left)), side(say("YAML after"), code_lines(right)))


def _compared(old: Sequence[str], new: Sequence[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += [(line, "" if tag == "equal" else "removed") for line in old[i:j]]
        right += [(line, "" if tag == "equal" else "added") for line in new[k:m]]
    return left, right


def _whole(change: Mapping[str, Any]) -> Child:
    """The file of an asset that is new or gone."""
    if not change["yaml"]:
        return None
    gone = change["action"] != "create"
    words = say("The whole of it, as it was") if gone else say("The whole of it, which is new")
    return sides(side(words, code_lines(_lines(change["yaml"], "removed" if gone else "added"))))


def _lines(text: str, how: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        yield line, how
