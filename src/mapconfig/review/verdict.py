"""The verdict: one title that says what will happen to people, in words that need no manual, and how grave it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.impact import Impact, worst
from mapconfig.impact.comparison import Comparison
from mapconfig.impact.effect import IRREVERSIBLE, Effect
from mapconfig.impact.people import Count, Moves, PeopleImpact, beyond_counting
from mapconfig.language import Text, packed, plural, say
from mapconfig.plan.guards.audiences import AUDIENCE_SHRINK, AUDIENCE_SHRINK_FROM
from mapconfig.report.changes import WORDS
from mapconfig.report.people import shrunk

#: How grave each class of effect is, whatever it is about.
_GRAVITY = {
    "consent": "high",
    "ejects": "high",
    "sends": "high",
    "re-evaluates": "medium",
    "new-entrants": "medium",
    "tuning": "low",
    "cosmetic": "low",
}
#: What is said of something that goes, where nobody outside notices.
_GOING: Mapping[str, Text] = {
    "delete": say("deletes what nobody gets anything from"),
    "unmanage": say("leaves something to the platform that no file describes any more"),
}
LEVELS: Mapping[str, Text] = {
    "blocked": say("Stop"),
    "look": say("Look closely"),
    "fine": say("Nothing grave"),
    "no-change": say("No change"),
}
RISKS: Mapping[str, Text] = {
    "high": say("high risk"),
    "medium": say("medium risk"),
    "low": say("low risk"),
    "none": say("no risk"),
}


def risk(found: Comparison) -> dict[str, Any]:
    """How grave the gravest effect is, and why. What is known to move nobody is at most of medium risk."""
    impacts = [found.impacts[change.address] for change in found.changes]
    if not impacts:
        return {
            "level": "none",
            "word": packed(RISKS["none"]),
            "effect": "",
            "effect_words": "",
            "why": "",
            "about": "",
        }
    effects = [effect for one in impacts for effect in one.effects]
    name = worst([effect for effect in effects if effect.name not in _refuted(found.people)] or effects)
    if _GRAVITY[name] != "high":
        name = worst(effects)
    about, reason = _cause(found, impacts, name)
    level = _GRAVITY[name]
    if level == "high" and name != "consent" and _moves_nobody(found.people):
        level = "medium"
    words = WORDS[name]
    gone = next((change for change in found.changes if change.action in _GOING), None)
    if level == "low" and gone is not None:
        # Nobody outside notices; but that something goes is what the reviewer has to know.
        level, words = "medium", _GOING[gone.action]
        about, reason = gone.address, found.impacts[gone.address].effects[0].reason
    return {
        "level": level,
        "word": packed(RISKS[level]),
        "effect": name,
        "effect_words": packed(words),
        "why": packed(reason),
        "about": str(about),
    }


def _cause(found: Comparison, impacts: Sequence[Impact], effect: str) -> tuple[Address, Text]:
    """The change that stands for an effect, and why it has it: the one by which most people are e-mailed, by the way to
    what e-mails them, so that the reason is that of the number."""
    mailings = [one for one in found.people.mailings if one.newly.low]
    causes = [(one.address, each) for one in impacts for each in one.effects if each.name == effect]

    def rank(cause: tuple[Address, Effect]) -> tuple[int, int]:
        address, each = cause
        ends = {address, *(end for edge in each.via for end in (edge.source, edge.target))}
        by = next((at for at, one in enumerate(mailings) if address in one.because), len(mailings))
        to = next((at for at, one in enumerate(mailings) if one.subject in ends), len(mailings))
        return by, to

    address, each = min(causes, key=rank)
    return address, each.reason


def _refuted(people: PeopleImpact) -> set[str]:
    """The effects that somebody counted, and that concern nobody."""
    refuted = set()
    if people.counted and people.newly_mailed.high == 0:
        refuted.add("sends")
    if people.counted and all(one.people.high == 0 for one in people.ejected):
        refuted.add("ejects")
    return refuted


def _moves_nobody(found: PeopleImpact) -> bool:
    """Whether it was counted, and nobody is e-mailed, thrown out or no longer held back."""
    return _refuted(found) >= {"sends", "ejects"} and all(one.removed.high == 0 for one in found.moves if one.protects)


def verdict(
    found: Comparison,
    weighed: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]],
    unread: int,
    *,
    mended: bool = False,
) -> dict[str, Any]:
    """The level, its word, the title, and the sentences under it. `unread` is how many faults keep the org from being
    read; with any, nothing is compared. `mended` says that these were there before the change and are not any more."""
    if unread and mended:
        title = plural(
            "{n} fault kept the files from being read before this change, so nothing was compared",
            "{n} faults kept the files from being read before this change, so nothing was compared",
            unread,
        )
        return _said("look", title, [])
    if unread:
        title = plural(
            "{n} fault keeps the files from being read, so nothing was compared",
            "{n} faults keep the files from being read, so nothing was compared",
            unread,
        )
        return _said("blocked", title, [])
    undone = [item for item in items if item["must"] and item["done"] is False]
    if not found.changes:
        if undone:
            return _said("blocked", say("No asset changes, but something has to be put right"), [])
        if any(item["done"] is False for item in items):
            return _said("look", say("No asset changes, but what changes are judged by does"), [])
        return _said("no-change", say("Nothing changes that people or platforms would notice"), [])
    wished = any(item["done"] is False for item in items)
    level = "blocked" if undone else "look" if weighed["level"] in ("high", "medium") or wished else "fine"
    said = _said(level, _title(found), _sentences(found, weighed))
    if undone and _calm(found):
        said["title"] = undone[0]["text"]
        said["sentences"] = [packed(say("{sentence}.", sentence=_title(found))), *said["sentences"]]
    return said


def agreed(weighed: dict[str, Any], items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The risk as it stands beside the verdict: what must not be merged as it is is of no low risk, whatever its
    effects, and says why."""
    undone = [item for item in items if item["must"] and item["done"] is False]
    if weighed["level"] != "low" or not undone:
        return weighed
    return {**weighed, "level": "medium", "word": packed(RISKS["medium"]), "why": undone[0]["text"], "about": ""}


