"""Kills and faults over real sockets leave nothing lost, doubled or overwritten; and the judge would see it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mapconfig.backends.embedded.objects import Edit
from mapconfig.backends.embedded.quirks import Content
from mapconfig.command import Here
from mapconfig.testing.chaos import EmbeddedArena, Figures, Limits, Scenario, Verdict, run
from mapconfig.testing.chaos.arena import embedded
from mapconfig.testing.chaos.run import to_adopt
from mapconfig.testing.proxy import Fault


def ran(folder: Path, limits: Limits) -> Figures:
    """What came of a run."""
    folder.mkdir(exist_ok=True)
    with embedded(folder, limits.settle, limits.pause) as arena:
        return run(folder, arena, limits)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_kills_and_faults_over_real_sockets_lose_nothing(tmp_path: Path, seed: int) -> None:
    """A slice of what `mapconfig chaos` does: 0 lost, 0 duplicated, 0 overwritten, and nothing left to do."""
    figures = ran(tmp_path, Limits(kills=4, rate=0.3, seed=seed, assets=16, rounds=2, meddling=15))

    assert figures.stuck == ""
    assert figures.verdict == Verdict()
    assert figures.well
    assert (figures.kills, figures.exits[-9]) == (4, 4)
    assert figures.resumes >= 2 and figures.rounds >= 2 and figures.edits > 2
    assert sum(figures.faults.values()) > 30


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(3))
def test_three_hundred_kills_lose_nothing(tmp_path: Path, seed: int) -> None:
    """100 kills and 30 % of faults, three times."""
    figures = ran(tmp_path, Limits(kills=100, rate=0.3, seed=seed, assets=100))
    print(figures)

    assert figures.well, (figures.stuck, figures.verdict)
    assert figures.kills >= 100


@pytest.mark.slow
def test_what_does_not_come_to_an_end_is_told(tmp_path: Path) -> None:
    """With what the last command said."""
    limits = Limits(kills=0, rate=1.0, faults=frozenset({Fault.PAGE}), assets=10, tries=2, rounds=1)
    figures = ran(tmp_path, limits)

    assert not figures.well
    assert figures.stuck.startswith("After 2 plans the platform is not what the files say. The last one said:\nerror: ")
    assert figures.verdict.lost


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[EmbeddedArena]:
    """A platform that has the one list of `WANTED`, one that is to go, and an e-mail that Bob has edited."""
    with embedded(tmp_path, settle=0.0, pause=0.01) as made:
        platform = made.serving.platform
        platform.create("list", "vip", Content("VIP", {"criteria": ["country is FR"]}), runs=False)
        mail = Content("Hello", {"subject": "Hi", "to": ["list/id-4"]})
        platform.create("email", "hello", mail, runs=False)
        platform.create("journey", "j", Content("J", {"entry": {"lists": ["list/id-4"]}}), runs=True)
        platform.switch("journey", 1, None, True)
        made.meddle(random.Random(1))
        yield made


WANTED: dict[str, dict[str, Any]] = {
    "list/vip": {"title": "VIP", "criteria": ["country is FR"]},
    "email/hello": {"title": "Hello", "subject": "Hi", "to": ["list/vip"]},
    "journey/j": {"title": "J", "entry": {"lists": ["list/vip"]}},
}


def test_the_judge_is_content_with_what_is_as_it_should_be(arena: EmbeddedArena) -> None:
    """Ids are shown as addresses, in a way that is not the adapter's."""
    assert arena.judge(WANTED, ["list/old"]) == Verdict()


def test_the_judge_sees_what_is_lost(arena: EmbeddedArena) -> None:
    """Not there, not as the files say, still there, or not running."""
    arena.serving.platform.update("list", 4, None, Edit(put={"criteria": ["country is ES"]}))
    arena.serving.platform.switch("journey", 1, None, False)

    found = arena.judge({**WANTED, "list/new": {"title": "New"}}, ["list/vip"])

    assert [each.split(" is ")[0] for each in found.lost] == [
        "list/vip",
        "journey/j does not run",
        "list/new",
        "list/vip",
    ]
    assert not found.well


def test_the_judge_sees_what_is_there_twice(arena: EmbeddedArena) -> None:
    """Twice by name, once too often in the platform's own log, or made by nobody."""
    platform = arena.serving.platform
    platform.create("list", "vip", Content("VIP", {}), runs=False)
    platform.create("list", "extra", Content("Extra", {}), runs=False)

    assert arena.judge(WANTED, []).duplicated == (
        "list/vip is there 2 times",
        "list/extra is there and nobody made it",
        "list/vip was made 2 times",
    )


def test_the_judge_sees_what_is_overwritten(arena: EmbeddedArena) -> None:
    """Somebody else's words, and somebody else's own lists."""
    platform = arena.serving.platform
    platform.update("email", 1, None, Edit(drop=["description"]))
    platform.update("list", 2, None, Edit(name="Ours"))

    assert arena.judge(WANTED, []).overwritten == (
        "what Bob wrote on the e-mail with id 1 is gone",
        "Bob's own list/bobs-1 is not as he made it",
    )


def test_nobody_edits_what_is_not_there(tmp_path: Path) -> None:
    """Before the first e-mail."""
    with embedded(tmp_path, settle=0.0, pause=0.01) as made:
        made.meddle(random.Random(1))
        assert made.edits == 0


def test_an_org_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """Through all its edits; and another one for another seed."""

    def made(name: str, seed: int) -> dict[str, dict[str, Any]]:
        scenario = Scenario(tmp_path / name, 30, seed, {"backend": "embedded"})
        for _ in range(3):
            scenario.edit()
        return scenario.wanted

    assert made("a", 1) == made("b", 1)
    assert made("a", 1) != made("c", 2)


def test_an_edit_is_of_every_sort(tmp_path: Path) -> None:
    """Changes, renames, deletions and additions; and only of the kinds that a platform has."""
    scenario = Scenario(tmp_path, 40, 1, {"backend": "embedded"}, kinds=("list", "email", "field"))
    before = dict(scenario.wanted)
    scenario.edit()

    assert {address.partition("/")[0] for address in scenario.wanted} == {"list", "email", "field"}
    assert scenario.gone and scenario.renamed
    assert set(scenario.renamed.values()) <= set(before)
    assert not set(scenario.gone) & set(scenario.wanted)
    written = {f"{path.parent.name[:-1]}/{path.stem}" for path in tmp_path.glob("*/*.yaml")}
    assert written == set(scenario.wanted)


@pytest.mark.parametrize("org", ["", "/tmp/org", "/tmp/my org"])
def test_what_people_are_told_to_adopt_is_adopted(org: str) -> None:
    """Wherever the org lies that the command is told for."""
    said = Here(org).aimed(
        "Manage it with: mapconfig adopt list/vip. Or:\n    mapconfig adopt email/hello --remote-id 4"
    )

    assert to_adopt(said) == ["email/hello", "list/vip"]
