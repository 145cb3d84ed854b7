"""Settings that are only passed on to a platform may name assets all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.plan.made import Paper, plan

from mapconfig.backend import Verb
from mapconfig.testing import asset, org


def test_what_settings_of_a_platform_name_is_made_before() -> None:
    """A filter that only the platform understands asks for a list; that one is made first, whatever it is called, and
    where it cannot be made neither can what asks for it."""
    filters = [{"field": "leadlist", "filter": ["list/zebra", "list/not-here", 5]}, {"field": "city", "filter": "a/b"}]

    made = plan(
        org(
            asset("list/aardvark", title="A", vendor={"mautic": {"filters": filters, "category": "campaign/web"}}),
            asset("list/zebra", title="Z"),
            asset("campaign/web", title="W"),
        )
    )

    assert [step.address for step in made.steps] == ["campaign/web", "list/zebra", "list/aardvark"]
    assert made.steps[-1].depends_on == ("001", "002")


def test_two_that_name_each_other_there_are_made_in_some_order() -> None:
    """Nobody knows what such settings mean, so they are no reason to refuse."""
    made = plan(
        org(
            asset("list/a", title="A", vendor={"mautic": {"filters": ["list/b"]}}),
            asset("list/b", title="B", vendor={"mautic": {"filters": ["list/a"]}}),
        )
    )

    assert {step.address for step in made.steps} == {"list/a", "list/b"}


def test_what_a_platform_keeps_with_an_asset_is_made_before_it() -> None:
    """A journey may hold there what its e-mail says in the files. The list is made first even where the e-mail can be
    made without it, because the list asks for the e-mail."""

    class Holding(Paper):
        def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
            held = {"suppress": ["list/zebra"], "vendor": {"paper": ["list/yak"]}} if kind == "journey" else {}
            return super().kept(kind, attributes) | held

    made = plan(
        org(
            asset("email/hello", title="H", subject="s", suppress=["list/zebra"]),
            asset("list/zebra", title="Z", criteria=["was sent email hello"]),
            asset("list/yak", title="Y"),
            asset("journey/a", title="A", steps=[{"id": "a", "send": "email/hello"}]),
        ),
        backend=Holding(),
    )

    contents = [str(step.address) for step in made.steps if step.verb in (Verb.CREATE, Verb.UPDATE)]
    assert contents.index("list/zebra") < contents.index("journey/a")
    assert contents.index("list/yak") < contents.index("journey/a")
