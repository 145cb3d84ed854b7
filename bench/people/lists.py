"""Lists of an org for the benchmark: any number of them, made like those of a marketing team, the same every time.

Five masters say who may be written to at all. Most other lists narrow a master and share many sentences with others,
because windows, thresholds and e-mails are picked from a few that everybody uses; the more lists there are, the more
different sentences. One master has the number of lists below it that the benchmark speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from bench.people.generate import FIELDS, GRADES, LISTS, RELATED

from mapconfig.address import Address
from mapconfig.model import Asset, Kinds, Org, Settings

MASTERS = 5
#: How many lists narrow the first master when there are a thousand: 136 and some that its change does not move.
BELOW_FIRST = 140

Attributes = Mapping[str, Any]


class Writer:
    """Writes sentences as an admin would, with dice."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)

    def some(self, values: tuple[str, ...], most: int) -> str:
        return ", ".join(self.dice.sample(values, self.dice.randint(1, most)))

    def sentence(self) -> Any:
        """One condition: two thirds about fields, one third about what people did."""
        pick = self.dice.choice
        kind = self.dice.random()
        if kind < 0.10:
            return f"country in [{self.some(('FR', 'DE', 'GB', 'BE', 'CH', 'AT', 'NL', 'IE', 'ES', 'IT'), 4)}]"
        if kind < 0.19:
            industries = ("Agriculture", "Viticulture", "Municipality", "Landscaping", "Golf")
            return f"industry {pick(('in', 'not in'))} [{self.some(industries, 3)}]"
        if kind < 0.27:
            return f"score {pick(('>=', '<'))} {pick((25, 50, 75, 100, 125, 150, 200, 250))}"
        if kind < 0.33:
            return f"grade is at least {pick(GRADES[2:])}"
        if kind < 0.37:
            return f"account.lifetime_value between {pick((0, 100, 1000))} and {pick((5000, 10000, 50000))}"
        if kind < 0.42:
            return f"account.type {pick(('is', 'is not'))} {pick(('Customer', 'Partner', 'Prospect'))}"
        if kind < 0.46:
            return f"last_activity_at {pick(('in last', 'not in last'))} {pick((7, 14, 30, 90, 180))} days"
        if kind < 0.49:
            return f"created_at after 202{pick((3, 4, 5))}-0{pick((1, 4, 7))}-01"
        if kind < 0.53:
            return f"job_title contains {pick(('manager', 'führer', 'greenkeeper', 'müdürü', 'directeur'))}"
        if kind < 0.57:
            return f"campaign_code is c-{self.dice.randint(0, 40)}"
        if kind < 0.61:
            return pick(("newsletter_opt_in is true", "hard_bounced is false or blank", "lead_status is Working"))
        if kind < 0.65:
            stage = pick(("stage is Closed Won", "stage is Proposal", "role is Decision maker"))
            return {f"{pick(('some', 'some', 'no'))} opportunity": [stage, "type is not Renewal"][: pick((1, 2))]}
        if kind < 0.70:
            return f"{pick(('', '', 'not '))}in list {pick(LISTS)}"
        return self.activity()

    def activity(self) -> str:
        pick = self.dice.choice
        verb, thing, names = pick(
            (
                ("was sent", "email", 12),
                ("opened", "email", 12),
                ("clicked", "email", 12),
                ("submitted", "form", 8),
                ("viewed", "page", 10),
                ("downloaded", "file", 6),
                ("attended", "webinar", 4),
            )
        )
        named = f"{thing}-{self.dice.randrange(names):03d}"
        what = f"any {thing}" if self.dice.random() < 0.7 else f"{thing} {named}"
        times = pick(("", "", " at least 2 times", " at least 3 times"))
        never = pick(("", "", "never "))
        return f"{never}{verb} {what}{'' if never else times} in last {pick((7, 30, 90))} days"


def lists(count: int, seed: int = 7) -> dict[str, Attributes]:
    """So many lists by key, after the static ones that they may ask for."""
    write = Writer(seed)
    found: dict[str, Attributes] = {}
    for number in range(min(MASTERS, count)):
        standing = ["opted_out is false or blank", "do_not_email is false", write.sentence()]
        found[f"master-{number}"] = {"criteria": standing}
    below_first = BELOW_FIRST if count >= 1000 else 0
    for number in range(len(found), count):
        criteria: list[Any] = [write.sentence() for _ in range(write.dice.randint(2, 4))]
        if write.dice.random() < 0.5:
            criteria.append({"any": [write.sentence() for _ in range(write.dice.randint(2, 3))]})
        if write.dice.random() < 0.2:
            criteria.append({"none": [write.sentence()]})
        attributes: dict[str, Any] = {"criteria": criteria}
        if number - MASTERS < below_first:
            attributes["extends"] = "list/master-0"
        elif write.dice.random() < (0.54 if below_first else 0.6):
            attributes["extends"] = f"list/master-{write.dice.randint(1 if below_first else 0, MASTERS - 1)}"
        found[f"list-{number:04d}"] = attributes
    return found


def org_of(made: Mapping[str, Attributes], assets: Iterable[Asset] = ()) -> Org:
    """An org of the benchmark's fields, these lists and these other assets."""
    fields: dict[str, dict[str, Any]] = {name: {"type": kind} for name, (kind, _) in FIELDS.items()}
    for relation, known in RELATED.items():
        fields |= {f"{relation}.{name}": {"type": kind} for name, (kind, _) in known.items()}
    fields["grade"] |= {"values": list(GRADES), "ordered": True}
    fields["email"] |= {"personal_data": "identifier"}
    relations = {"account": "one", **dict.fromkeys(RELATED, "many")}
    return Org.of(
        Kinds(()),
        [
            *[Asset(Address(f"field/{key}"), attributes) for key, attributes in fields.items()],
            *[Asset(Address(f"list/{key}"), {"static": True}) for key in LISTS],
            *[Asset(Address(f"list/{key}"), attributes) for key, attributes in made.items()],
            *assets,
        ],
        Settings(relations=relations),
    )
