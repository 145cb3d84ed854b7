"""`mapconfig init`: an org that is right from the first minute, offline, and never in somebody's way."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.cli.program import inside, program, replace, settled
from tests.record.repository import Git

from mapconfig.authoring.phrases import PHRASES, spoken
from mapconfig.authoring.scaffold import BARE, STARTER, scaffold
from mapconfig.cli import COMMANDS
from mapconfig.read.kinds import ROWS
from mapconfig.read.schema import load_kinds


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """A new org."""
    root = tmp_path / "my-org"
    done = inside("init", str(root))
    assert done.code == 0, done.all
    return root


def test_a_new_org_has_no_findings_and_is_in_the_canonical_form(org: Path) -> None:
    """Not one, of any weight."""
    done = inside("validate", "-C", str(org), "--cold", "--fail-on", "info", "--format", "json")

    assert done.code == 0, done.all
    assert json.loads(done.out)["findings"] == []
    assert inside("fmt", "-C", str(org), "--check").code == 0


def test_it_shows_how_things_fit_together(org: Path) -> None:
    """A team, fields, a master list that another extends, what is suppressed, an e-mail with a side file and a snippet,
    a journey, and a reason."""
    text = {path.relative_to(org).as_posix(): path.read_text() for path in org.rglob("*") if path.is_file()}

    assert {name.partition("/")[0] for name in text if not name.startswith(".")} >= {
        "teams", "fields", "lists", "snippets", "emails", "journeys", "changes", "mapconfig.yaml", "README.md"
    }  # fmt: skip
    assert "extends: list/mailable" in text["lists/newcomers.yaml"]
    assert "body_file: welcome.html" in text["emails/welcome.yaml"]
    assert "{{ snippet/footer }}" in text["emails/welcome.html"]
    assert "fatigue:" in text["mapconfig.yaml"]
    assert ".mapconfig/" in text[".gitignore"]


@pytest.mark.slow
def test_the_commands_it_prints_work(tmp_path: Path) -> None:
    """Copied one after the other, they end with a plan that nothing refuses and that can be applied."""
    done = program("init", "a new org", cwd=tmp_path)
    assert done.code == 0, done.all
    lines = [line.strip() for line in done.out.splitlines() if line.startswith("    ")]
    assert lines[1] == "git init"
    assert len(lines) == 4
    script = " && ".join([*lines, "mapconfig apply plan.json"])
    script = script.replace("mapconfig", f"'{sys.executable}' -m mapconfig")

    ran = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "no findings" in ran.stdout
    assert "verified" in ran.stderr


def test_an_empty_org_takes_in_a_platform(tmp_path: Path) -> None:
    """Settings, schemas and workflows, and no asset that the platform would then be told to make; the commands that are
    printed, with another platform named, end with nothing to do."""
    there = tmp_path / "there"
    assert inside("init", str(there)).code == 0
    settled(there, tmp_path / "plan.json")
    root = tmp_path / "my-org"

    done = inside("init", "--empty", str(root))

    assert done.code == 0, done.all
    assert [path.name for path in root.rglob("*.yaml")] == ["mapconfig.yaml"]
    assert (root / ".github/workflows/mapconfig.yml").exists() and (root / ".gitignore").exists()
    for words in (["validate", "--fail-on", "info"], ["fmt", "--check"], ["persona"]):
        assert inside(*words, "-C", str(root)).code == 0, words
    assert "say in mapconfig.yaml where your platform is" in done.out
    said = [line.split()[1:] for line in done.out.splitlines() if line.startswith("    mapconfig")]
    assert said == [["import", "--dry-run"], ["import"], ["plan"]]
    assert inside("import", "-C", str(root)).code != 0, "nobody has such a platform"

    old = "backend: mautic\n    settings:\n      url: https://mautic.example"
    replace(root / "mapconfig.yaml", old, "backend: embedded")
    (root / ".mapconfig").mkdir(exist_ok=True)
    (root / ".mapconfig/platform.sqlite3").write_bytes((there / ".mapconfig/platform.sqlite3").read_bytes())
    ran = [inside(*words, "-C", str(root)) for words in said]

    assert [each.code for each in ran] == [0, 0, 0]
    assert "nothing to do" in ran[2].out
    assert {path.name for path in root.glob("journeys/*.yaml")} == {"welcome.yaml"}
    assert inside("init", "--empty", str(there)).code == 1, "that org is somebody's"


@pytest.mark.parametrize("by", ["option", "variable", "locale"])
def test_whoever_speaks_french_gets_a_french_org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """What people read in its files is French and so is what is said of them from then on; the org is as right as the
    English one."""
    for name in ("MAPCONFIG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    if by != "option":
        monkeypatch.setenv("MAPCONFIG_LANG" if by == "variable" else "LANG", "fr_FR.UTF-8")
    root, english = tmp_path / "org", scaffold(load_kinds())

    done = inside("init", str(root), *(["--lang", "fr"] if by == "option" else []))

    assert done.code == 0, done.all
    assert "fichiers écrits" in done.out
    assert "language: fr\n" in (root / "mapconfig.yaml").read_text()
    assert "La configuration marketing" in (root / "README.md").read_text()
    for name, data in english.items():
        if name.endswith((".yaml", ".yml")) and not name.startswith("."):
            said = prose(data.decode())
            assert not said & prose((root / name).read_text()), name
    assert "aucun constat" in inside("validate", "-C", str(root), "--fail-on", "info").out
    assert inside("fmt", "-C", str(root), "--check").code == 0
    assert inside("persona", "-C", str(root)).code == 0
    assert all(len(line) < 150 for line in (root / "README.md").read_text().splitlines())


def prose(text: str) -> set[str]:
    """Comments, and what stands behind the keys that people read."""
    keys = "title|description|reason|preheader|when|why|subject|content|name"
    return set(re.findall(rf"^ *(?:# .+|(?:- )?(?:{keys}): .+)$", text, re.MULTILINE)) - {"name: mapconfig"}


def test_every_phrase_is_in_a_file_of_a_new_org_and_each_once_translated() -> None:
    """A file that is edited does not lose its translation without anybody seeing it."""
    files = [*STARTER.rglob("*"), *BARE.rglob("*")]
    said: set[str] = set()

    def listen(text: str) -> str:
        said.add(text)
        return text

    for path in files:
        if path.is_file() and "workflows" not in path.parts:
            assert spoken(path.read_text(), listen).split() == path.read_text().split()
    assert said == {str(phrase) for phrase in PHRASES}


def test_the_first_plan_says_whom_it_reaches(org: Path) -> None:
    """There are people to count, made up, from the first minute."""
    done = inside("plan", "-C", str(org))

    assert done.code in (0, 2), done.all
    assert "People: unknown" not in done.out
    assert "list/mailable (master list): 0 -> " in done.out


def test_git_is_mentioned_only_where_it_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a repository there is nothing to begin, and without git the words would not work."""
    Git(tmp_path / "repository")
    within = inside("init", str(tmp_path / "repository/org"))
    monkeypatch.setenv("PATH", str(tmp_path))
    without = inside("init", str(tmp_path / "plain"))

    assert (within.code, without.code) == (0, 0)
    assert "git init" not in within.out + without.out
    assert (tmp_path / "plain/mapconfig.yaml").is_file()


