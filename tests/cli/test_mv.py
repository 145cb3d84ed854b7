"""`mapconfig mv`: another key everywhere, the same asset on the platform."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.program import YES, Ran, example, inside, program, replace, settled, small, write
from tests.record.repository import Git

from mapconfig.read.yaml import load

CHANGE = "id: C-1\ntitle: Begin\nreason: To begin.\ncovers:\n  - list/french\ndate: 2026-01-01\n"

SETTINGS = """\
name: Small
# Not too often.
fatigue:
  - list/old
guards:
  who:
    sends: team/ops
freezes:
  - start: 2026-01-01T00:00Z
    end: 2026-01-02T00:00Z
    why: New year
    selector: list/french+2 or owner:team/ops and not "list/french-not" or owner:ops
environments:
  local:
    backend: embedded
  staging:
    backend: embedded
    settings:
      file: .mapconfig/staging.sqlite3
    overrides:
      list/french:  # not so many
        title: A few
        criteria:
          - in list french
      journey/welcome:
        entry.lists:
          - list/french
        steps.mail.send: email/hello
        state: paused
      email/hello:
        body: <p>{{ snippet/foot }}</p>
      lst/french:
        title: Odd
"""


def mv(org: Path, *words: str) -> Ran:
    return inside("mv", *words, "-C", str(org))


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org, in git, with a snippet that is embedded in a body, a side file and a variant."""
    root = write(
        small(tmp_path / "org"),
        {
            "snippets/foot.yaml": "kind: snippet\nkey: foot\ntitle: Foot\nowner: team/ops\ncontent_file: foot.html\n",
            "snippets/foot.html": "<p>Bye</p>\n",
            "emails/news.yaml": "kind: email\nkey: news\ntitle: News\nowner: team/ops\nsubject: News\n"
            "body_file: news.html\ntext: Hello {{snippet/foot}}\n",
            "emails/news.html": "<p>{{ snippet/foot }} {{ snippet/footer }}</p>\n",
            "lists/sure.yaml": "kind: list\nkey: sure\ntitle: Sure\nowner: team/ops\n"
            "criteria:\n  # those\n  - in list french  # and only those\n  - any:\n      - not in list old\n",
            "changes/2026/c-1.yaml": CHANGE,
        },
    )
    Git(root).commit("Begin")
    return root


def mentions(org: Path, text: str) -> list[str]:
    """Files of the org that have a text in them."""
    return sorted(
        path.relative_to(org).as_posix()
        for path in org.rglob("*")
        if path.is_file() and ".git/" not in str(path) and ".mapconfig" not in str(path) and text in path.read_text()
    )


def test_the_key_the_file_and_every_mention_change(org: Path) -> None:
    """References, sentences and the file's own name follow; comments stay; change records are history and stay too."""
    done = mv(org, "list/french", "paris")

    assert done.code == 0, done.all
    assert not (org / "lists/french.yaml").exists()
    (document,) = load((org / "lists/paris.yaml").read_bytes(), "")[0]
    assert (document["key"], document["renamed_from"]) == ("paris", "french")
    assert "  # those\n  - in list paris  # and only those\n" in (org / "lists/sure.yaml").read_text()
    assert "    - list/paris\n" in (org / "journeys/welcome.yaml").read_text()
    assert (org / "changes/2026/c-1.yaml").read_text() == CHANGE
    assert mentions(org, "french") == ["changes/2026/c-1.yaml", "lists/paris.yaml"]
    assert done.out.endswith("changed  lists/paris.yaml\nremoved  lists/french.yaml\n")


@pytest.mark.slow
def test_validate_says_what_it_said_before(org: Path, tmp_path: Path) -> None:
    """A rename makes no finding and hides none."""
    root = example(tmp_path / "example")
    before = json.loads(inside("validate", "-C", str(root), "--cold", "--format", "json").out)

    assert mv(root, "list/customers", "list/clients").code == 0
    assert mv(root, "snippet/legal-footer", "fine-print").code == 0
    assert mv(root, "field/account.type", "account.sort").code == 0
    assert mv(root, "team/marketing-ops", "operations").code == 0

    after = json.loads(inside("validate", "-C", str(root), "--cold", "--format", "json").out)
    assert after["counts"] == before["counts"]


