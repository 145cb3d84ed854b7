"""`mapconfig owners`: CODEOWNERS says what the assets say, as forges read it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from codeowners import CodeOwners
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.program import EXAMPLE, inside, replace, small, write
from tests.record.repository import Git

from mapconfig.authoring.owners import merged, owners
from mapconfig.errors import InputError
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree

HANDLE = 'contact: ops@small.example\nhandle: "@small/ops"\n'
WHO = "name: Small\nguards:\n  who:\n    sends: team/ops\n    consent: Ada\n"


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org in a folder of a repository, with a team that has a handle."""
    root = small(tmp_path / "repository/marketing")
    replace(root / "teams/ops.yaml", "contact: ops@small.example\n", HANDLE)
    replace(
        root / "mapconfig.yaml",
        "name: Small\n",
        "name: Small\nguards:\n  who:\n    sends: team/ops\n    consent: Ada\n",
    )
    Git(root.parent)
    return root


def generated(org: Path) -> CodeOwners:
    """CODEOWNERS after the command, as somebody else's program reads it."""
    done = inside("owners", "generate", "-C", str(org))
    assert done.code == 0, done.all
    return CodeOwners((org.parent / ".github/CODEOWNERS").read_text())


def who(found: CodeOwners, file: str) -> list[str]:
    return [name for _, name in found.of(file)]


def test_every_file_belongs_to_the_team_of_its_assets(tmp_path: Path) -> None:
    """Asset by asset of the example, as a forge would ask."""
    root = tmp_path / "org-config"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".mapconfig"))
    Git(tmp_path)
    found = generated(root)
    reading = read_org(Tree(root))
    asked = 0
    for file in reading.files:
        teams = {str(asset.owner or asset.address) for asset in file.assets if asset.owner or asset.kind == "team"}
        handles = {str(reading.org[team].attributes["handle"]) for team in teams}
        for name in (file.file, *file.side_files) if file.assets else ():
            assert who(found, f"org-config/{name}") == sorted(handles), name
            asked += 1
    assert asked > 100
    assert who(found, "org-config/teams/sdr.yaml") == ["@drip-ventures/sdr"]
    assert who(found, "org-config/mapconfig.yaml") == ["@drip-ventures/dpo", "@drip-ventures/marketing-ops"]
    assert who(found, "README.md") == []


def test_the_file_beside_an_asset_is_its_owners_too(org: Path) -> None:
    """The text of an e-mail in a file of its own, also where two teams show it."""
    write(
        org,
        {
            "emails/hello.html": "<p>Hello</p>\n",
            "teams/sales.yaml": "kind: team\nkey: sales\ntitle: Sales\n" + HANDLE.replace("ops", "sales"),
            "emails/offer.yaml": "kind: email\nkey: offer\ntitle: Offer\nowner: team/sales\nsubject: Offer\n"
            "body_file: hello.html\ntext: Offer\nsender:\n  name: Ops\n  address: ops@small.example\n",
        },
    )
    replace(org / "emails/hello.yaml", "body: <p>Hello</p>\n", "body_file: hello.html\n")
    found = generated(org)

    assert who(found, "marketing/emails/hello.html") == ["@small/ops", "@small/sales"]
    assert who(found, "marketing/emails/offer.yaml") == ["@small/sales"]


def test_the_settings_belong_to_those_whose_word_they_ask_for(org: Path) -> None:
    """By them every change is judged, so nobody loosens a limit unseen. Where they name no team, that is told."""
    assert who(generated(org), "marketing/mapconfig.yaml") == ["@small/ops"]
    replace(org / "mapconfig.yaml", "    sends: team/ops\n", "    sends: team/nobody\n")
    done = inside("owners", "generate", "-C", str(org))

    assert "Nobody is asked about mapconfig.yaml, by which every change is judged" in done.err
    assert who(generated(org), "marketing/mapconfig.yaml") == []


