"""Where an org lives on a machine, and which platforms its environments lead to."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

import pytest

from mapconfig import workspace as place
from mapconfig.errors import UsageError
from mapconfig.model import Environment
from mapconfig.workspace import Workspace, actor, with_secrets
from tests.cli.program import Ran, inside, replace, settled, small, write

LOCAL = "  local:\n    backend: embedded\n"


def at(org: Path, *words: str) -> Ran:
    return inside(*words, "-C", str(org))


def test_an_environment_says_where_its_record_is(tmp_path: Path) -> None:
    """Seen from the org; without a word it is in `.mapconfig`."""
    org = small(tmp_path / "org")
    replace(org / "mapconfig.yaml", LOCAL, LOCAL + "    record: ../records/local\n")

    settled(org, tmp_path / "plan.json")

    assert (tmp_path / "records/local/journal.jsonl").is_file()
    assert not (org / ".mapconfig/local").exists()


def test_a_backend_that_is_not_installed_is_told_with_those_that_are(tmp_path: Path) -> None:
    """And with the one that was meant, where one is near."""
    org = small(tmp_path / "org")
    replace(org / "mapconfig.yaml", LOCAL, "  local:\n    backend: embeded\n")
    near = at(org, "plan")
    replace(org / "mapconfig.yaml", "embeded", "zzz")
    far = at(org, "plan")

    assert (near.code, far.code) == (1, 1)
    assert "'embeded', which is not installed. There are embedded, mautic, tryton. Did you mean embedded?" in near.err
    assert far.err.rstrip().endswith("which is not installed. There are embedded, mautic, tryton.")


def test_a_backend_of_somebody_else_that_cannot_be_loaded_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its fault is not told as one of ours, and other environments go on working."""
    write(
        tmp_path / "plugin",
        {
            "broken_platform.py": "raise ImportError('it needs a library')\n",
            "broken-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n",
            "broken-1.0.dist-info/entry_points.txt": "[mapconfig.backends]\nbroken = broken_platform:connect\n",
        },
    )
    monkeypatch.syspath_prepend(tmp_path / "plugin")
    org = small(tmp_path / "org")
    replace(org / "mapconfig.yaml", LOCAL, "  local:\n    backend: broken\n")

    done = at(org, "plan")

    assert done.code == 1
    assert "The backend broken (broken_platform:connect) cannot be loaded: ImportError: it needs a library" in done.err
    assert at(org, "plan", "--env", "staging").code in (0, 4)
    assert "installed: broken, embedded, mautic, tryton" in at(org, "backends", "--env", "staging").out


def test_outside_an_org_backends_lists_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever named an org or an environment hears that there is none."""
    monkeypatch.chdir(tmp_path)

    assert inside("backends") == Ran(0, "embedded\nmautic\ntryton\n", "")
    assert inside("backends", "--format", "json").out == '{"backends": ["embedded", "mautic", "tryton"]}\n'
    assert inside("backends", "--env", "local").code == 64


def test_backends_says_what_a_platform_cannot_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason."""
    write(
        tmp_path / "plugin",
        {
            "lesser_platform.py": "from mapconfig.backends import embedded\nfrom mapconfig.testing import Crippled\n"
            "def connect(settings, root, kinds):\n"
            "    return Crippled(embedded.connect(settings, root, kinds))\n",
            "lesser-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: lesser\nVersion: 1.0\n",
            "lesser-1.0.dist-info/entry_points.txt": "[mapconfig.backends]\nlesser = lesser_platform:connect\n",
        },
    )
    monkeypatch.syspath_prepend(tmp_path / "plugin")
    org = small(tmp_path / "org")
    replace(org / "mapconfig.yaml", LOCAL, "  local:\n    backend: lesser\n")

    told = at(org, "backends")

    assert "cannot hold variants: This platform shows the same snippet to everybody." in told.out
    assert "manual-attested" in told.out
    assert at(org, "platform", "list").code == 1
    assert "Only the embedded platform is edited from here" in at(org, "platform", "list").err


