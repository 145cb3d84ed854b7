"""A journey that mapconfig wrote, taken in by an org that knows less: what it sends and whom it asks is still seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.backends.mautic.platform import log_in
from tests.backends.mautic.test_commands import ENVIRONMENT, content, nothing_to_do, run, settle
from tests.cli.program import inside, replace, write

from mapconfig.testing.mautic import Mautic, start

TEAMS = "      teams:\n        service: {user: 2, notice: team-notice}\n"
TEAM = {"teams/service.yaml": "kind: team\nkey: service\ntitle: Service\ncontact: service@small.example\n"}

ORG = {
    **TEAM,
    "lists/fresh.yaml": "kind: list\nkey: fresh\ntitle: Fresh\nowner: team/service\n"
    "criteria:\n  - created_at in last 30 days\n",
    "lists/tired.yaml": "kind: list\nkey: tired\ntitle: Tired\nowner: team/service\npurpose: suppression\n"
    "criteria:\n  - score < 0\n",
    "emails/hello.yaml": "kind: email\nkey: hello\ntitle: Hello\nowner: team/service\nsubject: Hello\n"
    "body: <p>Hello</p>\n",
    "journeys/welcome.yaml": "kind: journey\nkey: welcome\ntitle: Welcome\nowner: team/service\n"
    "entry:\n  lists:\n    - list/fresh\nsuppress:\n  - list/tired\n"
    "steps:\n  - id: hello\n    send: email/hello\n  - id: rest\n    wait: 3 days\n"
    "  - id: call\n    do:\n      - notify: team/service\n",
    "rules/tell.yaml": "kind: rule\nkey: tell\ntitle: Tell\nowner: team/service\n"
    "when:\n  - score >= 90\ndo:\n  - notify: team/service\n",
    "rules/hand.yaml": "kind: rule\nkey: hand\ntitle: Hand\nowner: team/service\n"
    "when:\n  - score >= 95\ndo:\n  - hand_over: team/service\n",
}


def settings(server: Mautic, teams: str = "") -> str:
    environment = ENVIRONMENT.format(name="live", url=server.url)
    return f"name: Small\ndefault_environment: live\nrelations:\n  account: one\nenvironments:\n{environment}{teams}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mautic]:
    with start() as made:
        log_in(monkeypatch, made)
        yield made


def notice(server: Mautic) -> None:
    """The e-mail that tells the team, as somebody makes it in Mautic."""
    server.types["emails"].make(server.store, {"name": "Team notice", "subject": "Somebody", "customHtml": "<p>x</p>"})


@pytest.fixture
def taken(tmp_path: Path, server: Mautic) -> Path:
    """An org without teams that has taken in what another one applied."""
    notice(server)
    org = write(tmp_path / "org", {"mapconfig.yaml": settings(server, TEAMS), **ORG})
    run(org, "adopt", "--all")
    settle(org)
    nothing_to_do(org)
    bare = write(tmp_path / "bare", {"mapconfig.yaml": settings(server)})
    told = run(bare, "import").all
    assert "journey/welcome: It stays as events of Mautic under vendor.mautic.events" in told
    assert "no action here does what 'Call' (email.send.to.user) does" in told
    assert "(KEY: {user: 2, notice: team-notice})" in told
    assert "rule/hand: It stays as events" in told
    assert "(KEY: {user: 2})" in told
    return bare


def test_what_stays_as_events_names_assets_by_address_and_stays_the_same(taken: Path) -> None:
    """The e-mail to the team is named as well, in a journey and in a rule; a second import changes nothing."""
    first = content(taken)

    for file in ("journeys/welcome.yaml", "rules/tell.yaml"):
        assert b"email: email/team-notice" in first[file]
    assert b"email: email/hello" in first["journeys/welcome.yaml"]
    assert b"- list/tired" in first["journeys/welcome.yaml"]
    run(taken, "import")
    assert content(taken) == first
    nothing_to_do(taken)


def test_events_become_steps_when_the_environment_says_who_a_user_is(taken: Path, server: Mautic) -> None:
    """As the import said: with the team named, the journey is taken in as the steps that it was written from."""
    write(taken, {"mapconfig.yaml": settings(server, TEAMS), **TEAM})

    told = run(taken, "import").all

    assert "changed  journey/welcome" in told
    assert "stays as events" not in told
    files = content(taken)
    assert b"vendor" not in files["journeys/welcome.yaml"]
    assert b"notify: team/service" in files["journeys/welcome.yaml"]
    assert b"notify: team/service" in files["rules/tell.yaml"]
    assert b"hand_over: team/service" in files["rules/hand.yaml"]
    nothing_to_do(taken)


def test_more_people_in_a_journey_of_events_are_a_mail_as_in_one_of_steps(taken: Path) -> None:
    """A wider entry list is refused until somebody says yes, with the way to the e-mail; so is a narrower question."""
    replace(taken / "lists/fresh.yaml", "30 days", "900 days")
    wide = run(taken, "plan", code=4).all
    replace(taken / "lists/fresh.yaml", "900 days", "30 days")
    replace(taken / "lists/tired.yaml", "score < 0", "score < -50")
    held = run(taken, "plan", code=4).all

    assert "REFUSED" in wide
    assert "list/fresh -> journey/welcome -> email/hello" in wide
    assert "journey/welcome mails people whom it held back" in held


def test_an_email_that_events_send_is_in_use(taken: Path) -> None:
    """Nobody advises to delete it, impact reaches the journey, and `rm` says who sends it; forced, the plan refuses."""
    checked = inside("validate", "-C", str(taken)).all
    reached = run(taken, "impact", "email/hello").all
    refused = run(taken, "rm", "email/hello", "--why", "a test", code=4).all
    team = run(taken, "rm", "email/team-notice", "--why", "a test", code=4).all

    assert "No other asset names email/hello" not in checked
    assert "No other asset names email/team-notice" not in checked
    assert "journey/welcome" in reached
    assert "journey/welcome sends email/hello (vendor.mautic.events.1.properties.email)" in refused
    assert "rule/tell sends email/team-notice" in team
    run(taken, "rm", "email/hello", "--why", "a test", "--anyway")
    plan = run(taken, "plan", code=4).all
    assert "REFUSED" in plan
    assert "journey/welcome" in plan


def test_an_email_that_events_send_is_renamed_in_them(taken: Path) -> None:
    """The address of a renamed e-mail is the new one wherever it stands, and the platform has nothing to do for it."""
    run(taken, "mv", "email/hello", "email/good-day")

    assert b"email: email/good-day" in content(taken)["journeys/welcome.yaml"]
    plan = run(taken, "plan").all
    assert "journey/welcome" not in plan


def test_a_notice_that_is_not_there_is_said_by_the_plan(tmp_path: Path, server: Mautic) -> None:
    """What tells a team is left out with what to do about it, and nothing fails in the middle of an apply."""
    org = write(tmp_path / "org", {"mapconfig.yaml": settings(server, TEAMS), **ORG})
    run(org, "adopt", "--all")

    told = run(org, "plan", code=4).all  # fields that no file has
    settle(org)

    assert "rule/tell is left out" in told
    assert "journey/welcome is left out" in told
    said = " ".join(told.split())
    assert "email/team-notice, by which the environment has team/service told" in said
    assert "Make a template e-mail there that is called 'Team notice'" in said
    assert {each["name"] for each in server.store.of("campaigns").values()} == {"Hand"}
    notice(server)
    settle(org)
    nothing_to_do(org)
    assert {each["name"] for each in server.store.of("campaigns").values()} == {"Hand", "Tell", "Welcome"}


def test_a_notice_that_a_file_makes_is_made_first(tmp_path: Path, server: Mautic) -> None:
    """An org that has the e-mail itself needs nothing made by hand."""
    mail = "kind: email\nkey: team-notice\ntitle: Team notice\nowner: team/service\nsubject: Look\nbody: <p>x</p>\n"
    org = write(tmp_path / "org", {"mapconfig.yaml": settings(server, TEAMS), **ORG, "emails/team-notice.yaml": mail})
    run(org, "adopt", "--all")

    settle(org)

    nothing_to_do(org)


def test_a_notice_that_the_files_ask_to_delete_is_missed_by_the_plan(taken: Path, server: Mautic) -> None:
    """Nobody advises to delete what the settings name; where somebody does, the plan names what told the team by it."""
    write(taken, {"mapconfig.yaml": settings(server, TEAMS), **TEAM})
    run(taken, "import")

    assert "No other asset names email/team-notice" not in inside("validate", "-C", str(taken)).all
    run(taken, "rm", "email/team-notice", "--why", "a test")
    told = inside("plan", "-C", str(taken)).all
    assert "rule/tell is left out" in told
    assert "journey/welcome is left out" in told
