"""What stops a plan until a person says yes: each guard looks at one danger and says who may say yes, and how."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase

from mapconfig.address import Address
from mapconfig.backend import Outcome, Quota, Verb
from mapconfig.graph import Graph
from mapconfig.impact.effect import Effect
from mapconfig.impact.people import NOT_ASKED, Count, Moves, PeopleImpact
from mapconfig.language import NOTHING, Text, begun, plural, say, together
from mapconfig.model import EFFECTS, Org, Settings
from mapconfig.plan.decide import ADOPT, ADOPT_ALL, Decided
from mapconfig.plan.definition import Config, GuardVerdict, Plan, Step
from mapconfig.plan.fields import dotted
from mapconfig.plan.known import Known, NothingKnown
from mapconfig.plan.worksheet import brief

#: Effects that need somebody's word unless `guards.effects` in mapconfig.yaml says otherwise.
GATED = ("sends", "ejects", "consent")

#: A plan may update or delete at most this share of a kind's assets, in percent, once there are this many of them.
MASS_PERCENT = 30
MASS_FROM = 10

#: The most requests that a plan may make (`limits.calls`).
MOST_CALLS = 10_000

#: Limits for people, by their names under `limits` in mapconfig.yaml, each with its default.
NEWLY_MAILED = ("newly_mailed", 10_000)
NEWLY_MAILED_PERCENT = ("newly_mailed_percent", 20)
AUDIENCE_GROWTH = ("audience_growth_percent", 50)
AUDIENCE_GROWTH_FROM = ("audience_growth_from", 100)
RISKY_MAILED = ("risky_mailed", 1_000)
UNSPLIT = ("send_without_split", 10_000)


@dataclass(frozen=True, slots=True)
class View:
    """What a guard may look at. `plan` has no verdicts yet; `wanted` is the graph of the files, `present` that of
    what is live."""

    plan: Plan
    desired: Org
    decided: Decided
    wanted: Graph
    present: Graph
    known: Known
    settings: Settings
    now: datetime
    effects: Mapping[Address, Sequence[Effect]] = field(default_factory=dict)
    """All effects of each change; a step itself has only the gravest."""
    errors: Mapping[Address, Sequence[str]] = field(default_factory=dict)
    """What `validate` calls an error, by asset."""
    people: PeopleImpact = NOT_ASKED
    """What the plan does to people, in counts; a guard goes by the most that a count may be."""
    quota: Quota | None = None
    """How many requests the platform answers, where it says so."""

    def setting(self, name: str, default: int) -> int:
        """A whole number below `guards` in mapconfig.yaml, where it is one."""
        found = self.settings.guards.get(name, default)
        return found if type(found) is int else default

    def limit(self, limit: tuple[str, int]) -> int:
        """A limit for people: what `limits` in mapconfig.yaml says, or its default."""
        name, default = limit
        return self.settings.limits.get(name, default)

    def who(self, guard: str) -> str:
        """Who may say yes: what `guards.who` in mapconfig.yaml says of the guard, or else the owner's word counts."""
        who = self.settings.guards.get("who")
        return str(who.get(guard, "")) if isinstance(who, Mapping) else ""


Guard = Callable[[View], Iterator[GuardVerdict]]


def verdicts(view: View) -> tuple[GuardVerdict, ...]:
    """What all guards say, with the yeses of the plan's accepts taken into account; refusals first."""
    found = []
    for guard in GUARDS:
        for verdict in guard(view):
            because = _said(view.plan, verdict)
            if verdict.refused and because and _acceptable(verdict):
                verdict = replace(verdict, refused=False, accepted=because)
            found.append(verdict)
    return tuple(sorted(found, key=lambda verdict: not verdict.refused))


def _said(plan: Plan, verdict: GuardVerdict) -> str:
    """The reason that somebody gave for just this; empty where nobody did."""
    for accept in plan.accepts:
        if accept.guard == verdict.guard and fnmatchcase(verdict.subject, accept.subject):
            return accept.because
    return ""


def _acceptable(verdict: GuardVerdict) -> bool:
    """Whether somebody's word is enough; where it is not, `how` is something else to do."""
    return "--accept" in verdict.how


