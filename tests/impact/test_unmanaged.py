"""What is only out of the files keeps running, in every number and effect that is told of a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.diff import Change, diff
from mapconfig.graph import Graph
from mapconfig.impact import impact
from mapconfig.impact.comparison import compare
from mapconfig.impact.people import NOBODY_MOVES, NOT_ASKED, PeopleImpact, PeopleNow
from mapconfig.model import Org, Tombstone
from mapconfig.values import replace

FILES: dict[str, Any] = {
    "crm-field/Account.Type": {"type": "Text"},
    "email/hello": {"subject": "Hello"},
    "journey/welcome": {"entry": {"lists": ["list/all"]}, "steps": [{"id": "one", "send": "email/hello"}]},
    "list/all": {"criteria": ["country is FR"]},
}


class Asked:
    """A census that remembers what it was asked."""

    def __init__(self) -> None:
        self.after: Org | None = None
        self.changes: Sequence[Change] = ()

    def moved(self, before: Org, after: Org, changes: Sequence[Change]) -> PeopleImpact:
        self.after, self.changes = after, changes
        return NOT_ASKED

    def present(self, org: Org, addresses: Sequence[Address]) -> PeopleNow:
        raise AssertionError("nobody asks who is there now")


def without(*names: str, **edits: Any) -> Org:
    return org_of({**{name: said for name, said in FILES.items() if name not in names}, **edits})


def test_people_are_counted_with_what_goes_on_unmanaged() -> None:
    """
    A journey whose file is gone still mails whom a loosened list lets in, and its own people are not lost.
    """
    census = Asked()
    compare(org_of(FILES), without("journey/welcome", **{"list/all": {"criteria": []}}), census)

    assert census.after is not None and "journey/welcome" in census.after
    assert list(census.after) == sorted(census.after)
    assert [change.address for change in census.changes] == ["list/all"]


def test_what_a_field_of_the_crm_becomes_is_counted_by_nobody() -> None:
    """
    No source of people has the values from after the next sync: "nobody moves" would be false comfort. What changes
    beside it is counted.
    """
    census = Asked()
    retyped = {"crm-field/Account.Type": {"type": "Number"}}
    found = compare(org_of(FILES), without(**retyped), census)
    assert census.after is None
    assert "crm-field/Account.Type" in found.people.reason and not found.people.asked

    described = Asked()
    labelled = without(**{"crm-field/Account.Type": {"type": "Text", "label": "Type"}})
    assert compare(org_of(FILES), labelled, described).people is NOT_ASKED
    assert described.after is not None and not found.people.counted

    beside = Asked()
    compare(org_of(FILES), without(**retyped, **{"list/all": {"criteria": []}}), beside)
    assert [change.address for change in beside.changes] == ["crm-field/Account.Type", "list/all"]


def test_nobody_is_counted_where_something_is_only_out_of_the_files() -> None:
    """A missing file moves nobody, so nothing is opened for it; a tombstone is a deletion."""
    before, after = org_of(FILES), without("journey/welcome")
    assert compare(before, after, Asked()).people == NOBODY_MOVES

    removed = replace(after, removed=(Tombstone(Address("journey/welcome"), "Done."),))
    census = Asked()
    compare(before, removed, census)
    assert [change.address for change in census.changes] == ["journey/welcome"]
    assert census.after is not None and "journey/welcome" not in census.after


def test_a_field_of_the_crm_that_is_gone_is_gone() -> None:
    """It is read and never planned, so nothing keeps it."""
    [change] = diff(org_of(FILES), without("crm-field/Account.Type"))
    assert (change.action, change.unmanaged) == ("delete", False)


def test_graphs_that_are_given_are_those_of_the_files_and_the_answer_is_the_same() -> None:
    """Whoever has the graph of the files already gets the effects on what goes on beside them."""
    before, after = org_of(FILES), without("journey/welcome", **{"list/all": {"criteria": []}})
    changes = diff(before, after)

    found = impact(changes, before, after, Graph.of(before), Graph.of(after))

    assert found == impact(changes, before, after)
    assert found[Address("list/all")].effect == "sends"
    assert found[Address("journey/welcome")].effect == "cosmetic"
