"""What a person may rely on when mapconfig asks git for history, in a repository of whomever."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.record.repository import WHO, Git
from tests.steps import steps

from mapconfig.errors import InputError
from mapconfig.record import history
from mapconfig.record.history import MAX_BYTES, Changed, NoHistoryError, Repository


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "repository")


@pytest.fixture
def open_repository(git: Git) -> Iterator[Repository]:
    with Repository(git.root) as repository:
        yield repository


def test_a_commit_says_who_when_and_what(git: Git, open_repository: Repository) -> None:
    """
    Name, time with offset, subject, body and trailers, and no address of a person.
    """
    first = git.commit("Begin")
    message = "Widen the audience\n\nBecause sales asked.\n\nChange-Request: CHG-7\nTicket: MOPS-1\nTicket: MOPS-2\n"
    second = git.commit(message)

    commit = open_repository.commit(second)

    assert commit.id == open_repository.head() == second
    assert commit.parents == (first,)
    assert (commit.author, commit.at, commit.subject) == (
        "Ana Admin",
        "2026-03-01T10:02:00+02:00",
        "Widen the audience",
    )
    assert commit.body.startswith("Because sales asked.")
    assert commit.trailers == {"change-request": ("CHG-7",), "ticket": ("MOPS-1", "MOPS-2")}
    assert "@" not in repr(commit)
    assert open_repository.commit(second) is commit


def test_a_last_paragraph_of_prose_has_no_trailers(git: Git, open_repository: Repository) -> None:
    """
    A sentence with a colon in it is not a trailer.
    """
    commit = open_repository.commit(git.commit("Subject\n\nTicket: MOPS-1\nand more of it"))

    assert commit.trailers == {}


@pytest.mark.parametrize(
    ("message", "request_"),
    [
        ("Merge pull request #12 from x/y\n\nTitle", "#12"),
        ("Widen the audience (#34)", "#34"),
        ("Merge branch 'x' into 'main'\n\nTitle\n\nSee merge request group/project!56", "!56"),
        ("Nothing (here)", ""),
    ],
)
def test_the_request_that_a_merge_or_squash_names_is_known(
    git: Git, open_repository: Repository, message: str, request_: str
) -> None:
    """
    GitHub and GitLab write the number of the request into the message.
    """
    assert open_repository.commit(git.commit(message)).request == request_


@pytest.mark.parametrize(("encoding", "subject"), [("ISO-8859-1", "Élargir"), ("klingon", "\ufffdlargir")])
def test_a_message_in_another_encoding_is_read(
    git: Git, open_repository: Repository, encoding: str, subject: str
) -> None:
    """
    Old commits by tools on Windows are not mangled, and an encoding that nobody knows is no reason to fail.
    """
    git.run("config", "i18n.commitEncoding", encoding)
    path = git.root / "message"
    path.write_bytes("Élargir".encode("iso-8859-1"))
    git.run("commit", "-q", "--allow-empty", "-F", str(path))

    assert open_repository.commit(str(open_repository.head())).subject == subject


def test_a_repository_without_commits_has_no_head(open_repository: Repository) -> None:
    """
    A new repository is no error.
    """
    assert open_repository.head() is None


def test_a_revision_becomes_a_full_hash(git: Git, open_repository: Repository) -> None:
    """
    Branches, tags and short hashes all work.
    """
    commit = git.commit("Begin")
    git.run("tag", "-a", "v1", "-m", "one")

    assert [open_repository.resolve(name) for name in ("main", "v1", commit[:9], "HEAD")] == [commit] * 4


@pytest.mark.parametrize(
    "name", ["", "nowhere", "--output=pwned", "-h", "HEAD\nHEAD", "a\x00b", "HEAD:file", "@{u}", "^HEAD"]
)
def test_what_names_no_commit_is_refused_with_a_sentence(git: Git, open_repository: Repository, name: str) -> None:
    """
    A name can never be taken for an option of git.
    """
    git.commit("Begin", {"file": "x"})

    with pytest.raises(InputError, match="does not name a commit"):
        open_repository.resolve(name)
    assert sorted(path.name for path in git.root.iterdir()) == [".git", "file"]


def test_a_branch_called_like_an_option_is_only_a_name(git: Git, open_repository: Repository) -> None:
    """
    git itself lets anybody make such a branch.
    """
    commit = git.commit("Begin")
    git.run("update-ref", "refs/heads/--output=pwned", commit)

    assert open_repository.resolve("refs/heads/--output=pwned") == commit
    assert not (git.root / "pwned").exists()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(blacklist_categories=["Cs"]), max_size=40))
def test_any_text_is_a_commit_or_a_sentence(git: Git, open_repository: Repository, name: str) -> None:
    """
    Whatever somebody types, git is not made to do anything else.
    """
    try:
        assert len(open_repository.resolve(name)) == 40
    except InputError as error:
        assert "does not name a commit" in str(error)


def test_only_full_hashes_go_further_than_resolving(git: Git, open_repository: Repository) -> None:
    """
    Names are resolved in one place and nowhere else.
    """
    git.commit("Begin")

    for call in (
        lambda: list(open_repository.line("HEAD")),
        lambda: list(open_repository.merged("HEAD", "HEAD", ())),
        lambda: open_repository.content("HEAD", "file"),
        lambda: open_repository.blob("HEAD:file"),
        lambda: open_repository.changed("HEAD", None),
        lambda: open_repository.files("HEAD"),
    ):
        with pytest.raises(ValueError, match="resolve it first"):
            call()


def test_the_line_has_one_step_for_a_merged_branch(git: Git, open_repository: Repository) -> None:
    """
    What a branch did on its way is not on the line, but what it brought can be asked for.
    """
    first = git.commit("Begin", {"a": "1"})
    git.run("checkout", "-q", "-b", "topic")
    one = git.commit("One", {"a": "2"})
    two = git.commit("Two", {"b": "2"})
    git.run("checkout", "-q", "main")
    git.minute += 1
    git.run("merge", "-q", "--no-ff", "-m", "Merge pull request #1 from x/topic", "topic")
    merge = git.run("rev-parse", "HEAD")

    assert list(open_repository.line(merge)) == [merge, first]
    assert list(open_repository.merged(merge, first, ())) == [two, one]
    assert list(open_repository.merged(merge, first, ("a",))) == [one]


def test_the_line_of_a_file_has_only_commits_that_changed_it(git: Git, open_repository: Repository) -> None:
    """
    Names with stars and colons are names, not patterns.
    """
    first = git.commit("Begin", {"a*": "1", "abc": "1", ":(top)b": "1"})
    git.commit("Other", {"abc": "2"})
    third = git.commit("Again", {"a*": "2"})

    assert list(open_repository.line(third, ("a*",))) == [third, first]
    assert list(open_repository.line(third, (":(top)b",))) == [first]


def test_the_line_can_be_left_before_its_end(git: Git, open_repository: Repository) -> None:
    """
    An answer that is found early ends git's work.
    """
    commits = [git.commit(f"Number {n}") for n in range(5)]

    line = open_repository.line(commits[-1])

    assert next(line) == commits[-1]
    line.close()  # type: ignore[attr-defined]


def test_content_is_what_the_file_held_then(git: Git, open_repository: Repository) -> None:
    """
    Also under names with spaces, line breaks and letters of any script.
    """
    names = ["plain", "with space", "line\nbreak", "Ünïcode", 'quo"te', "ta\tb", "sub/folder/file"]
    first = git.commit("Begin", {name: f"old {name}" for name in names})
    second = git.commit("Again", {name: f"new {name}" for name in names})

    assert [open_repository.content(first, name) for name in names] == [f"old {name}".encode() for name in names]
    assert [open_repository.content(second, name) for name in names] == [f"new {name}".encode() for name in names]
    assert open_repository.content(first, "nowhere") is None
    assert open_repository.content(first, "no\nwhere") is None
    assert open_repository.content(first, "sub") is None


def test_content_without_end_is_not_read(git: Git, open_repository: Repository) -> None:
    """
    A file that is too long for an org is left alone, and the next one is read as ever.
    """
    commit = git.commit("Begin", {"long": b"x" * (MAX_BYTES + 1), "short": "y"})

    assert open_repository.content(commit, "long") is None
    assert open_repository.content(commit, "short") == b"y"


def test_changed_files_have_the_ids_of_their_content(git: Git, open_repository: Repository) -> None:
    """
    Added, changed and deleted files, and links only as something that is no file.
    """
    first = git.commit("Begin", {"kept": "1", "changed": "1", "gone": "1", "becomes-link": "1"})
    (git.root / "becomes-link").unlink()
    (git.root / "becomes-link").symlink_to("kept")
    second = git.commit("Again", {"changed": "2", "gone": None, "new\nname": "2"})

    found = {change.file: change for change in open_repository.changed(second, first)}

    def blob(commit: str, file: str) -> str:
        return git.run("rev-parse", f"{commit}:{file}")

    assert found == {
        "becomes-link": Changed("becomes-link", blob(first, "becomes-link"), ""),
        "changed": Changed("changed", blob(first, "changed"), blob(second, "changed")),
        "gone": Changed("gone", blob(first, "gone"), ""),
        "new\nname": Changed("new\nname", "", blob(second, "new\nname")),
    }
    assert open_repository.blob(found["changed"].before) == b"1"
    assert {change.file for change in open_repository.changed(first, None)} == {
        "kept",
        "changed",
        "gone",
        "becomes-link",
    }


def test_files_of_a_folder_at_a_commit(git: Git, open_repository: Repository) -> None:
    """
    Links and submodules are not among them.
    """
    (git.root / "link").symlink_to("a")
    first = git.commit("Begin", {"a": "1", "changes/x.yaml": "1", "changes/y/z.yaml": "1", "changes2/n": "1"})
    git.commit("Again", {"changes/x.yaml": None})

    assert [file for file, _ in open_repository.files(first)] == [
        "a",
        "changes/x.yaml",
        "changes/y/z.yaml",
        "changes2/n",
    ]
    assert [file for file, _ in open_repository.files(first, "changes/")] == ["changes/x.yaml", "changes/y/z.yaml"]


def test_an_org_below_the_top_of_its_repository_is_its_own_world(git: Git) -> None:
    """
    Names are relative to the org, and files beside it do not exist.
    """
    first = git.commit("Begin", {"org/lists/a.yaml": "1", "other/b.yaml": "1"})
    second = git.commit("Again", {"org/lists/a.yaml": "2", "other/b.yaml": "2"})

    with Repository(git.root / "org") as repository:
        assert repository.content(first, "lists/a.yaml") == b"1"
        assert [change.file for change in repository.changed(second, first)] == ["lists/a.yaml"]
        assert [file for file, _ in repository.files(second)] == ["lists/a.yaml"]
        assert [file for file, _ in repository.files(second, "lists/")] == ["lists/a.yaml"]
        assert list(repository.line(second, ("lists/a.yaml",))) == [second, first]


def test_changes_along_the_line_come_commit_by_commit(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Also where there are more commits than are asked for at once; commits without a change here are left out.
    """
    monkeypatch.setattr(history, "_AT_ONCE", 2)
    git.commit("Begin", {"org/a": "0"})
    commits = [git.commit(f"Number {n}", {"org/a": f"{n}", f"org/b{n}": ":x"}) for n in range(1, 6)]
    git.commit("Elsewhere", {"other": "1"})
    git.commit("Nothing")

    with Repository(git.root / "org") as repository:
        head = repository.head()
        assert head is not None
        along = list(repository.changes_along(head))

    assert [commit for commit, _ in along] == commits[::-1]
    assert [[change.file for change in changes] for _, changes in along] == [["a", f"b{n}"] for n in range(5, 0, -1)]


