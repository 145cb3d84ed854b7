"""Logins are found by origin, outside the org's files."""

from __future__ import annotations

import copy
import pickle
import sys
from pathlib import Path

import pytest

from mapconfig.errors import UsageError
from mapconfig.wire.login import LOGINS, Secret, kept_logins, login_for

PASSWORD = {"env": "MAUTIC_PASSWORD"}


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAUTIC_PASSWORD", "hush")


def test_a_login_is_found_by_the_origin_of_the_url() -> None:
    logins = {"https://mautic.example": {"user": "ada", "password": PASSWORD}}
    login = login_for("https://MAUTIC.example:443/index.php", logins, "logins.toml")
    assert (login.user, login.secret("password").reveal()) == ("ada", "hush")
    assert "hush" not in repr(login)
    with pytest.raises(UsageError, match=r"for https://mautic\.example has no token"):
        login.secret("token")


def test_a_changed_url_gets_no_login_and_nothing_is_sent() -> None:
    """A pull request that edits the address of the platform cannot collect the password."""
    logins = {"https://mautic.example": {"user": "ada", "password": PASSWORD}}
    for url in ("https://evil.example", "http://mautic.example", "https://mautic.example:8443"):
        with pytest.raises(UsageError, match=r"There is no login for .* Nothing was sent"):
            login_for(url, logins, "logins.toml")


def test_a_login_does_not_travel_in_the_clear_unless_its_owner_says_so() -> None:
    entry = {"user": "ada", "password": PASSWORD}
    with pytest.raises(UsageError, match="would travel in the clear"):
        login_for("http://mautic.example", {"http://mautic.example": entry}, "logins.toml")
    assert login_for("http://mautic.example", {"http://mautic.example": {**entry, "plain_http": True}}, "x").plain_http
    assert login_for("http://localhost:8080", {"http://localhost:8080": entry}, "x").user == "ada"


def test_a_secret_comes_from_a_variable_a_file_or_a_command(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file\nsecond line\n")
    for said, secret in (
        (PASSWORD, "hush"),
        ({"file": str(file)}, "from a file"),
        ({"command": [sys.executable, "-c", "print('from a command')"]}, "from a command"),
    ):
        login = login_for("https://a.example", {"https://a.example": {"password": said}}, "x")
        assert login.secret("password").reveal() == secret


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("ada:hush", "it is no mapping"),
        ({"usr": "ada"}, "usr"),
        ({"password": "hush"}, "not written there itself"),
        ({"password": {"vault": "x"}}, "may be env, file or command"),
        ({"password": {"env": "NOT_SET_ANYWHERE"}}, "which is not set"),
        ({"password": {"file": "/does/not/exist"}}, "cannot be read: No such file"),
        ({"password": {"command": "pass show x"}}, "may be env, file or command"),
        ({"password": {"command": ["/does/not/exist"]}}, "cannot be run"),
        ({"password": {"command": [sys.executable, "-c", "print('hush'); raise SystemExit(3)"]}}, "ended with code 3"),
        ({"password": {"command": [sys.executable, "-c", ""]}}, "empty first line"),
    ],
)
def test_what_is_wrong_with_a_login_is_said_without_the_secret(entry: object, why: str) -> None:
    with pytest.raises(UsageError, match=why) as raised:
        login_for("https://a.example", {"https://a.example": entry}, "logins.toml")
    assert "hush" not in str(raised.value)


def test_logins_are_kept_in_a_file_or_a_variable_outside_the_org(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '["https://a.example"]\nuser = "ada"\n'
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(LOGINS, raising=False)
    assert kept_logins()[0] == {}
    (tmp_path / "mapconfig").mkdir()
    (tmp_path / "mapconfig" / "logins.toml").write_text(text)
    assert kept_logins()[0] == {"https://a.example": {"user": "ada"}}
    monkeypatch.setenv(LOGINS, text.replace("ada", "bo"))
    assert login_for("https://a.example").user == "bo"
    (other := tmp_path / "other.toml").write_bytes(b"\xff")
    monkeypatch.setenv(LOGINS, str(other))
    with pytest.raises(UsageError, match="it is not UTF-8"):
        kept_logins()
    other.write_text("a = ")
    with pytest.raises(UsageError, match="are no TOML"):
        kept_logins()
    other.write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match="no file of logins"):
        kept_logins()


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("hush")
    assert "hush" not in f"{secret} {secret!r} {[secret]}"
    for write in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="not written anywhere"):
            write(secret)
