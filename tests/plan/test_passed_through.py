"""Settings that are only passed on to a platform may name assets all the same."""

from __future__ import annotations

from tests.plan.made import plan

from mapconfig.testing import asset, org


def test_what_settings_of_a_platform_name_is_made_before() -> None:
    """A filter that only the platform understands asks for a list; that one is made first, whatever it is called."""
    filters = [{"field": "leadlist", "filter": ["list/zebra", "list/not-here", 5]}, {"field": "city", "filter": "a/b"}]

    made = plan(
        org(
            asset("list/aardvark", title="A", vendor={"mautic": {"filters": filters, "category": "campaign/web"}}),
            asset("list/zebra", title="Z"),
            asset("campaign/web", title="W"),
        )
    )

    assert [step.address for step in made.steps] == ["campaign/web", "list/zebra", "list/aardvark"]
    assert made.steps[-1].depends_on == ()


def test_two_that_name_each_other_there_are_made_in_some_order() -> None:
    """Nobody knows what such settings mean, so they are no reason to refuse."""
    made = plan(
        org(
            asset("list/a", title="A", vendor={"mautic": {"filters": ["list/b"]}}),
            asset("list/b", title="B", vendor={"mautic": {"filters": ["list/a"]}}),
        )
    )

    assert {step.address for step in made.steps} == {"list/a", "list/b"}