def test_ancestors_are_contained(git: Git, open_repository: Repository) -> None:
    """
    What is no commit here is contained in nothing.
    """
    first, second = git.commit("Begin"), git.commit("Again")

    assert open_repository.contains(second, first)
    assert open_repository.contains(first, first)
    assert not open_repository.contains(first, second)
    assert not open_repository.contains(second, "0" * 40)
    assert not open_repository.contains(second, "--all")


def test_a_shallow_clone_says_so(git: Git, tmp_path: Path) -> None:
    """
    History that was not fetched is not taken for no history.
    """
    first, second = git.commit("Begin"), git.commit("Again")
    git.run("clone", "-q", "--depth", "1", f"file://{git.root}", str(tmp_path / "clone"))

    with Repository(git.root) as whole, Repository(tmp_path / "clone") as cut:
        assert (whole.shallow, cut.shallow) == (False, True)
        assert list(cut.line(second)) == [second]
        assert cut.commit(second).parents == (first,)


def test_a_worktree_and_a_detached_head_are_repositories_too(git: Git, tmp_path: Path) -> None:
    """
    CI checks commits out without a branch.
    """
    first = git.commit("Begin", {"a": "1"})
    git.commit("Again", {"a": "2"})
    git.run("worktree", "add", "-q", "--detach", str(tmp_path / "tree"), first)

    with Repository(tmp_path / "tree") as repository:
        assert repository.head() == first
        assert repository.content(first, "a") == b"1"


