"""The diff view: what changed between two orgs, how grave that is and why, what it reaches, and whose that is."""

from __future__ import annotations

import json as library
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import ABSENT, Change, FieldChange, Suggestion, is_text, shown, text_lines
from mapconfig.impact import Effect, Impact, worst
from mapconfig.impact.people import NOT_ASKED, PeopleImpact
from mapconfig.language import NOTHING, Speech, Text, english, say, together
from mapconfig.language import plural as language_plural
from mapconfig.model import EFFECTS, Org
from mapconfig.report import people, safe, speaking
from mapconfig.report.impact import LIMIT, counted, fitted, hop, plural, reached
from mapconfig.report.reasons import parted

FORMAT = "mapconfig.diff/2"

#: Lines of a long text, fields, effects and affected assets that are written out for one change where a person reads.
_TEXT_LINES = 200
_FIELDS = 25
_EFFECTS = 6
_AFFECTED = 8
#: From so many assets with the very same edit on, it is told once.
_ALIKE = 4

WORDS = {
    "consent": say("widens who may be e-mailed"),
    "sends": say("may have people e-mailed because of it"),
    "ejects": say("makes people leave a journey they are in"),
    "re-evaluates": say("works out again who belongs"),
    "new-entrants": say("treats people who come in from now on differently"),
    "tuning": say("changes details of what people get"),
    "cosmetic": say("changes nothing that people get"),
}
_SIGNS = {"create": "+", "delete": "-", "unmanage": "-", "update": "~", "rename": "~"}
_DONE = {
    "create": say("new"),
    "delete": say("removed"),
    "unmanage": say("out of the files"),
    "update": say("changed"),
    "rename": say("renamed"),
}


def document(
    changes: Iterable[Change],
    impacts: Mapping[Address, Impact],
    org: Org,
    moved: PeopleImpact = NOT_ASKED,
    *,
    before: str = "",
    before_words: Text | None = None,
    after: str = "",
    renames: Sequence[Suggestion] = (),
) -> dict[str, Any]:
    """The changes with their impacts as the JSON values of schemas/diff.schema.json, the gravest first.

    `org` is the one after, `moved` what they do to people; `before` and `after` say what was compared, in the words of
    whoever asked, and `before_words` what a person calls a hash that nobody typed.
    """
    rows = [_change(change, impacts[change.address], org) for change in changes]
    rows.sort(key=lambda row: (-EFFECTS.index(row["effect"]), row["address"]))
    changed = {row["address"] for row in rows}
    distinct = {(one["address"], one["kind"]) for row in rows for one in row["affected"]}
    reaches = Counter(kind for address, kind in distinct if address not in changed)
    return {
        "format": FORMAT,
        "before": before,
        **({"before_words": before_words} if before_words else {}),
        "after": after,
        "effect": worst(effect for impact in impacts.values() for effect in impact.effects),
        "effects": {name: count for name in reversed(EFFECTS) if (count := _times(rows, "effect", name))},
        "actions": {name: count for name in _SIGNS if (count := _times(rows, "action", name))},
        "affected": dict(sorted(reaches.items())),
        "owners": sorted({owner for row in rows for owner in row["owners"]}),
        "people": people.document(moved),
        "changes": rows,
        "renames": [
            {"old": str(one.old), "new": str(one.new), "likeness": one.likeness, "words": one.words} for one in renames
        ],
    }


def _times(rows: Iterable[Mapping[str, Any]], name: str, value: str) -> int:
    return sum(row[name] == value for row in rows)


def _change(change: Change, impact: Impact, org: Org) -> dict[str, Any]:
    asset = change.asset
    return {
        "address": str(change.address),
        "kind": change.address.kind,
        "title": asset.title,
        "action": change.action,
        "renamed_from": str(change.renamed_from) if change.renamed_from is not None else None,
        "owner": str(asset.owner) if asset.owner is not None else None,
        "file": asset.origin.file if asset.origin is not None else None,
        "effect": impact.effect,
        "effects": [_effect(effect) for effect in impact.effects],
        "fields": [_field(field) for field in change.fields],
        **reached(impact, org),
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "name": effect.name,
        "reason": effect.reason,
        "path": list(effect.path),
        "via": [hop(edge) for edge in effect.via],
        "irreversible": effect.irreversible,
    }


def _field(field: FieldChange) -> dict[str, Any]:
    row: dict[str, Any] = {
        "path": list(field.path),
        "how": field.how.value,
        "words": field.words,
        "effect": field.effect or None,
    }
    if is_text(field):
        lines = text_lines(field.before, field.after)
        row["lines"] = lines[:_TEXT_LINES]
        row["lines_left_out"] = max(len(lines) - _TEXT_LINES, 0)
    else:
        for name, value in (("before", field.before), ("after", field.after)):
            if value is not ABSENT:
                row[name] = shown(value)
    if field.parts:
        row["parts"] = [
            {
                "how": part.how,
                "path": list(part.path),
                "before": part.before,
                "after": part.after,
                "words": part.words,
                "direction": part.direction or None,
            }
            for part in field.parts
        ]
    return row


