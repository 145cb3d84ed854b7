"""What a person may rely on when an org is read from a git revision."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.read.sources import commit, git, program, repository, write

from mapconfig.errors import InputError
from mapconfig.read import revision
from mapconfig.read.revision import Changed, Revision, changed, merge_base, resolve
from mapconfig.read.source import UnreadableError
from mapconfig.read.tree import Tree

FILES = {"mapconfig.yaml": "name: X\n", "lists/a.yaml": "kind: list\nkey: a\n", "emails/b.html": "<p>"}


def refusal(found: Revision, file: str) -> str:
    with pytest.raises(UnreadableError) as raised:
        found.read(file)
    return raised.value.reason


# Names of revisions -----------------------------------------------------------------------------------------------


def test_a_revision_has_any_name_that_git_knows(tmp_path: Path) -> None:
    """Branches, tags, short hashes and ancestors all lead to the full hash of a commit."""
    root = repository(tmp_path, FILES)
    first = git(root, "rev-parse", "HEAD")
    git(root, "tag", "--annotate", "v1", "--message", "one")
    second = commit(root)

    assert resolve(root, "main") == resolve(root, "HEAD") == resolve(root, second[:8]) == second
    assert resolve(root, "v1") == resolve(root, "main~1") == resolve(root, "main^") == first
    assert merge_base(root, "main", "v1") == first


@pytest.mark.parametrize("name", ["", "-h", "--output=pwned", "--", "a\nb", "a\0b", "x" * 2000, "\ud800", "--all", "-"])
def test_names_that_could_be_options_are_no_revisions(tmp_path: Path, name: str) -> None:
    """They are refused before git sees them."""
    root = repository(tmp_path / "r", FILES)

    with pytest.raises(InputError, match=r"is not the name of a revision\. Give a branch"):
        resolve(root, name)


def test_a_branch_that_is_called_like_an_option_writes_no_file(tmp_path: Path) -> None:
    """git itself can hold such a branch, and its porcelain would obey it."""
    root = repository(tmp_path / "r", FILES)
    hash_ = git(root, "rev-parse", "HEAD")
    git(root, "update-ref", "refs/heads/--output=pwned", hash_)

    with pytest.raises(InputError):
        resolve(root, "--output=pwned")

    assert resolve(root, "refs/heads/--output=pwned") == hash_
    assert not list(tmp_path.rglob("pwned*.*"))
    assert not (root / "pwned").exists()


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit."""
    return repository(tmp_path_factory.mktemp("one") / "r", FILES)


PIECES = [
    "--output=x",
    "-",
    "HEAD",
    "main",
    "^",
    "~",
    "@{",
    "}",
    ":",
    "/",
    "..",
    "...",
    "*",
    "?",
    "[",
    "\\",
    " ",
    "\n",
    "\0",
]
PIECES += [
    ":(glob)",
    "^{/",
    "^{tree}",
    "@{-1}",
    "@{u}",
    ":/",
    "1",
    "refs/heads/",
    "lists/a.yaml",
    "$(touch x)",
    "`touch x`",
]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(max_size=30)
    | st.lists(
        st.sampled_from(PIECES),
        max_size=6,
    ).map("".join)
)
def test_no_name_does_anything_but_name_a_commit(one: Path, name: str) -> None:
    """Whatever is given as a revision, the answer is a commit of the repository or a sentence, and no file appears."""
    before = sorted(path for path in one.parent.rglob("*") if ".git/" not in str(path))
    here = sorted(Path().iterdir())

    try:
        found = resolve(one, name)
    except InputError as error:
        assert len(str(error)) < 1000
    else:
        assert found == git(one, "rev-parse", "HEAD")

    assert sorted(path for path in one.parent.rglob("*") if ".git/" not in str(path)) == before
    assert sorted(Path().iterdir()) == here


# What is said when there is none ------------------------------------------------------------------------------------


def test_a_mistyped_branch_comes_with_the_one_that_was_meant(tmp_path: Path) -> None:
    """As in all other messages about names."""
    root = repository(tmp_path, FILES)
    git(root, "branch", "feature/new-customers")

    with pytest.raises(
        InputError, match=r'There is no revision "feature/new-custmers".*Did you mean feature/new-customers\?'
    ):
        resolve(root, "feature/new-custmers")
    with pytest.raises(InputError, match=r'There is no revision "HEAD:lists" in the repository\.$'):
        resolve(root, "HEAD:lists")


