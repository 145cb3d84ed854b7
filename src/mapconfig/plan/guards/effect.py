"""Effects of a change that nobody can take back: they need somebody's word, each its own."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.address import Address
from mapconfig.impact.people import PeopleImpact
from mapconfig.language import NOTHING, Text, say, together
from mapconfig.model import EFFECTS
from mapconfig.plan.definition import GuardVerdict, Step
from mapconfig.plan.guards.view import View
from mapconfig.plan.guards.words import people_of

#: Effects that need somebody's word unless `guards.effects` in mapconfig.yaml says otherwise.
GATED = ("sends", "ejects", "consent")


def effects(view: View) -> Iterator[GuardVerdict]:
    """A change that mails people, throws them out, or widens who may be mailed needs somebody's word."""
    asked = gated(view)
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
            if name in asked:
                sentence = say(
                    "Step {id} ({verb} {address}) {what}", id=step.id, verb=step.verb, address=address, what=_DOES[name]
                )
                counted = _counted(view.people, name, address)
                why = reasons[name]
                if why[:1].islower() and "/" not in why.partition(" ")[0]:
                    why = say("{name}: {change}", name=address, change=why)
                told = together(" ", filter(None, (sentence, counted, why)))
                yield view.refusal(name, address, told)


def _counted(people: PeopleImpact, effect: str, address: Address) -> Text:
    """How many people the effect of a change of `address` concerns, where that is known: the asset that mails most by
    its name, since a small one may stand before it in the reason."""
    if effect not in ("sends", "consent"):
        return NOTHING
    mails = [one for one in people.mailings if address in one.because and one.newly.low]
    if not mails:
        return NOTHING
    most = mails[0]
    said = say("{asset} would e-mail {people} more", asset=most.subject, people=people_of(most.newly))
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


def gated(view: View) -> list[str]:
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
