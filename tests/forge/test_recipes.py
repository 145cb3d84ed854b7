"""The recipes in docs/recipes, the action and the hooks: their commands are run here as a CI runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml
from tests.cli.program import REPOSITORY, inside, replace, small
from tests.forge.fakes import FAKES, HEAD, NUMBER, Fake, environment, running
from tests.record.repository import Git

from mapconfig import __version__
from mapconfig.forge.marker import marker_of

RECIPES = REPOSITORY / "docs/recipes"
BIN = Path(sys.executable).parent


def recipe(name: str) -> Any:
    # "on" is a word here, and no truth value.
    return yaml.load((RECIPES / name).read_text(), yaml.BaseLoader)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A clone as a job has it: the merge of a pull request into main, with the org in a folder."""
    made = Git(small(tmp_path / "clone/org-config").parent)
    made.commit("Begin")
    made.run("checkout", "-q", "-b", "topic")
    replace(made.root / "org-config/journeys/welcome.yaml", "wait: 2 days", "wait: 3 days")
    made.commit("Wait longer")
    made.run("checkout", "-q", "main")
    made.commit("Meanwhile", {"README.md": "Something else\n"})
    made.run("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    return made


def bash(script: str, root: Path, said: Mapping[str, str]) -> str:
    """Run a step as a runner does, with the environment of its job and nothing of ours; what it printed."""
    if "pip install" in script:
        assert f"mapconfig=={__version__}" in script, "the recipe pins the version that it came with"
        return ""
    env = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(root), "LC_ALL": "C.UTF-8", **said}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, (script, done.stdout, done.stderr)
    return done.stdout + done.stderr


@pytest.mark.slow
def test_the_two_workflows_of_github_carry_a_review_from_a_fork_to_its_comment(git: Git, tmp_path: Path) -> None:
    """The first has no right but to read, and hands over two files; the second writes one comment and checks nothing
    out."""
    first, second = recipe("github/mapconfig-review.yml"), recipe("github/mapconfig-comment.yml")
    [make], [write] = first["jobs"].values(), second["jobs"].values()
    assert first["permissions"] == second["permissions"] == {}
    assert make["permissions"] == {"contents": "read"}
    assert second["on"]["workflow_run"]["workflows"] == [first["name"]]
    assert not any("checkout" in step.get("uses", "") for step in write["steps"])

    summary = tmp_path / "summary.md"
    for step in make["steps"]:
        if "run" in step:
            bash(step["run"], git.root, {"GITHUB_STEP_SUMMARY": str(summary)})
    handed = next(step["with"] for step in make["steps"] if "upload-artifact" in step.get("uses", ""))
    assert all((git.root / name).is_file() for name in handed["path"].split())
    assert "wait" in summary.read_text()

    [download] = [step["with"] for step in write["steps"] if "download-artifact" in step.get("uses", "")]
    assert download["name"] == handed["name"]
    (tmp_path / "runner" / download["path"]).mkdir(parents=True)
    (git.root / "review.json").rename(tmp_path / "runner" / download["path"] / "review.json")
    event = tmp_path / "event.json"
    fork = {"full_name": "stranger/marketing", "owner": {"login": "stranger"}}
    run = {"id": 5, "head_sha": HEAD, "head_branch": "topic", "head_repository": fork}
    event.write_text(json.dumps({"workflow_run": run}))
    with running(FAKES["github"](me="github-actions[bot]", knows_itself=False)) as fake:
        job = {**environment("github", fake), "GITHUB_EVENT_PATH": str(event)}
        token = job.pop("GITHUB_TOKEN")
        [step] = [step for step in write["steps"] if "ci comment" in step.get("run", "")]
        assert step["env"] == {"GITHUB_TOKEN": "${{ github.token }}"}
        bash(step["run"], tmp_path / "runner", {**job, "GITHUB_TOKEN": token})
    assert_commented(fake)


def assert_commented(fake: Fake) -> None:
    [note] = fake.notes
    mark = marker_of(note.body)
    assert mark is not None and mark.target == "org-config/local"
    assert "journey/welcome" in note.body
    assert fake.labels == ({"mapconfig/change"} if fake.has_labels else set())


@pytest.mark.slow
def test_the_action_makes_a_review_and_writes_the_comment(git: Git, tmp_path: Path) -> None:
    """Every input gets to its command by the environment; the outputs say the verdict."""
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text())
    inputs = {name: said["default"] for name, said in action["inputs"].items()}
    assert all("${{" not in step["run"] for step in action["runs"]["steps"])
    files = {name: str(tmp_path / name) for name in ("summary", "output", "event")}
    Path(files["event"]).write_text(json.dumps({"pull_request": {"number": NUMBER, "head": {"sha": HEAD}}}))
    with running(FAKES["github"]()) as fake:
        job = environment("github", fake)
        inputs |= {"org": "org-config", "environment": "local", "comment": "true", "token": job.pop("GITHUB_TOKEN")}
        job |= {"GITHUB_STEP_SUMMARY": files["summary"], "GITHUB_OUTPUT": files["output"]}
        job |= {"GITHUB_EVENT_PATH": files["event"]}
        for step in action["runs"]["steps"][1:]:
            said = {
                name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: inputs[found[1]], value)
                for name, value in step.get("env", {}).items()
            }
            assert not any("${{" in value for value in said.values())
            bash(step["run"], git.root, {**job, **said})
    assert_commented(fake)
    assert Path(files["output"]).read_text() == "level=fine\nrisk=low\n"
    assert "journey/welcome" in Path(files["summary"]).read_text()
    assert (git.root / "review.html").is_file()


