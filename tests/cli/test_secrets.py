"""A secret goes to the backend that needs it, and nowhere else: not into a plan, a record, a cache or any output."""

from __future__ import annotations

import base64
import html
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.cli.program import YES, Ran, program, replace, small, write
from tests.record.repository import Git

CANARY = 'c4nary"<&>/+=~Zq7LmX2'

#: A platform with a password, which is the embedded one behind it. It says no when the password is wrong.
BACKEND = '''
import os
from mapconfig.backends import embedded
from mapconfig.errors import PlatformError

def connect(settings, root, kinds):
    """The embedded platform behind a login."""
    settings = dict(settings)
    password, (inner,) = settings.pop("password"), settings.pop("logins")
    if password != os.environ["MA_PASSWORD"] or inner["token"] != password or not settings.pop("user_name"):
        raise PlatformError("The platform refused the login.")
    backend = embedded.connect(settings, root, kinds)
    if os.environ.get("MA_DOWN"):
        def gone(*arguments):
            raise RuntimeError("no connection")
        backend.fetch = gone
    return backend
'''

SETTINGS = (
    "  local:\n    backend: guarded\n    settings:\n      user_name: admin\n      password: {secret: MA_PASSWORD}\n"
    "      logins:\n        - token: {secret: MA_PASSWORD}\n"
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """An org on a platform with a password, in `tmp_path`/org, committed."""
    write(
        tmp_path / "plugin",
        {
            "guarded_platform.py": BACKEND,
            "guarded-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: guarded\nVersion: 1.0\n",
            "guarded-1.0.dist-info/entry_points.txt": "[mapconfig.backends]\nguarded = guarded_platform:connect\n",
        },
    )
    org = small(tmp_path / "org")
    replace(org / "mapconfig.yaml", "  local:\n    backend: embedded\n", SETTINGS)
    Git(org).commit("Begin")
    return tmp_path


def run(base: Path, *words: str, **more: str) -> Ran:
    """Run a command in the org with the password set."""
    known = {"PYTHONPATH": str(base / "plugin"), "MA_PASSWORD": CANARY, "MAPCONFIG_CACHE": str(base / "cache")}
    return program(*words, cwd=base / "org", env={**known, **more})


def forms(secret: str) -> Iterator[bytes]:
    """The secret as it is, and as it would be written down by mistake."""
    plain = [secret, secret[::-1], quote(secret), quote(secret, safe=""), html.escape(secret), json.dumps(secret)[1:-1]]
    plain += [secret[:12], secret[-12:], repr(secret)[1:-1], secret.encode().hex()]
    yield from (form.encode() for form in plain)
    yield base64.b64encode(secret.encode())
    yield base64.urlsafe_b64encode(secret.encode())


def nowhere(base: Path, done: list[Ran]) -> None:
    """The canary is in no stream and in no file."""
    streams = b"\n".join(each.all.encode() for each in done)
    files = [path for path in base.rglob("*") if path.is_file()]
    assert any(path.name == "journal.jsonl" for path in files)
    for form in forms(CANARY):
        assert form not in streams
        for path in files:
            assert form not in path.read_bytes(), path


@pytest.mark.slow
def test_no_command_and_no_file_holds_a_secret(base: Path) -> None:
    """Every command that connects, a crash, a resume and a bug: the password is in none of what they leave behind."""
    plan = str(base / "plan.json")
    done = [
        run(base, "validate"),
        run(base, "plan", "--out", plan, *YES),
        run(base, "plan", "--format", "json", *YES),
        run(base, "apply", plan, MAPCONFIG_CRASH="apply.asked:2"),
        run(base, "apply", "--resume"),
        run(base, "plan", "--detailed-exitcode"),
        *(run(base, *words) for words in (["drift"], ["audit", "verify"], ["audit", "list", "--format", "json"])),
        *(
            run(base, *words)
            for words in (["backends", "--format", "json"], ["why", "list/all"], ["history", "list/all"])
        ),
        *(run(base, *words) for words in (["import", "list/all"], ["show", "list/all"], ["diff"], ["graph"])),
        run(base, "plan", MA_DOWN="yes"),
        run(base, "plan", MA_DOWN="yes", MAPCONFIG_DEBUG="1"),
    ]

    assert [each.code for each in done[:6]] == [0, 0, 0, -signal.SIGKILL, 0, 0], done
    assert "bug in mapconfig" in done[-2].err
    assert "RuntimeError" in done[-1].err
    nowhere(base, done)


def test_a_secret_that_is_not_set_is_asked_for_by_its_name(base: Path) -> None:
    """Before the platform is asked for anything."""
    done = run(base, "plan", MA_PASSWORD="")

    assert done.code == 64
    assert "environment variable MA_PASSWORD, which is not set" in done.err


@pytest.mark.slow
def test_the_files_are_checked_without_any_secret(base: Path) -> None:
    """A pull request's job needs none."""
    for words in (["validate"], ["diff"], ["graph"], ["impact", "list/all"], ["audit", "verify"]):
        assert run(base, *words, MA_PASSWORD="").code == 0
