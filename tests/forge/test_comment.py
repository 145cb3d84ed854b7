"""The comment on a pull request: one for each review, kept up to date, on every forge, over real HTTP."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tests.cli.program import Ran, inside
from tests.forge.fakes import FAKES, HEAD, NUMBER, TOKEN, Fake, environment, running
from tests.report.review.examples import DATA

from mapconfig.forge.marker import LABELS, Marker, marker_of, together

BLUNDER = DATA / "blunder.json"
HARMLESS = DATA / "harmless.json"


@pytest.fixture(params=list(FAKES))
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def fake(name: str) -> Iterator[Fake]:
    with running(FAKES[name]()) as made:
        yield made


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No job of a real CI, and no logins of whoever runs the tests."""
    for variable in list(os.environ):
        if variable.startswith(("GITHUB_", "GITLAB_", "CI_", "BITBUCKET_", "SYSTEM_", "BUILD_", "GH_", "TF_")):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LC_ALL", "C")


def comment(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch, file: Path = BLUNDER, *words: str, run: int = 10
) -> Ran:
    """Run the command as a job of the forge does."""
    for variable, value in environment(name, fake, run).items():
        monkeypatch.setenv(variable, value)
    more = ("--pr", str(NUMBER), "--head", HEAD) if name == "github" else ()
    return inside("ci", "comment", str(file), *more, *words)


def changed(tmp_path: Path, base: Path, **values: Any) -> Path:
    """A review that is like the one in `base`, with other values at the top."""
    path = tmp_path / "review.json"
    path.write_text(json.dumps({**json.loads(base.read_text()), **values}))
    return path


def unchanged(tmp_path: Path) -> Path:
    """A review in which nothing changes."""
    verdict = {"level": "no-change", "word": "No change", "title": "Nothing changes", "sentences": []}
    return changed(tmp_path, HARMLESS, verdict=verdict, changes=[], groups=[], before_merge=[])


