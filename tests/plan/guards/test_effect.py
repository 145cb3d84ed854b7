"""What a person may rely on: what cannot be taken back needs somebody's word, each effect its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.plan.guards.made import SUPPRESSION, mailed, moving, people, refusals, settings, with_effect
from tests.plan.made import live, plan

from mapconfig.address import Address
from mapconfig.impact.effect import Effect
from mapconfig.impact.people import Count
from mapconfig.language import say
from mapconfig.model import EFFECTS
from mapconfig.plan.definition import Accept
from mapconfig.testing import asset, org


@pytest.mark.parametrize("name", EFFECTS)
def test_effects_that_reach_people_need_a_yes(name: str) -> None:
    """Sending, throwing out and widening consent stop the plan; milder effects do not."""
    assert refusals(with_effect(name)) == ([(name, SUPPRESSION)] if name in ("sends", "ejects", "consent") else [])


def test_the_org_says_which_effects_need_a_yes_and_whose() -> None:
    """`guards.effects` and `guards.who` in mapconfig.yaml."""
    strict = settings(effects=["cosmetic", "nonsense"], who={"cosmetic": "anybody"})

    assert with_effect("cosmetic", settings=strict).refused[0].who == "anybody"
    assert refusals(with_effect("consent", settings=strict)) == []
    assert refusals(with_effect("consent", settings=settings(effects="none"))) == [("consent", SUPPRESSION)]


def test_every_grave_effect_of_an_asset_is_one_to_agree_to() -> None:
    """A yes to people leaving a journey is no yes to others being mailed."""
    address = Address("journey/j")
    effects = {address: (Effect("sends", say("Mails.")), Effect("ejects", say("Out.")))}
    desired = org(asset(address, title="New", state="paused", steps=[]))

    made = plan(desired, live(address, title="Old", steps=[]), effects=effects)
    half = plan(
        desired, live(address, title="Old", steps=[]), effects=effects, accepts=(Accept("ejects", address, "x"),)
    )

    assert refusals(made) == [("sends", address), ("ejects", address)]
    assert "Mails." in made.refused[0].sentence
    assert refusals(half) == [("sends", address)]


@pytest.mark.parametrize("effect", ["sends", "consent"])
def test_a_yes_to_mail_is_asked_for_with_the_number_of_what_mails_most(effect: str) -> None:
    """And with the number of those who may not be mailed; not with whatever comes first in the alphabet."""
    recall = mailed(19_960, Address("email/recall"), barred=Count.of(380))
    other = replace(mailed(30_000, Address("email/other")), because=(Address("list/other"),))
    several = people(newly=20_000, mailings=(other, recall, mailed(40)), reachable="list/ok", barred=Count.of(380))
    alone = people(newly=40, mailings=(mailed(40),))
    unnamed = people(newly=40, mailings=(mailed(40, barred=Count.of(7)),))

    said = {found.guard: found.sentence for found in moving(several, None, effect).refused}
    assert said[effect].endswith(
        "email/recall would e-mail 19,960 people more, the most of 2 assets; 380 of them may not be e-mailed: they are "
        "not on list/ok. So."
    )
    assert "who would not have been (380 of them may not be e-mailed), by" in said["newly-mailed"]
    for found, end in (
        (alone, " journey/greet would e-mail 40 people more. So."),
        (unnamed, "may not be e-mailed. So."),
    ):
        assert moving(found, None, effect).refused[0].sentence.endswith(end)
    assert "would e-mail" not in moving(people(), None, effect).refused[0].sentence
    assert "would e-mail" not in moving(alone, None, "ejects").refused[0].sentence
