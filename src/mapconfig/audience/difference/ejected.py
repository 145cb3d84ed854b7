"""Who is thrown out of journeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, every
from mapconfig.audience.difference.pair import Pair
from mapconfig.audience.questions import Answers
from mapconfig.audience.sheet import NOBODY
from mapconfig.impact.people import Ejected
from mapconfig.impact.spread import state_of
from mapconfig.language import say


def ejecting(pair: Pair) -> Iterator[tuple[Address, Asked, str]]:
    """For each journey the people in it who would be out, and by what."""
    for asset in pair.then.org.of_kind("journey"):
        if state_of(asset) not in ("active", "paused"):
            continue
        inside = pair.then.enrolled(asset.address)
        address = pair.is_now(asset.address)
        after = pair.now.asset(address)
        if state_of(after) not in ("active", "paused"):
            yield (
                asset.address,
                inside,
                say("it is gone") if after is None else say("it is {state}", state=state_of(after)),
            )
            continue
        assert after is not None
        left = {str(step.get("id")) for step in after.attributes.get("steps", ())}
        gone = [str(step.get("id")) for step in asset.attributes.get("steps", ()) if str(step.get("id")) not in left]
        if gone:
            which = (
                say("step {step} is gone", step=gone[0])
                if len(gone) == 1
                else say("steps {steps} are gone", steps=", ".join(gone))
            )
            yield address, pair.then.enrolled(asset.address, gone), which
        for word in ("exit", "goal"):
            before, now = pair.then.meets(asset.address, word), pair.now.meets(address, word)
            if before != now:
                out = every(pair.sheet, (inside, but(pair.sheet, now, before)))
                if out != NOBODY:
                    yield address, out, say("its {word} says so", word=word)


def ejects(pair: Pair, journey: Address, people: Asked, why: str) -> Callable[[Answers], Ejected]:
    pair.questions.of(people)
    return lambda answers: Ejected(journey, answers(people), why)
