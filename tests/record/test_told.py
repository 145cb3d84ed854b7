"""What an auditor with the published schema in hand may rely on: every entry is as it says, whatever happened."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator
from tests.apply.account import NOW, Account
from tests.apply.test_carry import FIVE, FULL, Dying, Sloppy, flaky
from tests.dying import dying_at
from tests.plan.test_build import without

from mapconfig.backend import Backend, Capability, Outcome, Verb
from mapconfig.impact.effect import Effect
from mapconfig.language import say
from mapconfig.plan.definition import Accept
from mapconfig.record.entry import TYPES, Entry
from mapconfig.testing import Crippled, Fault, asset, org

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "journal.schema.json").read_text())
HAND = Capability(dict.fromkeys(Verb, Outcome.MANUAL_VERIFIABLE))


def told(entries: tuple[Entry, ...]) -> set[str]:
    """The types of these entries, each of which keeps the schema."""
    validator = Draft202012Validator(SCHEMA)
    for entry in entries:
        problems = [f"{entry.type}: {error.message}" for error in validator.iter_errors(json.loads(entry.line))]
        assert problems == []
    return {entry.type for entry in entries}


def test_the_schema_is_a_schema() -> None:
    """Any tool that knows JSON Schema 2020-12 can use it."""
    Draft202012Validator.check_schema(SCHEMA)


def test_every_entry_keeps_the_published_schema(tmp_path: Path) -> None:
    """Applies that go well, fail, are cut short, lose the platform, wait for people and are resumed; and all else that
    is told."""
    seen = set()

    failing = Account(tmp_path / "failing", flaky(None, Fault.REJECTED, *[Fault.LOST_BEFORE] * 4))
    base = org(
        *FULL.values(), asset("snippet/a", format="text", content="x"), asset("snippet/b", format="text", content="x")
    )
    effects = {asset("list/all").address: (Effect("sends", say("It mails.")),)}
    plan = failing.plan(base, effects=effects, accepts=(Accept("sends", "*", "agreed"),))
    failing.apply(plan)
    failing.resume()
    failing.edit("list/vip", title="Both")
    both = org(
        *{**base.assets, asset("list/vip").address: asset("list/vip", title="Both", extends="list/all")}.values()
    )
    failing.apply(failing.plan(both))
    failing.settle(without(both, "journey/hello"))
    seen |= told(failing.record.entries())

    sloppy = Account(tmp_path / "sloppy", Sloppy)
    sloppy.apply(sloppy.plan(org(asset("list/a"), asset("list/b"))), stop=lambda: bool(sloppy.all()))
    seen |= told(sloppy.record.entries())

    gone = Account(tmp_path / "gone")
    cut = gone.plan(FIVE)
    gone.backend = Dying(gone.own, 3)
    gone.apply(cut, checked=False)
    assert gone.record.entries()[-1].data["why"].startswith("The platform cannot be reached")
    seen |= told(gone.record.entries())

    def limited(backend: Backend) -> Backend:
        return Crippled(backend, {"list": HAND})

    waiting = Account(tmp_path / "waiting", limited)
    by_hand = waiting.plan(org(asset("list/a")))
    waiting.apply(by_hand)
    with dying_at(19, half=True):
        waiting.resume()
    with waiting.record.writing(actor="ana", now=lambda: NOW) as writer:
        writer.append("attested", {"step": "001", "address": "list/a", "note": "made it"}, by_hand.id)
        writer.append("adopted", {"address": "list/z", "remote_id": "9", "attributes": {}, "active": None})
        writer.append("forgotten", {"address": "list/z", "why": "not ours"})
        writer.append("observed", {"members": 12})
    seen |= told(waiting.record.entries())

    assert seen == set(TYPES)
