"""Rules about what `mapconfig.yaml` itself says, which belongs to no asset: their pages and their looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.check.patterns import pattern
from mapconfig.check.platform_settings import odd_platform
from mapconfig.check.rule import Report
from mapconfig.check.setting_secrets import typed_settings
from mapconfig.check.suggest import nearest
from mapconfig.check.view import View
from mapconfig.finding import Path, Severity
from mapconfig.language import Text, say
from mapconfig.values import dataclass

#: Where settings are written.
FILE = "mapconfig.yaml"


@dataclass(frozen=True, slots=True)
class OrgRule:
    """Like `mapconfig.check.rule.Rule`, for the settings of the org; `look` is None where `settle` makes the "
    "findings."""

    code: str
    name: str
    severity: Severity
    summary: Text
    page: str
    look: Callable[[View], Iterator[Report]] | None = None


def _unusable(view: View) -> Iterator[Report]:
    for kind, naming in view.settings.naming.items():
        for word, text in (("key", naming.key), ("title", naming.title)):
            problem = pattern(text).problem if text else ""
            if problem:
                yield Report(
                    ("naming", kind, word),
                    say(
                        "The pattern for the {word} of kind {kind} cannot be used: {problem}. Nothing is "
                        "compared with it.",
                        word=word,
                        kind=kind,
                        problem=problem,
                    ),
                    say("Write a simpler pattern."),
                )
        if kind not in view.kinds:
            yield Report(
                ("naming", kind), say("There is a naming plan for kind {kind}, and there is no such kind.", kind=kind)
            )
    for index, name in enumerate(view.settings.fatigue):
        if not view.exists(name):
            near = nearest(Address(name), view)
            yield Report(
                ("fatigue", index),
                say("Every journey and list e-mail has to suppress {name}, which no file defines.", name=name),
                say("Did you mean {near}?", near=near) if near else say("Add the list, or take it out."),
            )
    for environment in view.settings.environments.values():
        for name in environment.overrides:
            if not view.exists(name):
                near = nearest(Address(name), view)
                yield Report(
                    ("environments", environment.name, "overrides", name),
                    say(
                        "Environment {name} overrides {name2}, which no file defines.",
                        name=environment.name,
                        name2=name,
                    ),
                    say("Did you mean {near}?", near=near) if near else say("Take the override out."),
                )

    yield from odd_platform(view)
    for environment in view.settings.environments.values():
        if environment.people is not None:
            yield from _unknown_of_people(("environments", environment.name, "people"), environment.people, view)


def _unknown_of_people(path: Path, said: Mapping[str, Any], view: View) -> Iterator[Report]:
    """What a mapping of people names that no file defines: fields, static lists and journeys."""
    for name in said.get("identifiers", ()):
        yield from _unknown(
            view,
            f"field/{name}",
            (*path, "identifiers"),
            say("The mapping of people allows the values of {name}, which no file defines.", name=f"field/{name}"),
        )
    tables = {"people": ("", said.get("people", {}))}
    for relation, table in said.get("related", {}).items():
        tables[f"related/{relation}"] = (f"{relation}.", table)
        tables[f"related/{relation}/link"] = (f"{relation}.", table.get("link", {}))
    for way, (prefix, table) in tables.items():
        for name in table.get("fields", {}):
            where = (*path, *way.split("/"), "fields", name)
            yield from _unknown(
                view,
                f"field/{prefix}{name}",
                where,
                say(
                    "The mapping of people has a column for {name}, which no file defines.",
                    name=f"field/{prefix}{name}",
                ),
            )
    for word, kind in (("lists", "list"), ("enrolments", "journey")):
        for value, key in said.get(word, {}).get("keys", {}).items():
            yield from _unknown(
                view,
                f"{kind}/{key}",
                (*path, word, "keys", value),
                say("The mapping of people has people of {name}, which no file defines.", name=f"{kind}/{key}"),
            )


def _unknown(view: View, name: str, path: Path, detail: Text) -> Iterator[Report]:
    if not view.exists(name):
        near = nearest(Address(name), view)
        yield Report(
            path,
            detail,
            say("Did you mean {near}?", near=near) if near else say("Add it, or take it out of the mapping."),
        )


UNUSABLE = OrgRule(
    code="MC196",
    name="setting-without-effect",
    severity=Severity.ERROR,
    summary=say("Setting that cannot take effect"),
    page="""
## What it does
Reports settings in `mapconfig.yaml` that name what does not exist or cannot be used: a list under `fatigue`, an asset
under `overrides`, a kind or a pattern under `naming`, a field, list or journey under `people`; and a backend with
a slip in its name, or settings that it would refuse when it is asked. Backends of other packages are not looked into.

## Why it matters
Somebody relies on it. A fatigue list with a slip in its name protects nobody.

## Example
    fatigue: [list/mailed-3-in-30-day]

## Instead
    fatigue: [list/mailed-3-in-30-days]
""",
    look=_unusable,
)

EXPIRED = OrgRule(
    code="MC197",
    name="waiver-expired",
    severity=Severity.WARNING,
    summary=say("Waiver is over"),
    page="""
## What it does
Reports a waiver in `mapconfig.yaml` whose last day is over. The findings that it covered count again.

## Why it matters
An exception was agreed for a time, so that somebody looks again when it ends. That is now.

## Example
    waivers:
      - {code: MC136, asset: email/terms-2026, why: The law gives two days, until: 2026-03-31}

## Instead
Put right what it covered and take the waiver out; or agree on a new date with whoever agreed on the first one.
""",
)

IDLE = OrgRule(
    code="MC198",
    name="waiver-without-effect",
    severity=Severity.WARNING,
    summary=say("Waiver covers nothing"),
    page="""
## What it does
Reports a waiver in `mapconfig.yaml` that covers no finding, or one that names an error of reading (a code below MC101).
Those cannot be waived: a half-read org looks like a wish to delete.

## Why it matters
It is left over, or has a slip in its code or asset and somebody relies on it. The next finding of that sort would be
waived without anybody having agreed.

## Example
    waivers:
      - {code: MC163, asset: email/terms-2026, why: The law gives two days, until: 2027-03-31}

## Instead
    waivers:
      - {code: MC136, asset: email/terms-2026, why: The law gives two days, until: 2027-03-31}
""",
)

TYPED = OrgRule(
    code="MC199",
    name="secret-in-settings",
    severity=Severity.ERROR,
    summary=say("Secret in the settings of an environment"),
    page="""
## What it does
Reports what looks like a password, an API key or a token under `environments.<name>.settings` in `mapconfig.yaml`: any
value under a name such as `password` or `client_secret`, a password in a web address, and the known shapes of keys.

## Why it matters
Whoever can read the repository can use it, and it stays in the history after it is deleted. A key to a
marketing platform opens every prospect's data.

## Example
    environments:
      production:
        backend: mautic
        settings: {url: "https://mautic.example", user: api, password: hunter2}

## Instead
    environments:
      production:
        backend: mautic
        settings: {url: "https://mautic.example", user: api, password: {secret: MAUTIC_PASSWORD}}

`MAUTIC_PASSWORD` is the name of an environment variable. Take the old password back at the service: it has been seen.
""",
    look=typed_settings,
)

ORG_RULES = (UNUSABLE, EXPIRED, IDLE, TYPED)
