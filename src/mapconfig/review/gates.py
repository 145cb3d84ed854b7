"""What has to be done before a change is merged, as a list to tick off: each item is done, not done, or not for a
program to tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.personas.persona import judge
from mapconfig.graph.selectors import select
from mapconfig.impact.comparison import Comparison
from mapconfig.language import Text, listed, packed, plural, say, unpacked
from mapconfig.model import EFFECTS
from mapconfig.plan import guards
from mapconfig.plan.definition import GuardVerdict, Plan
from mapconfig.report.moments import moment
from mapconfig.review.side import Side
from mapconfig.values import replace

#: Effects of changes that are agreed beforehand and need no record of their own (type standard).
_ROUTINE = ("cosmetic", "tuning")
#: What of the settings decides how a change is judged, and whom it counts.
_MEASURES = (
    "environments",
    "fatigue",
    "freezes",
    "guards",
    "limits",
    "reachable",
    "relations",
    "risky",
    "severities",
    "waivers",
)
#: Addresses that one sentence names.
_NAMED = 3


def before_merge(
    before: Side, after: Side, found: Comparison, checked: Mapping[str, Any], plan: Plan | None, now: datetime
) -> Iterator[dict[str, Any]]:
    """The items, what is to be done first. `checked` are the findings as `mapconfig.review.findings` compared them.
    `must` says that merging without is wrong; `done` is None where only
    people can tell. `who` is the team that can do it, `how` the command to type, empty where there is none."""
    if after.unread:
        text = plural(
            "{n} fault has to be put right before anything can be compared",
            "{n} faults have to be put right before anything can be compared",
            len(after.unread),
        )
        yield _item("errors", False, text, must=True, how="mapconfig validate")
    elif new_errors := checked["counts"]["new"]["error"]:
        first = checked["new"][0]  # the gravest come first
        text = plural(
            "{n} new error has to be put right: {first}",
            "{n} new errors have to be put right, the first: {first}",
            new_errors,
            first=say("{what} ({asset})", what=unpacked(first["summary"]), asset=first["asset"] or first["file"]),
        )
        yield _item("errors", False, text, must=True, how="mapconfig validate")
    else:
        yield _item("errors", True, say("No new error is in the files"))
    if not (before.sound and after.sound):
        return
    yield from _measures(before, after, found)
    yield from _guards(plan.guards if plan is not None else _people(before, after, found, now))
    if plan is None:
        yield from _words(before if before.org.assets else after, found)
    yield from _personas(before, after, found, now)
    yield _record(before, after, found)
    yield from _freezes(after, found, now)


def in_order(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is not done first, then what only people can tell, then what is done."""
    return sorted(items, key=lambda item: (item["done"] is not False, not item["must"], item["done"] is True))


def _item(
    id: str, done: bool | None, text: str, *, must: bool = False, who: str = "", how: str = "", about: str = ""
) -> dict[str, Any]:
    return {"id": id, "done": done, "must": must, "text": packed(text), "who": who, "how": how, "about": about}


def _guards(verdicts: Sequence[GuardVerdict]) -> Iterator[dict[str, Any]]:
    for verdict in sorted(verdicts, key=lambda verdict: not verdict.refused):
        said = verdict.sentence
        text = (
            say("{sentence} Agreed to: {reason}", sentence=said, reason=verdict.accepted) if verdict.accepted else said
        )
        yield _item(
            f"guard:{verdict.guard}",
            not verdict.refused,
            text,
            must=verdict.refused,
            who=verdict.who,
            how=verdict.how if verdict.refused else "",
            about=verdict.subject,
        )


def _measures(before: Side, after: Side, found: Comparison) -> Iterator[dict[str, Any]]:
    """What the change does to the measures by which changes are judged: a change must not quietly excuse itself. That
    what is renamed is named otherwise there, too, is no change of them."""
    if not before.org.assets:
        return
    settings = before.org.settings, after.org.settings
    renames = {change.renamed_from: change.address for change in found.changes if change.renamed_from is not None}
    changed = [
        name for name in _MEASURES if not _alike(getattr(settings[0], name), getattr(settings[1], name), renames)
    ]
    if changed:
        text = say(
            "mapconfig.yaml changes by what changes are judged ({names}); somebody who may decide that says yes",
            names=", ".join(changed),
        )
        yield _item("settings", False, text)
    gone = sorted({each.name for each in before.personas} - {each.name for each in after.personas})
    if gone:
        text = say("Fictional people on whom changes were tried are no longer there: {names}", names=_some(gone))
        yield _item("personas-gone", False, text)


def _alike(one: Any, other: Any, renames: Mapping[Address, Address]) -> bool:
    """Whether two values of the settings say the same, but for the names of what is renamed."""
    if one == other or not renames:
        return bool(one == other)
    names = "|".join(map(re.escape, sorted(renames)))
    found = re.sub(rf"(?<![\w./-])({names})(?![\w./-])", lambda match: renames[Address(match[1])], repr(one))
    return found == repr(other)


def _people(before: Side, after: Side, found: Comparison, now: datetime) -> list[GuardVerdict]:
    """What the guards of a plan that look at people would say, by the limits from before the change; a plan on the
    platform comes later and asks again."""
    effects = {address: each.effects for address, each in found.impacts.items()}
    judged = after.org
    if before.org.assets:
        measures = before.org.settings
        judged = replace(judged, settings=replace(judged.settings, limits=measures.limits, guards=measures.guards))
    said = guards.about_people(judged, after.graph, found.people, effects, now)
    return [verdict for verdict in said if verdict.refused]


