"""What marketing and sales may rely on in the conversion map."""

from __future__ import annotations

from typing import Any

from tests.catalogue.made import facts

from mapconfig.catalogue.conversion import document
from mapconfig.testing.build import asset


def stages(found: dict[str, Any]) -> list[str]:
    return [one["stage"]["address"] for one in found["stages"]]


def gaps(found: dict[str, Any]) -> dict[str, list[str]]:
    return {one["stage"]["address"]: [gap["text"] for gap in one["gaps"]] for one in found["stages"]}


WHOLE: dict[str, Any] = {
    "owner": "team/sales",
    "criteria": ["country is France"],
    "timestamp_field": "field/won_at",
    "marketing": "full",
}
TEAM = asset("team/sales", contacts=[{"id": "c", "stage": "stage/won", "channel": "phone", "when": "daily"}])


def test_stages_come_in_their_order_and_those_without_one_last() -> None:
    """Archived ones are gone."""
    found = document(
        facts(
            asset("stage/won", order=2),
            asset("stage/lead", order=1),
            asset("stage/odd"),
            asset("stage/old", order=3, state="archived"),
        )
    )
    assert stages(found) == ["stage/lead", "stage/won", "stage/odd"]
    assert found["stages"][-1]["order"] is None


def test_a_whole_stage_has_no_gaps() -> None:
    """Criteria, a team, marketing, a time of arrival, and somebody who speaks to people in it."""
    found = document(facts(TEAM, asset("stage/won", order=2, **WHOLE)))
    assert gaps(found) == {"stage/won": []}
    assert found["summary"]["text"] == "1 stage, of which 1 with marketing and 0 without."
    assert found["stages"][0]["contacts"][0]["when"] == "daily"


def test_what_is_missing_is_said_in_words() -> None:
    """No marketing on purpose and nobody having said anything are two things."""
    found = document(
        facts(
            asset("stage/a", order=1),
            asset("stage/b", order=1, marketing="none", criteria=["country is France"]),
        )
    )
    assert gaps(found)["stage/a"] == [
        "Nobody has said how much marketing there is.",
        "No team has this stage in its contact matrix.",
        "No criteria: nobody can say who is in it.",
        "No team owns it.",
        "No field says when people came here, so conversion cannot be measured.",
        "Another stage has the same order.",
    ]
    assert gaps(found)["stage/b"][0] == "No marketing in this stage."
    assert found["coverage"] == {"full": 0, "light": 0, "none": 1, "unsaid": 1}


def test_what_feeds_a_stage_is_told_with_its_threshold() -> None:
    """Points, and the grade where one is asked for."""
    found = document(
        facts(
            asset("stage/won", order=2, **WHOLE),
            asset("stage/lead", order=1),
            asset(
                "scoring/fit",
                thresholds=[
                    {"id": "a", "score": 60, "grade": "B-", "stage": "stage/won"},
                    {"id": "b", "score": 10, "stage": "stage/lead"},
                ],
            ),
        )
    )
    fed = {one["stage"]["address"]: [row["detail"]["text"] for row in one["fed_by"]] for one in found["stages"]}
    assert fed == {"stage/won": ["from 60 points and grade B-"], "stage/lead": ["from 10 points"]}