def _said(level: str, title: Text, sentences: Sequence[str]) -> dict[str, Any]:
    return {
        "level": level,
        "word": packed(LEVELS[level]),
        "title": packed(title),
        "sentences": [packed(sentence) for sentence in sentences],
    }


def _title(found: Comparison) -> Text:
    """What people will notice, the gravest first; where nobody is counted, how many assets change."""
    moved, changes = found.people, len(found.changes)
    if moved.counted and moved.people.known:
        lost = _unprotected(found)
        if lost is not None and lost.removed.middle >= moved.newly_mailed.middle:
            if _some(moved.barred):
                return say(
                    "{list} would no longer hold back {people} people, and {barred} who may not be e-mailed "
                    "would get e-mail",
                    list=lost.subject,
                    people=lost.removed.words,
                    barred=moved.barred.words,
                )
            return _exposed(lost)
        if _some(moved.newly_mailed) and _some(moved.barred):
            if 2 * moved.barred.middle >= moved.newly_mailed.middle:
                return say("{people} people who may not be e-mailed would get e-mail", people=moved.barred.words)
            return say(
                "{people} of {all} people would be e-mailed who would not have been, and {barred} of them may not be",
                people=moved.newly_mailed.words,
                all=moved.people.words,
                barred=moved.barred.words,
            )
        if _some(moved.newly_mailed):
            return say(
                "{people} of {all} people would be e-mailed who would not have been",
                people=moved.newly_mailed.words,
                all=moved.people.words,
            )
        out = [one for one in moved.ejected if _some(one.people)]
        if out:
            return say("{people} people would leave {journey}", people=out[0].people.words, journey=out[0].journey)
        few = _shrinking(found)
        if few:
            return shrunk(few[0])
        if any(_some(one.added) or _some(one.removed) for one in moved.moves):
            return plural("{n} asset changes; people come and go", "{n} assets change; people come and go", changes)
        unknown = not moved.newly_mailed.known or any(not one.people.known for one in moved.ejected)
        if unknown or beyond_counting(found.changes):
            return plural(
                "{n} asset changes, and how many people that concerns is unknown",
                "{n} assets change, and how many people that concerns is unknown",
                changes,
            )
        return plural("{n} asset changes, and nobody moves", "{n} assets change, and nobody moves", changes)
    return plural("{n} asset changes", "{n} assets change", changes)


def _unprotected(found: Comparison) -> Moves | None:
    """The suppression list that lets most people go, where one does."""
    lost = [one for one in found.people.moves if one.protects and _some(one.removed)]
    return max(lost, key=lambda one: one.removed.middle, default=None)


def _exposed(one: Moves) -> Text:
    return say("{list} would no longer hold back {people} people", list=one.subject, people=one.removed.words)


def _calm(found: Comparison) -> bool:
    """Whether the title gives no reason to stop: nobody is told to be e-mailed, let go or lost."""
    return _title(found).values.get("n") == len(found.changes)


def _shrinking(found: Comparison) -> tuple[Moves, ...]:
    """What is meant for many and would reach few, by the limits from before the change."""
    limits = (found.before if found.before.assets else found.after).settings.limits
    percent, least = (limits.get(name, default) for name, default in (AUDIENCE_SHRINK, AUDIENCE_SHRINK_FROM))
    stopped = [one for one in found.people.stopped(least) if one.subject in found.after]
    return (*found.people.shrinking(percent, least), *stopped)


def _some(count: Count) -> bool:
    return (count.high is None and count.low > 0) or bool(count.high)


def _sentences(found: Comparison, weighed: Mapping[str, Any]) -> list[str]:
    changes = len(found.changes)
    affected = {one.address for each in found.impacts.values() for one in each.affected} - set(found.impacts)
    told = found.people.counted and _title(found).values.get("n") == changes
    said: list[str] = (
        [] if told or found.people.reason else [plural("{n} asset changes.", "{n} assets change.", changes)]
    )
    lost = _unprotected(found) if found.people.counted else None
    if lost is not None and lost.removed.middle < found.people.newly_mailed.middle:
        said.append(say("{sentence}.", sentence=_exposed(lost)))
    few = _shrinking(found)
    if few and _title(found) != shrunk(few[0]):
        said.append(say("{sentence}.", sentence=shrunk(few[0])))
    if affected:
        said.append(
            plural(
                "Beside what changes, {n} other asset is affected.",
                "Beside what changes, {n} other assets are affected.",
                len(affected),
            )
        )
    if found.people.reason:
        said.append(say("How many people that moves is unknown: {reason}.", reason=found.people.reason))
    elif reason := beyond_counting(found.changes):
        said.append(say("Not counted: {reason}.", reason=reason))
    if weighed["level"] == "high":
        said.append(IRREVERSIBLE[weighed["effect"]])
    return said
