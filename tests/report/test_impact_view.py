"""The impact view: what a change would reach, for a screen, a script and a comment."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from tests.graph.orgs import org_of
from tests.report.compared import BASE, HOSTILE

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.impact import if_it_changed
from mapconfig.report import impact

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "impact.schema.json").read_text())
ORG = org_of(BASE)


def asked(*addresses: str) -> dict[str, object]:
    graph = Graph.of(ORG)
    return impact.document([if_it_changed(Address(address), ORG, graph) for address in addresses], ORG)


def test_the_document_keeps_its_schema() -> None:
    """
    Whoever reads the JSON finds the fields that the published schema names, for known and unknown assets.
    """
    found = asked("crm-field/Account.Type", "list/nobody-knows", "campaign/spring")

    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(impact.json(found)))
    assert found["affected"] == {"email": 4, "field": 1, "journey": 2, "list": 4, "stage": 1, "team": 1}
    assert found["owners"] == ["team/ops", "team/sdr"]


def test_the_text_tells_what_happens_once_and_the_way_to_each() -> None:
    """
    D2 in one screen: from the CRM field to the e-mails, with the relation on each hop, below what happens to them.
    """
    said = impact.text(asked("crm-field/Account.Type"))

    assert said.startswith(
        "crm-field/Account.Type\n"
        "A change of it reaches 13 assets: 4 e-mails, 1 field, 2 journeys, 4 lists, 1 stage, 1 team.\n"
        "  Breaks or is worked out anew:\n"
        "    field/account.type: (is synced with) field/account.type\n"
        "    list/customers: (is synced with) field/account.type (is used by) list/customers\n"
        "  People come in, leave or are treated differently:\n"
        "    email/"
    )
    assert said.count("treated differently") == said.count("worked out anew") == 1
    moved = said.partition("treated differently:\n")[2].partition("Owners")[0].splitlines()
    kinds = [line.strip().partition("/")[0] for line in moved]
    assert kinds[:6] == ["email"] * 4 + ["journey"] * 2
    assert not {"email", "journey"} & set(kinds[6:])
    assert said.endswith("Owners: team/ops, team/sdr\n\nPeople: unknown (people were not counted).\n")


def test_what_nothing_depends_on_is_said_to_reach_nothing() -> None:
    """
    The CRM team may change that field without a word.
    """
    said = impact.text(asked("crm-field/Account.Fax"))

    assert "A change of it reaches no other asset." in said
    assert "Owners: nobody named" in said


def test_an_unknown_asset_is_named_as_such() -> None:
    """
    A deleted CRM field can be asked about; a mistyped one is seen to be none.
    """
    assert "the org has no such asset" in impact.text(asked("crm-field/Account.Nope"))


def test_many_rows_are_cut_and_counted() -> None:
    """
    A hub does not scroll the screen away.
    """
    org = org_of({**{f"list/l{n:03}": {"extends": "list/hub"} for n in range(90)}, "list/hub": {}})
    found = impact.document([if_it_changed(Address("list/hub"), org, Graph.of(org))], org)

    assert "... showing 40 of 90; --format json has all" in impact.text(found)
    assert "Showing" not in impact.markdown(found)
    assert len(impact.markdown(found, 3000)) <= 3000
    assert "of 90." in impact.markdown(found, 3000)


def test_rows_that_are_cut_are_not_those_of_emails() -> None:
    """
    However many lists stand between a change and the one e-mail that goes to customers, the e-mail is on the screen.
    """
    org = org_of(
        {
            **{f"list/l{n:03}": {"extends": "list/hub"} for n in range(90)},
            "list/hub": {},
            "email/far": {"to": ["list/l089"]},
        }
    )
    said = impact.text(impact.document([if_it_changed(Address("list/hub"), org, Graph.of(org))], org))

    assert "    email/far: (is extended by) list/l089 (receives) email/far\n" in said
    assert "... showing 40 of 91" in said


def test_parts_that_do_not_fit_are_counted() -> None:
    """
    Several assets asked at once: what was left out is told.
    """
    found = asked("list/customers", "list/everyone", "list/sample")

    assert "more part" in impact.markdown(found, 900)


def test_hostile_titles_stay_text() -> None:
    """
    No title moves the cursor or pings a team.
    """
    org = org_of({"list/a": {"title": HOSTILE}, "list/b": {"extends": "list/a", "title": HOSTILE}})
    found = impact.document([if_it_changed(Address("list/a"), org, Graph.of(org))], org)

    for style in ("text", "markdown"):
        said = impact.FORMATS[style](found)
        assert all(char.isprintable() or char == "\n" for char in said)
        assert "\n## done" not in said


@pytest.mark.parametrize(
    ("count", "kind", "words"),
    [
        (1, "journey", "1 journey"),
        (2, "journey", "2 journeys"),
        (2, "crm-field", "2 CRM fields"),
        (1, "email", "1 e-mail"),
        (3, "scoring", "3 scoring models"),
        (2, "entry", "2 entries"),
    ],
)
def test_numbers_agree_with_their_nouns(count: int, kind: str, words: str) -> None:
    """
    Small words read right, or nobody believes the large ones.
    """
    assert impact.plural(count, kind) == words