def _accept(guard: str, subject: str) -> str:
    return f'mapconfig plan --accept {guard}{":" + subject if subject else ""} --because "the reason"'


def _refusal(view: View, guard: str, subject: str, sentence: Text) -> GuardVerdict:
    return GuardVerdict(
        guard, subject, True, sentence, _accept(guard, subject), view.who(guard) or _owner(view, subject)
    )


def _owner(view: View, subject: str) -> str:
    asset = view.desired.assets.get(subject)  # type: ignore[call-overload]  # a kind is simply not found
    return str(asset.owner) if asset is not None and asset.owner else ""


def effects(view: View) -> Iterator[GuardVerdict]:
    """A change that mails people, throws them out, or widens who may be mailed needs somebody's word."""
    gated = _gated(view)
    first: dict[Address, Step] = {}
    for step in view.plan.steps:
        if step.effect:
            known = first.get(step.address)
            if known is None or EFFECTS.index(step.effect) > EFFECTS.index(known.effect):
                first[step.address] = step
    for address, step in first.items():
        # A yes to the gravest effect is none to another one: that people leave a journey is not that others are mailed.
        reasons: dict[str, str] = {step.effect: step.effect_reason}
        for effect in view.effects.get(address, ()):
            if EFFECTS.index(effect.name) <= EFFECTS.index(step.effect):
                reasons.setdefault(effect.name, effect.reason)
        for name in sorted(reasons, key=EFFECTS.index, reverse=True):
            if name in gated:
                sentence = say(
                    "Step {id} ({verb} {address}) {what}", id=step.id, verb=step.verb, address=address, what=_DOES[name]
                )
                counted = _counted(view.people, name, address)
                told = together(" ", filter(None, (sentence, counted, reasons[name])))
                yield _refusal(view, name, address, told)


def _counted(people: PeopleImpact, effect: str, address: Address) -> Text:
    """How many people the effect of a change of `address` concerns, where that is known: the asset that mails most by
    its name, since a small one may stand before it in the reason."""
    if effect not in ("sends", "consent"):
        return NOTHING
    mails = [one for one in people.mailings if address in one.because and one.newly.low]
    if not mails:
        return NOTHING
    most = mails[0]
    said = say("{asset} would e-mail {people} more", asset=most.subject, people=_people(most.newly))
    if len(mails) > 1:
        said = say("{said}, the most of {assets} assets", said=said, assets=len(mails))
    if most.barred.low:
        barred = most.barred.words
        if not people.reachable:
            return say("{said}; {barred} of them may not be e-mailed.", said=said, barred=barred)
        return say(
            "{said}; {barred} of them may not be e-mailed: they are not on {list}.",
            said=said,
            barred=barred,
            list=people.reachable,
        )
    return say("{said}.", said=said)


def _gated(view: View) -> list[str]:
    """The effects that need somebody's word."""
    gates = view.settings.guards.get("effects")
    return [name for name in gates if name in EFFECTS] if isinstance(gates, list) else list(GATED)


_DOES = {
    "cosmetic": say("changes what people see in the platform only."),
    "tuning": say("changes details of what people get."),
    "new-entrants": say("concerns everybody who comes in from now on."),
    "re-evaluates": say("has who belongs worked out again."),
    "sends": say("will have people e-mailed, and no mail can be called back."),
    "ejects": say("makes people leave a journey that they are in."),
    "consent": say("widens who may be e-mailed."),
}


def invalid(view: View) -> Iterator[GuardVerdict]:
    """What `validate` calls an error is not put to work: a suppression list that is misspelt protects nobody."""
    for address in dict.fromkeys(step.address for step in view.plan.steps):
        errors = view.errors.get(address, ())
        if errors:
            more = say(" (and {more} more)", more=len(errors) - 1) if len(errors) > 1 else NOTHING
            yield _refusal(
                view,
                "invalid",
                address,
                say("{asset} has an error: {error}{more}", asset=address, error=errors[0], more=more),
            )


