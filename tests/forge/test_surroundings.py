"""Where a job is, by what the forge says of it and never by what another job handed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import inside
from tests.forge.fakes import HEAD, NUMBER, TOKEN, GitHubFake, environment, running
from tests.forge.test_comment import BLUNDER, _nobody

from mapconfig.errors import InputError, UsageError
from mapconfig.forge.marker import marker_of
from mapconfig.forge.surroundings import Asked, place

__all__ = ["_nobody"]


def event(tmp_path: Path, **said: Any) -> str:
    """The event file of a job."""
    path = tmp_path / "event.json"
    path.write_text(json.dumps(said))
    return str(path)


def of_fork(**more: Any) -> dict[str, Any]:
    """What GitHub says to the job that follows one of a pull request from a fork."""
    return {
        "id": 77,
        "head_sha": HEAD,
        "head_branch": "topic",
        "head_repository": {"full_name": "stranger/marketing", "owner": {"login": "stranger"}},
        "pull_requests": [],
        **more,
    }


def test_the_pull_request_of_a_fork_is_found_by_what_github_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of what the fork's job handed over tells where to write; and the comment says whose job it was."""
    with running(GitHubFake(me="github-actions[bot]", knows_itself=False)) as fake:
        for variable, value in environment("github", fake).items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setenv("GITHUB_EVENT_PATH", event(tmp_path, workflow_run=of_fork()))
        done = inside("ci", "comment", str(BLUNDER))

    assert (done.code, done.err) == (0, "wrote the comment\n")
    mark = marker_of(fake.notes[0].body)
    assert mark is not None and (mark.head, mark.order) == (HEAD, 77)
    assert "stranger/marketing" in fake.notes[0].body.replace("\u200d", "")


def test_a_fork_that_pushed_again_meanwhile_gets_no_comment_for_the_old_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its next run will speak."""
    with running(GitHubFake(head="b" * 40)) as fake:
        for variable, value in environment("github", fake).items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setenv("GITHUB_EVENT_PATH", event(tmp_path, workflow_run=of_fork()))
        done = inside("ci", "comment", str(BLUNDER))

    assert (done.code, done.err) == (0, "nothing: no open pull request is at aaaaaaaaaa any more\n")
    assert fake.notes == []


def test_a_job_of_the_pull_request_itself_knows_its_number(tmp_path: Path) -> None:
    """`pull_request` events carry it, with the commit."""
    with running(GitHubFake()) as fake:
        said = {**environment("github", fake), "GITHUB_EVENT_PATH": ""}
        said["GITHUB_EVENT_PATH"] = event(tmp_path, pull_request={"number": NUMBER, "head": {"sha": HEAD}})
        found = place(Asked(), said)
        assert found.forge is not None and found.forge.head() == HEAD

    assert (found.head, found.order, found.maker) == (HEAD, 10, "")


def test_a_run_of_this_repository_itself_is_no_strangers(tmp_path: Path) -> None:
    """The warning is for forks."""
    repository = {"full_name": "drip/marketing", "owner": {"login": "stranger"}}
    with running(GitHubFake()) as fake:
        said = environment("github", fake)
        said["GITHUB_EVENT_PATH"] = event(tmp_path, workflow_run=of_fork(head_repository=repository))
        assert place(Asked(), said).maker == ""


def test_two_pull_requests_from_one_branch_are_told_apart_by_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One branch may be proposed to two others."""
    with running(GitHubFake()) as fake:
        pulls = [{"number": 8, "head": {"sha": HEAD}}, {"number": 7, "head": {"sha": HEAD}}]
        monkeypatch.setattr(fake, "answer", lambda *_: (200, pulls))
        said = {**environment("github", fake), "GITHUB_EVENT_PATH": event(tmp_path, workflow_run=of_fork())}
        with pytest.raises(InputError, match=r"7, 8.*--pr"):
            place(Asked(), said)


@pytest.mark.parametrize(
    ("name", "missing", "said"),
    [
        ("github", "GITHUB_TOKEN", "There is no token"),
        ("github", "GITHUB_REPOSITORY", "GITHUB_REPOSITORY is not set"),
        ("github", "", "not about a pull request"),
        ("gitlab", "CI_PROJECT_ID", "CI_PROJECT_ID is not set"),
        ("gitlab", "CI_MERGE_REQUEST_IID", "not about a pull request"),
        ("bitbucket", "BITBUCKET_REPO_FULL_NAME", "BITBUCKET_REPO_FULL_NAME is not set"),
        ("azure", "SYSTEM_COLLECTIONURI", "SYSTEM_COLLECTIONURI is not set"),
        ("azure", "SYSTEM_ACCESSTOKEN", "There is no token"),
    ],
)
def test_what_is_missing_is_named(name: str, missing: str, said: str) -> None:
    """Who sets up the job reads which variable or right it is."""
    fake = GitHubFake(url="http://localhost:1")
    there = {variable: value for variable, value in environment(name, fake).items() if variable != missing}

    with pytest.raises(UsageError, match=said):
        place(Asked(), there)