def test_a_short_hash_that_fits_several_commits_says_so(tmp_path: Path) -> None:
    """More of its characters are what helps."""
    root = repository(tmp_path, FILES)
    commits = "".join(
        f"commit refs/heads/many\ncommitter A <a@example.com> {number} +0000\ndata 0\n\n" for number in range(1500)
    )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=commits.encode(), check=True)
    heads = Counter(name[:4] for name in git(root, "rev-list", "--all").split())
    (twice, count), *_ = heads.most_common(1)
    assert count > 1

    with pytest.raises(InputError, match="fits several commits; give more of its characters"):
        resolve(root, twice)


def test_a_directory_outside_any_repository_says_what_to_do(tmp_path: Path) -> None:
    """A new user has not run `git init` yet."""
    with pytest.raises(InputError, match=r"is not in a git repository.*git init"):
        resolve(tmp_path, "main")


def test_a_repository_without_commits_says_so(tmp_path: Path) -> None:
    """There is nothing to compare with yet."""
    with pytest.raises(InputError, match="has no commits yet"):
        resolve(repository(tmp_path), "main")


def test_a_shallow_clone_says_how_to_get_the_rest(tmp_path: Path) -> None:
    """CI systems clone without history by default."""
    root = repository(tmp_path / "r", FILES)
    first = git(root, "rev-parse", "HEAD")
    commit(root)
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{root}", "shallow")

    assert resolve(tmp_path / "shallow", "main")
    for name in (first, "HEAD~1"):
        with pytest.raises(InputError, match=r"fetch-depth: 0"):
            resolve(tmp_path / "shallow", name)


def test_unrelated_histories_have_no_common_commit(tmp_path: Path) -> None:
    """A comparison from the point of parting needs one."""
    root = repository(tmp_path, FILES)
    git(root, "checkout", "--quiet", "--orphan", "other")
    commit(root, "Another beginning")

    with pytest.raises(InputError, match='"main" and "other" have no commit in common'):
        merge_base(root, "main", "other")


