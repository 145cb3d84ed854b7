"""What the embedded platform may rely on of the rows that its objects lie in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mapconfig.backend import Rejected
from mapconfig.backends.embedded.objects import Stored, row_of, stored_of, targets_of
from mapconfig.backends.embedded.quirks import Content

JOURNEY = Stored(
    type="journey",
    id=7,
    alias="welcome",
    content=Content("Welcome", {"entry": {"lists": ["list/id-3", "list/id-2"]}, "goal": ["in list id-3"]}),
    extra={"x": 1},
    version=2,
    active=True,
    created_at="2026-01-01T00:00:00Z",
    created_by="anna",
    updated_at="2026-01-02T00:00:00Z",
    updated_by="bea",
    member_count=0,
)


@pytest.mark.parametrize("active", [None, True, False])
@pytest.mark.parametrize("name", ["Welcome", "", None])
def test_an_object_comes_out_of_its_row_as_it_went_in(name: str | None, active: bool | None) -> None:
    """Also one without a name, and one that does not run."""
    stored = replace(JOURNEY, content=Content(name, JOURNEY.content.fields), active=active)

    assert stored_of(row_of(stored)) == stored


@pytest.mark.parametrize(
    ("place", "value"), [(0, 5), (1, "7"), (2, "no alias"), (3, 5), (4, "[]"), (4, "{"), (5, '{"a": NaN}'), (7, 2)]
)
def test_a_row_that_nobody_wrote_is_no_object(place: int, value: object) -> None:
    """Whoever edits the file by hand hears of it, instead of acting on half an object."""
    row = list(row_of(JOURNEY))
    row[place] = value

    with pytest.raises(ValueError):
        stored_of(tuple(row))


def test_numbers_that_are_none_are_refused() -> None:
    """JSON has no infinity."""
    with pytest.raises(Rejected, match="finite"):
        row_of(replace(JOURNEY, extra={"x": float("inf")}))


def test_an_object_names_others_in_fields_and_sentences_but_not_in_prose() -> None:
    """Each is named once; a description that looks like a reference is none."""
    prose = {"description": "like list/id-9", "why": {"reason": "list/id-8"}}
    stored = replace(JOURNEY, content=Content("W", {**JOURNEY.content.fields, **prose}))

    assert targets_of(stored) == [("list", 2), ("list", 3)]
