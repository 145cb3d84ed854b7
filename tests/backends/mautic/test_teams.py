"""Users of Mautic that stand for teams."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backends.mautic.kinds.campaigns import FIELDS, paper

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.kinds import form_actions
from mapconfig.backends.mautic.kinds.actions import actions_of, acts_of
from mapconfig.backends.mautic.kinds.form_actions import Done
from mapconfig.backends.mautic.places import Places
from mapconfig.backends.mautic.teams import teams_of
from mapconfig.backends.mautic.terms import Unheld
from mapconfig.errors import InputError

TEAMS = {"sdr": {"user": 4, "notice": "sdr-notice"}, "sales": {"user": 5}}


def book() -> Book:
    return Book(Places({}, FIELDS), org=FIELDS, teams=teams_of(TEAMS))


def test_a_person_is_handed_over_to_the_user_of_a_team() -> None:
    """And the team is told by the e-mail that is there for it; each comes back as the team."""
    here = book()
    wanted: list[dict[str, Any]] = [{"hand_over": "team/sales"}, {"notify": "team/sdr"}, {"notify": "team/sdr"}]

    acts = acts_of(wanted, here)

    assert [act.type for act in acts] == ["lead.changeowner", "email.send.to.user", "email.send.to.user"]
    assert acts[0].properties == {"owner": 5}
    assert acts[1].properties["user_id"] == [4]
    assert [each for act in acts for each in actions_of(act.type, act.properties, here) or ()] == wanted


@pytest.mark.parametrize(
    ("type_", "changes"),
    [
        ("lead.changeowner", {"owner": 9}),
        ("email.send.to.user", {"user_id": [4, 5]}),
        ("email.send.to.user", {"user_id": [9]}),
        ("email.send.to.user", {"to_owner": True}),
        ("email.send.to.user", {"useremail": None}),
        ("email.send.to.user", {"useremail": {"email": 77}}),
    ],
)
def test_what_tells_others_is_no_team(type_: str, changes: dict[str, Any]) -> None:
    """Users who stand for nobody, and e-mails to anybody else, are not said as something else."""
    here = book()
    said = {**acts_of([{"notify": "team/sdr"}], here)[0].properties, **changes}

    assert actions_of(type_, said, here) is None


def test_without_the_setting_teams_are_gaps() -> None:
    """The sentence says which setting is missing."""
    for action in ({"notify": "team/sdr"}, {"hand_over": "team/sdr"}):
        with pytest.raises(Unheld, match="under `teams`"):
            acts_of([action], paper())
    with pytest.raises(Unheld, match="as `notice`"):
        acts_of([{"notify": "team/sales"}], book())


def test_a_form_tells_a_team_and_hands_nobody_over() -> None:
    """Forms have an action for the one and none for the other."""
    here = book()
    (told,) = form_actions.bodies(Done(do=[{"notify": "team/sdr"}]), here)

    assert told["type"] == "email.send.user"
    assert form_actions.read([told], here).do == [{"notify": "team/sdr"}]
    with pytest.raises(Unheld, match="gives somebody an owner"):
        form_actions.bodies(Done(do=[{"hand_over": "team/sdr"}]), here)


@pytest.mark.parametrize(
    "said",
    [
        ["sdr"],
        {"sdr": 4},
        {"sdr": {"user": "4"}},
        {"sdr": {"user": 0}},
        {"sdr": {"user": True}},
        {"sdr": {"user": 4, "notice": 5}},
        {"sdr": {"user": 4, "mail": "x"}},
        {"sdr": {"user": 4}, "sales": {"user": 4}},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(said: Any) -> None:
    """Before anything is asked of Mautic."""
    with pytest.raises(InputError, match=r"settings\.teams"):
        teams_of(said)