def test_a_repository_of_another_user_is_refused_with_gits_own_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git's guard against planted repositories is passed on and not worked around."""
    root = repository(tmp_path / "r", FILES)
    real = shutil.which("git")
    program(tmp_path / "bin", "git", f'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "{real}" "$@"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setenv("HOME", str(tmp_path))

    with pytest.raises(InputError) as raised:
        resolve(root, "main")

    assert "belongs to another user" in str(raised.value)
    assert f"git config --global --add safe.directory {root}" in str(raised.value)


def test_a_damaged_repository_is_a_sentence(tmp_path: Path) -> None:
    """git's own reason is in it."""
    root = repository(tmp_path / "r", FILES)
    found = Revision(root, "main")
    (root / ".git" / "HEAD").write_text("nonsense\n")
    with pytest.raises(InputError, match="git repository"):
        resolve(root, "main")

    root = repository(tmp_path / "s", FILES)
    (root / ".git" / "config").write_text("[core\n")
    with pytest.raises(InputError, match=r"git cannot read the repository of .*: bad config"):
        resolve(root, "main")

    root = repository(tmp_path / "t", FILES)
    found = Revision(root, "main")
    empty = commit_without_files(root)
    missing = root / ".git" / "objects" / found.tree[:2] / found.tree[2:]
    missing.unlink()
    with pytest.raises(InputError, match=r'The revision "main" cannot be read: '):
        found.files()
    with pytest.raises(InputError, match=r"cannot be compared: "):
        changed(root, found.commit, empty)

    root = repository(tmp_path / "u", {f"org/{name}": text for name, text in FILES.items()})
    found = Revision(root / "org", "main")
    empty = commit_without_files(root)
    assert len(changed(root / "org", found.commit, empty)) == len(FILES)
    (root / ".git" / "objects" / found.tree[:2] / found.tree[2:]).unlink()
    with pytest.raises(InputError, match=r"cannot be compared: "):
        changed(root / "org", found.commit, empty)

    root = repository(tmp_path / "v", {f"org/{name}": text for name, text in FILES.items()})
    top = git(root, "rev-parse", "HEAD^{tree}")
    (root / ".git" / "objects" / top[:2] / top[2:]).unlink()
    with pytest.raises(InputError, match=r"The commit [0-9a-f]{12} cannot be read: "):
        Revision(root / "org", "main")
    with pytest.raises(InputError, match="is not in a git repository"):
        changed(tmp_path, "1" * 40, "2" * 40)


def commit_without_files(root: Path) -> str:
    """A commit with nothing in it."""
    empty = git(root, "hash-object", "-t", "tree", "-w", "/dev/null")
    return git(root, "commit-tree", empty, "-m", "Nothing")


# Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [".", "org", "clients/acme/org"])
def test_an_org_may_lie_anywhere_in_its_repository(tmp_path: Path, place: str) -> None:
    """Names are relative to the org, and what lies beside it is not part of it."""
    repository(tmp_path, {"README.md": "x"} if place != "." else None)
    root = write(tmp_path / place, FILES)
    commit(tmp_path)
    write(root, {"lists/a.yaml": "changed since"})

    found = Revision(root, "main")

    assert found.files() == sorted(FILES)
    assert [found.read(file).decode() for file in FILES] == list(FILES.values())
    assert found.label == "main"
    assert found.blob("lists/a.yaml") == git(root, "rev-parse", "main:./lists/a.yaml")
    assert found.blob("nothing") is None


def test_an_org_that_was_not_there_yet_is_a_sentence(tmp_path: Path) -> None:
    """An older revision may know nothing of the org's directory."""
    root = repository(tmp_path, {"README.md": "x"})
    write(root / "org", FILES)

    with pytest.raises(InputError, match=r'The revision "main" has no directory "org"'):
        Revision(root / "org", "main")


def test_nothing_but_the_orgs_own_files_is_read(tmp_path: Path) -> None:
    """The same names are refused as in a directory."""
    root = repository(tmp_path, {"secret.yaml": "x"})
    write(root / "org", {**FILES, ".env": "secret"})
    commit(root)
    found = Revision(root / "org", "main")

    for file in ("../secret.yaml", "/etc/passwd", ".env", "", "lists/../../secret.yaml"):
        assert refusal(found, file) == "The name leads out of the org or to a hidden file."
    assert refusal(found, "nothing.yaml") == "There is no such file."


def test_links_submodules_and_odd_names_are_reported_as_in_a_directory(tmp_path: Path) -> None:
    """Both ways of reading an org refuse the same with the same words."""
    other = repository(tmp_path / "other", {"x.yaml": "x"})
    root = repository(tmp_path / "r")
    write(root, {"lists/a.yaml": "x", "a\nb.yaml": "x", "odd\n.txt": "x", "deep/" + "d/" * 66 + "e.yaml": "x"})
    (root / "in.yaml").symlink_to("lists/a.yaml")
    (root / "out.yaml").symlink_to("/etc/passwd")
    (root / "folder").symlink_to("lists")
    (root / "readme").symlink_to("lists/a.yaml")
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    commit(root)

    tree, found = Tree(root), Revision(root, "main")

    files = found.files()
    assert [file for file in files if not file.startswith("deep/")] == [
        "a\\x0ab.yaml",
        "folder/",
        "in.yaml",
        "lists/a.yaml",
        "out.yaml",
        "sub/",
    ]
    assert [file for file in tree.files() if not file.startswith("deep/")] == [
        file for file in files if not file.startswith("deep/")
    ]
    for file in ("a\\x0ab.yaml", "folder/", "in.yaml", "out.yaml", "sub/"):
        with pytest.raises(UnreadableError) as raised:
            tree.read(file)
        assert refusal(found, file) == raised.value.reason
    (deep,) = [file for file in files if file.startswith("deep/")]
    assert refusal(found, deep) == "The folder lies more than 64 folders deep."


def test_reading_in_any_order_gives_each_file_its_own_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects are fetched in batches; where a batch ends makes no difference."""
    monkeypatch.setattr(revision, "_BATCH", 7)
    files = {f"{number:03}.yaml": str(number % 10) for number in range(40)} | {"empty.yaml": "", "nl.yaml": "\n\n"}
    found = Revision(repository(tmp_path, files), "main")

    for file in [*reversed(files), *files]:
        assert found.read(file) == files[file].encode()


def test_huge_content_is_refused_and_its_neighbours_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compressed bomb in the history costs no memory."""
    monkeypatch.setattr(revision, "_MOST_OUTPUT", 20_000_000)
    files = {"a.yaml": b"a", "b.yaml": b"\0" * 17_000_000, "c.yaml": b"\0" * 30_000_000, "d.yaml": b"d"}
    found = Revision(repository(tmp_path, files), "main")

    assert found.read("a.yaml") == b"a"
    ids = [found.blob("a.yaml") or "", found.blob("b.yaml") or ""] * 2
    assert [len(content) for _, content in revision.blobs(tmp_path, ids)] == [1, 17_000_000] * 2
    assert refusal(found, "b.yaml") == "It has 17,000,000 bytes; files up to 16,000,000 bytes are read."
    assert "more than 20,000,000 bytes" in refusal(found, "c.yaml")
    assert found.read("d.yaml") == b"d"


def test_too_many_files_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a directory."""
    monkeypatch.setattr(revision, "MAX_FILES", 2)

    with pytest.raises(InputError, match="holds more than 2 files"):
        Revision(repository(tmp_path, FILES), "main").files()


@pytest.mark.parametrize("way", ["bare", "worktree", "detached", "sha256", "packed", "separate"])
def test_every_sort_of_repository_is_read(tmp_path: Path, way: str) -> None:
    """How a repository is kept makes no difference."""
    root = tmp_path / "r"
    if way == "sha256":
        root.mkdir()
        git(root, "init", "--quiet", "--initial-branch=main", "--object-format=sha256")
        write(root, FILES)
        commit(root)
    else:
        repository(root, FILES)
    first = git(root, "rev-parse", "HEAD")
    write(root, {"lists/a.yaml": "changed"})
    second = commit(root)
    if way == "bare":
        git(tmp_path, "clone", "--quiet", "--bare", str(root), "bare.git")
        root = tmp_path / "bare.git"
    elif way == "worktree":
        git(root, "worktree", "add", "--quiet", "--detach", str(tmp_path / "other"), "main")
        root = tmp_path / "other"
    elif way == "detached":
        git(root, "checkout", "--quiet", "--detach")
    elif way == "packed":
        git(root, "gc", "--quiet")
    elif way == "separate":
        git(tmp_path, "clone", "--quiet", f"--separate-git-dir={tmp_path / 'store'}", str(root), "clone")
        root = tmp_path / "clone"

    assert Revision(root, "HEAD").read("lists/a.yaml") == b"changed"
    assert Revision(root, "HEAD~1").read("lists/a.yaml") == FILES["lists/a.yaml"].encode()
    assert [change.file for change in changed(root, first, second)] == ["lists/a.yaml"]


# Differences ------------------------------------------------------------------------------------------------------


def test_changed_names_the_files_that_differ_with_both_contents(tmp_path: Path) -> None:
    """Added, deleted, edited and moved files; nothing of files that are the same or not the org's."""
    repository(tmp_path, {"README.md": "x"})
    root = write(tmp_path / "org", {"a.yaml": "1", "b.yaml": "2", "same.yaml": "3", ".hidden": "h"})
    before = commit(tmp_path)
    write(root, {"a.yaml": "one", "c.yaml": "4", ".hidden": "changed"})
    write(tmp_path, {"README.md": "changed"})
    (root / "b.yaml").unlink()
    after = commit(tmp_path)

    found = changed(root, before, after)

    assert [(each.file, each.before is None, each.after is None) for each in found] == [
        ("a.yaml", False, False),
        ("b.yaml", False, True),
        ("c.yaml", True, False),
    ]
    contents = dict(revision.blobs(root, [each.after for each in found if each.after]))
    assert contents[found[0].after or ""] == b"one"
    assert changed(root, before, before) == []
    assert changed(root, after, before) == [Changed(each.file, each.after, each.before) for each in found]


def test_a_file_that_becomes_a_link_is_gone(tmp_path: Path) -> None:
    """Links are not read, so for the org the file is deleted."""
    root = repository(tmp_path, {"a.yaml": "1", "b.sh": "2"})
    before = git(root, "rev-parse", "HEAD")
    (root / "a.yaml").unlink()
    (root / "a.yaml").symlink_to("b.sh")
    (root / "b.sh").chmod(0o755)
    after = commit(root)

    (found,) = changed(root, before, after)

    assert (found.file, found.before is None, found.after) == ("a.yaml", False, None)


@pytest.mark.parametrize("objects", ["sha1", "sha256"])
def test_an_org_that_appears_is_all_new(tmp_path: Path, objects: str) -> None:
    """The side without the directory counts as empty."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main", f"--object-format={objects}")
    write(tmp_path, {"README.md": "x"})
    before = commit(tmp_path)
    root = write(tmp_path / "org", FILES)
    after = commit(tmp_path)

    found = changed(root, before, after)

    assert [each.file for each in found] == sorted(FILES)
    assert all(each.before is None for each in found)


def test_a_missing_object_is_named(one: Path) -> None:
    """The sentence says how a partial clone gets it."""
    with pytest.raises(InputError, match=r"has no object 111111111111.*--refetch"):
        list(revision.blobs(one, ["1" * 40]))
