"""Keys of real services, put together here so that no scanner takes this file for a leak."""

from __future__ import annotations

import random
import string

import pytest
from tests.check.made import made_view

from mapconfig.check import about_org, found
from mapconfig.check.rules.typed_secret import RULE

RANDOM = random.Random(7)
ALL = string.ascii_letters + string.digits


def some(number: int, of: str = ALL) -> str:
    return "".join(RANDOM.choice(of) for _ in range(number))


HEX = "0123456789abcdef"
KEYS = {
    "an Amazon access key": "AKIA" + some(16, string.ascii_uppercase + string.digits),
    "a GitHub token": "ghp_" + some(36),
    "a GitLab token": "glpat-" + some(20),
    "a Slack token": "xoxb-" + some(24),
    "a Slack webhook": "https://hooks.slack.com/services/T" + some(8) + "/B" + some(8) + "/" + some(24),
    "a Stripe key": "sk_live_" + some(24),
    "a SendGrid key": "SG." + some(22) + "." + some(43),
    "a Google API key": "AIza" + some(35),
    "a HubSpot token": "pat-eu1-" + "-".join(some(n, HEX) for n in (8, 4, 4, 4, 12)),
    "a Salesforce session": "00D" + some(12) + "!" + some(60),
    "a Mailgun key": "key-" + some(32, HEX),
    "an npm token": "npm_" + some(36),
    "a signed token": "eyJ" + some(20) + ".eyJ" + some(40) + "." + some(30),
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    "a password in a web address": "https://admin:hunter2@mautic.example/api",
}


@pytest.mark.parametrize("what", KEYS)
def test_the_key_of_a_service_is_found_in_the_middle_of_a_text_and_never_repeated(what: str) -> None:
    """
    A key that somebody pasted is named by its sort; the report holds no part of it.
    """
    view = made_view({"list/a": {"static": True, "description": f"Call it with {KEYS[what]} and wait."}})
    asset = view.get("list/a")
    assert asset is not None

    (finding,) = found(asset, view, [RULE])

    assert what in finding.detail
    assert finding.path == ("description",)
    assert not any(
        KEYS[what][start : start + 8] in finding.detail + finding.fix for start in range(len(KEYS[what]) - 8)
    )


BEGINNINGS = ["gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xoxa-", "xoxp-", "xoxs-", "rk_live_"]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_beginning_of_a_key_is_known(beginning: str) -> None:
    """
    The quick look at all texts of an asset at once passes over none of the sorts of key that one service has.
    """
    key = beginning + some(40, string.ascii_lowercase)
    view = made_view({"list/a": {"static": True, "description": f"First line.\nThen {key}, at the end."}})
    asset = view.get("list/a")
    assert asset is not None

    assert [finding.path for finding in found(asset, view, [RULE])] == [("description",)]


def test_random_text_is_found_whatever_made_it() -> None:
    """
    At least nine of ten random keys of 32 letters and digits are noticed.
    """
    noticed = 0
    for _ in range(100):
        view = made_view({"list/a": {"static": True, "description": some(32)}})
        asset = view.get("list/a")
        assert asset is not None
        noticed += len(list(found(asset, view, [RULE])))

    assert noticed >= 90


PROSE = """
Liebe Kundin, lieber Kunde, zum 1.1.2027 ändern sich unsere Allgemeinen Geschäftsbedingungen (AGB-2027-Fassung-3).
Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft; anticonstitutionnellement!
See https://drip.example/c/AbC123dEf456GhI789jKl012?utm_source=newsletter&utm_medium=email&utm_campaign=spring-2027
Ticket MOPS-1234567, CHG-2026-0042, order 4711-0815-4242, IBAN-free, 2026-11-22T08:00:00+01:00, +33 1 23 45 67 89
lists/customers-by-opportunity-2026.yaml journey/onboarding-enterprise-2026-v2 OnboardingEnterprise2026Version2
<table cellpadding="0" style="font-family:Helvetica,Arial,sans-serif;mso-table-lspace:0pt;background:#F4F6F8">
---------------------------------- ================================== ________________________________
0x1F600 3.14159265358979323846264338327950288 00000000-0000-0000-0000-000000000000 deadbeefdeadbeefdeadbeefdeadbeef
"""


@pytest.mark.parametrize("line", [line for line in PROSE.splitlines() if line])
def test_prose_markup_and_names_are_no_secrets(line: str) -> None:
    """
    What marketing people write does not make an alarm, or nobody will believe the next one.
    """
    view = made_view({"list/a": {"static": True, "description": line, "title": line[:40]}})
    asset = view.get("list/a")
    assert asset is not None

    assert list(found(asset, view, [RULE])) == []


def told(settings: dict[str, object]) -> list[tuple[str, str, str]]:
    """What is said of an environment with these settings: path, sentence and what to do."""
    view = made_view({}, {"environments": {"live": {"backend": "embedded", **settings}}})
    return [
        (".".join(str(step) for step in each.path), each.detail, each.fix)
        for each in about_org(view)
        if each.code == "MC199"
    ]


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"password": "hunter2"}, "password"),
        ({"password": 12345678}, "password"),
        ({"login": {"client_secret": "abc"}}, "login.client_secret"),
        ({"accounts": [{"api-key": "x"}]}, "accounts.0.api-key"),
        ({"token": "MAUTIC_TOKEN"}, "token"),
        ({"token": {"secret": "A", "more": "B"}}, "token.secret"),
        ({"tokens": ["x", KEYS["a GitHub token"]]}, "tokens.1"),
        ({"url": "https://api:hunter22@mautic.example/"}, "url"),
        ({"anything": KEYS["a Stripe key"]}, "anything"),
    ],
)
def test_a_secret_in_the_settings_of_an_environment_is_an_error(settings: dict[str, object], path: str) -> None:
    """
    Also a short one, a number, and the name of a variable that nobody would look up; and the report repeats none.
    """
    ((found, detail, fix),) = told({"settings": settings})

    assert found == f"environments.live.settings.{path}"
    assert "of the environment live seems to hold" in detail
    assert "{secret: LIVE_" in fix
    assert not any(text in detail + fix for text in ("hunter2", "12345678", KEYS["a Stripe key"][8:]))


@pytest.mark.parametrize(
    "settings",
    [
        {"password": {"secret": "mautic_password"}, "user": "api", "url": "https://mautic.example"},
        {"password": "", "token": None},
        {"file": ".mapconfig/platform.sqlite3", "faults": {"slow": 0.5}, "passwordless": True, "secret": True},
    ],
)
def test_settings_that_name_a_variable_or_hold_no_secret_are_fine(settings: dict[str, object]) -> None:
    """
    A name of a variable may be written in any way; switches are no secrets.
    """
    assert told({"settings": settings}) == []
