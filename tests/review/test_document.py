"""The review document: one file that holds all that a reviewer has to know, as its schema says."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.cli.program import REPOSITORY, inside, planned, replace, small, write
from tests.record.repository import Git
from tests.report.review.documents import NAMES, example
from tests.report.review.examples import EDITS, edit, repository

from mapconfig.language import unpacked

SCHEMA = json.loads((REPOSITORY / "schemas/review.schema.json").read_text())
VALID = Draft202012Validator(SCHEMA)


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """The small org with one commit, as the current directory."""
    made = Git(small(tmp_path / "org"))
    made.commit("Begin")
    monkeypatch.chdir(made.root)
    return made


def reviewed(*words: str) -> dict[str, Any]:
    """What the command says as JSON, which is as the schema says."""
    done = inside("review", *words, "--format", "json")
    assert done.code == 0, done.all
    document: dict[str, Any] = json.loads(done.out)
    VALID.validate(document)
    return document


def said(value: Any) -> str:
    return str(unpacked(value))


def item(document: dict[str, Any], id: str) -> dict[str, Any]:
    """The one thing with this id that is to be done before merging."""
    [found] = [each for each in document["before_merge"] if each["id"] == id]
    made: dict[str, Any] = found
    return made


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_as_the_schema_says(name: str) -> None:
    """The documents that the formats are tried with are real ones."""
    assert [error.message for error in VALID.iter_errors(example(name))] == []


def test_the_schema_describes_everything_and_allows_nothing_else() -> None:
    """Every field has its meaning written down; numbers of people are those of the other views."""
    Draft202012Validator.check_schema(SCHEMA)
    diff = json.loads((REPOSITORY / "schemas/diff.schema.json").read_text())
    assert SCHEMA["$defs"]["people"] == diff["$defs"]["people"]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for name, below in value.get("properties", {}).items():
                assert "description" in below or "const" in below or "$ref" in below, name
            if value.get("type") == "object" and "properties" in value:
                assert value["additionalProperties"] is False
            for below in value.values():
                walk(below)
        elif isinstance(value, list):
            for below in value:
                walk(below)

    walk(SCHEMA)


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_the_examples_are_what_the_command_says_today(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdict, risk, teams and what is to be done; made anew with: python -m tests.report.review.examples"""
    monkeypatch.setenv("MAPCONFIG_TODAY", "2026-11-22")
    repository(tmp_path / "org")
    edit(tmp_path / "org", name)
    document = reviewed("--org", str(tmp_path / "org"))
    kept = example(name)

    for field in ("verdict", "risk", "teams", "must_look", "groups"):
        assert said_in(document[field]) == said_in(kept[field]), field
    assert [row["id"] for row in document["before_merge"]] == [row["id"] for row in kept["before_merge"]]
    assert [row["address"] for row in document["changes"]] == [row["address"] for row in kept["changes"]]


def said_in(value: Any) -> Any:
    """`value` with every sentence in English."""
    if isinstance(value, dict):
        return (
            said(value) if set(value) == {"text", "template", "values"} else {n: said_in(v) for n, v in value.items()}
        )
    return [said_in(each) for each in value] if isinstance(value, list) else value


def test_the_blunder_is_understood_from_its_title() -> None:
    """How many people, before anything else; and everybody it concerns must look, not only the owner of the file."""
    document = example("blunder")

    assert document["verdict"]["level"] == "blocked"
    assert "19,970 of about 50,000 people would be e-mailed" in said(document["verdict"]["title"])
    assert document["risk"]["level"] == "high"
    assert {"team/marketing-ops", "team/customer-success", "team/sdr"} < set(document["must_look"])
    assert item(document, "guard:newly-mailed")["who"] == "team/marketing-ops"


def test_whoever_has_to_say_yes_must_look() -> None:
    """Also a team that owns nothing of it, such as who answers for data protection."""
    document = example("suppression")

    assert document["must_look"] == ["team/content", "team/dpo"]
    assert said(document["teams"][1]["why"]) == "is asked for its word"
    assert document["teams"][1]["handle"] == "@drip-ventures/dpo"


def test_a_harmless_change_is_called_so() -> None:
    """No cry of wolf."""
    document = example("harmless")

    assert document["verdict"]["level"] == "fine"
    assert document["risk"]["level"] == "low"
    assert all(each["done"] for each in document["before_merge"])