def test_a_repository_with_long_hashes_is_read(tmp_path: Path) -> None:
    """
    SHA-256 repositories have ids of 64 digits.
    """
    git = Git(tmp_path / "long", "--object-format=sha256")
    first = git.commit("Begin", {"a": "1"})
    second = git.commit("Again", {"a": "2"})

    with Repository(git.root) as repository:
        assert len(second) == 64
        assert repository.commit(second).parents == (first,)
        assert repository.commit(second).subject == "Again"
        assert repository.content(first, "a") == b"1"
        assert repository.changed(second, first)[0].file == "a"


def test_a_folder_outside_any_repository_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    There is nothing to ask, and no traceback.
    """
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(NoHistoryError, match="not in a git repository"):
        Repository(tmp_path)
    with pytest.raises(NoHistoryError, match="No such file"):
        Repository(tmp_path / "nowhere")


def test_a_machine_without_git_is_told_as_such(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The sentence names what is missing.
    """
    monkeypatch.setenv("PATH", "")

    with pytest.raises(NoHistoryError, match="git is not installed"):
        Repository(git.root)


def test_what_git_will_not_open_is_passed_on_with_the_fix() -> None:
    """
    git refuses a repository of another user; the way out is git's own.
    """
    said = "fatal: detected dubious ownership in repository at '/srv/org'\n"

    assert "safe.directory /srv/org" in history._explained(said, "/srv/org")
    assert history._explained("fatal: bad things\n", "/x") == "The history of /x cannot be read: fatal: bad things"
    assert "no reason" in history._explained("", "/x")


