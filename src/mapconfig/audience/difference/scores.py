"""How the scores that models give are spread, before and after."""

from __future__ import annotations

from collections.abc import Callable

from mapconfig.address import Address
from mapconfig.audience.difference.pair import Pair
from mapconfig.audience.questions import Answers
from mapconfig.audience.scoring import Scoring, bins, edges
from mapconfig.audience.sheet import NOBODY
from mapconfig.impact.people import Bin, Scores
from mapconfig.language import say


def models(pair: Pair) -> list[Address]:
    """The scoring models that change."""
    return [address for address in pair.changes if address.kind == "scoring"]


def scores(pair: Pair, address: Address) -> Callable[[Answers], Scores]:
    """How the scores of a model that changes are spread before and after."""
    then, now = pair.then.scoring(pair.was(address)), pair.now.scoring(address)
    found = [each for each in (then, now) if isinstance(each, Scoring)]
    why = next((each for each in (then, now) if isinstance(each, str) and each), "")
    if why or not found:
        return lambda _: Scores(address, (), None, why or say("the model is not active"))
    starts = edges(found)
    rows = [bins(each, starts) if isinstance(each, Scoring) else () for each in (then, now)]
    ranges = [(low, high) for low, high, _ in rows[0] or rows[1]]
    asked = [[ref for _, _, ref in side] or [NOBODY] * len(ranges) for side in rows]
    agrees = then.agrees() if isinstance(then, Scoring) else None
    pair.questions.of(*asked[0], *asked[1], *(agrees or ()))
    if agrees is not None:
        pair.questions.part(agrees[1], agrees[0])

    def made(answers: Answers) -> Scores:
        shown = [[answers(ref) for ref in side] for side in asked]
        unknown = next((one.reason for side in shown for one in side if not one.known), "")
        if unknown:
            return Scores(address, (), None, unknown)
        same, stored = (answers(ref) for ref in agrees or (NOBODY, NOBODY))
        believed = min(round(same.middle * 100 / stored.middle), 100) if same.known and stored.low else None
        pairs = zip(ranges, *shown, strict=True)
        return Scores(address, tuple(Bin(low, high, one, other) for (low, high), one, other in pairs), believed)

    pair.questions.of(NOBODY)
    return made


def spread_differs(one: Scores) -> bool:
    return any(each.before != each.after for each in one.bins)