def test_nothing_changes(git: Git) -> None:
    """A pull request about something else."""
    git.commit("Other", {"README.md": "x\n"})
    document = reviewed("HEAD~1..HEAD")

    assert document["verdict"]["level"] == "no-change"
    assert document["risk"]["level"] == "none"
    assert document["changes"] == document["teams"] == document["groups"] == document["drawing"]["nodes"] == []


def test_files_that_cannot_be_read_are_all_there_is_to_say(git: Git) -> None:
    """Half an org would look like a wish to delete the rest; that holds for either side."""
    git.commit("Break it", {"lists/all.yaml": "kind: list\nkey: [\n"})
    broken = reviewed("HEAD~1", "HEAD")
    mended = reviewed("HEAD", "HEAD~1")

    for document in (broken, mended):
        assert document["compared"]["readable"] is False
        assert document["changes"] == []
    assert broken["verdict"]["level"] == "blocked"
    assert said(broken["verdict"]["title"]) == "1 fault keeps the files from being read, so nothing was compared"
    assert mended["verdict"]["level"] == "look"
    assert "1 fault kept the files from being read before this change" in said(mended["verdict"]["title"])
    assert item(mended, "errors")["done"] is True
    assert mended["findings"]["fixed"]


def test_what_follows_from_a_file_that_cannot_be_read_is_no_fault_of_its_own(git: Git) -> None:
    """Two lists name the broken one. There is one thing to put right, and one number says so everywhere."""
    git.commit("Break it", {"lists/all.yaml": "kind: list\nkey: [\n"})
    document = reviewed("HEAD~1", "HEAD")
    findings = document["findings"]

    assert [row["file"] for row in findings["new"]] == ["lists/all.yaml"]
    assert findings["counts"]["new"]["error"] == 1
    assert findings["following"] and all("list/all" in said(row["detail"]) for row in findings["following"])
    assert said(item(document, "errors")["text"]) == "1 fault has to be put right before anything can be compared"
    text = inside("review", "HEAD~1", "HEAD").out
    assert text.index("Checks, new with this change: 1 error") < text.index("Checks, what may only follow from that:")


def test_a_fault_that_was_there_before_is_counted_once(git: Git) -> None:
    """Both sides cannot be read for the same reason."""
    git.commit("Break it", {"lists/all.yaml": "kind: list\nkey: [\n"})
    git.commit("Go on", {"lists/other.yaml": "kind: list\nkey: other\nowner: team/ops\n"})
    document = reviewed("HEAD~1", "HEAD")

    assert document["verdict"]["level"] == "blocked"
    assert said(document["verdict"]["title"]).startswith("1 fault keeps")
    assert said(item(document, "errors")["text"]).startswith("1 fault has")


def test_new_findings_are_told_from_old_ones_and_from_those_put_right(git: Git) -> None:
    """A change answers for what it brings."""
    write(git.root, {"lists/lost.yaml": "kind: list\nkey: lost\ntitle: Lost\nowner: team/ops\nextends: list/none\n"})
    git.commit("An error")
    replace(git.root / "lists/lost.yaml", "list/none", "list/all")
    replace(git.root / "lists/old.yaml", "owner: team/ops\n", "owner: team/nobody\n")
    document = reviewed()

    new, fixed = document["findings"]["new"], document["findings"]["fixed"]
    assert any("team/nobody" in said(row["detail"]) for row in new)
    assert any("list/none" in said(row["detail"]) for row in fixed)
    assert document["findings"]["counts"]["new"]["error"] == sum(row["severity"] == "error" for row in new)
    assert item(document, "errors")["must"] is True
    assert document["verdict"]["level"] == "blocked"


def test_a_rename_is_told_as_one(git: Git) -> None:
    """Not as a file that is all new; and the files that name it are edited without being changes of their own."""
    assert inside("mv", "list/french", "gauls").code == 0
    document = reviewed()
    [change] = document["changes"]

    assert (change["action"], change["renamed_from"], change["yaml"]) == ("rename", "list/french", None)
    assert change["named_by"] == ["journey/welcome"] and change["people"] == ""
    text = inside("review").out
    assert "it was list/french" in text and "It was list/french. Nothing else of it changes." in text
    assert "The file of 1 asset names it by its new name: journey/welcome" in text
    assert "Named by its new name in" in inside("review", "--format", "html").out


