"""Files that are wrong: what they say should not reach a platform at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mapconfig.backend import Verb
from mapconfig.language import NOTHING, say
from mapconfig.plan.definition import GuardVerdict
from mapconfig.plan.guards.view import View

#: A plan may update or delete at most this share of a kind's assets, in percent, once there are this many of them.
MASS_PERCENT = 30
MASS_FROM = 10


def invalid(view: View) -> Iterator[GuardVerdict]:
    """What `validate` calls an error is not put to work: a suppression list that is misspelt protects nobody."""
    for address in dict.fromkeys(step.address for step in view.plan.steps):
        errors = view.errors.get(address, ())
        if errors:
            more = say(" (and {more} more)", more=len(errors) - 1) if len(errors) > 1 else NOTHING
            yield view.refusal(
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
                yield view.refusal(
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
        yield view.refusal(
            "emptiness",
            "",
            say(
                "No file describes any of the {managed} assets that mapconfig manages here. That is what a wrong "
                "directory or an empty checkout looks like. Nothing would be deleted, and still nobody should apply "
                "this by accident.",
                managed=managed,
            ),
        )
