"""`mapconfig rm`: out of the files, into removed.yaml, and nothing that others need goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import Ran, inside, program, settled, small, write

from mapconfig.read.yaml import load


def rm(org: Path, *words: str) -> Ran:
    return inside("rm", *words, "-C", str(org))


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org with an e-mail that has side files, one of them shared."""
    return write(
        small(tmp_path / "org"),
        {
            "emails/news.yaml": "kind: email\nkey: news\ntitle: News\nowner: team/ops\nsubject: News\n"
            "body_file: news.html\ntext_file: plain.txt\n",
            "emails/other.yaml": "kind: email\nkey: other\ntitle: Other\nowner: team/ops\nsubject: Other\n"
            "body: <p>Other</p>\ntext_file: plain.txt\n",
            "emails/news.html": "<p>News</p>\n",
            "emails/plain.txt": "News\n",
        },
    )


def wishes(org: Path) -> list[dict[str, str]]:
    (document,) = load((org / "removed.yaml").read_bytes(), "")[0]
    return list(document["removed"])


def test_the_document_goes_and_the_wish_is_written(org: Path) -> None:
    """The file is deleted; removed.yaml says what is to be deleted, why, and by which ticket."""
    done = rm(org, "list/old", "--why", "Nobody uses it", "--ticket", "MOPS-1")

    assert done.code == 0, done.all
    assert not (org / "lists/old.yaml").exists()
    assert wishes(org) == [{"asset": "list/old", "why": "Nobody uses it", "ticket": "MOPS-1"}]
    assert "changed  removed.yaml\nremoved  lists/old.yaml\n" in done.out
    assert inside("validate", "-C", str(org), "--cold").code == 0


def test_the_plan_then_says_delete(org: Path, tmp_path: Path) -> None:
    """What was applied is deleted by a plan that names the reason, and by nothing else."""
    settled(org, tmp_path / "plan.json")
    rm(org, "list/old", "--why", "Nobody uses it")

    done = inside("plan", "-C", str(org))

    assert "delete     list/old" in done.out
    assert "Nobody uses it" in done.out
    assert "1 to DELETE" in done.out


def test_comments_and_earlier_wishes_stay(org: Path) -> None:
    """removed.yaml is written by people too."""
    before = "# What is to be deleted.\nremoved:\n  # since spring\n  - asset: list/gone\n    why: Old # really\n"
    (org / "removed.yaml").write_text(before)

    assert rm(org, "list/old", "--why", "Too:  old").code == 0

    assert (org / "removed.yaml").read_text() == before + '  - asset: list/old\n    why: "Too: old"\n'


@pytest.mark.parametrize(
    ("before", "kept"),
    [("# Nothing yet.\n", "# Nothing yet."), ("removed: []\n", ""), ("removed: [] # none\n", ""), ("", "")],
)
def test_an_empty_list_of_wishes_gets_its_first(org: Path, before: str, kept: str) -> None:
    """However somebody wrote that there is nothing to delete."""
    (org / "removed.yaml").write_text(before)

    done = rm(org, "list/old", "--why", "Old")

    assert done.code == 0, done.all
    assert wishes(org) == [{"asset": "list/old", "why": "Old"}]
    assert kept in (org / "removed.yaml").read_text()


def test_a_file_of_several_keeps_the_others(org: Path) -> None:
    """Only the asset's own document goes."""
    (org / "lists/old.yaml").write_text(
        "# First.\nkind: list\nkey: one\ntitle: One\nowner: team/ops\n---\nkind: list\nkey: old\ntitle: Old\n"
        "owner: team/ops\n---\n# Third.\nkind: list\nkey: three\ntitle: Three\nowner: team/ops\n"
    )

    done = rm(org, "list/old", "--why", "Old")

    assert "changed  lists/old.yaml" in done.out
    text = (org / "lists/old.yaml").read_text()
    assert [each["key"] for each in load(text.encode(), "")[0]] == ["one", "three"]
    assert "# First." in text
    assert "# Third." in text


def test_side_files_go_unless_others_name_them(org: Path) -> None:
    """A text that two e-mails share stays for the other one."""
    done = rm(org, "email/news", "--why", "Over")

    assert done.code == 0, done.all
    assert not (org / "emails/news.html").exists()
    assert (org / "emails/plain.txt").exists()
    assert inside("validate", "-C", str(org), "--cold").code == 0


def test_what_is_still_named_is_refused_with_the_names(org: Path) -> None:
    """Exit code 4; each asset that names it is listed with the relation and the place; nothing is changed."""
    done = rm(org, "list/french", "--why", "Old")

    assert done.code == 4
    assert "journey/welcome takes people in from list/french (entry.lists.0)" in done.err
    assert "--anyway" in done.err
    assert (org / "lists/french.yaml").exists()
    assert not (org / "removed.yaml").exists()


def test_settings_count_as_naming(org: Path) -> None:
    """mapconfig.yaml is as good a reason as an asset."""
    write(
        org,
        {
            "mapconfig.yaml": "name: Small\nfatigue:\n  - list/old\nguards:\n  who:\n    sends: team/ops\n"
            "environments:\n  local:\n    backend: embedded\n    overrides:\n      list/old:\n        title: Test\n"
        },
    )

    done = rm(org, "list/old", "--why", "Old")
    assert done.code == 4
    assert "mapconfig.yaml has it under fatigue" in done.err
    assert "mapconfig.yaml has it under environments.local.overrides" in done.err
    assert "mapconfig.yaml has it under guards.who.sends" in rm(org, "team/ops", "--why", "Old").err


