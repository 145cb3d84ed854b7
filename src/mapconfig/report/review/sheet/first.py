"""The first screen: what would happen, to how many, why, and who has to look. Ten seconds have to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.impact.people import Count
from mapconfig.language import Text, begun, plural, say
from mapconfig.report.reasons import parted
from mapconfig.report.review.sheet.reading import Sheet, directions, keeps_from_reading, opening, said
from mapconfig.report.web.bars import Bar, bars, share
from mapconfig.report.web.criteria import Row, criteria_tree
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.parts import badge
from mapconfig.values import dataclass

__all__ = ["first_screen"]

_TONES = {"blocked": "blocked", "look": "look", "fine": "fine", "no-change": ""}
#: Things to do and teams that are named at once; the page has all below.
_TO_DO, _TEAMS = 3, 6
#: Causes that are shown with what changed in them.
_CAUSES, _FIELDS = 2, 2
#: Letters of a consequence that is told at once.
_LONG = 180
#: Letters of a word that always fits a line of the title.
_WORD = 12


def first_screen(sheet: Sheet) -> Element:
    """The verdict and what it rests on."""
    verdict = sheet.document["verdict"]
    tone = _TONES[verdict["level"]]
    title = sheet.speak(said(verdict["title"]))
    return el(
        "section",
        el(
            "div",
            el("p", el("span", said(verdict["word"]), class_=f"word {tone}"), class_="verdict-word"),
            el("h1", _unbroken(title), id_="verdict", class_=opening(title)),
            _risk(sheet),
            class_="stack",
        ),
        _row("evidence", _figure(sheet), _causes(sheet) or _faults(sheet)),
        _row("duties", _must_look(sheet), _to_do(sheet)),
        class_=f"verdict {tone}".strip(),
        aria_labelledby="verdict",
    )


def _row(kind: str, *parts: Element | None) -> Element | None:
    shown = [part for part in parts if part is not None]
    return el("div", shown, class_=kind) if shown else None


def _faults(sheet: Sheet) -> Element | None:
    """What keeps the files from being read, with its place."""
    findings = sheet.document["findings"]
    faults = [one for name in ("new", "standing", "fixed") for one in findings[name] if keeps_from_reading(one)]
    if not faults or sheet.document["compared"]["readable"]:
        return None
    return el(
        "div",
        el("h2", say("Why")),
        [
            el("p", el("code", f"{one['file']}:{one['line']}"), " ", sheet.prose(said(one["detail"])))
            for one in faults[:_TO_DO]
        ],
        class_="stack",
    )


def _unbroken(title: str) -> Iterator[Child]:
    """A title whose short words with a hyphen, such as "e-mailed", are not broken at it."""
    for at, word in enumerate(title.split(" ")):
        if at:
            yield " "
        yield el("span", word, class_="unbroken") if "-" in word and len(word) <= _WORD else word


def _risk(sheet: Sheet) -> Child:
    risk, sentences = sheet.document["risk"], sheet.document["verdict"]["sentences"]
    words: list[Child] = []
    if risk["level"] != "none":
        level = say("{word}: {title}", word=said(risk["word"]), title=said(risk["effect_words"]))
        words += [el("strong", level), ". "]
    words += [[said(one), " "] for one in sentences]
    return el("p", words, class_="lead") if words else None


@dataclass(frozen=True, slots=True)
class _Headline:
    """The number that says most: who gets one mailing, or who is on one asset, before and after."""

    title: Text
    subject: str
    before: Count
    after: Count
    because: tuple[str, ...]
    more: int = 0
    """How many more there are of its sort, which the page has below."""


def _headline(sheet: Sheet) -> _Headline | None:
    counted = sheet.counted
    known = [
        one for one in counted.mailings if one.newly.high != 0 and one.audience.known and one.audience_before.known
    ]
    if known:
        one = max(known, key=lambda each: each.newly.middle)
        because = tuple(map(str, one.because))
        return _Headline(
            say("Who would get it"), str(one.subject), one.audience_before, one.audience, because, len(known) - 1
        )
    few = counted.shrinking()
    if few:
        because = tuple(map(str, few[0].because))
        return _Headline(say("Whom it would go to"), str(few[0].subject), few[0].before, few[0].after, because)
    moved = [one for one in counted.moves if one.before.known and one.after.known and one.before != one.after]
    if moved:
        found = max(moved, key=lambda each: (each.subject in each.because, abs(each.after.middle - each.before.middle)))
        because = tuple(map(str, found.because))
        title = say("Who would enter it") if found.subject.kind == "journey" else say("Who would be on it")
        return _Headline(title, str(found.subject), found.before, found.after, because)
    return None


def _figure(sheet: Sheet) -> Element | None:
    found = _headline(sheet)
    if found is None:
        reason = sheet.counted.reason
        told = [said(sentence) for sentence in sheet.document["verdict"]["sentences"]]
        if not sheet.document["changes"] or not reason or any(reason in sentence for sentence in told):
            return None
        return el(
            "div", el("h2", say("People")), el("p", say("Nobody was counted: {reason}.", reason=reason)), class_="stack"
        )
    everybody = sheet.counted.people
    whole = everybody.middle if everybody.known else max(found.before.middle, found.after.middle)
    kept = min(found.before.middle, found.after.middle)
    return el(
        "div",
        el("h2", found.title),
        el("p", sheet.name(found.subject), class_="subject"),
        bars(
            [
                Bar(
                    say("Before this change"),
                    _people(found.before, everybody),
                    found.before.middle,
                    found.before.middle,
                ),
                Bar(say("After this change"), _people(found.after, everybody), found.after.middle, kept),
            ],
            whole,
        ),
        el(
            "p",
            el("strong", _growth(found.before.middle, found.after.middle)),
            " ",
            say("The full width is all {people} people.", people=everybody.words) if everybody.known else None,
            class_="quiet",
        ),
        el("p", el("a", plural("and {n} more mailing", "and {n} more mailings", found.more), href="#people"))
        if found.more
        else None,
        class_="stack",
    )


def _people(count: Count, everybody: Count) -> Text:
    n = count.middle
    if count.high == 0:
        return say("nobody")
    if everybody.known and everybody.middle:
        return plural(
            "{people} person, {percent} % of all",
            "{people} people, {percent} % of all",
            n,
            people=count.words,
            percent=share(n, everybody.middle),
        )
    return plural("{people} person", "{people} people", n, people=count.words)


def _growth(before: int, after: int) -> Text | str:
    if before and after >= 2 * before:
        times = after // before
        if times == 2:
            return say("Twice as many.") if after == 2 * before else say("More than twice as many.")
        if times * before == after:
            return say("{times:,} times as many.", times=times)
        return say("More than {times:,} times as many.", times=times)
    if before and after != before:
        return say("{percent} %.", percent=f"{round((after - before) * 100 / before):+,}")
    return ""


def _causes(sheet: Sheet) -> Element | None:
    """What was edited that does it: the sentence that is gone and the one that is there now."""
    found = _headline(sheet)
    risky = sheet.document["risk"]["about"]
    addresses = list(found.because) if found is not None else [risky] if risky else []
    changes = [change for change in map(sheet.change, addresses) if change is not None]
    if not changes:
        return None
    more = len(sheet.document["changes"]) - len(changes[:_CAUSES])
    return el(
        "div",
        el("h2", say("Why") if found is not None else say("What changes")),
        [_cause(sheet, change) for change in changes[:_CAUSES]],
        el("p", el("a", plural("and {n} more change", "and {n} more changes", more), href="#changes"))
        if more
        else None,
        class_="stack",
    )


def _cause(sheet: Sheet, change: Mapping[str, Any]) -> Element:
    fields = sorted(change["fields"], key=lambda field: field["criteria"] is None)
    return el(
        "div",
        el("p", sheet.name(change["address"]), " ", badge(said(change["done"]), _done_tone(change)), class_="subject"),
        [_edit(sheet, field) for field in fields[:_FIELDS]],
        _consequence(sheet, change),
        class_="stack",
    )


def _consequence(sheet: Sheet, change: Mapping[str, Any]) -> Element | None:
    """What follows from the edit above, where that is a sentence or two: by what the risk stands for, if it is that."""
    risk = sheet.document["risk"]
    why = risk["why"] if risk["about"] == change["address"] else change["reason"]
    words = [sheet.speak(said(field["words"])) for field in change["fields"]]
    _, rest = parted(sheet.speak(said(why)), words)
    return el("p", sheet.prose(begun(rest))) if len(rest) <= _LONG else None


def _done_tone(change: Mapping[str, Any]) -> str:
    return {"create": "added", "delete": "removed", "unmanage": "removed"}.get(change["action"], "changed")


def _edit(sheet: Sheet, field: Mapping[str, Any]) -> Child:
    if field["criteria"] is None:
        return el("p", sheet.prose(said(field["words"])))
    rows = [Row(row["depth"], said(row["text"]), row["state"]) for row in field["criteria"]["rows"]]
    return [criteria_tree([row for row in rows if row.state != "same"], whole=False), directions(field["criteria"])]


def _must_look(sheet: Sheet) -> Element | None:
    teams = [team for team in sheet.document["teams"] if team["must"]]
    if not teams:
        return None
    rest = len(teams) - _TEAMS
    return el(
        "div",
        el("h2", say("Who must look")),
        el(
            "ul",
            [
                el(
                    "li",
                    el("strong", said(team["title"])),
                    " ",
                    el("code", team["handle"] or team["team"], class_="quiet"),
                    class_="row",
                )
                for team in teams[:_TEAMS]
            ],
            el("li", el("a", plural("and {n} more team", "and {n} more teams", rest), href="#teams"))
            if rest > 0
            else None,
            class_="plain",
        ),
        class_="stack",
    )


def _to_do(sheet: Sheet) -> Element | None:
    items = sheet.document["before_merge"]
    open_ = [item for item in items if item["done"] is not True]
    if not items:
        return None
    rest = len(open_) - _TO_DO
    return el(
        "div",
        el("h2", say("Before merging")),
        el(
            "ul",
            [el("li", _mark(item), " ", sheet.prose(said(item["text"]))) for item in open_[:_TO_DO]],
            el("li", el("a", plural("and {n} more to do", "and {n} more to do", rest), href="#before-merge"))
            if rest > 0
            else None,
            class_="plain",
        )
        if open_
        else el("p", badge(say("done"), "fine"), " ", say("Nothing is left to do.")),
        class_="stack",
    )


def _mark(item: Mapping[str, Any]) -> Element:
    if item["done"] is None:
        return badge(say("to be agreed"), "look")
    return badge(say("to do"), "blocked") if item["must"] else badge(say("to do"), "look")


def to_do_marks(items: list[Mapping[str, Any]]) -> Iterator[tuple[Element, Mapping[str, Any]]]:
    """Each thing to do with its mark, those that are done too."""
    for item in items:
        yield (badge(say("done"), "fine") if item["done"] is True else _mark(item)), item
