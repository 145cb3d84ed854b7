"""Builders make what reading the same files would make."""

from __future__ import annotations

import pytest
from hypothesis import given

from mapconfig.address import Address
from mapconfig.model import Org, Settings, normalise
from mapconfig.testing import Ids, asset, kinds, org
from mapconfig.testing.strategies import assets, orgs


def test_an_asset_is_in_normal_form() -> None:
    """Defaults go and what is unordered is sorted, so that it equals what a file or a platform gives."""
    made = asset("list/vip", title="VIP", purpose="audience", tags=["b", "a"], state="active")

    assert made.address == Address("list/vip")
    assert made.attributes == {"title": "VIP", "tags": ["a", "b"]}


def test_attributes_whose_names_are_no_words_come_in_a_mapping() -> None:
    """Both ways of writing can be mixed."""
    assert asset("team/a", {"contact": "a@b.example"}, title="A").attributes == {"contact": "a@b.example", "title": "A"}


def test_a_typing_error_in_an_address_is_noticed() -> None:
    """A test that means to build an asset does not build something else."""
    with pytest.raises(ValueError, match="is not an address"):
        asset("vip")
    with pytest.raises(KeyError):
        asset("lists/vip")


def test_an_org_is_made_of_its_assets() -> None:
    """Settings and other kinds may be given; without them there are the defaults and the shipped kinds."""
    one, two = asset("list/b"), asset("list/a")

    made = org(one, two)

    assert list(made) == ["list/a", "list/b"]
    assert made.settings == Settings()
    assert org(settings=Settings(name="X"), of=kinds()).settings.name == "X"


def test_ids_are_a_two_way_map() -> None:
    """An address has one id and an id one address; learning something new forgets what it contradicts."""
    ids = Ids({"list/a": "1", "list/b": "2", "email/a": "1"})
    assert (ids.remote_id(Address("list/a")), ids.address("list", "1")) == ("1", "list/a")
    assert ids.address("email", "1") == "email/a"

    ids.learn(Address("list/c"), "1")
    ids.learn(Address("list/b"), "3")
    ids.forget(Address("list/never"))

    assert ids.remote_id(Address("list/a")) is None
    assert ids.address("list", "1") == "list/c"
    assert ids.address("list", "2") is None
    assert ids.address("list", "3") == "list/b"


@given(orgs())
def test_orgs_that_are_made_up_are_in_normal_form(made: Org) -> None:
    """Property tests elsewhere start from what reading would give."""
    for one in made.values():
        assert normalise(kinds()[one.kind], one.attributes) == one.attributes


@given(assets())
def test_assets_that_are_made_up_can_be_planned(made: object) -> None:
    """What only the CRM changes is not among them."""
    assert getattr(made, "kind", "crm-field") != "crm-field"