def test_a_rename_is_no_change_of_what_changes_are_judged_by(git: Git) -> None:
    """The settings name a list by its new name; who takes it out of them in passing is still told."""
    replace(git.root / "mapconfig.yaml", "name: Small\n", "name: Small\nfatigue:\n  - list/old\n  - list/older\n")
    write(git.root, {"lists/older.yaml": "kind: list\nkey: older\ntitle: Older\nowner: team/ops\nstatic: true\n"})
    git.commit("Spare them")
    assert inside("mv", "list/old", "ancient").code == 0
    assert "  - list/ancient\n  - list/older\n" in (git.root / "mapconfig.yaml").read_text()

    assert not [each for each in reviewed()["before_merge"] if each["id"] == "settings"]
    replace(git.root / "mapconfig.yaml", "  - list/older\n", "")
    assert "(fatigue)" in said(item(reviewed(), "settings")["text"])


def test_a_change_record_that_comes_with_it_says_why(git: Git) -> None:
    """It has to be new, and to cover what changes."""
    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")
    assert item(reviewed(), "change-record")["done"] is False
    record = "id: {}\ntitle: Spain\nreason: We moved.\ncovers:\n  - {}\ndate: 2026-03-01\n"
    write(git.root, {"changes/2026/one.yaml": record.format("CHG-1", "list/old")})
    assert item(reviewed(), "change-record")["done"] is False
    write(git.root, {"changes/2026/two.yaml": record.format("CHG-2", "list/french")})
    found = item(reviewed(), "change-record")

    assert (found["done"], "CHG-2" in said(found["text"])) == (True, True)


def test_routine_needs_no_record(git: Git) -> None:
    """A longer wait, the text of an e-mail."""
    replace(git.root / "journeys/welcome.yaml", "wait: 2 days", "wait: 3 days")

    assert item(reviewed(), "change-record")["done"] is True


@pytest.mark.parametrize(
    ("selector", "holds"), [("", True), ("selector: kind:list", True), ("selector: kind:journey", False)]
)
def test_a_freeze_that_holds_now_is_told(git: Git, monkeypatch: pytest.MonkeyPatch, selector: str, holds: bool) -> None:
    """Merging is no applying; but whoever merges knows that it waits."""
    monkeypatch.setenv("MAPCONFIG_TODAY", "2026-06-16")
    with (git.root / "mapconfig.yaml").open("a") as file:
        file.write(
            "freezes:\n  - start: 2026-06-15T00:00+02:00\n    end: 2026-06-18T00:00+02:00\n    why: The fair.\n"
            f"    {selector}\n  - start: 2025-06-15T00:00+02:00\n    end: 2025-06-18T00:00+02:00\n    why: Over.\n"
        )
    git.commit("Freeze")
    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")
    found = item(reviewed(), "freeze")

    assert found["done"] is not holds
    assert ("The fair." in said(found["text"])) is holds


def test_teams_are_those_of_what_is_affected_too(git: Git) -> None:
    """Did anyone tell the others? A team that only has to know is told apart from one that must look."""
    write(git.root, {"teams/sales.yaml": "kind: team\nkey: sales\ntitle: Sales\ncontact: s@small.example\n"})
    replace(git.root / "journeys/welcome.yaml", "owner: team/ops", "owner: team/sales")
    git.commit("A second team")
    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")
    document = reviewed()
    teams = {row["team"]: row for row in document["teams"]}

    assert teams["team/ops"]["changed"] == ["list/french"]
    assert teams["team/sales"]["changed"] == [] and teams["team/sales"]["affected"] == 1
    assert "owns 1 asset that is affected: journey/welcome" in said(teams["team/sales"]["why"])
    assert set(document["must_look"]) == {"team/ops", "team/sales"}

    git.commit("Spain")
    replace(git.root / "emails/hello.yaml", "Hello there", "Hello again")
    [ops, sales] = reviewed()["teams"]
    assert (ops["team"], ops["must"], sales["team"], sales["must"]) == ("team/ops", True, "team/sales", False)