def json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return library.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


@speaking
def text(found: Mapping[str, Any], speak: Speech = english) -> str:
    """For a terminal: the verdict, then one block a change, the gravest first."""
    moved = people.impact_of(found["people"])
    told = [f"  {safe.terminal(speak(line))}" for line in people.lines(moved)]
    blocks = ["\n".join([*_verdict(found, safe.terminal, safe.terminal, speak), *told])]
    for rows in grouped(found["changes"]):
        blocks.append("\n".join(_block(rows, moved, speak)))
    for rename in found["renames"]:
        blocks.append(f"? {safe.terminal(rename['words'])}")
    return "\n\n".join(blocks) + "\n"


def _verdict(
    found: Mapping[str, Any], prose: Callable[[str], str], name: Callable[[str], str], speak: Speech
) -> list[str]:
    """What happened, in a few sentences; `prose` and `name` make what somebody else wrote harmless."""
    compared: Text = NOTHING
    if found["before"] and found["after"]:
        before = found.get("before_words", found["before"])
        compared = say(" from {before} to {after}", before=prose(before), after=prose(found["after"]))
    if not found["changes"]:
        return [speak(say("Nothing changed{compared}.", compared=compared))]
    total = len(found["changes"])
    lines = [
        language_plural("{n} asset changes{compared}.", "{n} assets change{compared}.", total, compared=compared),
        say("What it does: {words}.", words=_in_words(found["changes"])),
        say("Beside these it reaches {assets}.", assets=counted(found["affected"]))
        if sum(found["affected"].values())
        else say("Beside these it reaches no other asset."),
    ]
    if found["owners"]:
        lines.append(say("Owners concerned: {owners}.", owners=", ".join(name(owner) for owner in found["owners"])))
    moved = people.impact_of(found["people"])
    lines.append(say("People: {verdict}.", verdict=prose(speak(people.verdict(moved)))))
    return [speak(line) for line in lines]


def _in_words(rows: Sequence[Mapping[str, Any]]) -> Text:
    """The effects of all changes for somebody who does not know the classes, the gravest first."""
    names = {effect["name"] for row in rows for effect in row["effects"]}
    told = [
        together("", [words, f" ({name})"]) for name, words in WORDS.items() if name in names and name != "cosmetic"
    ]
    return together("; ", told) if told else WORDS["cosmetic"]


