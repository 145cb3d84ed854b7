"""What `mapconfig.yaml` says, as values; `mapconfig.read.settings` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from mapconfig.finding import Severity
from mapconfig.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Environment:
    """One platform account that the org is applied to.

    `settings` belong to the backend. `overrides` maps an address to the attributes (by dotted path) that differ here.
    `record` is the directory of the record, relative to the org unless absolute. `people` says where people come from
    (`mapconfig.audience.mapping` reads it); without it numbers of people are unknown.
    """

    name: str
    backend: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    record: str = ""
    people: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """An agreed exception: findings with `code` on `asset` count no more, until the day after `until`."""

    code: str
    asset: str
    """An address, or a pattern with `*`."""
    why: str
    until: date


@dataclass(frozen=True, slots=True)
class Freeze:
    """A stretch of time in which nothing is applied that matches `selector`."""

    start: datetime
    end: datetime
    why: str
    selector: str = ""
    """A selector expression; empty means everything."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How keys, titles and folders of a kind must look (A13): regular expressions, empty where anything goes."""

    key: str = ""
    title: str = ""
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The org's own rules. An org without `mapconfig.yaml` has the defaults below."""

    name: str = ""
    language: str = ""
    default_environment: str = "local"
    environments: Mapping[str, Environment] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)
    """Related records by name and how many a person can have: ``{"account": "one", "opportunity": "many"}``."""
    naming: Mapping[str, Naming] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    """Numbers that rules and guards compare with, by name; `docs/settings.md` lists them with their defaults."""
    guards: Mapping[str, Any] = field(default_factory=dict)
    freezes: tuple[Freeze, ...] = ()
    fatigue: tuple[str, ...] = ()
    """Addresses of the suppression lists that every journey and list e-mail must use (A5)."""
    reachable: str = ""
    """Address of the list of all who may be e-mailed (S7); empty where it follows from the usual fields."""
    risky: tuple[str, ...] = ()
    """Addresses of the lists of people whom big sends leave out (S8)."""

    @classmethod
    def of(cls, sound: Mapping[str, Any]) -> Settings:
        """The settings that a document says which its schema accepts. An index keeps the document and not the settings,
        so this is here and not where files are read."""
        default = cls()
        environments = {
            name: Environment(
                name=name,
                backend=said["backend"],
                settings=said.get("settings", {}),
                overrides=said.get("overrides", {}),
                record=said.get("record", ""),
                people=said.get("people"),
            )
            for name, said in sound.get("environments", {}).items()
        }
        return cls(
            name=sound.get("name", default.name),
            language=sound.get("language", default.language),
            default_environment=sound.get(
                "default_environment",
                next(iter(environments)) if len(environments) == 1 else default.default_environment,
            ),
            environments=environments,
            relations=sound.get("relations", {}),
            naming={
                kind: Naming(
                    key=said.get("key", ""), title=said.get("title", ""), folders=tuple(said.get("folders", ()))
                )
                for kind, said in sound.get("naming", {}).items()
            },
            severities={code: Severity(said) for code, said in sound.get("severities", {}).items()},
            waivers=tuple(
                Waiver(said["code"], said["asset"], said["why"], date.fromisoformat(said["until"]))
                for said in sound.get("waivers", ())
            ),
            limits=sound.get("limits", {}),
            guards=sound.get("guards", {}),
            freezes=tuple(
                Freeze(moment(said["start"]), moment(said["end"]), said["why"], said.get("selector", ""))
                for said in sound.get("freezes", ())
            ),
            fatigue=tuple(sound.get("fatigue", ())),
            reachable=sound.get("reachable", ""),
            risky=tuple(sound.get("risky", ())),
        )


def moment(text: str) -> datetime:
    """A point in time; without an offset it is in UTC, so that it means the same on every machine."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