def test_the_action_installs_itself_and_says_what_it_takes() -> None:
    """Every input and output is described, and defaults are text."""
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text())

    assert "$GITHUB_ACTION_PATH" in action["runs"]["steps"][0]["run"]
    for said in (*action["inputs"].values(), *action["outputs"].values()):
        assert said["description"].endswith(".")
    assert all(isinstance(said["default"], str) for said in action["inputs"].values())


@pytest.mark.slow
def test_the_job_of_gitlab_makes_its_reports_and_the_comment(git: Git) -> None:
    """Code quality, JUnit, a page, and a note on the merge request."""
    job = recipe("gitlab/mapconfig.gitlab-ci.yml")["mapconfig"]
    with running(FAKES["gitlab"]()) as fake:
        said = environment("gitlab", fake)
        said |= {"MAPCONFIG_FORGE_TOKEN": said.pop("GITLAB_TOKEN")}
        said |= {"CI_MERGE_REQUEST_DIFF_BASE_SHA": git.run("rev-parse", "HEAD^1")}
        said |= {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD, "CI_COMMIT_SHA": git.run("rev-parse", "HEAD")}
        for script in (*job["before_script"], *job["script"]):
            bash(script, git.root, said)
    assert_commented(fake)
    reports = job["artifacts"]["reports"]
    assert json.loads((git.root / reports["codequality"]).read_text()) == []
    assert JUnitXml.fromfile(str(git.root / reports["junit"])).failures == 0
    assert all((git.root / path).is_file() for path in job["artifacts"]["paths"])


@pytest.mark.slow
def test_the_step_of_bitbucket_writes_the_comment(git: Git) -> None:
    """From where the branch parted from its destination."""
    [step] = recipe("bitbucket/bitbucket-pipelines.yml")["pipelines"]["pull-requests"]["**"]
    git.run("update-ref", "refs/remotes/origin/main", "main~1")
    with running(FAKES["bitbucket"](head=git.run("rev-parse", "topic"))) as fake:
        said = environment("bitbucket", fake)
        said |= {"MAPCONFIG_FORGE_TOKEN": said.pop("BITBUCKET_TOKEN"), "BITBUCKET_PR_DESTINATION_BRANCH": "main"}
        said |= {"BITBUCKET_COMMIT": fake.head}
        (git.root / "test-results").mkdir()
        for script in step["step"]["script"]:
            bash(script, git.root, said)
    assert_commented(fake)
    assert all((git.root / path).is_file() for path in step["step"]["artifacts"])


@pytest.mark.slow
def test_the_steps_of_azure_write_the_comment(git: Git) -> None:
    """The merge of the pull request is what a build validation has checked out."""
    steps = recipe("azure/azure-pipelines.yml")["steps"]
    with running(FAKES["azure"]()) as fake:
        said = environment("azure", fake)
        told = [bash(step["bash"], git.root, said) for step in steps if "bash" in step]
    assert_commented(fake)
    assert "##vso[task.uploadsummary]" in "".join(told)
    assert JUnitXml.fromfile(str(git.root / "junit.xml")).failures == 0


def test_the_workflows_and_the_action_are_beyond_reproach() -> None:
    """zizmor has nothing to say, but that a second workflow has to be looked at; and it does see what is wrong."""
    zizmor = Path(sys.executable).with_name("zizmor")

    def said(*files: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [zizmor, "--offline", "--color", "never", "--persona", "pedantic", *files],
            capture_output=True,
            text=True,
            timeout=60,
        )

    done = said(*sorted((RECIPES / "github").iterdir()), REPOSITORY / "action.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 ignored" in done.stdout + done.stderr


def test_zizmor_would_see_a_careless_workflow(tmp_path: Path) -> None:
    """The check above is one that can fail."""
    careless = tmp_path / ".github/workflows/careless.yml"
    careless.parent.mkdir(parents=True)
    careless.write_text(
        "name: careless\non: pull_request_target\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n"
        '      - run: echo "${{ github.event.pull_request.title }}"\n'
    )
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run([zizmor, "--offline", str(tmp_path)], capture_output=True, text=True, timeout=60)

    assert done.returncode != 0
    for word in ("dangerous-triggers", "template-injection", "unpinned-uses"):
        assert word in done.stdout


def test_the_hooks_run_commands_that_there_are(tmp_path: Path) -> None:
    """Each runs on an org as pre-commit runs it: no file names, and a code that says whether it may be committed."""
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    org = small(tmp_path / "org")
    Git(org)
    assert [hook["id"] for hook in hooks] == ["mapconfig-validate", "mapconfig-fmt", "mapconfig-owners"]
    for hook in hooks:
        assert hook["language"] == "python" and hook["pass_filenames"] is False and hook["require_serial"] is True
        assert re.search(hook["files"], "lists/all.yaml")
        program, *words = hook["entry"].split()
        assert program == "mapconfig"
        done = inside(*words, "-C", str(org))
        assert done.code == (3 if "owners" in words else 0), (words, done.all)


@pytest.mark.parametrize("name", ["mapconfig-review.yml", "mapconfig-comment.yml"])
def test_a_new_org_begins_with_the_workflows(tmp_path: Path, name: str) -> None:
    """They are the recipes, so what holds of one holds of the other."""
    assert inside("init", str(tmp_path / "org")).code == 0
    begun = (tmp_path / "org/.github/workflows" / name).read_text()

    assert begun == (RECIPES / "github" / name).read_text().replace(" Copy both to .github/workflows/.", "")