def test_a_step_that_nothing_can_confirm_waits_for_somebodys_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The apply says what a person has to do and ends with 6; after `attest` the resume is complete, and the record
    has who signed."""
    test_backends_says_what_a_platform_cannot_hold(tmp_path, monkeypatch)
    org = tmp_path / "org"
    write(org, {"stages/lead.yaml": "kind: stage\nkey: lead\ntitle: Lead\nowner: team/ops\norder: 1\n"})
    plan = tmp_path / "plan.json"
    made = at(org, "plan", "--out", str(plan), "--accept", "sends:*", "--because", "agreed")
    assert made.code == 0, made.all

    begun = at(org, "apply", str(plan))
    (step,) = [line.split()[0] for line in begun.err.splitlines() if "stage/lead: is for a person" in line]
    wrong = at(org, "attest", "999", "--note", "done")
    signed = at(org, "attest", step, "--note", "made by hand, seen in the list of stages")
    ended = at(org, "apply", "--resume")

    assert begun.code == 6
    assert "1 for a person" in begun.err
    assert (wrong.code, f"Those to be signed off are {step}." in wrong.err) == (64, True)
    assert signed.code == 0
    assert f"signed off step {step} (create stage/lead)" in signed.err
    assert ended.code == 0, ended.all
    assert "made by hand" in at(org, "audit", "list").out
    assert "nothing to resume" in at(org, "apply", "--resume").err


def test_secrets_are_taken_from_the_environment_at_any_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a mapping of just `secret: NAME` is one."""
    monkeypatch.setenv("ONE", "1st")
    settings: dict[str, Any] = {
        "password": {"secret": "ONE"},
        "logins": [{"secret": "ONE"}, {"user": "ada", "token": {"secret": "ONE"}}],
        "plain": {"secret": "ONE", "more": 1},
        "number": {"secret": 1},
        "port": 8080,
    }

    assert with_secrets(settings, "live") == {
        "password": "1st",
        "logins": ["1st", {"user": "ada", "token": "1st"}],
        "plain": {"secret": "ONE", "more": 1},
        "number": {"secret": 1},
        "port": 8080,
    }
    with pytest.raises(UsageError, match="Environment live takes a secret from the environment variable TWO"):
        with_secrets({"password": {"secret": "TWO"}}, "live")


def test_an_org_that_declares_no_environment_has_the_embedded_platform(tmp_path: Path) -> None:
    """So that a beginning needs no settings."""
    org = write(tmp_path / "org", {"mapconfig.yaml": "name: New\n"})
    found = Workspace(org)

    assert found.environment(found.reading().org.settings, None) == Environment("local", "embedded")
    with pytest.raises(UsageError, match=r"has no environment 'live'. There is local."):
        found.environment(found.reading().org.settings, "live")


def test_who_acts_is_said_by_the_person_the_ci_or_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this order; a process without a user is still somebody."""
    for name in ("MAPCONFIG_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN"):
        monkeypatch.delenv(name, raising=False)

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", lambda: "ada")
    assert actor() == "ada"
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert actor() == "unknown"
    for name, value in (("GITLAB_USER_LOGIN", "gitlab"), ("GITHUB_ACTOR", "github"), ("MAPCONFIG_ACTOR", "me")):
        monkeypatch.setenv(name, value)
        assert actor() == value


def test_this_moment_has_a_zone() -> None:
    """Times in records are compared across machines."""
    assert place.now().utcoffset() is not None


def test_people_edit_the_embedded_platform_as_on_its_own_pages(tmp_path: Path) -> None:
    """What they do is what drift then finds."""
    org = settled(small(tmp_path / "org"), tmp_path / "plan.json")

    for words in (
        ["pause", "journey/welcome"],
        ["edit", "journey/welcome", "steps.pause.wait", "9 days"],
        ["start", "journey/welcome"],
        ["rename", "list/old", "older"],
        ["create", "list/theirs", '{"title": "Theirs"}'],
        ["delete", "list/theirs"],
        ["edit", "email/hello", "text"],
    ):
        done = at(org, "platform", *words, "--who", "bob")
        assert (done.code, done.out, done.err.startswith("bob ")) == (0, "", True), (words, done.all)

    drift = at(org, "drift")
    assert "9 days" in drift.out
    assert "email/hello" in drift.out
    assert "bob" in at(org, "platform", "log", "--after", "9").out
    assert "list/older" in at(org, "platform", "list", "list").out