def mass_change(view: View) -> Iterator[GuardVerdict]:
    """A plan that updates or deletes a large share of a kind at once is seldom what somebody meant."""
    there = Counter(address.kind for address in view.decided.there)
    percent, least = view.setting("mass_change_percent", MASS_PERCENT), view.setting("mass_change_from", MASS_FROM)
    for verb, words in ((Verb.UPDATE, say("changes")), (Verb.DELETE, say("deletes"))):
        of = {step.address for step in view.plan.steps if step.verb is verb and step.before}
        for kind, count in sorted(Counter(address.kind for address in of).items()):
            if there[kind] >= least and count * 100 > percent * there[kind]:
                share = count * 100 // there[kind]
                yield _refusal(
                    view,
                    "mass-change",
                    kind,
                    say(
                        "The plan {does} {count} of {there} {kind} assets ({share} %); more than {percent} % at "
                        "once is "
                        "stopped, since a wrong directory or half a checkout looks just like that.",
                        does=words,
                        count=count,
                        there=there[kind],
                        kind=kind,
                        share=share,
                        percent=percent,
                    ),
                )


def emptiness(view: View) -> Iterator[GuardVerdict]:
    """Files that describe nothing of what is managed are the wrong files, not a wish."""
    managed, lost = view.decided.managed, len(view.decided.lost)
    if managed and (not view.desired.assets or lost == managed):
        yield _refusal(
            view,
            "emptiness",
            "",
            say(
                "No file describes any of the {managed} assets that mapconfig manages here. That is what a wrong "
                "directory or an empty checkout looks like. Nothing would be deleted, and still nobody should apply "
                "this by accident.",
                managed=managed,
            ),
        )


def unadopted(view: View) -> Iterator[GuardVerdict]:
    """An asset that exists on the platform and is not managed is never taken over by its name alone."""
    if view.known.unresolved:
        return  # it may be what the apply that was cut short has made: resuming finds out
    found = view.decided.unadopted
    if len(found) > 1 and not view.known.managed:
        yield GuardVerdict(
            "unadopted",
            "",
            True,
            say(
                "The platform has {count} assets of the files already, {some}, and the record of this environment "
                "knows not one of its assets: it is new, or it was lost. Creating them would make second ones; "
                "changing them could undo somebody's work.",
                count=len(found),
                some=_some(set(found)),
            ),
            ADOPT_ALL,
            view.who("unadopted"),
        )
        return
    for address, ids in found.items():
        several = say(" and {more} more of that name", more=len(ids) - 1) if len(ids) > 1 else NOTHING
        yield GuardVerdict(
            "unadopted",
            address,
            True,
            say(
                "The platform has {address} already (id {id}{several}), and mapconfig does not manage it. Creating "
                "it would make a second one; changing it could undo somebody's work.",
                address=address,
                id=ids[0],
                several=several,
            ),
            ADOPT.format(address=address),
            view.who("unadopted") or _owner(view, address),
        )


def in_use(view: View) -> Iterator[GuardVerdict]:
    """Deleting what others on the platform still name breaks those."""
    deleted = set(view.decided.deletes)
    written = view.decided.contents
    for address, deletion in view.decided.deletes.items():
        users = {
            edge.source
            for edge in view.present.used_by(address)
            if edge.source not in deleted
            # A user that is written in this plan counts only if it goes on naming it.
            and (edge.source not in written or any(each.target == address for each in view.wanted.uses(edge.source)))
        }
        if users and deletion.live is not None:
            sentence = say(
                "{address} is to be deleted, and on the platform this still names it: {users}.",
                address=address,
                users=_some(users),
            )
            yield _refusal(view, "in-use", address, sentence)


def protected(view: View) -> Iterator[GuardVerdict]:
    """An asset that says it is protected is not changed in passing."""
    for address in dict.fromkeys(step.address for step in view.plan.steps if step.before):
        live = view.decided.there.get(address)
        asset = view.desired.assets.get(address)
        says = (asset is not None and asset.attributes.get("protected")) or (
            live is not None and live.attributes.get("protected")
        )
        if says:
            verbs = ", ".join(dict.fromkeys(step.verb.value for step in view.plan.steps if step.address == address))
            yield _refusal(
                view,
                "protected",
                address,
                say("{address} is protected, and the plan would {verbs} it.", address=address, verbs=verbs),
            )