def test_whoever_gives_something_up_must_look(git: Git) -> None:
    """A change that takes an asset from its owner, or out of the files, is not waved through as cosmetic; and the owner
    is the one from before the change as well as the one after."""
    write(git.root, {"teams/sales.yaml": "kind: team\nkey: sales\ntitle: Sales\ncontact: s@small.example\n"})
    git.commit("A second team")
    replace(git.root / "emails/hello.yaml", "owner: team/ops", "owner: team/sales")
    assert set(reviewed()["must_look"]) == {"team/ops", "team/sales"}

    git.commit("Given away")
    (git.root / "lists/old.yaml").unlink()
    replace(git.root / "teams/sales.yaml", "title: Sales", "title: Sellers")
    assert reviewed()["must_look"] == ["team/ops"]
    assert [row["team"] for row in reviewed()["teams"]] == ["team/ops", "team/sales"]


def test_a_change_does_not_choose_who_says_yes_to_it(git: Git) -> None:
    """Whose word a plan asks for, the settings from before the change say."""
    settings = git.root / "mapconfig.yaml"
    settings.write_text(settings.read_text() + "guards:\n  who:\n    sends: team/ops\n")
    write(git.root, {"teams/sales.yaml": "kind: team\nkey: sales\ntitle: Sales\ncontact: s@small.example\n"})
    git.commit("Who says yes")
    replace(settings, "sends: team/ops", "sends: team/sales")
    replace(git.root / "lists/all.yaml", "industry is Wine", "industry is not blank")

    document = reviewed()

    assert item(document, "word:sends")["who"] == "team/ops"
    assert item(document, "settings")["done"] is False


def test_where_the_settings_name_nobody_the_owners_say_yes(git: Git) -> None:
    """As a plan asks for it: by name, and not "somebody"."""
    replace(git.root / "lists/all.yaml", "industry is Wine", "industry is not blank")

    asked = item(reviewed(), "word:sends")

    assert asked["who"] == "team/ops"
    assert said(asked["text"]).startswith("team/ops says yes to the effect sends")


def test_what_is_expected_of_fictional_people_has_to_stay_true(git: Git) -> None:
    """Definitions have tests; what failed before is no fault of this change."""
    write(
        git.root,
        {
            "personas/people.yaml": "persona: fleur\ntitle: Fleur\nas_of: 2026-03-01\nfields:\n  industry: Wine\n"
            "  country: France\nexpect:\n  - is in list/french\n  - is in list/old\n",
        },
    )
    git.commit("People")
    replace(git.root / "lists/all.yaml", "All growers", "Everybody")
    found = item(reviewed(), "personas")
    assert (found["done"], found["must"]) == (True, False)

    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")
    found = item(reviewed(), "personas")
    assert (found["done"], found["must"]) == (False, True)
    assert "1 expectation of fictional people no longer comes true: fleur: `is in list/french`" in said(found["text"])


def test_a_plan_adds_its_guards_and_what_people_do_by_hand(git: Git, tmp_path: Path) -> None:
    """Then nothing is guessed of what a plan will ask."""
    plan = tmp_path / "plan.json"
    done = planned(git.root, plan)
    assert plan.exists(), done.all
    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")
    document = reviewed("--plan", str(plan))

    assert document["plan"]["environment"] == "local"
    assert document["plan"]["steps"] > 0
    assert any(each["id"].startswith("guard:") for each in document["before_merge"])
    assert not any(each["id"].startswith("word:") for each in document["before_merge"])


def test_an_edit_that_is_the_same_on_several_assets_is_one_group(git: Git) -> None:
    """One of them differs in another field too, and stands alone."""
    for name in ("all", "french", "old"):
        replace(git.root / f"lists/{name}.yaml", "owner: team/ops", "owner: team/ops\ntags:\n  - reviewed")
    replace(git.root / "lists/old.yaml", "Old list", "Older list")
    document = reviewed()

    [group] = document["groups"]
    assert group["addresses"] == ["list/all", "list/french"]
    numbers = {row["address"]: row["group"] for row in document["changes"]}
    assert numbers == {"list/all": 0, "list/french": 0, "list/old": None}