def hostile(git: Git, marker: Path) -> None:
    """Configuration, attributes, hooks and a signature that run a program wherever git can be made to run one."""
    program = git.root.parent / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {marker}\ncat\n")
    program.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "pager.rev-list",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "credential.helper",
        "uploadpack.packObjectsHook",
        "remote.origin.uploadpack",
        "alias.rev-list",
        "alias.cat-file",
    ):
        git.run("config", name, f"!{program}" if name.startswith("alias") else str(program))
    git.run("config", "log.showSignature", "true")
    git.run("config", "core.alternateRefsCommand", str(program))
    hooks = git.root.parent / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (hooks / hook).write_text(program.read_text())
        (hooks / hook).chmod(0o755)
    git.run("config", "core.hooksPath", str(hooks))
    (git.root / ".git/info/attributes").write_text("* diff=evil filter=evil\n")


def signed(git: Git, commit: str) -> str:
    """The same commit with a signature, which makes `git log` run gpg.program."""
    text = git.run("cat-file", "commit", commit)
    head, _, message = text.partition("\n\n")
    path = git.root / ".git/signed"
    path.write_text(
        f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n\n{message}\n"
    )
    return git.run("hash-object", "-t", "commit", "-w", str(path))


def test_a_hostile_configuration_runs_nothing(git: Git, tmp_path: Path) -> None:
    """
    A repository that somebody sent cannot make mapconfig run a program, whatever its configuration says.
    """
    marker = tmp_path / "marker"
    first = git.commit("Begin", {"a.yaml": "1", "b.yaml": "1"})
    second = signed(git, git.commit("Again", {"a.yaml": "2"}))
    git.run("update-ref", "refs/heads/main", second)
    hostile(git, marker)
    (git.root / "a.yaml").write_text("3")
    git_log = subprocess.run(["git", "log", "-p"], cwd=git.root, env={**os.environ, **WHO}, capture_output=True)
    assert marker.exists(), f"the trap must work for porcelain: {git_log.stderr!r}"
    marker.unlink()

    with Repository(git.root) as repository:
        assert repository.head() == second
        assert list(repository.line(second, ("a.yaml",))) == [second, first]
        assert repository.content(second, "a.yaml") == b"2"
        assert repository.commit(second).subject == "Again"
        assert [change.file for change in repository.changed(second, first)] == ["a.yaml"]
        assert len(repository.files(second)) == 2
        assert list(repository.merged(second, first, ())) == [second]
        assert repository.contains(second, first)

    assert not marker.exists()


