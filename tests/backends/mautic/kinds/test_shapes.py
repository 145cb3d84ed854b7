"""What a setting for Mautic is, is known before Mautic is asked."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.backends.mautic.kinds.shapes import odd
from mapconfig.testing.mautic.countries import COUNTRIES


@pytest.mark.parametrize(
    ("kind", "name", "wrong", "right"),
    [
        ("list", "isGlobal", "peut-etre", False),
        ("list", "isPreferenceCenter", 7, True),
        ("list", "publicName", ["a"], "News"),
        ("list", "publicName", True, 2024),
        ("email", "template", ["a"], "blank"),
        ("email", "publishUp", "demain", "2030-01-01 10:00:00"),
        ("email", "publishDown", "2030-02-31 10:00:00", "2030-02-28 10:00:00"),
        ("email", "publishDown", "2030-01-01T10:00:00+00:00", None),
        ("email", "publishUp", "2030-1-1 10:00:00", None),
        ("email", "publishUp", 2030, None),
        ("snippet", "isCampaignBased", "no", False),
        ("form", "inKioskMode", 1, True),
        ("field", "isRequired", "yes", True),
        ("stage", "publishUp", "soon", "2030-01-01 10:00:00"),
        ("campaign", "color", {"r": 1}, "ff0000"),
    ],
)
def test_a_value_that_is_none_of_its_setting_is_a_gap(kind: str, name: str, wrong: Any, right: Any) -> None:
    """Mautic takes any value for true or false, and answers 400 to others, after the first steps are done."""

    def said(value: Any) -> dict[str, Any]:
        return {"title": "X", "vendor": {"mautic": {name: value}}}

    assert list(odd(kind, said(wrong))) == [f"vendor.mautic.{name}"]
    assert odd(kind, said(right)) == {}


def test_the_stand_in_takes_every_country_and_nothing_else() -> None:
    """By its English name."""
    assert {"Belgium", "Czech Republic", "Czechia", "South Korea", "United States"} <= COUNTRIES
    assert not {"Frankreich", "FR", ""} & COUNTRIES
    assert len(COUNTRIES) > 240
