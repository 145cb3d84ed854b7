"""The review document as an outline: which facts are told, in which words, and in which order.

Verdict, risk, who is affected, who must look, what to do before merging, what changes; then, folded, the details.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.language import (
    COLON,
    Speech,
    Text,
    begun,
    listed,
    plural,
    say,
    shortened,
    together,
    unpacked,
    without_end,
)
from mapconfig.report.moments import moment
from mapconfig.report.people import impact_of
from mapconfig.report.reasons import asked, parted
from mapconfig.report.review.details import detail
from mapconfig.report.review.found import folded_findings, new_findings
from mapconfig.report.review.outline import (
    Bullets,
    Code,
    Heading,
    Line,
    Outline,
    Part,
    Section,
    Strong,
    Table,
)
from mapconfig.report.review.wording import LONGEST, NAMES, codes, short, told

#: Letters of what a side is called.
_SIDE = 80
#: Lines on people that are shown before those that are folded.
_FIRST = 3

_SIGNS = {"create": "+", "delete": "−", "unmanage": "−", "update": "~", "rename": "~"}
_CHECKED = {True: say("done"), False: say("to do"), None: say("to be agreed")}
_MARKS = {True: "✓", False: "✗", None: "?"}


def outline(document: Mapping[str, Any], speak: Speech) -> Outline:
    """The outline of a review in the language of `speak`."""
    return Outline(
        title=_title(document, speak),
        lead=tuple(_lead(document, speak)),
        sections=tuple(section for section in _sections(document, speak) if section.blocks or section.parts),
        footer=_footer(document, speak),
    )


def _title(document: Mapping[str, Any], speak: Speech) -> str:
    verdict = document["verdict"]
    said = say(
        "{word}: {title}",
        word=unpacked(verdict["word"]),
        title=unpacked(verdict["title"]),
    )
    return short(speak(said))


def _lead(document: Mapping[str, Any], speak: Speech) -> Iterator[Line]:
    """Whom most e-mail would go to, risk with its cause, then what else to know at once."""
    mailing = _most_mail(document)
    if mailing is not None:
        yield (speak(mailing),)
    risk = document["risk"]
    if risk["level"] != "none":
        word = told(risk["word"], speak)
        yield (
            Strong(f"{word[:1].upper()}{word[1:]}"),
            speak(COLON),
            told(risk["effect_words"], speak),
            f" ({risk['effect']}). ",
            *_why(document, speak),
        )
    sentences = [told(each, speak) for each in document["verdict"]["sentences"]]
    if sentences:
        yield (" ".join(sentences),)


def _most_mail(document: Mapping[str, Any]) -> Text | None:
    """The mailing that reaches most people who would not have got it, before and after; None where there is none."""
    counted = impact_of(document["people"]["counts"])
    known = [one for one in counted.mailings if one.newly.high != 0 and one.audience.known and one.audience.high]
    if not known:
        return None
    one = max(known, key=lambda each: each.newly.middle)
    said = say(
        "{mailing} would go to {after} people instead of {before}",
        mailing=one.subject,
        after=one.audience.words,
        before=one.audience_before.words,
    )
    if len(known) > 1:
        said = plural(
            "{said}; {n} more mailing reaches others as well",
            "{said}; {n} more mailings reach others as well",
            len(known) - 1,
            said=said,
        )
    return say("{sentence}.", sentence=said)


def _why(document: Mapping[str, Any], speak: Speech) -> Line:
    """The cause of the risk: the asset, where the sentence does not name it, what was edited, and what follows."""
    risk = document["risk"]
    change = next((each for each in document["changes"] if each["address"] == risk["about"]), None)
    words = [told(field["words"], speak) for field in change["fields"]] if change is not None else []
    cause, rest = parted(told(risk["why"], speak), words)
    if not risk["about"] or (not cause and risk["about"] in rest):
        return (begun(rest),)
    return (Code(short(risk["about"])), speak(COLON), f"{cause}. {begun(rest)}" if cause else rest)


def _sections(document: Mapping[str, Any], speak: Speech) -> Iterator[Section]:
    yield from _affected(document, speak)
    yield _must_look(document, speak)
    yield _before_merge(document, speak)
    yield _table(document, speak)
    yield new_findings(document, speak)
    yield _details(document, speak)
    yield from folded_findings(document, speak)
    yield _people(document, speak)
    yield _manual(document, speak)
    yield _commands(document, speak)


def _affected(document: Mapping[str, Any], speak: Speech) -> Iterator[Section]:
    """People in numbers, then how many assets of others."""
    if not document["changes"]:
        return
    rows: list[Line] = []
    people = document["people"]
    verdict = told(people["verdict"], speak)
    if verdict:
        rows.append((Strong(speak(say("People"))), speak(COLON), verdict))
    rows += [(told(line, speak),) for line in people["lines"][:_FIRST]]
    teams = [row for row in document["teams"] if row["affected"] and not row["changed"]]
    if teams:
        names = listed([row["team"] for row in teams[:NAMES]])
        more = len(teams) - NAMES
        if more > 0:
            names = listed([*(row["team"] for row in teams[:NAMES]), plural("{n} more", "{n} more", more)])
        rows.append((Strong(speak(say("Assets of other teams"))), speak(COLON), speak(names)))
    yield Section(speak(say("Who is affected")), (Bullets(tuple(rows)),))


def _must_look(document: Mapping[str, Any], speak: Speech) -> Section:
    rows = []
    for row in document["teams"]:
        if not row["must"]:
            continue
        handle: Line = (" (", Code(short(row["handle"])), ")") if row["handle"] else ()
        rows.append((Code(short(row["team"])), *handle, speak(COLON), told(row["why"], speak)))
    told_only = [row["team"] for row in document["teams"] if not row["must"]]
    if told_only:
        teams = listed([short(team) for team in told_only[: 2 * NAMES]])
        rows.append((speak(say("to know of it: {teams}", teams=teams)),))
    return Section(speak(say("Who must look")), (Bullets(tuple(rows)),) if rows else ())


def _before_merge(document: Mapping[str, Any], speak: Speech) -> Section:
    rows = []
    for item in document["before_merge"]:
        done = item["done"]
        line: Line = (f"{_MARKS[done]} ", Strong(speak(_CHECKED[done])), speak(COLON), told(item["text"], speak))
        if item["who"] and item["who"] not in unpacked(item["text"]):
            asked = say(
                "{sentence}. It takes the word of {team}.",
                sentence=without_end(told(item["text"], speak)),
                team=short(item["who"]),
            )
            line = (*line[:-1], speak(asked))
        rows.append(line)
    return Section(speak(say("Before merging")), (Bullets(tuple(rows)),) if rows else ())


def _table(document: Mapping[str, Any], speak: Speech) -> Section:
    """A row for each change, or for each group of the same edits."""
    rows, counts, seen = [], [], set()
    owner_of = {change["address"]: change["owner"] for change in document["changes"]}
    for change in document["changes"]:
        group = document["groups"][change["group"]] if change["group"] is not None else None
        if group is not None and change["group"] in seen:
            continue
        if group is not None:
            seen.add(change["group"])
        names = group["addresses"] if group is not None else [change["address"]]
        owners = dict.fromkeys(owner_of.get(name, "") for name in names)
        rows.append(_row(change, names, list(owners), speak))
        counts.append(len(names))
    heads = tuple(
        speak(head) for head in (say("What"), say("Asset"), say("Change"), say("What that does"), say("Owner"))
    )
    blocks = (Table(heads, tuple(rows), tuple(counts)),) if rows else ()
    title = plural("What changes ({n} asset)", "What changes ({n} assets)", len(document["changes"]))
    return Section(speak(title), blocks)


def _row(change: Mapping[str, Any], names: Sequence[str], owners: Sequence[str], speak: Speech) -> tuple[Line, ...]:
    words = [told(field["words"], speak, LONGEST // 2) for field in change["fields"][:2]]
    more = len(change["fields"]) - 2
    if change["renamed_from"]:
        words.insert(0, speak(say("it was {address}", address=short(change["renamed_from"]))))
    said = speak(together("; ", words)) or told(change["title"], speak, LONGEST // 2)
    if more > 0:
        said += f" {speak(plural('and {n} more', 'and {n} more', more))}"
    return (
        (f"{_SIGNS[change['action']]} {told(change['done'], speak)}",),
        codes(names, speak),
        (said,),
        (f"{change['effect']}{speak(COLON)}{told(change['effect_words'], speak)}",),
        codes([owner for owner in owners if owner], speak) or (speak(say("without an owner")),),
    )


def _details(document: Mapping[str, Any], speak: Speech) -> Section:
    parts, seen = [], set()
    for change in document["changes"]:
        if change["group"] is not None:
            if change["group"] in seen:
                continue
            seen.add(change["group"])
        names = document["groups"][change["group"]]["addresses"] if change["group"] is not None else ()
        parts.append(Part(tuple(detail(change, names, speak))))
    title = say("Each change in detail ({n})", n=len(parts))
    return Section(speak(title), parts=tuple(parts), folded=True)


def _people(document: Mapping[str, Any], speak: Speech) -> Section:
    """The lines on people that were not shown above."""
    rows = tuple((told(line, speak),) for line in document["people"]["lines"][_FIRST:])
    return Section(speak(say("More on people")), (Bullets(rows),) if rows else (), folded=True)


def _manual(document: Mapping[str, Any], speak: Speech) -> Section:
    plan = document["plan"]
    if plan is None or not plan["manual"]:
        return Section("")
    parts = []
    for step in plan["manual"]:
        rows = tuple(("☐ ", told(line, speak)) for line in step["worksheet"])
        head = (f"{short(step['step'])} ", Code(short(step["address"])))
        parts.append(Part((Heading(head), Bullets(rows))))
    title = plural("By hand: {n} step", "By hand: {n} steps", len(parts))
    return Section(speak(title), parts=tuple(parts), folded=True)


def _commands(document: Mapping[str, Any], speak: Speech) -> Section:
    """How to do what is left to do, for who types commands."""
    hows = dict.fromkeys(item["how"] for item in document["before_merge"] if item["how"] and item["done"] is not True)
    rows: list[Line] = [(Code(short(asked(how, speak))),) for how in hows]
    return Section(speak(say("Commands")), (Bullets(tuple(rows)),) if rows else (), folded=True)


def _footer(document: Mapping[str, Any], speak: Speech) -> Line:
    """What was compared, and how fresh it is."""
    compared = document["compared"]
    before, after = (_side(compared[name]) for name in ("before", "after"))
    said: list[Text] = [
        say(
            "mapconfig {version} compared {before} with {after} at {moment}.",
            version=short(document["tool"]["version"]),
            before=before,
            after=after,
            moment=short(moment(compared["made_at"])),
        )
    ]
    if compared["people_as_of"]:
        said.append(
            say(
                "People counted from {source} as of {moment}.",
                source=told(compared["people_source"], speak),
                moment=short(moment(compared["people_as_of"])),
            )
        )
    if document["plan"] is not None:
        said.append(say("With plan {id}.", id=short(document["plan"]["id"])))
    cuts = [
        say("{shown} of {all} {what} are in the report", shown=cut["shown"], all=cut["of"], what=short(cut["what"]))
        for cut in document["cuts"][:NAMES]
    ]
    if cuts:
        said.append(say("{cuts}.", cuts=listed(cuts)))
    return (" ".join(speak(each) for each in said),)


def _side(side: Mapping[str, Any]) -> str:
    if side.get("words"):
        return shortened(unpacked(side["words"]), _SIDE)
    if not side["ref"]:
        return say("the files as they are")
    ref, commit = short(side["ref"], _SIDE), side["commit"][:10]
    return commit if side["commit"].startswith(side["ref"]) or not ref else f"{ref} ({commit})"


def parts_of(section: Section) -> tuple[Part, ...]:
    """What a section can be cut to, part by part."""
    return section.parts or tuple(Part((block,)) for block in section.blocks)
