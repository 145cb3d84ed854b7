"""Whether and how the plan can be carried out: not now, not to the end, not without a person."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.backend import Outcome
from mapconfig.language import say
from mapconfig.plan.definition import GuardVerdict
from mapconfig.plan.guards.view import View

#: The most requests that a plan may make (`limits.calls`).
MOST_CALLS = 10_000


def freeze(view: View) -> Iterator[GuardVerdict]:
    """Nothing is applied in a stretch of time that the org has set aside."""
    for freezing in view.plan.freezes:
        if freezing.covers(view.now):
            yield view.refusal(
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


def calls(view: View) -> Iterator[GuardVerdict]:
    """A plan that needs more requests than the account may make in a day would stop half-way."""
    most = view.settings.limits.get("calls", MOST_CALLS)
    if view.plan.calls > most:
        sentence = say(
            "The plan takes about {calls:,} requests; at most {most:,} are allowed (limits.calls).",
            calls=view.plan.calls,
            most=most,
        )
        yield view.refusal("calls", "", sentence)
    elif view.quota is not None and view.plan.calls > view.quota.requests:
        sentence = say(
            "The plan takes about {calls:,} requests, and {backend} answers no more than {requests:,} in "
            "{seconds:,} seconds: it would be told to wait half-way.",
            calls=view.plan.calls,
            backend=view.plan.backend,
            requests=view.quota.requests,
            seconds=round(view.quota.seconds),
        )
        yield view.refusal("calls", "", sentence)