def test_several_assets_in_a_file_ask_all_their_teams(org: Path) -> None:
    """A file is the least that a forge asks about."""
    write(
        org,
        {"teams/sales.yaml": 'kind: team\nkey: sales\ntitle: Sales\ncontact: s@small.example\nhandle: "@small/s"\n'},
    )
    with (org / "lists/all.yaml").open("a") as file:
        file.write("---\nkind: list\nkey: more\ntitle: More\nowner: team/sales\nstatic: true\n")

    assert who(generated(org), "marketing/lists/all.yaml") == ["@small/ops", "@small/s"]


def test_what_people_wrote_stays_and_what_comes_after_counts_for_more(org: Path) -> None:
    """The last line that matches counts: defaults before the block, exceptions after it."""
    write(org.parent, {".github/CODEOWNERS": "# ours\n* @small/all\n"})
    generated(org)
    path = org.parent / ".github/CODEOWNERS"
    assert path.read_text().startswith("# ours\n* @small/all\n\n# mapconfig owners of /marketing/: do not edit")
    path.write_text(path.read_text() + "/marketing/lists/old.yaml @small/boss\n")
    found = generated(org)

    assert who(found, "README.md") == ["@small/all"]
    assert who(found, "marketing/lists/all.yaml") == ["@small/ops"]
    assert who(found, "marketing/lists/old.yaml") == ["@small/boss"]


def test_check_fails_where_it_is_stale_and_says_what_is_missing(org: Path) -> None:
    """A new file that nobody is asked about does not go unseen."""
    assert inside("owners", "check", "-C", str(org)).code == 3
    generated(org)
    done = inside("owners", "check", "-C", str(org))
    assert (done.code, done.out, done.err) == (0, "", ".github/CODEOWNERS is as it should be\n")

    write(org, {"lists/new.yaml": "kind: list\nkey: new\ntitle: New\nowner: team/ops\nstatic: true\n"})
    done = inside("owners", "check", "-C", str(org))
    assert done.code == 3
    assert "+/marketing/lists/new.yaml @small/ops" in done.out
    assert "mapconfig owners generate" in done.err

    assert inside("owners", "generate", "-C", str(org)).err == "wrote .github/CODEOWNERS\n"
    assert inside("owners", "generate", "-C", str(org)).err == ".github/CODEOWNERS is as it should be\n"