def test_the_plan_shows_a_rename_and_nothing_else(org: Path, tmp_path: Path) -> None:
    """The same asset with the same id: one step that renames it, and none for those that name it."""
    settled(org, tmp_path / "plan.json")
    ids = inside("platform", "list", "-C", str(org)).out
    mv(org, "list/french", "paris")

    done = inside("plan", "-C", str(org), "--format", "json", "--out", str(tmp_path / "second.json"), *YES)

    plan = json.loads((tmp_path / "second.json").read_text())
    steps = plan["plan"]["steps"] if "plan" in plan else plan["steps"]
    assert [(step["address"], step["verb"], step["renamed_from"]) for step in steps] == [
        ("list/paris", "update", "list/french")
    ], done.all
    assert inside("apply", str(tmp_path / "second.json"), "-C", str(org)).code == 0
    assert inside("platform", "list", "-C", str(org)).out.count("list/paris") == 1
    row = next(line for line in ids.splitlines() if "list/french" in line)
    now = next(line for line in inside("platform", "list", "-C", str(org)).out.splitlines() if "list/paris" in line)
    assert row.split()[0] == now.split()[0]
    assert "nothing to do" in inside("plan", "-C", str(org)).out


def test_a_name_with_another_place_in_the_alphabet_is_no_other_meaning(org: Path, tmp_path: Path) -> None:
    """Where order means nothing a renamed asset may come later in it, and nobody else is taken to have changed that."""
    write(
        org,
        {
            "lists/alpha.yaml": "kind: list\nkey: alpha\ntitle: Alpha\nowner: team/ops\nstatic: true\n"
            "purpose: suppression\n",
            "lists/middle.yaml": "kind: list\nkey: middle\ntitle: Middle\nowner: team/ops\nstatic: true\n"
            "purpose: suppression\n",
            "emails/kept.yaml": "kind: email\nkey: kept\ntitle: Kept\nowner: team/ops\nsubject: Kept\nbody: <p>It</p>\n"
            "suppress:\n  - list/alpha\n  - list/middle\n",
        },
    )
    settled(org, tmp_path / "plan.json")

    done = mv(org, "list/alpha", "zeta")

    assert done.code == 0, done.all
    assert "  - list/zeta\n  - list/middle\n" in (org / "emails/kept.yaml").read_text()
    inside("plan", "-C", str(org), "--format", "json", "--out", str(tmp_path / "second.json"), *YES)
    plan = json.loads((tmp_path / "second.json").read_text())
    assert [step["address"] for step in plan.get("plan", plan)["steps"]] == ["list/zeta"]
    assert inside("apply", str(tmp_path / "second.json"), "-C", str(org)).code == 0
    assert "nothing to do" in inside("plan", "-C", str(org)).out
    replace(org / "emails/kept.yaml", "  - list/middle\n", "")
    inside("plan", "-C", str(org), "--format", "json", "--out", str(tmp_path / "third.json"), *YES)
    plan = json.loads((tmp_path / "third.json").read_text())
    assert [(step["address"], step["overwrites"]) for step in plan.get("plan", plan)["steps"]] == [("email/kept", [])]
    assert not any(guard["refused"] for guard in plan.get("plan", plan)["guards"])


def test_embeds_follow_in_bodies_and_side_files(org: Path) -> None:
    """Only the snippet itself, not one whose name begins like it; its side file keeps its name."""
    done = mv(org, "snippet/foot", "bottom")

    assert done.code == 0, done.all
    assert (org / "emails/news.html").read_text() == "<p>{{ snippet/bottom }} {{ snippet/footer }}</p>\n"
    assert "text: Hello {{snippet/bottom}}" in (org / "emails/news.yaml").read_text()
    assert "content_file: foot.html" in (org / "snippets/bottom.yaml").read_text()
    assert (org / "snippets/foot.html").exists()


def test_settings_follow(org: Path) -> None:
    """Fatigue, overrides with what they say, freezes and guards; comments stay."""
    (org / "mapconfig.yaml").write_text(SETTINGS)

    assert mv(org, "list/french", "paris").code == 0
    assert mv(org, "list/old", "older").code == 0
    assert mv(org, "team/ops", "operations").code == 0
    assert mv(org, "snippet/foot", "bottom").code == 0

    assert (org / "mapconfig.yaml").read_text() == SETTINGS.replace("list/old", "list/older").replace(
        "team/ops", "team/operations"
    ).replace("owner:ops", "owner:operations").replace("list/french:", "list/paris:").replace(
        "in list french", "in list paris"
    ).replace("list/french\n", "list/paris\n").replace("list/french+2", "list/paris+2").replace(
        "snippet/foot ", "snippet/bottom "
    )


