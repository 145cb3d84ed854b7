"""What a person may rely on when `mapconfig.yaml` is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from mapconfig.finding import Severity
from mapconfig.model import Environment, Freeze, Naming, Settings, Waiver
from mapconfig.read.settings import settings_of

WHOLE = """\
name: DRIP Ventures
language: fr
default_environment: live
environments:
  local: {backend: embedded}
  live:
    backend: mautic
    settings: {url: "https://example.com", password: {secret: MAUTIC}}
    overrides: {email/welcome: {sender.address: a@example.com}}
    record: ../record
relations: {account: one, opportunity: many}
naming:
  email: {key: "^[a-z-]+$", folders: [Marketing]}
severities: {MC101: warning, MC009: "off"}
waivers:
  - {code: MC101, asset: "email/*", why: Agreed., until: 2027-01-31}
limits: {send_without_split: 10000}
freezes:
  - {start: "2026-12-20T00:00:00+01:00", end: "2027-01-03T00:00:00+01:00", why: Holidays., selector: "kind:journey"}
fatigue: [list/tired]
"""


def told(text: str) -> list[tuple[str, str]]:
    _, findings = settings_of("mapconfig.yaml", text.encode())
    assert all(finding.code in ("MC031", "MC009") or finding.code < "MC010" for finding in findings)
    return [(str(finding.place), f"{finding.detail} {finding.fix}".strip()) for finding in findings]


def test_all_settings_arrive_as_values() -> None:
    """What the file says is what the rest of mapconfig sees."""
    settings, findings = settings_of("mapconfig.yaml", WHOLE.encode())

    assert findings == []
    assert settings == Settings(
        name="DRIP Ventures",
        language="fr",
        default_environment="live",
        environments={
            "local": Environment("local", "embedded"),
            "live": Environment(
                "live",
                "mautic",
                {"url": "https://example.com", "password": {"secret": "MAUTIC"}},
                {"email/welcome": {"sender.address": "a@example.com"}},
                "../record",
            ),
        },
        relations={"account": "one", "opportunity": "many"},
        naming={"email": Naming(key="^[a-z-]+$", folders=("Marketing",))},
        severities={"MC101": Severity.WARNING, "MC009": Severity.OFF},
        waivers=(Waiver("MC101", "email/*", "Agreed.", date(2027, 1, 31)),),
        limits={"send_without_split": 10000},
        freezes=(
            Freeze(
                datetime(2026, 12, 20, tzinfo=timezone(timedelta(hours=1))),
                datetime(2027, 1, 3, tzinfo=timezone(timedelta(hours=1))),
                "Holidays.",
                "kind:journey",
            ),
        ),
        fatigue=("list/tired",),
    )


def test_an_empty_file_means_the_defaults() -> None:
    """Nothing has to be set."""
    assert settings_of("mapconfig.yaml", b"# nothing yet\n") == (Settings(), [])


def test_the_only_environment_is_the_default_one() -> None:
    """Who has one platform never names it."""
    assert settings_of("f", b"environments: {live: {backend: mautic}}")[0].default_environment == "live"
    assert settings_of("f", b"environments: {a: {backend: x}, b: {backend: x}}")[0].default_environment == "local"


def test_a_moment_without_an_offset_is_in_utc() -> None:
    """A freeze begins at the same moment for everybody."""
    settings, _ = settings_of("f", b'freezes: [{start: "2026-12-20T00:00:00Z", end: "2026-12-21T10:00", why: x}]')

    assert [(freeze.start, freeze.end) for freeze in settings.freezes] in (
        [(datetime(2026, 12, 20, tzinfo=UTC), datetime(2026, 12, 21, 10, tzinfo=UTC))],
        [],  # where the schema asks for an offset
    )


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("- a\n", "1:1", "mapconfig.yaml holds a list or a single value; it must be one mapping."),
        ("name: a\n---\nname: b\n", "1:1", "holds several documents"),
        ("name: a\nnam: b\n", "2:1", "has no property `nam`. Did you mean name?"),
        (
            "naming: {email: {key: '[a'}}",
            "1:23",
            "The pattern for the key of email is none: unterminated character set",
        ),
        ("naming: {email: {title: '(?P<a'}}", "1:25", "The pattern for the title of email is none"),
        ("waivers: [{code: MC101, asset: x, why: z, until: 2026-02-31}]", "1:50", "There is no day 2026-02-31."),
        (
            "environments: {a: {backend: x}}\ndefault_environment: b\n",
            "2:22",
            "There is no environment b; there are a.",
        ),
        ("severities: {MC101: eror}", "1:21", "it must be error, warning, info or off. Did you mean error?"),
        ("name: a\nname: b\n", "2:1", "The key `name` stands here and on line 1"),
        ("name: [", "2:1", "not be closed"),
    ],
)
def test_faults_are_told_at_their_place(text: str, place: str, words: str) -> None:
    """A setting that is not understood is never guessed."""
    (found,) = told(text)

    assert found[0] == f"mapconfig.yaml:{place}"
    assert words in found[1]


def test_freezes_that_cannot_be_are_told() -> None:
    """A freeze with a slip in its dates would not protect anything."""
    backwards = 'freezes: [{start: "2026-12-21T00:00:00Z", end: "2026-12-20T00:00:00Z", why: x}]'
    impossible = 'freezes: [{start: "2026-02-31T00:00:00Z", end: "2026-12-20T00:00:00Z", why: x}]'

    assert told(backwards) == [("mapconfig.yaml:1:48", "The freeze ends before it starts.")]
    assert told(impossible) == [("mapconfig.yaml:1:19", "There is no moment 2026-02-31T00:00:00Z.")]


def test_a_setting_at_fault_leaves_the_others_standing() -> None:
    """All other checks still run with the org's own rules."""
    settings, findings = settings_of(
        "f", b"name: X\nlanguage: 5\nwaivers: [1]\nfatigue: [list/a]\nnaming: {a: {key: '('}}\n"
    )

    assert settings == Settings(name="X", fatigue=("list/a",))
    assert {finding.severity for finding in findings} == {Severity.ERROR}
    assert [finding.path[0] for finding in findings] == ["language", "waivers", "naming"]
