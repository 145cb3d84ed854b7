"""Whole commands against a Tryton that runs: what it can hold is there, what somebody changes is seen, ids stay."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.backends.tryton.orgs import drip
from tests.cli.program import EXAMPLE, YES, Ran, inside, replace, settled

from mapconfig.testing.tryton import PASSWORD, Client, Server
from mapconfig.testing.tryton.client import ACTIVITY, CATEGORY, SCENARIO

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def applied(running: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small org, applied once: its directory, and what is in the database then."""
    place = tmp_path_factory.mktemp("applied")
    running.reset()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MAPCONFIG_LOGINS", running.login)
        patched.setenv("TRYTON_PASSWORD", PASSWORD)
        settled(drip(place / "org", running), place / "plan.json")
    running.keep(place / "database")
    return place


@pytest.fixture
def org(applied: Path, tmp_path: Path, tryton: Server) -> Path:
    """The small org, applied."""
    tryton.reset(applied / "database")
    shutil.copytree(applied / "org", tmp_path / "org")
    return tmp_path / "org"


def ids(other: Client, model: str = ACTIVITY) -> dict[str, int]:
    """Ids by name."""
    return {each["name"]: each["id"] for each in other.records(model, "name")}


def plan(org: Path) -> dict[str, Any]:
    done = inside("plan", "-C", str(org), "--format", "json")
    assert done.code in (0, 2), done.all
    found: dict[str, Any] = json.loads(done.out)
    return found


def drift(org: Path) -> Ran:
    return inside("drift", "-C", str(org))


def nothing_to_do(org: Path) -> None:
    assert plan(org)["steps"] == []


def test_what_it_can_hold_is_there_and_the_rest_is_named(org: Path, other: Client) -> None:
    """Lists, campaigns, e-mails and journeys are in Tryton after an apply; a list that asks for what Tryton does not
    know, and the journey that enters from it, are named with the reason. Then there is nothing to do."""
    said = inside("plan", "-C", str(org)).out

    nothing_to_do(org)
    assert set(ids(other, CATEGORY)) >= {"Growers [growers]", "People who left [left]"}
    assert set(ids(other, SCENARIO)) >= {"Welcome [welcome]"}
    assert not {"French growers [french]", "Bienvenue [bienvenue]"} & {*ids(other, CATEGORY), *ids(other, SCENARIO)}
    assert "list/french" in said
    assert "journey/bienvenue" in said
    assert "none fills itself" in said


def test_a_journey_runs_after_an_apply(org: Path, other: Client) -> None:
    """What the files say is active runs, and Tryton's own engine sends its first e-mail to who is on the list, and to
    nobody who is held back."""
    categories = ids(other, CATEGORY)
    growers, left = categories["Growers [growers]"], categories["People who left [left]"]
    for name, on in (("Ada", [growers]), ("Bob", [growers, left]), ("Eve", [])):
        address = [["create", [{"type": "email", "value": f"{name}@drip.example".lower()}]]]
        other.create("party.party", name=name, contact_mechanisms=address, categories=[["add", on]])
    crons = other.records("ir.cron", "method")
    wanted = {f"{SCENARIO}|trigger", "marketing.automation.record.activity|process"}
    engine = [each["id"] for each in crons if each["method"] in wanted]

    for _ in range(3):
        other.call("model.ir.cron.run_once", engine)

    done = other.records("marketing.automation.record.activity", "activity.name", "record.record", "state")
    acted = {(each["record."]["record"], each["activity."]["name"]) for each in done if each["state"] == "done"}
    parties = {each["name"]: f"party.party,{each['id']}" for each in other.records("party.party", "name")}
    assert (parties["Ada"], "hello") in acted
    waiting = {each["record."]["record"] for each in done if each["activity."]["name"] == "pause"}
    assert waiting == {parties["Ada"], parties["Bob"]}, "a mail that is held back ends no journey"
    assert not any(party == parties["Eve"] for party, _ in acted)


def test_an_edit_past_mapconfig_is_shown_with_both_sides(org: Path, other: Client) -> None:
    """Whoever changes a delay or a mail in Tryton finds field, their value and ours in `drift`, and the plan does not
    overwrite it unasked."""
    other.write(ACTIVITY, ids(other)["pause"], delay={"__class__": "timedelta", "seconds": 7 * 86400})
    sent = next(each for each in other.records(ACTIVITY, "name", "email_title", "parent") if each["name"] == "hello")
    other.write(ACTIVITY, sent["id"], email_title="Bonjour")

    said = drift(org)

    assert "journey/welcome" in said.out and "1 week" in said.out and "3 days" in said.out
    assert "email/hello" in said.out and "Bonjour" in said.out and "Hello there" in said.out
    assert plan(org)["steps"] == []


