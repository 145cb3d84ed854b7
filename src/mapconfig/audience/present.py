"""How many people assets have now, as one org says."""

from __future__ import annotations

from collections.abc import Sequence

from mapconfig.address import Address
from mapconfig.audience.asked import every
from mapconfig.audience.engine import Engine, moment
from mapconfig.audience.questions import Questions
from mapconfig.audience.sheet import Sheet
from mapconfig.audience.side import Side
from mapconfig.audience.small import K, Showing
from mapconfig.graph import Graph
from mapconfig.impact.people import PeopleNow, Standing
from mapconfig.model import Org


def present(org: Org, addresses: Sequence[Address], engine: Engine, small: int = K) -> PeopleNow:
    """How many people each of `addresses` has as `org` says: lists, rules, stages, journeys, e-mails to lists."""
    sheet = Sheet(engine.as_of)
    side = Side(org, Graph.of(org), sheet)
    asked = Questions(engine, sheet, small)
    rows = []
    for address in addresses:
        if address.kind in ("list", "rule", "stage", "journey", "email") and address in org:
            belongs = side.belongs(address)
            if address.kind == "email" and not side.emails(address):
                continue
            reach = every(sheet, (belongs, side.reach(address)))
            asked.of(belongs, reach)
            asked.part(belongs, reach)
            rows.append((address, side.what(address), belongs, reach))
    answers = asked.answers()
    return PeopleNow(
        as_of=moment(engine),
        engine=engine.name,
        people=answers.people,
        standings=tuple(
            Standing(address, what, answers(belongs), answers(reach)) for address, what, belongs, reach in rows
        ),
        rounded=answers.how is not Showing.AS_THEY_ARE,
    )