def test_what_is_new_gone_or_renamed_is_shown_whole(git: Git) -> None:
    """As YAML in the form of the house, with the address that a renamed one had."""
    write(git.root, {"lists/new.yaml": "kind: list\nkey: new\ntitle: New\nowner: team/ops\nstatic: true\n"})
    (git.root / "lists/old.yaml").unlink()
    inside("mv", "list/french", "list/francophone")
    rows = {row["address"]: row for row in reviewed()["changes"]}

    assert rows["list/new"]["yaml"].startswith("kind: list\nkey: new\ntitle: New\n")
    assert (rows["list/old"]["action"], "country is Spain" in rows["list/old"]["yaml"]) == ("unmanage", True)
    assert rows["list/francophone"]["renamed_from"] == "list/french"


def test_what_is_only_out_of_the_files_keeps_running_and_what_has_a_tombstone_goes(git: Git) -> None:
    """A missing file deletes nothing, so nobody is lost by it; it is looked at closely, since it may be a slip."""
    (git.root / "lists/old.yaml").unlink()
    replace(git.root / "lists/all.yaml", "All growers", "Everybody")
    document = reviewed()
    row, risk = document["changes"][1], document["risk"]

    assert row["effect"] == "cosmetic" and (risk["level"], risk["about"]) == ("medium", "list/old")
    assert said(risk["effect_words"]) == "leaves something to the platform that no file describes any more"
    assert said(row["reason"]) == (
        "list/old is no longer in the files: it becomes unmanaged and keeps running as it is. "
        "To delete it: mapconfig rm list/old."
    )
    write(git.root, {"removed.yaml": "removed:\n  - asset: list/old\n    why: Nobody needs it.\n"})
    assert said(reviewed()["risk"]["why"]).startswith("list/old is gone")


def test_criteria_are_one_tree_with_what_changed(git: Git) -> None:
    """Groups keep their depth, and what differs says which way it moves."""
    replace(
        git.root / "lists/all.yaml",
        "  - industry is Wine\n",
        "  - any:\n      - industry is Wine\n      - industry is Golf\n",
    )
    [row] = [row for row in reviewed()["changes"] if row["address"] == "list/all"]
    [field] = row["fields"]
    lines = [(line["depth"], said(line["text"]), line["state"]) for line in field["criteria"]["rows"]]

    assert (0, "any of these:", "added") in lines
    assert (1, "industry is Golf", "added") in lines
    assert field["criteria"]["differences"][0]["direction"] in ("loosened", "unclear")
    assert field["yaml_after"].startswith("criteria:\n  - any:\n")


def test_files_are_shown_as_people_write_them(git: Git) -> None:
    """A new asset in the order of its schema, so that a step begins with its id; and what was not in a file because it
    is the default is changed, not added."""
    steps = "steps:\n  - id: look\n    did: clicked email hello\n    within: 2 days\n    then: end\n    else: end\n"
    write(git.root, {"journeys/second.yaml": f"kind: journey\nkey: second\ntitle: Second\nowner: team/ops\n{steps}"})
    replace(git.root / "journeys/welcome.yaml", "owner: team/ops\n", "owner: team/ops\nstate: paused\n")
    changes = {row["address"]: row for row in reviewed()["changes"]}

    assert changes["journey/second"]["yaml"].endswith(steps)
    [field] = changes["journey/welcome"]["fields"]
    assert (field["how"], field["yaml_before"], field["yaml_after"]) == ("changed", None, "state: paused\n")


def test_a_review_is_written_where_somebody_wants_it(git: Git) -> None:
    """Also from inside the org, with nothing else said."""
    done = inside("review", "HEAD", "HEAD", "-o", "review.txt")

    assert (done.code, done.out, done.err) == (0, "", "wrote review.txt\n")
    assert (git.root / "review.txt").read_text().startswith("No change")


def test_a_new_error_is_named_where_it_stops_the_change(git: Git) -> None:
    """On the first screen, with the asset; nobody has to look for it."""
    replace(git.root / "lists/french.yaml", "extends: list/all", "extends: list/al")
    document = reviewed()

    title = "1 new error has to be put right: Unknown reference (list/french)"
    assert said(item(document, "errors")["text"]) == said(document["verdict"]["title"]) == title