def test_a_rename_keeps_the_id(org: Path, other: Client, tmp_path: Path) -> None:
    """A list and a journey under new keys are the same records in Tryton, and what refers to them is as it was."""
    lists, journeys = ids(other, CATEGORY), ids(other, SCENARIO)
    for before, after in (("list/growers", "list/wine-growers"), ("journey/welcome", "journey/greeting")):
        assert inside("mv", before, after, "-C", str(org)).code == 0

    settled(org, tmp_path / "next.json")

    nothing_to_do(org)
    assert ids(other, CATEGORY)["Growers [wine-growers]"] == lists["Growers [growers]"]
    assert ids(other, SCENARIO)["Welcome [greeting]"] == journeys["Welcome [welcome]"]


def test_a_step_put_into_a_running_journey_leaves_people_in_their_places(
    org: Path, other: Client, tmp_path: Path
) -> None:
    """The activities at which people wait keep their ids when a step comes between them, and the journey runs on."""
    before = ids(other)
    journey = org / "journeys" / "welcome.yaml"
    replace(journey, "  - id: again\n", "  - id: longer\n    wait: 1 week\n  - id: again\n")

    settled(org, tmp_path / "next.json")

    nothing_to_do(org)
    after = ids(other)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"longer"}
    [scenario] = other.records(SCENARIO, "state", where=[["name", "=", "Welcome [welcome]"]])
    assert scenario["state"] == "running"


def test_a_changed_mail_is_changed_wherever_it_is_sent(org: Path, other: Client, tmp_path: Path) -> None:
    """An e-mail is one asset, however many journeys send it."""
    replace(org / "emails" / "hello.yaml", "Hello there", "Good morning")

    settled(org, tmp_path / "next.json")

    titles = [each["email_title"] for each in other.records(ACTIVITY, "email_title") if each["email_title"]]
    assert sorted(titles) == ["Good morning", "Good morning", "Still there?", "Still there?"]


def test_what_is_removed_goes_and_leaves_nothing_behind(org: Path, other: Client, tmp_path: Path) -> None:
    """A journey that is removed takes its activities with it; its e-mails stay."""
    for each in ("journeys/welcome.yaml", "journeys/bienvenue.yaml"):
        address = f"journey/{Path(each).stem}"
        assert inside("rm", address, "--why", "The season is over", "-C", str(org)).code == 0

    settled(org, tmp_path / "next.json")

    assert "Welcome [welcome]" not in ids(other, SCENARIO)
    assert set(ids(other)) == {"Hello [hello]", "Again [again]"}
    assert len(other.records(ACTIVITY, "name")) == 2


def test_the_example_org_is_applied_as_far_as_it_can_be_held(tmp_path: Path, tryton: Server, other: Client) -> None:
    """Of an org made for another platform Tryton gets its static lists and its campaigns; all the rest is named."""
    org = tmp_path / "org"
    shutil.copytree(EXAMPLE, org, ignore=shutil.ignore_patterns(".mapconfig", ".git", "people*"))
    text = (org / "mapconfig.yaml").read_text(encoding="utf-8")
    own = f"  tryton:\n    backend: tryton\n    settings:\n      url: {tryton.url}\n      database: drip\n"
    (org / "mapconfig.yaml").write_text(text.replace("environments:\n", "environments:\n" + own, 1), encoding="utf-8")
    saved = tmp_path / "plan.json"
    words = ("-C", str(org), "-e", "tryton")

    made = inside("plan", *words, "--out", str(saved), "--accept", "sends:*", "--because", "tests")
    done = inside("apply", str(saved), "-C", str(org), "-e", "tryton", "--quiet")
    again = inside("plan", *words, "--format", "json")

    assert made.code == 0, made.all
    assert done.code == 0, done.all
    assert json.loads(again.out)["steps"] == []
    lists = {
        "Colleagues (test sends) [colleagues]",
        "Registered for the drought planning webinar [webinar-drought-planning]",
    }
    campaigns = {path.stem for path in (EXAMPLE / "campaigns").iterdir()}
    there = set(ids(other, CATEGORY)) | {"Campaigns"}
    assert there >= lists
    assert len([each for each in there if each.endswith("]")]) == len(lists) + len(campaigns)
    assert "journey/onboarding" in made.all