def test_the_first_run_writes_a_comment_and_labels(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the pull request sees the verdict, and the list of pull requests shows how grave it is."""
    fake.labels = {"bug"}
    done = comment(name, fake, monkeypatch)

    assert (done.code, done.err) == (0, "wrote the comment\n")
    [note] = fake.notes
    assert "would be e" in note.body
    assert len(note.body) < fake.limit
    mark = marker_of(note.body)
    assert mark == Marker("local", HEAD, 10, ("high-risk", "needs-approval"))
    if fake.has_labels:
        assert fake.labels == {"bug", "mapconfig/high-risk", "mapconfig/needs-approval"}


def test_the_next_run_writes_over_its_own_comment(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One comment, however often somebody pushes; the label follows."""
    fake.note("An opinion", "ada")
    comment(name, fake, monkeypatch)
    fake.note("Another one", "ben")
    done = comment(name, fake, monkeypatch, HARMLESS, run=11)

    assert (done.code, done.err) == (0, "updated the comment\n")
    assert [note.author for note in fake.notes] == ["ada", "bot", "ben"]
    assert "nobody moves" in fake.notes[1].body
    if fake.has_labels:
        assert fake.labels == {"mapconfig/change"}


def test_a_later_run_is_never_written_over(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job of an older commit may be slow and come last."""
    comment(name, fake, monkeypatch, HARMLESS, run=12)
    before = fake.notes[0].body
    done = comment(name, fake, monkeypatch, BLUNDER, run=11)

    assert (done.code, done.err) == (0, "nothing: a later run (12) has written the comment already\n")
    assert fake.notes[0].body == before
    assert "mapconfig/high-risk" not in fake.labels


def test_a_review_of_another_commit_than_the_tip_says_nothing(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer commit has its own run."""
    fake.head = "b" * 40
    done = comment(name, fake, monkeypatch)

    assert done.code == 0
    assert done.err == "nothing: the pull request is at bbbbbbbbbb by now, and this is about aaaaaaaaaa\n"
    assert fake.notes == []
    assert fake.labels == set()


def test_where_nothing_changes_there_is_no_comment_but_one_that_is_there_says_so(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A pull request about something else stays quiet; one that no longer changes anything does not go on warning."""
    done = comment(name, fake, monkeypatch, unchanged(tmp_path))
    assert (done.code, done.err, fake.notes) == (0, "no comment: nothing changes\n", [])

    comment(name, fake, monkeypatch, BLUNDER, run=11)
    done = comment(name, fake, monkeypatch, unchanged(tmp_path), run=12)
    assert (done.code, done.err) == (0, "updated the comment\n")
    assert "No change" in fake.notes[0].body
    if fake.has_labels:
        assert fake.labels == {"mapconfig/no-change"}


def test_the_same_run_again_changes_nothing(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is run again sends no mail to anybody."""
    comment(name, fake, monkeypatch)
    fake.asked.clear()
    done = comment(name, fake, monkeypatch)

    assert done.err == "nothing: the comment says so already\n"
    assert {method for method, _ in fake.asked} == {"GET"}


def test_every_target_has_its_own_comment_and_the_labels_are_the_worst_of_all(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Staging and production, or two orgs in one repository, do not talk over each other."""
    comment(name, fake, monkeypatch)
    target = {"id": "eu--/staging >", "org": "EU", "environment": "staging", "prefix": "eu/"}
    done = comment(name, fake, monkeypatch, changed(tmp_path, HARMLESS, target=target))

    assert done.err == "wrote the comment\n"
    marks = [marker_of(note.body) for note in fake.notes]
    assert [mark.target for mark in marks if mark] == ["local", "eu--/staging >"]
    if fake.has_labels:
        assert fake.labels == {"mapconfig/high-risk", "mapconfig/needs-approval"}


def test_a_marker_that_somebody_else_wrote_neither_silences_nor_is_written_over(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who copies our first line into a comment of their own gains nothing by it."""
    theirs = Marker("local", HEAD, 10**17, ("no-change",)).line(hides=name != "bitbucket")
    fake.note(f"{theirs}\n\nAll is well", "stranger")
    fake.note(f"> {Marker('local', HEAD, 10**17).line(True)}\n\nAs the machine says", "bot")
    done = comment(name, fake, monkeypatch)

    assert (done.code, done.err) == (0, "wrote the comment\n")
    assert fake.notes[0].body.endswith("All is well")
    assert len(fake.notes) == 3


def test_a_token_that_may_not_ask_who_it_is_finds_its_comment_all_the_same(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token of a job often may not; a stranger's marker then cannot silence it either."""
    fake.knows_itself = False
    if name == "github":
        fake.me = "github-actions[bot]"
    else:
        theirs = Marker("local", HEAD, 10**17, ("no-change",)).line(hides=name != "bitbucket")
        fake.note(f"{theirs}\n\nAll is well", "stranger")
    comment(name, fake, monkeypatch)
    done = comment(name, fake, monkeypatch, HARMLESS, run=11)

    assert done.err == "updated the comment\n"
    assert sum(note.author == fake.me for note in fake.notes) == 1


def test_the_comment_is_found_behind_hundreds_of_others(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forges give a hundred a page."""
    for number in range(230):
        fake.note(f"Opinion {number}", "ada")
    comment(name, fake, monkeypatch)
    done = comment(name, fake, monkeypatch, HARMLESS, run=11)

    assert done.err == "updated the comment\n"
    assert len(fake.notes) == 231


def test_an_answer_that_was_lost_leaves_one_comment(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forge has written it, and the connection broke: it is looked for before anybody writes a second one."""
    fake.breaks = {"POST": 0}
    done = comment(name, fake, monkeypatch, BLUNDER, "--no-labels")

    assert (done.code, done.err) == (0, "wrote the comment\n")
    assert len(fake.notes) == 1


@pytest.mark.parametrize(
    ("status", "said"), [(403, "does not let this token"), (422, "refused it (422"), (500, "(500")]
)
def test_a_refusal_is_a_sentence_without_the_token(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch, status: int, said: str
) -> None:
    """Who set up the job learns what to change."""
    fake.breaks = {"POST": status}
    done = comment(name, fake, monkeypatch)

    assert done.code == 1
    assert done.err.startswith("error: ")
    assert said in done.err
    assert TOKEN not in done.all
    assert fake.notes == []


def test_a_wrong_token_is_told_as_one(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """401 is about the token, not about the review."""
    monkeypatch.setenv("MAPCONFIG_FORGE_TOKEN", "another")
    done = comment(name, fake, monkeypatch)

    assert (done.code, "does not let this token" in done.err) == (1, True)


def test_labels_can_be_left_alone(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some teams have labels of their own."""
    comment(name, fake, monkeypatch, BLUNDER, "--no-labels")

    assert fake.labels == set()


def test_nothing_is_ever_approved(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """No request goes to a review, an approval, a vote or a merge."""
    for run, file in enumerate((BLUNDER, HARMLESS, DATA / "suppression.json", DATA / "unreadable.json"), 10):
        comment(name, fake, monkeypatch, file, run=run)

    assert fake.notes
    paths = [path.replace("needs-approval", "") for _, path in fake.asked]
    assert not [path for path in paths if any(word in path for word in ("review", "approv", "vote", "merge/"))]


def test_it_speaks_french_when_asked_to(name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comment is in the language of the team; the marker is the same."""
    comment(name, fake, monkeypatch, BLUNDER)
    english = fake.notes[0].body
    done = comment(name, fake, monkeypatch, BLUNDER, "--lang", "fr", run=11)

    assert done.code == 0
    assert marker_of(fake.notes[0].body) is not None
    assert fake.notes[0].body.splitlines()[2:] != english.splitlines()[2:]


def test_a_target_with_an_endless_or_broken_name_has_one_comment_too(
    name: str, fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stranger's document may call it anything."""
    target = {"id": "\ud800" + "é" * 50_000, "org": "x" * 50_000, "environment": "", "prefix": "y" * 50_000}
    file = changed(tmp_path, HARMLESS, target=target)

    assert comment(name, fake, monkeypatch, file).err == "wrote the comment\n"
    assert comment(name, fake, monkeypatch, file, run=11).err == "updated the comment\n"
    assert len(fake.notes) == 1
    assert len(fake.notes[0].body) < fake.limit


def test_labels_together_are_the_worst_class_of_all() -> None:
    """Exactly one class, and the approval besides."""
    assert together([("change",), ("destructive",)]) == {"mapconfig/destructive"}
    assert together([("no-change",), ("change", "needs-approval")]) == {"mapconfig/change", "mapconfig/needs-approval"}
    assert together([]) == frozenset()
    assert together([("something",)]) == frozenset()
    assert set(LABELS) >= together([("high-risk",)])


@pytest.mark.parametrize("target", ["local", "a b", "--> <script>", ") [x](y)", "\u202e", "%", "é/prod"])
@pytest.mark.parametrize("hides", [True, False])
def test_a_marker_is_read_back_whatever_the_target_is_called(target: str, hides: bool) -> None:
    """A name can end neither the HTML comment nor the link definition."""
    mark = Marker(target, HEAD, 3, ("change",))
    line = mark.line(hides)

    assert marker_of(f"{line}\r\n\r\nbody") == mark
    assert line.count("-->") == hides
    assert line.count(")") == (not hides)
    assert marker_of(f"x\n{line}") is None
    assert marker_of(f"{line} x") is None


@pytest.mark.parametrize("target", ["local", ") [x](y)", "--> <b>", "a" * 200])
def test_a_reader_does_not_see_the_marker(target: str) -> None:
    """Neither where HTML comments are hidden, nor on a forge that would show them as text."""
    mark = Marker(target, HEAD, 3, ("change", "needs-approval"))

    assert MarkdownIt("commonmark", {"html": False}).render(f"{mark.line(False)}\n\nHello\n") == "<p>Hello</p>\n"
    assert MarkdownIt("commonmark").render(f"{mark.line(True)}\n\nHello\n") == f"{mark.line(True)}\n<p>Hello</p>\n"
