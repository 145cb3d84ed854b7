"""A record of nothing, for who asks guards before anything was ever applied."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.impact.people import NOT_ASKED, ZERO, Count, Mailing, PeopleImpact
from mapconfig.plan.guards import about_people
from mapconfig.plan.known import NothingKnown

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EMAIL = Address("email/e")


def test_it_knows_nothing() -> None:
    """No asset is managed, none was applied, and no id leads anywhere."""
    known, org = NothingKnown(), org_of({})

    assert (known.lineage, known.managed, known.unresolved) == ("", (), ())
    assert known.applied(EMAIL, org.kinds) is None
    assert known.remote_id(EMAIL) is None
    assert known.address("email", "7") is None


def test_guards_about_people_can_be_asked_before_there_is_a_plan() -> None:
    """The same limits and the same words as a plan has; nobody counted, nobody refused."""
    org = org_of({"email/e": {"subject": "Hello"}})
    many = Count.of(30_000)
    mailing = Mailing(
        subject=EMAIL,
        because=(EMAIL,),
        audience_before=ZERO,
        audience=many,
        newly=many,
        first=many,
        again=ZERO,
        fatigued=ZERO,
        risky=ZERO,
        in_flight=ZERO,
        one_send=True,
    )
    people = PeopleImpact(
        people=Count.of(50_000), newly_mailed=many, first=many, again=ZERO, risky=ZERO, barred=ZERO, mailings=(mailing,)
    )

    said = {verdict.guard for verdict in about_people(org, Graph.of(org), people, {}, NOW)}
    assert said == {"newly-mailed", "unsplit"}
    assert about_people(org, Graph.of(org), NOT_ASKED, {}, NOW) == ()