@pytest.fixture
def grown(tmp_path: Path, tryton: Server, other: Client) -> Path:
    """An org without files, and a Tryton that people have used by hand."""
    fair = other.create(CATEGORY, name="Trade fair 2026")
    other.create(CATEGORY, name="Booth", parent=fair)
    other.create(CATEGORY, name="Campaigns", childs=[["create", [{"name": "Autumn"}]]])
    mail = {"action": "send_email", "email_title": "Thanks ${record.name}", "email_template": "<html><p>Hi</p></html>"}
    offer = {**mail, "name": "Offer!", "event": "email_opened", "delay": {"__class__": "timedelta", "seconds": 3600}}
    remind = {**mail, "name": "Offer!", "event": "email_opened", "negative": True, "email_title": "Well?"}
    remind["delay"] = {"__class__": "timedelta", "seconds": 259200}
    other.create(
        SCENARIO,
        name="Fair follow-up",
        model="party.party",
        domain=json.dumps([["categories", "where", [["name", "=", "Trade fair 2026"]]]]),
        activities=[["create", [{**mail, "name": "Thank you", "children": [["create", [offer, remind]]]}]]],
    )
    other.create(SCENARIO, name="News", model="party.party", domain=json.dumps([["categories", "in", [fair]]]))
    other.create(
        SCENARIO,
        name="Two at once",
        model="party.party",
        domain="[]",
        activities=[["create", [{**mail, "name": "One"}, {**mail, "name": "Two"}]]],
    )
    return drip(tmp_path / "org", tryton, files={})


def test_what_people_made_becomes_an_org(grown: Path, tmp_path: Path) -> None:
    """Lists, campaigns, mails and a scenario of several years' making become files with readable names; importing again
    changes nothing, and there is nothing to do."""
    first = inside("import", "-C", str(grown))
    files = {path.relative_to(grown).as_posix(): path.read_bytes() for path in grown.rglob("*.yaml")}
    again = inside("import", "-C", str(grown))

    assert {"lists/trade-fair-2026.yaml", "lists/booth.yaml", "campaigns/autumn.yaml"} <= set(files), first.all
    assert {"journeys/fair-follow-up.yaml", "emails/offer.yaml", "emails/offer-2.yaml"} <= set(files)
    journey = files["journeys/fair-follow-up.yaml"].decode()
    assert "did: opened email thank-you" in journey and "within: 3 days" in journey and "send: email/offer-2" in journey
    assert "categories" in journey, "a domain about something else than lists is kept as it is"
    assert files == {path.relative_to(grown).as_posix(): path.read_bytes() for path in grown.rglob("*.yaml")}, again.all
    assert plan(grown)["steps"] == []


def test_what_people_made_on_one_tryton_can_be_put_on_another(
    grown: Path, tmp_path: Path, tryton: Server, other: Client
) -> None:
    """Imported from one database and applied to an empty one, there is nothing left to do on either."""
    for name in ("News", "Two at once"):  # which no file can have
        [scenario] = other.records(SCENARIO, "name", where=[["name", "=", name]])
        other.delete(SCENARIO, scenario["id"])
    assert inside("import", "-C", str(grown)).code == 0
    replace(
        grown / "mapconfig.yaml",
        "environments:\n",
        "default_environment: tryton\nenvironments:\n  second:\n    backend: tryton\n"
        f"    settings:\n      url: {tryton.url}\n      database: other\n",
    )
    saved = tmp_path / "plan.json"

    made = inside("plan", "-C", str(grown), "-e", "second", "--out", str(saved), *YES, "--accept", "invalid:*")
    done = inside("apply", str(saved), "-C", str(grown), "-e", "second", "--quiet")
    again = inside("plan", "-C", str(grown), "-e", "second", "--format", "json")

    assert made.code == 0, made.all
    assert done.code == 0, done.all
    assert json.loads(again.out)["steps"] == []
    assert plan(grown)["steps"] == []
    there = {each["name"] for each in tryton.client("other").records(SCENARIO, "name")}
    assert "Fair follow-up [fair-follow-up]" in there