def test_anyway_removes_what_is_named(org: Path) -> None:
    """A person may know better; `validate` then says what hangs in the air."""
    done = rm(org, "list/french", "--why", "Old", "--anyway")

    assert done.code == 0
    assert not (org / "lists/french.yaml").exists()
    assert inside("validate", "-C", str(org), "--cold").code == 3


def test_an_asset_that_names_itself_does_not_hold_itself(org: Path) -> None:
    """Only others count."""
    (org / "lists/old.yaml").write_text(
        "kind: list\nkey: old\ntitle: Old\nowner: team/ops\ncriteria:\n  - not in list old\n"
    )

    assert rm(org, "list/old", "--why", "Old").code == 0


def test_what_only_the_record_knows_can_be_removed(org: Path, tmp_path: Path) -> None:
    """Somebody deleted the file by hand; the plan then names this very command."""
    settled(org, tmp_path / "plan.json")
    (org / "lists/old.yaml").unlink()
    assert "mapconfig rm list/old --because" in inside("plan", "-C", str(org)).out

    done = rm(org, "list/old", "--why", "Old")

    assert done.code == 0, done.all
    assert "1 to DELETE" in inside("plan", "-C", str(org)).out


def test_a_rename_that_was_not_applied_yet_does_not_save_it(org: Path, tmp_path: Path) -> None:
    """The platform knows it by the name it had: the wish is written for both."""
    settled(org, tmp_path / "plan.json")
    assert inside("mv", "list/old", "older", "-C", str(org)).code == 0

    assert rm(org, "list/older", "--why", "Old").code == 0

    assert [wish["asset"] for wish in wishes(org)] == ["list/older", "list/old"]
    done = inside("plan", "-C", str(org))
    assert "1 to DELETE" in done.out
    assert "delete     list/old" in done.out


def test_a_rename_that_was_applied_is_over(org: Path, tmp_path: Path) -> None:
    """One wish, for the name it has; so too where another asset has the earlier name now."""
    assert inside("mv", "list/old", "older", "-C", str(org)).code == 0
    settled(org, tmp_path / "plan.json")
    write(org, {"lists/old.yaml": "kind: list\nkey: old\ntitle: Another\nowner: team/ops\nstatic: true\n"})

    assert rm(org, "list/older", "--why", "Old").code == 0

    assert [wish["asset"] for wish in wishes(org)] == ["list/older"]


def test_a_rename_that_every_environment_has_seen_needs_one_wish(org: Path, tmp_path: Path) -> None:
    """renamed_from may stay in a file for good."""
    assert inside("mv", "list/old", "older", "-C", str(org)).code == 0
    settled(org, tmp_path / "plan.json")

    assert rm(org, "list/older", "--why", "Old").code == 0

    assert [wish["asset"] for wish in wishes(org)] == ["list/older"]


def test_a_second_time_there_is_nothing_to_do(org: Path) -> None:
    """The wish is there, the file is not: done."""
    rm(org, "list/old", "--why", "Old")
    before = (org / "removed.yaml").read_bytes()

    done = rm(org, "list/old", "--why", "Older")

    assert (done.code, done.out) == (0, "")
    assert "nothing to do" in done.err
    assert (org / "removed.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["list/odl", "--why", "Old"], 64, "Did you mean list/old?"),
        (["old", "--why", "Old"], 64, "Did you mean list/old?"),
        (["list/old"], 64, "--because needs a reason"),
        (["list/old", "--why", "  "], 64, "--because needs a reason"),
    ],
)
def test_words_that_make_no_sense(org: Path, words: list[str], code: int, sentence: str) -> None:
    """Nothing is removed on a guess or without a reason."""
    done = rm(org, *words)

    assert done.code == code
    assert sentence in done.err
    assert (org / "lists/old.yaml").exists()


def test_half_an_org_removes_nothing(org: Path) -> None:
    """A file that cannot be read could name the asset."""
    (org / "lists/broken.yaml").write_text("kind: [\n")

    done = rm(org, "list/old", "--why", "Old")

    assert done.code == 3
    assert "it is not known whether they name list/old" in done.err
    assert (org / "lists/old.yaml").exists()


def test_fields_of_the_crm_are_not_removed_here(org: Path) -> None:
    """They are read from the CRM's own files."""
    write(
        org,
        {
            "crm/objects/Lead/fields/Old__c.field-meta.xml": '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Old__c</fullName>'
            "<label>Old</label><type>Text</type><length>80</length></CustomField>\n"
        },
    )

    done = rm(org, "crm-field/Lead.Old__c", "--why", "Old")

    assert done.code == 1, done.all
    assert "belongs to the CRM" in done.err


def test_a_file_of_wishes_that_is_not_understood_is_left(org: Path) -> None:
    """Nothing is put into a file that says something else."""
    (org / "removed.yaml").write_text("wishes: many\n")

    done = rm(org, "list/old", "--why", "Old")

    assert done.code == 3
    assert (org / "removed.yaml").read_text() == "wishes: many\n"
    assert (org / "lists/old.yaml").exists()


def test_a_file_of_wishes_that_says_null_is_left(org: Path) -> None:
    """There is no place in it for a wish."""
    (org / "removed.yaml").write_text("null\n")

    done = rm(org, "list/old", "--why", "Old")

    assert done.code == 1
    assert "removed.yaml holds what is not understood" in done.err
    assert (org / "lists/old.yaml").exists()


def test_it_works_as_a_program(org: Path) -> None:
    """As people call it."""
    done = program("rm", "list/old", "--why", "Nobody uses it", cwd=org)

    assert done.code == 0, done.all
    assert done.out == "changed  removed.yaml\nremoved  lists/old.yaml\n"
