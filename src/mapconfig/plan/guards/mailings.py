"""Who is e-mailed because of the plan: how many, whom it is a risk to write to, and all at one time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mapconfig.language import NOTHING, begun, say
from mapconfig.plan.definition import GuardVerdict
from mapconfig.plan.guards.audiences import AUDIENCE_GROWTH_FROM
from mapconfig.plan.guards.effect import gated
from mapconfig.plan.guards.view import View
from mapconfig.plan.guards.words import caused, people_of, some

#: Limits for people, by their names under `limits` in mapconfig.yaml, each with its default.
NEWLY_MAILED = ("newly_mailed", 10_000)
NEWLY_MAILED_PERCENT = ("newly_mailed_percent", 20)
RISKY_MAILED = ("risky_mailed", 1_000)
UNSPLIT = ("send_without_split", 10_000)


def newly_mailed(view: View) -> Iterator[GuardVerdict]:
    """A plan by which very many people are e-mailed who would not have been: the e-mail that was meant for one in
    twenty and goes to everybody."""
    found = view.people
    newly, everybody = found.newly_mailed, found.people
    if not newly.high:
        return
    most, percent = view.limit(NEWLY_MAILED), view.limit(NEWLY_MAILED_PERCENT)
    share = newly.high * 100 / max(everybody.low, 1) if everybody.known else 0
    if newly.high > most or (share > percent and newly.high >= view.limit(AUDIENCE_GROWTH_FROM)):
        by = found.mailings[0]
        more = say(" and {more} more", more=len(found.mailings) - 1) if len(found.mailings) > 1 else NOTHING
        barred = (
            say(" ({count} of them may not be e-mailed)", count=found.barred.words) if found.barred.low else NOTHING
        )
        limit = say("{most:,} (limits.newly_mailed)", most=most)
        if newly.high <= most:
            limit = say("{percent} % of all (limits.newly_mailed_percent)", percent=percent)
        yield view.refusal(
            "newly-mailed",
            "",
            say(
                "{people} of {all} would be e-mailed who would not have been{barred}, by {subject}{more}{because}; "
                "more than {limit} needs somebody's word.",
                people=begun(people_of(newly)),
                all=everybody.words,
                barred=barred,
                subject=by.subject,
                more=more,
                because=caused(by.because, by.subject),
                limit=limit,
            ),
        )


def risky_mailed(view: View) -> Iterator[GuardVerdict]:
    """Many people are newly e-mailed who never confirmed, or whose data are otherwise not to be trusted (S8)."""
    most = view.limit(RISKY_MAILED)
    risky = view.people.risky
    if risky.high is not None and risky.high > most:
        yield view.refusal(
            "risky-mailed",
            "",
            say(
                "{risky} of those who would be e-mailed are risky to write to: they have not confirmed their "
                "opt-in, or are on a list that `risky` in mapconfig.yaml names. More than {most:,} needs somebody's "
                "word (limits.risky_mailed).",
                risky=begun(people_of(risky)),
                most=most,
            ),
        )


def unsplit(view: View) -> Iterator[GuardVerdict]:
    """A large send that goes out at one time, where batches would leave time to stop it (S9)."""
    most = view.limit(UNSPLIT)
    for one in view.people.mailings:
        if one.one_send and not one.batches and (one.audience.high or 0) > most and one.newly.high != 0:
            yield view.refusal(
                "unsplit",
                one.subject,
                say(
                    "{subject} goes to {audience} at one time; more than {most:,} (limits.send_without_split) are "
                    "mailed in parts: schedule.batches.",
                    subject=one.subject,
                    audience=people_of(one.audience),
                    most=most,
                ),
            )


def send_date_over(view: View) -> Iterator[GuardVerdict]:
    """An e-mail to lists that is put to work with a time that is over: the year of it is typed wrong, or it would go
    out the moment it is there."""
    for address in sorted({step.address for step in view.plan.steps}):
        wanted = view.desired.assets.get(address)
        at = _over(wanted.attributes, view.now) if wanted is not None and address.kind == "email" else ""
        live = view.decided.there.get(address)
        if at and (live is None or _over(live.attributes, view.now) != at):
            yield view.refusal(
                "send-date-over",
                address,
                say(
                    "{subject} is to go out at {at}, and that is over: the platform may send it to everybody on its "
                    "lists at once, or never.",
                    subject=address,
                    at=at,
                ),
            )


def _over(attributes: Mapping[str, Any], now: datetime) -> str:
    """When an active e-mail to lists was to go out, where that is over; empty otherwise."""
    schedule = attributes.get("schedule")
    at = schedule.get("at") if isinstance(schedule, Mapping) else None
    if attributes.get("type") != "list" or attributes.get("state", "active") != "active":
        return ""
    try:
        when = datetime.fromisoformat(str(at))
    except ValueError:
        return ""
    return str(at) if (when if when.tzinfo is not None else when.replace(tzinfo=now.tzinfo)) < now else ""


def people_unknown(view: View) -> Iterator[GuardVerdict]:
    """People would be e-mailed, and nobody knows how many: a yes to what nobody has counted is not given in passing."""
    sends = sorted({step.address for step in view.plan.steps if step.effect == "sends"})
    sends += sorted(address for address, found in view.effects.items() if any(one.name == "sends" for one in found))
    newly = view.people.newly_mailed
    if newly.known or not sends:
        return
    if not view.people.asked and "sends" in gated(view):
        return  # nobody counts here, and whoever says yes to sending is told so
    yield view.refusal(
        "people-unknown",
        "",
        say(
            "At least {n:,} people would be e-mailed by {assets}, and how many is unknown: {reason}.",
            n=newly.low,
            assets=some(set(sends)),
            reason=newly.reason,
        )
        if newly.low
        else say(
            "People would be e-mailed by {assets}, and how many is unknown: {reason}.",
            assets=some(set(sends)),
            reason=newly.reason,
        ),
    )