@pytest.mark.parametrize("said", ["../../user", "ada", "ada/..", "ada/x/y", "ada/x?y", "ada/x y", "ada/x\n", "/"])
@pytest.mark.parametrize(
    ("name", "variable"), [("github", "GITHUB_REPOSITORY"), ("bitbucket", "BITBUCKET_REPO_FULL_NAME")]
)
def test_what_is_no_repository_becomes_no_part_of_an_address(name: str, variable: str, said: str) -> None:
    """Whoever can set a variable does not choose what the token is used for."""
    there = environment(name, GitHubFake(url="http://localhost:1")) | {variable: said}

    with pytest.raises(UsageError, match=f"{variable} is no repository as OWNER/NAME"):
        place(Asked(), there)


def test_outside_of_a_job_somebody_has_to_say_which_forge() -> None:
    """Nothing is guessed from a remote."""
    with pytest.raises(UsageError, match="--forge"):
        place(Asked(), {})


def test_a_token_does_not_travel_in_the_clear() -> None:
    """An address of the API that is not encrypted is refused before anything is sent."""
    fake = GitHubFake(url="http://forge.example")
    with pytest.raises(UsageError, match="in the clear"):
        place(Asked(number=7), environment("github", fake))
    with pytest.raises(UsageError, match="no https address"):
        place(Asked(number=7), environment("github", GitHubFake(url="ftp://forge.example")))


def test_a_login_that_is_kept_for_the_origin_goes_before_the_token_of_the_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A token of its own may be allowed more, and is bound to its server."""
    with running(GitHubFake()) as fake:
        monkeypatch.setenv("KEPT", TOKEN)
        monkeypatch.setenv("MAPCONFIG_LOGINS", f'["{fake.url}"]\ntoken = {{env = "KEPT"}}\n')
        said = {**environment("github", fake), "GITHUB_TOKEN": "another"}
        found = place(Asked(number=NUMBER), said)
        assert found.forge is not None and found.forge.head() == HEAD


@pytest.mark.parametrize("content", ["no json", "[" * 100_000, "[1]"])
def test_an_event_that_cannot_be_read_is_a_sentence(tmp_path: Path, content: str) -> None:
    """Never a traceback, whatever a runner wrote."""
    path = tmp_path / "event.json"
    path.write_text(content)
    said = {**environment("github", GitHubFake(url="http://localhost:1")), "GITHUB_EVENT_PATH": str(path)}

    with pytest.raises((InputError, UsageError)):
        place(Asked(), said)


@pytest.mark.parametrize("head", ["HEAD", "a" * 39, "A" * 40, "a" * 40 + " -->"])
def test_only_a_full_hash_is_a_commit(head: str) -> None:
    """What ends up in the marker is checked before."""
    done = inside("ci", "comment", str(BLUNDER), "--forge", "gitlab", "--head", head)

    assert (done.code, "full hash" in done.err) == (64, True)


@pytest.mark.parametrize("number", ["abc", "0", "-1", "1.5", "²", str(2**31 + 1), "9" * 40, ""])
def test_what_is_no_number_of_a_pull_request_is_told_so(number: str) -> None:
    """In words that whoever types it knows."""
    done = inside("ci", "comment", "review.json", "--pr", number)

    assert done.code == 64
    assert f"{number!r} is not the number of a pull request, such as 12." in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no JSON"),
        ("NaN", "no JSON"),
        ("[]", "no review"),
        ('{"format": "mapconfig.plan/1"}', "no review"),
        ('{"format": "mapconfig.review/1"}', "not as reviews are"),
    ],
)
def test_a_file_that_is_no_review_is_refused_before_anybody_is_asked(tmp_path: Path, content: str, said: str) -> None:
    """What another job hands over is data, and held to its schema."""
    path = tmp_path / "review.json"
    path.write_text(content)
    done = inside("ci", "comment", str(path), "--forge", "github")

    assert (done.code, done.err.startswith("error: ")) == (1, True)
    assert said in done.err


def test_a_review_whose_parts_do_not_fit_together_is_refused(tmp_path: Path) -> None:
    """A group that is not there would be looked up."""
    document = json.loads(BLUNDER.read_text())
    document["changes"][0]["group"] = 3
    path = tmp_path / "review.json"
    path.write_text(json.dumps(document))

    assert "in a group that is not there" in inside("ci", "comment", str(path)).err
    assert "cannot be read" in inside("ci", "comment", str(tmp_path / "none.json")).err
