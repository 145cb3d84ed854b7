"""The page about backends says what there is."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from mapconfig import testing
from mapconfig.backend import Backend, Outcome
from mapconfig.backends.embedded.backend import DEFAULT_FILE
from mapconfig.backends.embedded.faults import Faults
from mapconfig.backends.embedded.quirks import QUIRKS

PAGE = (Path(__file__).parents[2] / "docs" / "backends.md").read_text(encoding="utf-8")


def test_every_part_of_the_contract_is_described() -> None:
    """Whoever writes a backend finds each verb, each outcome and each error on one page."""
    parts = {name for name in vars(Backend) if not name.startswith("_")}
    errors = {"NotApplied", "Rejected", "Conflict", "Unclear"}

    assert {name for name in parts | errors | {outcome.value for outcome in Outcome} if f"`{name}" not in PAGE} == set()


def test_every_setting_habit_and_fault_is_described() -> None:
    """What `mapconfig.yaml` may say about the embedded platform is on the page, with its default."""
    settings = {"file", "user", "quirks", "deletes", "aliases", "faults"}
    faults = {field.name for field in dataclasses.fields(Faults)}

    assert {name for name in settings | set(QUIRKS) | faults if f"`{name}`" not in PAGE} == set()
    assert f"`{DEFAULT_FILE}`" in PAGE


def test_everything_public_for_tests_is_described() -> None:
    """The stand-ins are worth nothing to somebody who does not know of them."""
    assert {name for name in testing.__all__ if name not in PAGE} == {"Example", "Fault"}