def test_codeowners_follows(org: Path) -> None:
    """Else nobody is asked about the file under its new name. Only a block of ours is touched, and what is wrong with
    it is told; the rename is done."""
    replace(
        org / "teams/ops.yaml", "contact: ops@small.example\n", 'contact: ops@small.example\nhandle: "@small/ops"\n'
    )
    write(org, {"CODEOWNERS": "* @small/all\n", "docs/CODEOWNERS": "/lists/french.yaml @ada\n"})
    assert inside("owners", "generate", "-C", str(org)).code == 0
    done = mv(org, "list/french", "gauls")

    assert "changed  CODEOWNERS" in done.out and "docs/CODEOWNERS" not in done.out
    assert "/lists/gauls.yaml @small/ops" in (org / "CODEOWNERS").read_text()
    assert inside("owners", "check", "-C", str(org)).code == 0
    write(
        org, {"CODEOWNERS": (org / "CODEOWNERS").read_text().rpartition("# mapconfig")[0], "docs/CODEOWNERS": b"\xff"}
    )
    done = mv(org, "list/gauls", "celts")
    assert done.code == 0
    assert "note: CODEOWNERS stays as it is: CODEOWNERS has no whole block" in done.err
    assert "note: docs/CODEOWNERS stays as it is: it is not UTF-8" in done.err


def test_a_file_of_several_keeps_its_name(org: Path) -> None:
    """Only a file that is named after the key and holds nothing else follows."""
    text = (org / "lists/old.yaml").read_text()
    (org / "lists/old.yaml").write_text(text + "---\n" + text.replace("key: old", "key: other"))
    (org / "lists/many.yaml").write_text(text.replace("key: old", "key: third"))

    assert mv(org, "list/old", "older").code == 0
    assert mv(org, "list/third", "fourth").code == 0

    assert [each["key"] for each in load((org / "lists/old.yaml").read_bytes(), "")[0]] == ["older", "other"]
    assert "key: fourth" in (org / "lists/many.yaml").read_text()


def test_a_file_that_is_in_the_way_stays(org: Path) -> None:
    """The document changes where it is when the new name is another file's, capitals not counted."""
    text = (org / "lists/old.yaml").read_text()
    (org / "lists/Older.yaml").write_text(text.replace("key: old", "key: other"))

    assert mv(org, "list/old", "older").code == 0
    assert "key: older" in (org / "lists/old.yaml").read_text()
    assert "key: other" in (org / "lists/Older.yaml").read_text()


def test_a_change_of_capitals_keeps_the_file(org: Path) -> None:
    """On some computers the two names are one file."""
    assert mv(org, "list/old", "OLD").code == 0
    assert "key: OLD" in (org / "lists/old.yaml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "code", "sentence"),
    [
        ("list/frensh", "paris", 64, "Did you mean list/french?"),
        ("french", "paris", 64, "Did you mean list/french?"),
        ("list/french", "rule/paris", 64, "list/french is a list and cannot become a rule: write list/paris."),
        ("list/french", "par is", 64, "A key has letters, digits, dots, hyphens and underscores only."),
        ("list/french", "list/french", 64, "is called that already"),
        ("list/french", "old", 1, "There is list/old already, in lists/old.yaml"),
        ("nothing/x", "y", 64, "The org has no nothing/x"),
    ],
)
def test_what_cannot_be_is_refused(org: Path, old: str, new: str, code: int, sentence: str) -> None:
    """With the reason and the nearest name, and nothing is changed."""
    done = mv(org, old, new)

    assert done.code == code, done.all
    assert sentence in done.err
    assert (org / "lists/french.yaml").exists()
    assert (org / "lists/old.yaml").exists()


def test_a_name_that_is_to_be_removed_is_refused(org: Path) -> None:
    """What removed.yaml asks for would contradict the file."""
    (org / "removed.yaml").write_text("removed:\n  - asset: list/gone\n    why: Over\n")

    done = mv(org, "list/french", "gone")

    assert done.code == 1
    assert "list/french cannot be called list/gone" in done.err
    assert (org / "lists/french.yaml").exists()


