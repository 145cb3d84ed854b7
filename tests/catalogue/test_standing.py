"""What is said of an environment by its journal."""

from __future__ import annotations

from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue.standing import standing
from mapconfig.record.entry import Entry

ALL = Address("list/all")


def entries(*said: tuple[str, dict[str, Any]]) -> list[Entry]:
    made: list[Entry] = []
    for number, (type_, data) in enumerate(said, 1):
        before = made[-1] if made else None
        time = f"2026-11-{number:02}T10:00:00Z"
        made.append(Entry.seal(before, time=time, type=type_, actor="ana", plan="p1", env="live", data=data))
    return made


def about(address: str = ALL, verb: str = "update", **more: Any) -> dict[str, Any]:
    return {"address": address, "verb": verb, "facet": "content", "renamed_from": "", **more}


STARTED = ("started", {"config": {"commit": "c" * 40}})


def test_what_is_done_was_read_back_and_so_is_verified() -> None:
    """By whom, in which plan, from which commit; a note later verifies it again."""
    found = standing("live", entries(STARTED, ("done", about()), ("noted", about())))
    stand = found.assets[ALL]
    assert (stand.applied, stand.by, stand.plan, stand.commit) == ("2026-11-02T10:00:00Z", "ana", "p1", "c" * 40)
    assert stand.verified == "2026-11-03T10:00:00Z"
    assert (found.last, found.last_by, found.last_plan) == ("2026-11-02T10:00:00Z", "ana", "p1")


def test_what_did_not_come_about_is_unsure_until_it_does() -> None:
    """A failure, an unclear answer, a step that waits for a person; a signature settles the last."""
    for type_ in ("failed", "unclear", "waiting"):
        found = standing("live", entries(STARTED, ("done", about()), (type_, about())))
        assert (found.assets[ALL].unsure, found.assets[ALL].applied) == (type_, "2026-11-02T10:00:00Z")
    found = standing("live", entries(STARTED, ("waiting", about()), ("attested", about())))
    stand = found.assets[ALL]
    assert (stand.unsure, stand.attested, stand.applied) == ("", "2026-11-03T10:00:00Z", "2026-11-03T10:00:00Z")
    assert standing("live", entries(STARTED, ("failed", about()), ("done", about()))).assets[ALL].unsure == ""


def test_renames_deletes_and_what_is_let_go() -> None:
    """An asset goes on under its new name; one that is deleted says so; one that is let go is not ours."""
    moved = standing("live", entries(STARTED, ("done", about()), ("done", about("list/us", renamed_from="list/all"))))
    assert list(moved.assets) == ["list/us"]
    assert standing("live", entries(STARTED, ("done", about(verb="delete")))).assets[ALL].removed
    assert not standing("live", entries(("adopted", {"address": ALL}), ("forgotten", {"address": ALL}))).assets
    assert standing("live", entries(("adopted", {"address": ALL}))).assets[ALL].verified


def test_entries_about_no_asset_are_passed_over() -> None:
    """The beginning of a record, the end of an apply."""
    found = standing("live", entries(("opened", {"format": "x"}), STARTED, ("finished", {"done": 1})))
    assert (found.assets, found.last) == ({}, "")
