"""What a plan relies on: the platform read before its renames, and after them, gives the same text."""

from __future__ import annotations

from dataclasses import replace

from tests.plan.made import Past

from mapconfig.address import Address
from mapconfig.plan.names import Made, Renamed, as_planned, renames
from mapconfig.testing import asset, org

A, B, C, D = (Address(f"list/{key}") for key in "abcd")


def desired(*keys: str, **from_: str):  # type: ignore[no-untyped-def]  # an org
    return replace(
        org(*(asset(f"list/{key}") for key in keys)),
        renamed_from={Address(f"list/{new}"): Address(f"list/{old}") for new, old in from_.items()},
    )


def test_a_rename_counts_while_the_record_knows_the_old_name() -> None:
    """`renamed_from` may stay in the file for ever."""
    wanted = desired("b", b="a")

    assert renames(wanted, Past({"list/a": "1"})) == {B: (A, "1")}
    assert renames(wanted, Past({"list/b": "1"})) == {}
    assert renames(wanted, Past()) == {}


def test_an_old_name_that_has_a_file_again_is_not_renamed() -> None:
    """The asset of that name is the one that has its file."""
    assert renames(desired("a", "b", b="a"), Past({"list/a": "1"})) == {}


def test_a_new_name_that_another_asset_has_is_not_taken() -> None:
    """Unless that one is renamed too, and in turn has where to go."""
    known = Past({"list/a": "1", "list/b": "2", "list/c": "3"})

    assert renames(desired("b", b="a"), known) == {}
    assert renames(desired("b", "c", b="a", c="b"), known) == {}
    assert renames(desired("b", "c", "d", b="a", c="b", d="c"), known) == {
        B: (A, "1"),
        C: (B, "2"),
        D: (C, "3"),
    }


def test_a_name_that_was_taken_over_long_ago_leads_to_whoever_has_it_now() -> None:
    """`d` still says that it was once `a`; since then another asset came to be called so, and it stays what it is."""
    known = Past({"list/a": "1", "list/b": "2", "list/c": "3"})

    assert renames(desired("a", "c", "d", a="c", d="a"), known) == {}
    assert renames(desired("a", "d", a="b", d="a"), known) == {A: (B, "2"), D: (A, "1")}


def test_what_is_renamed_and_made_anew_has_its_new_id_once_it_is_made() -> None:
    """Until then, what refers to the one that is gone is read as referring to it."""
    known = Past({"list/a": "1"})
    view = as_planned(desired("b", b="a"), known)
    assert (view.remote_id(B), view.address("list", "1")) == ("1", B)

    del known.ids["list/a"]
    known.ids["list/b"] = "7"

    assert (view.remote_id(B), view.address("list", "7"), view.address("list", "1")) == ("7", B, None)


def test_keys_that_are_swapped_in_one_change_are_no_renames() -> None:
    """A swap cannot be told from two edits; validate reports it, and a plan renames nothing on its word."""
    known = Past({"list/a": "1", "list/b": "2", "list/c": "3"})

    assert renames(desired("a", "b", a="b", b="a"), known) == {}
    assert renames(desired("a", "b", "d", a="b", b="a", d="c"), known) == {D: (C, "3")}


def test_the_view_is_the_same_before_and_after() -> None:
    """Ids lead to the new address at every moment of an apply."""
    known = Past({"list/a": "1", "list/d": "4"})
    view = as_planned(desired("b", "d", b="a"), known)

    def seen() -> list[str | None]:
        return [
            view.remote_id(A),
            view.remote_id(B),
            view.remote_id(D),
            view.address("list", "1"),
            view.address("list", "4"),
            view.address("list", "9"),
        ]

    before = seen()
    del known.ids["list/a"]
    known.ids["list/b"] = "1"

    assert before == seen() == [None, "1", "4", B, D, None]


def test_in_a_chain_each_name_leads_to_its_new_owner() -> None:
    """`b` is what was `a`, whatever the record still calls `b`."""
    view = Renamed(Past({"list/a": "1", "list/b": "2"}), {B: (A, "1"), C: (B, "2")})

    assert [view.remote_id(each) for each in (A, B, C)] == [None, "1", "2"]
    assert [view.address("list", each) for each in "12"] == [B, C]


def test_what_was_made_a_moment_ago_has_its_name() -> None:
    """And everything else the name that it had; the same id of another kind is another asset."""
    names = Past({"list/old": "1"})

    seen = Made(names, Address("list/new"), "7")

    assert [seen.remote_id(Address(each)) for each in ("list/new", "list/old", "list/x")] == ["7", "1", None]
    assert [seen.address(*each) for each in (("list", "7"), ("list", "1"), ("form", "7"))] == [
        "list/new",
        "list/old",
        None,
    ]