def test_two_dots_and_three_dots_are_understood(git: Git) -> None:
    """Three: from where the branch parted, so that what came to main meanwhile is nobody's change."""
    git.run("checkout", "-q", "-b", "topic")
    replace(git.root / "lists/old.yaml", "Old list", "Older list")
    git.commit("On the branch")
    git.run("checkout", "-q", "main")
    replace(git.root / "lists/all.yaml", "All growers", "Everybody")
    git.commit("On main")

    parted = reviewed("main...topic")
    assert [row["address"] for row in parted["changes"]] == ["list/old"]
    base = git.run("merge-base", "main", "topic")
    name = f"main at {base[:10]} (where topic left it)"
    assert parted["compared"]["before"]["commit"] == base
    assert said(parted["compared"]["before"]["words"]) == name
    for style in ("text", "markdown", "html"):
        shown = inside("review", "main...topic", "--format", style).out.replace("\\", "")
        assert name in " ".join(shown.split()) and base not in shown
    assert f"from {name} to topic" in inside("diff", "main...topic").out
    assert (
        f"entre main à {base[:10]} (là où topic en est parti) et topic"
        in inside("diff", "main...topic", "--lang", "fr").out
    )
    assert json.loads(inside("diff", "main...topic", "--format", "json").out)["before"] == base
    assert [row["address"] for row in reviewed("main..topic")["changes"]] == ["list/all", "list/old"]
    compared = reviewed("main", "topic")["compared"]
    assert compared["before"] == {"ref": "main", "commit": git.run("rev-parse", "main")}
    assert compared["after"]["commit"] == git.run("rev-parse", "topic")
    assert reviewed("...topic")["compared"]["after"]["ref"] == "topic"


def test_an_org_that_begins_is_all_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pull request that brings it is reviewed like any other."""
    git = Git(tmp_path / "repository")
    git.commit("Before", {"README.md": "x\n"})
    small(git.root / "marketing")
    git.commit("The org")
    monkeypatch.chdir(git.root / "marketing")
    document = reviewed("HEAD~1", "HEAD")

    assert {row["action"] for row in document["changes"]} == {"create"}
    assert len(document["changes"]) == 8
    assert document["compared"]["before"]["commit"] == git.run("rev-parse", "HEAD~1")


def test_an_org_in_a_folder_says_the_way_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forges look for files from the top of the repository; and the target tells two orgs apart."""
    git = Git(small(tmp_path / "repository/eu/marketing").parents[1])
    git.commit("Begin")
    monkeypatch.chdir(git.root / "eu/marketing")
    document = reviewed()

    assert document["target"]["prefix"] == "eu/marketing/"
    assert document["target"]["id"] == "eu/marketing/local"
    assert reviewed("--target", "mine", "--env", "staging")["target"]["id"] == "mine"