def test_fields_of_the_crm_keep_their_names(org: Path) -> None:
    """They are renamed in the CRM."""
    write(
        org,
        {
            "crm/objects/Lead/fields/Old__c.field-meta.xml": '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Old__c</fullName>'
            "<label>Old</label><type>Text</type><length>80</length></CustomField>\n"
        },
    )

    done = mv(org, "crm-field/Lead.Old__c", "Lead.New__c")

    assert done.code == 1, done.all
    assert "belongs to the CRM and is only read here" in done.err


def test_half_an_org_renames_nothing(org: Path) -> None:
    """A file that cannot be read could name the asset."""
    (org / "lists/broken.yaml").write_text("kind: [\n")

    done = mv(org, "list/french", "paris")

    assert done.code == 3
    assert (org / "lists/french.yaml").exists()


def test_a_result_that_would_mean_something_else_is_not_written(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The org is read as it will be, before a file is touched."""
    from mapconfig.authoring import naming

    monkeypatch.setattr(naming, "rewrite_references", lambda data, kinds, rename: data)

    done = mv(org, "list/french", "paris")

    assert done.code == 1
    assert "journey/welcome would mean something else afterwards" in done.err
    assert (org / "lists/french.yaml").exists()


def test_a_second_time_there_is_nothing_to_do(org: Path) -> None:
    """The same command again is no mistake."""
    mv(org, "list/french", "paris")

    done = mv(org, "list/french", "paris")

    assert (done.code, done.out) == (0, "")
    assert "nothing to do" in done.err


# -- renamed more than once -------------------------------------------------------------------------------------------


def renamed_from(org: Path, file: str) -> object:
    return load((org / file).read_bytes(), "")[0][0].get("renamed_from")


def test_a_name_that_was_never_applied_is_passed_over(org: Path, tmp_path: Path) -> None:
    """The platform knows the first name, so that is what `renamed_from` goes on saying."""
    settled(org, tmp_path / "plan.json")
    mv(org, "list/french", "paris")
    mv(org, "list/paris", "lyon")

    assert renamed_from(org, "lists/lyon.yaml") == "french"
    assert "list/lyon" in inside("plan", "-C", str(org)).out
    assert "1 to" in inside("plan", "-C", str(org)).out


def test_a_name_that_is_taken_back_leaves_nothing(org: Path, tmp_path: Path) -> None:
    """There and back again is no change at all."""
    settled(org, tmp_path / "plan.json")
    before = (org / "lists/french.yaml").read_bytes()
    mv(org, "list/french", "paris")
    mv(org, "list/paris", "french")

    assert (org / "lists/french.yaml").read_bytes() == before
    assert "nothing to do" in inside("plan", "-C", str(org)).out


def test_a_name_that_was_applied_is_the_earlier_one(org: Path, tmp_path: Path) -> None:
    """After an apply the second rename begins at the new name; so it does where nothing was ever applied."""
    mv(org, "list/old", "older")
    mv(org, "list/older", "oldest")
    assert renamed_from(org, "lists/oldest.yaml") == "older"
    mv(org, "list/french", "paris")
    settled(org, tmp_path / "plan.json")
    mv(org, "list/paris", "lyon")

    assert renamed_from(org, "lists/lyon.yaml") == "paris"


def test_environments_that_know_different_names_have_to_agree_first(org: Path, tmp_path: Path) -> None:
    """A file can say one earlier name."""
    settled(org, tmp_path / "plan.json")
    mv(org, "list/french", "paris")
    plan = tmp_path / "staging.json"
    assert (
        inside("plan", "-C", str(org), "--env", "staging", "--out", str(plan), *YES, "--accept", "invalid:*").code == 0
    )
    assert inside("apply", str(plan), "-C", str(org), "--env", "staging", "--quiet").code == 0

    done = mv(org, "list/paris", "lyon")

    assert done.code == 1
    assert "local still knows it by that name, and staging by the new one" in done.err
    assert (org / "lists/paris.yaml").exists()


def test_it_works_as_a_program(org: Path) -> None:
    """As people call it."""
    replace(org / "lists/old.yaml", "title: Old list", "title: Old list # really")

    done = program("mv", "list/old", "older", cwd=org)

    assert done.code == 0, done.all
    assert "# really" in (org / "lists/older.yaml").read_text()