def grouped(rows: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The changes, those that say the very same together where there are many of them ("tag added to 212 lists")."""
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        alike.setdefault(_sameness(row), []).append(row)
    out: list[list[Mapping[str, Any]]] = []
    for row in rows:
        together = alike[_sameness(row)]
        if row["fields"] and row["action"] == "update" and len(together) >= _ALIKE:
            if row is together[0]:
                out.append(together)
        else:
            out.append([row])
    return out


def _sameness(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["action"], row["effect"], row["kind"], *(field["words"] for field in row["fields"]))


def _block(rows: Sequence[Mapping[str, Any]], moved: PeopleImpact, speak: Speech) -> list[str]:
    row = rows[0]
    if len(rows) > 1:
        names = ", ".join(one["address"] for one in rows[:3])
        many = plural(len(rows), row["kind"])
        head = speak(say("~ {many} changed alike: {names} and {more} more", many=many, names=names, more=len(rows) - 3))
    else:
        titled = f"  {row['title']}" if row["title"] != row["address"].partition("/")[2] else ""
        renamed = speak(say(" (was {address})", address=row["renamed_from"])) if row["renamed_from"] else ""
        head = f"{_SIGNS[row['action']]} {row['address']}{renamed}{titled}"
    lines = [f"{head}  [{row['effect']}]"]
    for field in row["fields"][:_FIELDS]:
        lines.append(f"    {field['words']}")
    if len(row["fields"]) > _FIELDS:
        lines.append("    ... " + speak(_more_fields(len(row["fields"]) - _FIELDS)))
    there = people.short(moved, row["address"]) if len(rows) == 1 else ""
    if there:
        lines.append(f"  {speak(there)}")
    told = _told(row)
    for name, reason in told[:_EFFECTS]:
        lines.append(f"  {name}: {reason}")
    if len(told) > _EFFECTS:
        more = say("{more}; --format json has all", more=_more_effects(len(told) - _EFFECTS))
        lines.append("  ... " + speak(more))
    irreversible = _irreversible(row)
    if irreversible:
        lines.append("  " + speak(say("cannot be taken back: {why}", why=irreversible)))
    if row["affected"] and len(rows) == 1:
        lines.append("  " + speak(say("reaches {assets}", assets=counted(row["counts"]))))
        for one in row["affected"][:_AFFECTED]:
            lines.append(f"    {one['way']}")
        if len(row["affected"]) > _AFFECTED:
            more = say(
                "... and {more} more: mapconfig impact {address}",
                more=len(row["affected"]) - _AFFECTED,
                address=row["address"],
            )
            lines.append("    " + speak(more))
    return [safe.terminal(line) for line in lines]


def _more_fields(count: int) -> Text:
    return language_plural("and {n} more field", "and {n} more fields", count)


def _more_effects(count: int) -> Text:
    return language_plural("and {n} more effect", "and {n} more effects", count)


def _told(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The effects of a change as class and reason, without the words of its fields, which stand above them."""
    if row["effect"] == "cosmetic" and row["action"] == "update":
        return []
    words = [field["words"] for field in row["fields"]]
    told = list(dict.fromkeys((effect["name"], parted(effect["reason"], words)[1]) for effect in row["effects"]))
    # Each class is heard before any is heard twice.
    first = {name: index for index, (name, _) in reversed(list(enumerate(told)))}
    return sorted(told, key=lambda one: told.index(one) != first[one[0]])


def _irreversible(row: Mapping[str, Any]) -> str:
    """What of the gravest effect cannot be taken back."""
    return next((effect["irreversible"] for effect in row["effects"] if effect["irreversible"]), "")


@speaking
def markdown(found: Mapping[str, Any], limit: int = LIMIT, speak: Speech = english) -> str:
    """For a comment: verdict, table, who is concerned, then details; at most `limit` characters, by whole parts."""
    rows = found["changes"]
    verdict = _verdict(found, safe.prose, safe.code, speak)
    head = [f"## {verdict[0]}", ""]
    if not rows:
        return "\n".join(head).rstrip("\n") + "\n"
    for line in verdict[1:]:
        head += [line, ""]
    moved = [f"- {safe.prose(speak(line))}" for line in people.lines(people.impact_of(found["people"]))]
    if moved:
        head += [*moved, ""]
    table = [speak(say("| | Asset | Change | Effect | Owner |")), "| --- | --- | --- | --- | --- |"]
    blocks: list[tuple[list[str], list[str]]] = [
        ([*head, *table], [_table_row(group, speak) for group in grouped(rows)])
    ]
    for group in grouped(rows):
        blocks.append((_details(group, speak), []))
    if found["renames"]:
        blocks.append(
            ([speak(say("### Perhaps renamed")), ""], [f"- {safe.prose(one['words'])}" for one in found["renames"]])
        )
    return fitted(blocks, limit, speak)


def _table_row(rows: Sequence[Mapping[str, Any]], speak: Speech) -> str:
    row = rows[0]
    name = safe.cell(row["address"])
    if len(rows) > 1:
        name = speak(say("{many}, such as {name}", many=plural(len(rows), row["kind"]), name=name))
    words = "; ".join(field["words"] for field in row["fields"][:2]) or speak(_DONE[row["action"]])
    more = speak(say(" and {more} more", more=len(row["fields"]) - 2)) if len(row["fields"]) > 2 else ""
    owner = safe.cell(row["owner"]) if row["owner"] else ""
    done = f"{_SIGNS[row['action']]} {speak(_DONE[row['action']])}"
    return f"| {done} | {name} | {safe.cell(words + more)} | {row['effect']} | {owner} |"


def _details(rows: Sequence[Mapping[str, Any]], speak: Speech) -> list[str]:
    row = rows[0]
    more = speak(say(" and {more} more", more=len(rows) - 1)) if len(rows) > 1 else ""
    lines = ["", f"<details><summary>{safe.xml(row['address'])}{more}: {row['effect']}</summary>", ""]
    for field in row["fields"][:_FIELDS]:
        lines.append(f"- {safe.prose(field['words'])}")
    if len(row["fields"]) > _FIELDS:
        lines.append("- " + speak(_more_fields(len(row["fields"]) - _FIELDS)))
    lines.append("")
    told = _told(row)
    for name, reason in told[:_EFFECTS]:
        lines += [f"**{name}**: {safe.prose(reason)}", ""]
    if len(told) > _EFFECTS:
        lines += [speak(_more_effects(len(told) - _EFFECTS)), ""]
    irreversible = _irreversible(row)
    if irreversible:
        lines += [speak(say("Cannot be taken back: {why}", why=safe.markdown(irreversible))), ""]
    if row["affected"]:
        lines += [speak(say("Reaches {assets}:", assets=counted(row["counts"]))), ""]
        lines += [f"- {safe.code(one['way'])}" for one in row["affected"][:_AFFECTED]]
        if len(row["affected"]) > _AFFECTED:
            lines.append(speak(say("- and {more} more", more=len(row["affected"]) - _AFFECTED)))
        lines.append("")
    return [*lines, "</details>"]


FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "json": json, "markdown": markdown}