@pytest.mark.slow
def test_a_review_of_five_hundred_changes_fits_every_comment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All different, so that nothing is told once for many; the gravest are seen, and the rest is counted."""
    org = small(tmp_path / "org")
    for number in range(500):
        write(
            org,
            {
                f"lists/segment-{number}.yaml": f"kind: list\nkey: segment-{number}\ntitle: Segment {number}\n"
                f"owner: team/ops\nextends: list/all\ncriteria:\n  - country is Land{number}\n"
            },
        )
    git = Git(org)
    git.commit("Begin")
    for number in range(500):
        replace(org / f"lists/segment-{number}.yaml", f"Land{number}", f"Country{number}")
    monkeypatch.chdir(org)
    begin = time.process_time()
    document = reviewed("--no-people")
    spent = time.process_time() - begin
    saved = tmp_path / "review.json"
    saved.write_text(json.dumps(document))

    assert len(document["changes"]) == 500
    for profile, most in (("github", 65_536), ("gitlab", 1_000_000), ("bitbucket", 32_768), ("azure", 150_000)):
        done = inside("review", "--from", str(saved), "--format", "markdown", "--profile", profile)
        assert done.code == 0
        assert len(done.out) < most
        assert "of 500 are shown" in done.out or profile == "gitlab"
    assert spent < 60, "a review is made while somebody waits"


def test_a_verdict_may_fail_a_job(git: Git) -> None:
    """Only where somebody asks for that."""
    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")

    assert inside("review").code == 0
    assert inside("review", "--fail-on", "blocked").code == 0
    assert inside("review", "--fail-on", "look").code == 3


def test_a_page_is_opened_in_the_browser(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file that stays, where somebody named one or else where there is room."""
    import webbrowser

    opened: list[str] = []

    def show(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", show)
    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")
    page = tmp_path / "page.html"

    assert inside("review", "--open", "-o", str(page)).code == 0
    assert opened == [page.as_uri()]
    assert page.read_text().lower().startswith("<!doctype html>")
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    assert inside("review", "--open").code == inside("review", "--open", "--format", "html").code == 0
    [kept] = (tmp_path / "cache").rglob("*.html")
    assert opened[1:] == [kept.as_uri()] * 2
    assert kept.read_bytes().lower().startswith(b"<!doctype html>") and kept.stat().st_mode & 0o77 == 0
    monkeypatch.setenv("MAPCONFIG_CACHE", "")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert "remove it when you have read it" in inside("review", "--open").err
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert "no browser here" in inside("review", "--open", "-o", str(page)).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "{saved}", "HEAD"), "--from shows a review that is there already, so BEFORE would change nothing"),
        (("--from", "{saved}", "--plan", "plan.json"), "so --plan would change nothing"),
        (("--from", "{saved}", "--no-people"), "so --no-people would change nothing"),
        (("--open", "--format", "json"), "--open shows the page, which is --format html; leave out --format json"),
        (("HEAD..HEAD", "HEAD"), "HEAD..HEAD names both sides already, so HEAD is one too many"),
        (("HEAD...HEAD", "HEAD"), "HEAD...HEAD names both sides already"),
    ],
)
def test_no_word_of_the_command_is_left_unheard(words: tuple[str, ...], said: str, git: Git, tmp_path: Path) -> None:
    """What would be ignored is refused, with a sentence that says which word is too many."""
    saved = tmp_path / "review.json"
    assert inside("review", "--format", "json", "-o", str(saved)).code == 0
    done = inside("review", *(word.format(saved=saved) for word in words))

    assert done.code == 64 and said in done.err, done.all


def test_a_diff_of_two_sides_takes_no_third(git: Git) -> None:
    """As `review` does."""
    done = inside("diff", "HEAD..HEAD", "HEAD")

    assert done.code == 64 and "HEAD..HEAD names both sides already" in done.err


def test_it_speaks_the_language_of_the_org(git: Git) -> None:
    """Of the settings, of the environment or of the option, the nearest first."""
    replace(git.root / "mapconfig.yaml", "name: Small\n", "name: Small\nlanguage: fr\n")
    git.commit("In French")
    replace(git.root / "lists/french.yaml", "country is France", "country is Spain")

    assert inside("review").out != inside("review", "--lang", "en").out
    assert inside("review", "--lang", "xx").code == 64
    assert inside("review", "--format", "json").out == inside("review", "--format", "json", "--lang", "en").out


def test_a_change_does_not_quietly_excuse_itself(git: Git) -> None:
    """Settings by which changes are judged are told, also where nothing else changes, and are not yet obeyed."""
    settings = git.root / "mapconfig.yaml"
    settings.write_text(
        settings.read_text() + "\nwaivers:\n  - {code: MC101, asset: list/all, why: x, until: 2027-01-01}\n"
    )

    found = reviewed()

    assert found["verdict"]["level"] == "look"
    assert "what changes are judged by" in said(found["verdict"]["title"])
    assert "(waivers)" in said(item(found, "settings")["text"])
    assert item(found, "settings")["done"] is False


def test_what_only_an_environment_sees_is_compared_where_it_changes(git: Git) -> None:
    """An override that goes is a change of what is applied there, though no file of the asset changes."""
    settings = git.root / "mapconfig.yaml"
    plain = settings.read_text()
    override = plain.replace(
        "    backend: embedded\n", "    backend: embedded\n    overrides:\n      list/all: {title: Nobody}\n", 1
    )
    assert override != plain
    settings.write_text(override)
    git.commit("Differ here")
    settings.write_text(plain)

    found = reviewed()

    assert [change["address"] for change in found["changes"]] == ["list/all"]
    assert "(environments)" in said(item(found, "settings")["text"])
