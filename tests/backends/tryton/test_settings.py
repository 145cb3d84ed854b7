"""What the settings of an environment may say."""

from __future__ import annotations

from typing import Any

import pytest

from mapconfig.backends.tryton import connect
from mapconfig.backends.tryton.settings import Settings
from mapconfig.errors import InputError, UsageError
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