def freeze(view: View) -> Iterator[GuardVerdict]:
    """Nothing is applied in a stretch of time that the org has set aside."""
    for freezing in view.plan.freezes:
        if freezing.covers(view.now):
            yield _refusal(
                view,
                "freeze",
                "",
                say(
                    "Changes are frozen from {start} to {end}: {why}",
                    start=freezing.start,
                    end=freezing.end,
                    why=freezing.why,
                ),
            )
            return


def overwrite(view: View) -> Iterator[GuardVerdict]:
    """What somebody changed on the platform is not changed back unseen."""
    for step in view.plan.steps:
        for each in step.overwrites:
            place = f"{step.address}.{dotted(each.path)}" if each.path else str(step.address)
            who = say(" by {person}", person=each.changed_by) if each.changed_by else NOTHING
            when = say(" at {moment}", moment=each.changed_at) if each.changed_at else NOTHING
            what = (
                say(
                    "{place} was changed on the platform{who}{when}, and the files want something else. Theirs: "
                    "{theirs}. Ours: {ours}.",
                    place=place,
                    who=who,
                    when=when,
                    theirs=brief(each.theirs),
                    ours=brief(each.ours),
                )
                if each.path
                else say(
                    "{place} was deleted on the platform since the last apply, and the files still have it.",
                    place=place,
                )
            )
            said = say("somebody said that theirs may go") if each.allowed else NOTHING
            yield GuardVerdict(
                "overwrite",
                place,
                not each.allowed,
                what,
                f"mapconfig plan --overwrite {place}" if not each.allowed else "",
                view.who("overwrite") or _owner(view, step.address),
                said,
            )


def manual(view: View) -> Iterator[GuardVerdict]:
    """Steps for a person are announced; they stop nothing by themselves, only what depends on them."""
    by_hand = [step for step in view.plan.steps if step.manual]
    if by_hand:
        signed = sum(step.outcome is Outcome.MANUAL_ATTESTED for step in by_hand)
        yield GuardVerdict(
            "manual",
            "",
            False,
            say(
                "{manual} of {steps} steps are for a person; {signed} of them have to be signed for, since the "
                "platform cannot show the result.",
                manual=len(by_hand),
                steps=len(view.plan.steps),
                signed=signed,
            ),
        )


def replacing(view: View) -> Iterator[GuardVerdict]:
    """Where the platform cannot change an asset it is deleted and made anew, which loses what hangs on its id."""
    for step in view.plan.steps:
        if step.outcome is Outcome.REPLACE:
            yield _refusal(
                view,
                "replace",
                step.address,
                say(
                    "{backend} cannot change {asset}: it is DELETED AND MADE ANEW with another id. Its history there, "
                    "and links that people were sent, are lost.",
                    backend=view.plan.backend,
                    asset=step.address,
                ),
            )


def unresolved(view: View) -> Iterator[GuardVerdict]:
    """As long as nobody knows what became of an earlier apply, no new one begins."""
    for plan in view.known.unresolved:
        yield GuardVerdict(
            "unresolved",
            plan,
            True,
            say("Plan {plan} was cut short, and of some of its steps nobody knows whether they came about.", plan=plan),
            "mapconfig apply --resume",
        )


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
        yield _refusal(
            view,
            "newly-mailed",
            "",
            say(
                "{people} of {all} would be e-mailed who would not have been{barred}, by {subject}{more}{because}; "
                "more than {limit} needs somebody's word.",
                people=begun(_people(newly)),
                all=everybody.words,
                barred=barred,
                subject=by.subject,
                more=more,
                because=_caused(by.because),
                limit=limit,
            ),
        )