def test_a_clone_without_contents_is_told_as_such_and_fetches_nothing(git: Git, tmp_path: Path) -> None:
    """
    A repository that lacks contents and says where to get them makes git run nothing, and nobody takes what is
    missing for what was never there.
    """
    first = git.commit("Begin", {"a": "1", "b": "1"})
    second = git.commit("Again", {"a": "2"})
    git.run("config", "uploadpack.allowFilter", "true")
    part, marker = tmp_path / "part", tmp_path / "marker"
    git.run("clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{git.root}", str(part))
    for name, value in {
        "remote.origin.uploadpack": f"touch {marker};",
        "protocol.file.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        subprocess.run(["git", "config", name, value], cwd=part, check=True)
    subprocess.run(["git", "cat-file", "-p", f"{first}:a"], cwd=part, capture_output=True, check=False)
    assert marker.exists(), "the trap must work"
    marker.unlink()

    with Repository(part) as repository:
        for _ in range(2):
            with pytest.raises(NoHistoryError, match="cloned with --filter"):
                repository.content(first, "a")
        (changed,) = repository.changed(second, first)
        with pytest.raises(NoHistoryError, match="cloned with --filter"):
            repository.blob(changed.before)
        assert repository.commit(first).subject == "Begin"
        assert [file for file, _ in repository.files(first)] == ["a", "b"]

    assert not marker.exists()


def test_a_damaged_repository_is_told_as_such(git: Git, open_repository: Repository) -> None:
    """
    A missing object is not taken for a file or a commit that was never there.
    """
    commit = git.commit("Begin", {"a": "1"})
    blob = git.run("rev-parse", f"{commit}:a")
    (git.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    open_repository.content(commit, "nowhere")
    process = open_repository._batch
    assert process is not None

    for ask in (
        lambda: open_repository.content(commit, "a"),
        lambda: open_repository.blob(blob),
        lambda: open_repository.commit("1" * 40),
    ):
        with pytest.raises(NoHistoryError, match="no contents for some commits"):
            ask()


def test_a_process_that_ended_is_told_as_such(git: Git, open_repository: Repository) -> None:
    """
    When the machine kills git between two questions, that is a sentence and the next question works.
    """
    commit = git.commit("Begin", {"a": "1"})
    open_repository.content(commit, "a")
    process = open_repository._batch
    assert process is not None
    process.kill()
    process.wait()

    with pytest.raises(NoHistoryError):
        open_repository.content(commit, "a")
    assert open_repository.content(commit, "a") == b"1"


def test_what_the_caller_set_for_git_is_not_passed_on(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Inside a hook, or with GIT_DIR set, it is still the org's own repository that is asked.
    """
    commit = git.commit("Begin", {"a": "1"})
    other = Git(tmp_path / "other")
    other.commit("Other", {"a": "2"})
    trace = tmp_path / "trace"
    for name, value in {
        "GIT_DIR": str(other.root / ".git"),
        "GIT_OBJECT_DIRECTORY": str(other.root / ".git/objects"),
        "GIT_TRACE": str(trace),
        "GIT_EXTERNAL_DIFF": "false",
    }.items():
        monkeypatch.setenv(name, value)

    with Repository(git.root) as repository:
        assert repository.head() == commit
        assert repository.content(commit, "a") == b"1"
    assert not trace.exists()


def test_replaced_objects_are_not_believed(git: Git, open_repository: Repository) -> None:
    """
    A replacement in the repository cannot change what a hash means.
    """
    first = git.commit("Begin", {"a": "1"})
    second = git.commit("Again", {"a": "2"})
    git.run("replace", second, first)

    assert open_repository.content(second, "a") == b"2"
    assert open_repository.commit(second).subject == "Again"


def test_no_process_is_left_behind(git: Git) -> None:
    """
    The one process that answers for contents ends with the repository, and asking after that starts another.
    """
    commit = git.commit("Begin", {"a": "1"})
    with Repository(git.root) as repository:
        repository.content(commit, "a")
        process = repository._batch
        assert process is not None

    assert process.poll() is not None
    assert repository.content(commit, "a") == b"1"
    repository.close()
    repository.close()


def test_the_line_of_one_file_costs_what_changed_it_in_a_long_history(git: Git, tmp_path: Path) -> None:
    """
    Of two thousand commits only those are looked at that changed the file.
    """
    stream = ["reset refs/heads/main"]
    for n in range(2000):
        stream += [
            "commit refs/heads/main",
            f"committer Ana <ana@example.com> {1_700_000_000 + n} +0000",
            "data 1",
            "x",
            f"M 100644 inline lists/{n % 200}.yaml",
            f"data {len(str(n))}",
            str(n),
        ]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=git.root, input="\n".join(stream).encode(), check=True)
    with Repository(git.root) as repository:
        head = repository.head()
        assert head is not None

        commits = list(repository.line(head, ("lists/7.yaml",)))
        contents = [repository.content(commit, "lists/7.yaml") for commit in commits]
        spent = steps(lambda: list(repository.line(head, ("lists/7.yaml",))))

    assert contents == [str(n).encode() for n in range(1807, 0, -200)]
    assert spent < 2000 * 10  # one step a commit would be 2,000 times what one commit takes