def _words(judging: Side, found: Comparison) -> Iterator[dict[str, Any]]:
    """Effects for which a plan will ask somebody's word. Whose that is, the settings of the side `judging` say: the one
    before, since no change chooses who says yes to it."""
    settings = judging.org.settings
    asked = settings.guards.get("effects")
    gated = [name for name in asked if name in EFFECTS] if isinstance(asked, list) else list(guards.GATED)
    who = settings.guards.get("who")
    for name in sorted(gated, key=EFFECTS.index, reverse=True):
        about = sorted(
            address for address, each in found.impacts.items() if any(effect.name == name for effect in each.effects)
        )
        if not about:
            continue
        team = str(who.get(name, "")) if isinstance(who, Mapping) else ""
        owners = {team} if team else {_owner(address, judging, found) for address in about}
        subjects = _some(about)
        if len(owners) == 1:
            team = owners.pop()
        if len(owners) > 1 and all(owners):
            text = say(
                "{teams} say yes to the effect {effect} of {assets}, with a reason, when it is planned",
                teams=_some(sorted(owners)),
                effect=name,
                assets=subjects,
            )
        elif team:
            text = say(
                "{team} says yes to the effect {effect} of {assets}, with a reason, when it is planned",
                team=team,
                effect=name,
                assets=subjects,
            )
        else:
            text = say(
                "Somebody says yes to the effect {effect} of {assets}, with a reason, when it is planned",
                effect=name,
                assets=subjects,
            )
        how = f'mapconfig plan --accept {name}:{about[0] if len(about) == 1 else "*"} --because "the reason"'
        yield _item(f"word:{name}", None, text, who=team, how=how, about=about[0] if len(about) == 1 else "")


def _owner(address: Address, judging: Side, found: Comparison) -> str:
    """Who owns an asset, whose word counts where the settings name nobody; empty for nobody's."""
    asset = judging.org.assets.get(address) or found.after.assets.get(address)
    return str(asset.owner) if asset is not None and asset.owner else ""


def _personas(before: Side, after: Side, found: Comparison, now: datetime) -> Iterator[dict[str, Any]]:
    """What is expected of fictional people and is no longer so; definitions have tests, and these are they."""
    if not after.personas or not found.changes:
        return
    failed = _failing(after, now)
    if failed:
        failed = sorted(set(failed) - set(_failing(before, now)))
    if not failed:
        yield _item("personas", True, say("What is expected of fictional people comes true as before"))
        return
    text = plural(
        "{n} expectation of fictional people no longer comes true: {which}",
        "{n} expectations of fictional people no longer come true: {which}",
        len(failed),
        which=_some([say("{name}: `{sentence}`", name=name, sentence=expected) for name, expected in failed]),
    )
    yield _item("personas", False, text, must=True, how="mapconfig persona")


def _failing(side: Side, now: datetime) -> list[tuple[str, str]]:
    """The expectations that do not come true: whose, and what."""
    return [
        (verdict.persona.name, verdict.expectation.text)
        for verdict in judge(side.personas, side.org, now)
        if verdict.outcome != "passed"
    ]


def _record(before: Side, after: Side, found: Comparison) -> dict[str, Any]:
    """Whether a change record that came or changed with it says why."""
    earlier = set(before.org.changes)
    fresh = [record for record in after.org.changes if record not in earlier]
    covered = {address for record in fresh for address in record.covers}
    asked = [
        change.address
        for change in found.changes
        if found.impacts[change.address].effect not in _ROUTINE and change.address.kind != "crm-field"
    ]
    missing = [address for address in asked if address not in covered]
    if not asked:
        return _item("change-record", True, say("Nothing in it needs a change record"))
    if not missing:
        text = say("A change record says why: {records}", records=listed(sorted(record.id for record in fresh)))
        return _item("change-record", True, text)
    text = say("No change record says why {assets} changes", assets=_some(missing))
    if len(missing) > 1:
        text = say("No change record says why {assets} change", assets=_some(missing))
    return _item("change-record", False, text)


def _freezes(after: Side, found: Comparison, now: datetime) -> Iterator[dict[str, Any]]:
    """The freezes that hold now for something that changes."""
    held = False
    for freeze in after.org.settings.freezes:
        if not freeze.start <= now < freeze.end:
            continue
        covers = set(select(freeze.selector, after.org, after.graph)) if freeze.selector else set(after.org)
        touched = sorted(change.address for change in found.changes if change.address in covers)
        if touched:
            held = True
            text = say(
                "Nothing is applied before {end}, which concerns {assets}: {why}",
                end=moment(freeze.end.isoformat(timespec="minutes")),
                assets=_some(touched),
                why=freeze.why,
            )
            yield _item("freeze", False, text)
    if not held:
        yield _item("freeze", True, say("No freeze holds now"))


def _some(addresses: Sequence[str]) -> Text:
    """The first few of `addresses`, and how many more."""
    shown = list(addresses[:_NAMED])
    more = len(addresses) - len(shown)
    return listed([*shown, plural("{n} more", "{n} more", more)] if more else shown)