def audience_growth(view: View) -> Iterator[GuardVerdict]:
    """A change that makes those who are e-mailed many more than they were, told of what was changed."""
    percent, least = view.limit(AUDIENCE_GROWTH), view.limit(AUDIENCE_GROWTH_FROM)
    gravest: dict[Address, Moves] = {}
    growing: dict[Address, set[Address]] = defaultdict(set)
    for one in view.people.moves:
        if not one.feeds or _most_growth(one) <= percent or (one.added.high or 0) < least:
            continue
        for cause in one.because:
            growing[cause].add(one.subject)
            known = gravest.get(cause)
            # The changed asset itself says most; else what grows by the greatest number.
            if known is None or (known.subject != cause and (one.subject == cause or _adds_more(one, known))):
                gravest[cause] = one
    for cause, one in sorted(gravest.items()):
        # What is told to mail them is not told once more as an audience of its own.
        more = len(growing[cause] - {one.subject, *one.feeds})
        also = (
            plural(", and {n} more audience grows with it", ", and {n} more audiences grow with it", more)
            if more
            else NOTHING
        )
        yield _refusal(
            view,
            "audience-growth",
            cause,
            say(
                "{subject} grows from {before} to {after} people ({growth} %), and they are e-mailed by "
                "{feeds}{also}; more than {percent} % at once needs somebody's word "
                "(limits.audience_growth_percent).",
                subject=one.subject,
                before=one.before.words,
                after=one.after.words,
                growth=f"{one.growth:+,}",
                feeds=_some(set(one.feeds)),
                also=also,
                percent=percent,
            ),
        )


def _most_growth(one: Moves) -> float:
    """By how many percent an audience grows at most; 0 where there was nobody, or nobody knows."""
    if one.after.high is None or not one.before.known or one.before.low <= 0 or not one.added.high:
        return 0
    return (one.after.high - one.before.low) * 100 / one.before.low


def _adds_more(one: Moves, other: Moves) -> bool:
    return (one.added.high or 0) > (other.added.high or 0)


def suppression_shrinks(view: View) -> Iterator[GuardVerdict]:
    """People whom a suppression list no longer holds back."""
    for one in view.people.moves:
        if one.protects and one.removed.high != 0:
            may = (
                say(", of whom {count} may be e-mailed", count=one.reachable_removed.words)
                if one.reachable_removed.high
                else NOTHING
            )
            why = together("", [" (", one.removed.reason, ")"]) if one.removed.reason else NOTHING
            yield _refusal(
                view,
                "suppression-shrinks",
                one.subject,
                say(
                    "{subject} would hold back {after} people instead of {before}. Without its protection: "
                    "{removed}{why}{may}{because}.",
                    subject=one.subject,
                    after=one.after.words,
                    before=one.before.words,
                    removed=_people(one.removed),
                    why=why,
                    may=may,
                    because=_caused(one.because, one.subject),
                ),
            )


def risky_mailed(view: View) -> Iterator[GuardVerdict]:
    """Many people are newly e-mailed who never confirmed, or whose data are otherwise not to be trusted (S8)."""
    most = view.limit(RISKY_MAILED)
    risky = view.people.risky
    if risky.high is not None and risky.high > most:
        yield _refusal(
            view,
            "risky-mailed",
            "",
            say(
                "{risky} of those who would be e-mailed are risky to write to: they have not confirmed their "
                "opt-in, or are on a list that `risky` in mapconfig.yaml names. More than {most:,} needs somebody's "
                "word (limits.risky_mailed).",
                risky=begun(_people(risky)),
                most=most,
            ),
        )


def unsplit(view: View) -> Iterator[GuardVerdict]:
    """A large send that goes out at one time, where batches would leave time to stop it (S9)."""
    most = view.limit(UNSPLIT)
    for one in view.people.mailings:
        if one.one_send and not one.batches and (one.audience.high or 0) > most and one.newly.high != 0:
            yield _refusal(
                view,
                "unsplit",
                one.subject,
                say(
                    "{subject} goes to {audience} at one time; more than {most:,} (limits.send_without_split) are "
                    "mailed in parts: schedule.batches.",
                    subject=one.subject,
                    audience=_people(one.audience),
                    most=most,
                ),
            )


