"""What teams get: the people who become leads, or are leads no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mapconfig.address import Address
from mapconfig.audience.asked import but
from mapconfig.audience.difference.belonging import THRESHOLD, Moving
from mapconfig.audience.difference.pair import Pair
from mapconfig.audience.questions import Answers
from mapconfig.impact.people import Queue


def queues(moving: Iterable[Moving]) -> Iterator[tuple[Address, Moving]]:
    """The teams to whom people who move are leads: rules hand over or notify, stages and thresholds are owned."""
    for one in moving:
        if one.subject.kind == "rule":
            for relation in ("hands-over", "notifies"):
                for team in dict.fromkeys(one.side.lines(one.subject, relation)):
                    yield team, one
        elif one.subject.kind == "stage" or one.what.startswith(THRESHOLD):
            asset = one.side.asset(one.subject)
            stages = [asset]
            if asset is not None and one.subject.kind == "scoring":
                named = one.what.removeprefix(THRESHOLD)
                rows = [row for row in asset.attributes.get("thresholds", ()) if str(row.get("id")) == named]
                stages = [one.side.asset(Address(str(row.get("stage")))) for row in rows]
            for stage in stages:
                if stage is not None and stage.owner is not None:
                    yield stage.owner, one


def queue(pair: Pair, team: Address, one: Moving) -> Callable[[Answers], Queue]:
    added, removed = but(pair.sheet, one.after, one.before), but(pair.sheet, one.before, one.after)
    return lambda answers: Queue(
        team, one.subject, answers(one.before), answers(one.after), answers(added), answers(removed)
    )