@pytest.mark.parametrize("place", ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
def test_the_file_that_is_there_is_the_one_that_is_kept(org: Path, place: str) -> None:
    """Forges look in several places."""
    write(org.parent, {place: "* @small/all\n"})

    assert inside("owners", "generate", "-C", str(org)).err == f"wrote {place}\n"
    assert "@small/ops" in (org.parent / place).read_text()


def test_another_place_can_be_named_but_none_outside(org: Path) -> None:
    """Inside the repository only, and through no link."""
    assert inside("owners", "generate", "-C", str(org), "--file", "OWNERS").code == 0
    assert (org.parent / "OWNERS").is_file()
    assert inside("owners", "generate", "-C", str(org), "--file", "../OWNERS").code == 1
    assert not (org.parent.parent / "OWNERS").exists()


def test_teams_without_a_handle_and_files_without_a_team_are_told(tmp_path: Path) -> None:
    """Nobody is asked for them, and that is known."""
    org = small(tmp_path / "org")
    Git(org)
    write(
        org,
        {
            "lists/lost.yaml": "kind: list\nkey: lost\ntitle: Lost\nstatic: true\n",
            "teams/sales.yaml": "kind: team\nkey: sales\ntitle: Sales\n" + HANDLE,
        },
    )
    done = inside("owners", "generate", "-C", str(org))

    assert done.code == 0
    assert "These teams own files and have no handle, so nobody is asked for them: team/ops" in done.err
    assert "belong to no team with a handle" in done.err


def test_where_no_team_has_a_handle_that_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    """A block with nothing in it would help nobody; one that is there already is emptied."""
    org = small(tmp_path / "org")
    Git(org)
    looked, wrote = (inside("owners", word, "-C", str(org)) for word in ("check", "generate"))

    assert (looked.code, wrote.code, looked.out) == (3, 1, "")
    for each in (looked, wrote):
        assert 'such as `handle: "@my-company/marketing"`: team/ops' in each.err
    assert not (org / ".github").exists()

    replace(org / "teams/ops.yaml", "contact: ops@small.example\n", HANDLE)
    assert inside("owners", "generate", "-C", str(org)).code == 0
    replace(org / "teams/ops.yaml", HANDLE, "contact: ops@small.example\n")
    assert "-/lists/all.yaml @small/ops" in inside("owners", "check", "-C", str(org)).out


def test_where_nothing_belongs_to_anybody_that_is_said(tmp_path: Path) -> None:
    """The words say where to write it."""
    org = write(tmp_path / "org", {"mapconfig.yaml": "name: Small\n"})
    Git(org)

    assert "Write `owner: team/...` into assets" in inside("owners", "check", "-C", str(org)).err


@pytest.mark.parametrize(
    "content", ["# mapconfig owners of /: do not\n", "# mapconfig owners of /: end\n# mapconfig owners of /: do not\n"]
)
def test_half_a_block_is_left_to_a_person(tmp_path: Path, content: str) -> None:
    """What is between a mark and nothing could be anybody's."""
    org = small(tmp_path / "org")
    write(org, {"CODEOWNERS": content})
    done = inside("owners", "generate", "-C", str(org))

    assert (done.code, "no whole block" in done.err) == (1, True)
    assert (org / "CODEOWNERS").read_text() == content


def test_a_file_that_is_no_text_is_not_touched(tmp_path: Path) -> None:
    """A sentence, and the file as it was."""
    org = small(tmp_path / "org")
    (org / "CODEOWNERS").write_bytes(b"\xff\xfe")

    assert "not UTF-8" in inside("owners", "check", "-C", str(org)).err


def test_more_than_a_forge_reads_is_an_error(org: Path) -> None:
    """GitHub ignores a file that is too large, without a word."""
    lines = tuple(f"/lists/{'x' * 90}{n}.yaml @small/ops" for n in range(30_000))

    with pytest.raises(InputError, match="3,000,000"):
        merged("", lines, "")


NAME = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="/\\"), min_size=1, max_size=12
).filter(lambda name: not name.startswith(".") and name == name.strip() and not re.search(r"\s{2}", name))


@given(name=NAME)
def test_a_name_is_a_pattern_for_itself_alone(name: str) -> None:
    """Spaces, hashes and stars in a file's name are escaped."""
    from mapconfig.authoring.owners import _pattern

    found = CodeOwners(f"{_pattern(f'lists/{name}.yaml')} @small/ops\n")

    if " " not in name and not set(name) & set("*?[]!#\u00a0\u2028\u2029\u3000"):
        assert who(found, f"lists/{name}.yaml") == ["@small/ops"]
    assert who(found, "lists/other.yaml") == ([] if name != "other" else ["@small/ops"])
    assert who(found, f"lists/{name}.yaml/below") in ([], ["@small/ops"])


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("lists/my list.yaml", "/lists/my\\ list.yaml"),
        ("lists/#1.yaml", "/lists/\\#1.yaml"),
        ("a*b?.yaml", "/a\\*b\\?.yaml"),
        ("[x]!.yaml", "/\\[x\\]\\!.yaml"),
        ("a\\b.yaml", "/a\\\\b.yaml"),
    ],
)
def test_signs_that_mean_something_are_escaped(name: str, pattern: str) -> None:
    """As gitignore has it, which forges follow."""
    from mapconfig.authoring.owners import _pattern

    assert _pattern(name) == pattern


def test_a_name_that_would_be_two_lines_is_refused() -> None:
    """A file name cannot make somebody an owner."""
    from mapconfig.authoring.owners import _pattern

    with pytest.raises(InputError, match="CODEOWNERS cannot say that"):
        _pattern("lists/a\n* @evil")


def test_nothing_is_read_of_an_org_that_cannot_be_read_in_full(org: Path) -> None:
    """Half the owners would take the other half away."""
    write(org, {"lists/broken.yaml": "kind: list\nkey: [\n"})

    assert inside("owners", "generate", "-C", str(org)).code == 3
    assert owners(read_org(Tree(org)), "").lines