def people_unknown(view: View) -> Iterator[GuardVerdict]:
    """People would be e-mailed, and nobody knows how many: a yes to what nobody has counted is not given in passing."""
    sends = sorted({step.address for step in view.plan.steps if step.effect == "sends"})
    sends += sorted(address for address, found in view.effects.items() if any(one.name == "sends" for one in found))
    newly = view.people.newly_mailed
    if newly.known or not sends:
        return
    if not view.people.asked and "sends" in _gated(view):
        return  # nobody counts here, and whoever says yes to sending is told so
    yield _refusal(
        view,
        "people-unknown",
        "",
        say(
            "At least {n:,} people would be e-mailed by {assets}, and how many is unknown: {reason}.",
            n=newly.low,
            assets=_some(set(sends)),
            reason=newly.reason,
        )
        if newly.low
        else say(
            "People would be e-mailed by {assets}, and how many is unknown: {reason}.",
            assets=_some(set(sends)),
            reason=newly.reason,
        ),
    )


def _people(count: Count) -> Text:
    if count.low == count.high == 1:
        return say("{count} person", count=count.words)
    return say("{count} people", count=count.words)


def _caused(because: Sequence[Address], subject: Address | None = None) -> Text:
    others = {each for each in because if each != subject}
    return say(", because of {assets}", assets=_some(others)) if others else NOTHING


def calls(view: View) -> Iterator[GuardVerdict]:
    """A plan that needs more requests than the account may make in a day would stop half-way."""
    most = view.settings.limits.get("calls", MOST_CALLS)
    if view.plan.calls > most:
        sentence = say(
            "The plan takes about {calls:,} requests; at most {most:,} are allowed (limits.calls).",
            calls=view.plan.calls,
            most=most,
        )
        yield _refusal(view, "calls", "", sentence)
    elif view.quota is not None and view.plan.calls > view.quota.requests:
        sentence = say(
            "The plan takes about {calls:,} requests, and {backend} answers no more than {requests:,} in "
            "{seconds:,} seconds: it would be told to wait half-way.",
            calls=view.plan.calls,
            backend=view.plan.backend,
            requests=view.quota.requests,
            seconds=round(view.quota.seconds),
        )
        yield _refusal(view, "calls", "", sentence)


#: Every guard. A new one is a function above and a line here.
GUARDS: tuple[Guard, ...] = (
    unresolved,
    emptiness,
    unadopted,
    overwrite,
    invalid,
    newly_mailed,
    audience_growth,
    suppression_shrinks,
    risky_mailed,
    unsplit,
    people_unknown,
    effects,
    mass_change,
    in_use,
    protected,
    replacing,
    freeze,
    calls,
    manual,
)

#: Those that look at people and at nothing on the platform, so that they can be asked before there is a plan.
_ABOUT_PEOPLE: tuple[Guard, ...] = (
    newly_mailed,
    audience_growth,
    suppression_shrinks,
    risky_mailed,
    unsplit,
    people_unknown,
)


def about_people(
    desired: Org,
    wanted: Graph,
    people: PeopleImpact,
    effects: Mapping[Address, Sequence[Effect]],
    now: datetime,
) -> tuple[GuardVerdict, ...]:
    """What guards would say of what the files change, as far as it is about people."""
    nothing = Plan(id="", created_at="", environment="", backend="", platform="", lineage="", config=Config(""))
    view = View(
        plan=nothing,
        desired=desired,
        decided=Decided(),
        wanted=wanted,
        present=wanted,
        known=NothingKnown(),
        settings=desired.settings,
        now=now,
        effects=effects,
        people=people,
    )
    return tuple(verdict for guard in _ABOUT_PEOPLE for verdict in guard(view))


#: What a person can say yes to: the effects, and the guards whose `how` is an accept.
GUARD_NAMES = (
    *EFFECTS,
    *("newly-mailed", "audience-growth", "suppression-shrinks", "risky-mailed", "unsplit", "people-unknown"),
    *("invalid", "emptiness", "mass-change", "in-use", "protected", "replace", "freeze", "calls"),
)


def _some(addresses: set[Address], most: int = 3) -> str:
    names = sorted(addresses)
    shown = ", ".join(names[:most])
    return say("{some} and {more} more", some=shown, more=len(names) - most) if len(names) > most else shown