def test_its_readme_names_commands_that_exist(org: Path) -> None:
    """What a newcomer types first."""
    named = set(re.findall(r"^ {4}mapconfig ([a-z]+)", (org / "README.md").read_text(), re.MULTILINE))

    assert len(named) > 5
    assert named <= set(COMMANDS)


def test_editors_check_every_file_without_a_network(org: Path) -> None:
    """Each schema that the settings name is there, refers to nothing outside itself, and accepts the files."""
    settings = json.loads((org / ".vscode/settings.json").read_text())["yaml.schemas"]
    seen = set()
    for name, globs in settings.items():
        schema = json.loads((org / name).read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        assert '"$ref": "http' not in json.dumps(schema)
        assert all(ref.startswith("#") for ref in references(schema))
        for glob in [globs] if isinstance(globs, str) else globs:
            for path in org.glob(glob):
                seen.add(path)
                for document in yaml.load_all(path.read_text(), yaml.BaseLoader):
                    assert "kind" not in document or Path(name).name == f"{document['kind']}.schema.json"
    assert seen == set(org.rglob("*.yaml"))
    assert {f"./.vscode/mapconfig-schemas/{kind}.schema.json" for kind, _ in ROWS if kind != "crm-field"} <= set(
        settings
    )


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [each for below in value.values() for each in references(below)]
    if isinstance(value, list):
        return [each for below in value for each in references(below)]
    return []


def test_the_workflow_is_beyond_reproach(org: Path) -> None:
    """Pinned actions, no rights that are not needed: zizmor has nothing to say."""
    workflow = org / ".github/workflows/mapconfig.yml"
    found = yaml.safe_load(workflow.read_text())
    assert found["permissions"] == {}
    zizmor = Path(sys.executable).with_name("zizmor")

    done = subprocess.run(
        [zizmor, "--offline", "--persona", "pedantic", str(org)], capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["notes.txt", ".env", "lists/mine.yaml", "lists", "mapconfig.yaml", "link"])
def test_a_directory_that_is_not_empty_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is overwritten or mixed with somebody's files: not one file is written."""
    root = tmp_path / "taken"
    path = root / name
    path.parent.mkdir(parents=True)
    if name == "link":
        path.symlink_to(tmp_path)
    elif name == "lists":
        path.write_text("a file")
    else:
        path.write_text("mine\n")
    before = sorted(root.rglob("*"))

    done = inside("init", str(root))

    assert done.code == 1
    assert f"is not empty (it has {name})" in done.err
    assert sorted(root.rglob("*")) == before


def test_an_empty_directory_and_a_new_repository_will_do(tmp_path: Path) -> None:
    """`git init` first is what many people do."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)

    done = inside("init", str(tmp_path))

    assert done.code == 0, done.all
    assert (tmp_path / "mapconfig.yaml").exists()


def test_an_org_that_somebody_works_with_is_refused(org: Path) -> None:
    """Changed by one letter it is theirs. One that is as it was written needs nothing."""
    assert inside("init", str(org)).code == 0
    (org / "README.md").write_text("Ours\n")

    done = inside("init", str(org))

    assert done.code == 1
    assert (org / "README.md").read_text() == "Ours\n"


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    """A file, and a link to somewhere else."""
    (tmp_path / "file").write_text("")
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")

    for name in ("file", "link"):
        done = inside("init", str(tmp_path / name))
        assert done.code == 1
        assert "is not a directory" in done.err
    assert list((tmp_path / "there").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A sentence, no traceback."""
    (tmp_path / "file").write_text("")

    done = inside("init", str(tmp_path / "file" / "below"))

    assert done.code == 1
    assert "Cannot make the directory" in done.err


def test_an_org_inside_an_org_is_refused(org: Path) -> None:
    """The outer one would read its files as its own, and be broken by them. Nothing is written."""
    for place in (org / "sub", org / "lists" / "deeper" / "sub"):
        done = inside("init", str(place))

        assert done.code == 1
        assert f"lies in the org at {org}" in done.err
        assert "environment" in done.err
        assert not place.exists()
    assert inside("validate", "-C", str(org)).code == 0
