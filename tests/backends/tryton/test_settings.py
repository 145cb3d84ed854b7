"""What the settings of an environment may say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mapconfig.backends.tryton import connect
from mapconfig.backends.tryton.settings import Settings
from mapconfig.errors import InputError, PlatformError, UsageError
from mapconfig.testing import kinds

GOOD: dict[str, Any] = {"url": "http://127.0.0.1:8000", "database": "drip"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"databse": "x"}, "Did you mean 'database'"),
        ({"zzz": 1}, "campaigns, database"),
        ({"database": ""}, "settings.database"),
        ({"database": "a/b"}, "settings.database"),
        ({"database": 5}, "settings.database"),
        ({"url": None}, "settings.url"),
        ({"language": " "}, "settings.language"),
        ({"settle": -1}, "settings.settle"),
        ({"settle": True}, "settings.settle"),
        ({"settle": "soon"}, "settings.settle"),
        ({"fields": []}, "settings.fields"),
        ({"fields": {"name": "record.name} ${x"}}, "settings.fields"),
        ({"pace": 5}, "settings.pace"),
        ({"ca_file": ""}, "settings.ca_file"),
    ],
)
def test_settings_that_make_no_sense_are_refused(more: dict[str, Any], said: str) -> None:
    """The setting is named, with what it may be."""
    with pytest.raises(InputError, match=said):
        Settings.of({**GOOD, **more})


def test_what_is_not_said_has_a_default() -> None:
    """A url and a database are enough, and a field of one's own is one more."""
    found = Settings.of({**GOOD, "fields": {"first_name": "record.name"}, "settle": 1})

    assert (found.language, found.campaigns, found.settle) == ("en", "Campaigns", 1.0)
    assert found.fields["first_name"] == "record.name"
    assert found.fields["email"] == "record.email"


def test_without_a_login_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """An origin that is not listed gets no request."""
    monkeypatch.setenv("MAPCONFIG_LOGINS", '["https://other.example"]\nuser = "ops"\n')

    with pytest.raises(UsageError, match="no login for"):
        connect(GOOD, ".", kinds())


def test_a_server_is_reached_by_certificates_that_the_org_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file is below the org's directory, and one that is not there makes no connection that is not checked."""
    monkeypatch.setenv("MAPCONFIG_LOGINS", '["https://127.0.0.1:9"]\nuser = "ops"\npassword = {env = "HOME"}\n')
    settings = {**GOOD, "url": "https://127.0.0.1:9", "ca_file": "authority.pem", "pace": {"pause": 0.001}}

    with pytest.raises(PlatformError):
        connect(settings, str(tmp_path), kinds()).identity()
