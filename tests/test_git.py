"""What a person may rely on when git is run: no word of a repository or of a caller reaches it that it would obey."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mapconfig import git
from mapconfig.errors import InputError
from mapconfig.read import revision
from mapconfig.read.org import read_org
from mapconfig.read.revision import Revision
from mapconfig.read.schema import load_kinds
from tests.read.sources import commit, program, repository, write
from tests.read.sources import git as real_git

# Words and environment ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subcommand",
    [
        "status",
        "log",
        "show",
        "diff",
        "add",
        "commit",
        "checkout",
        "blame",
        "config",
        "fetch",
        "hash-object",
        "archive",
    ],
)
def test_sub_commands_outside_the_list_are_refused(subcommand: str) -> None:
    """Porcelain does what a repository's configuration says, so no code of mapconfig can call it."""
    with pytest.raises(ValueError, match=f"git {subcommand} is not allowed"):
        git.run(".", subcommand)


@pytest.mark.parametrize("option", ["--filters", "--textconv", "--batch-all-objects", "HEAD:a.yaml"])
def test_contents_are_never_filtered(option: str) -> None:
    """git can pass what it reads through a program that the repository names; nobody can ask it to."""
    with pytest.raises(ValueError, match="git cat-file takes nothing more"):
        git.run(".", "cat-file", option)


@pytest.mark.parametrize(
    "words",
    [
        ("rev-list", "--format=%G?", "HEAD"),
        ("rev-list", "--show-signature", "HEAD"),
        ("diff-tree", "--textconv", "-p", "HEAD"),
        ("diff-tree", "HEAD", "--ext-diff"),
        ("for-each-ref", "--format=%(signature)"),
        ("ls-tree", "--format=%(path)", "HEAD"),
        ("rev-parse", "--output=made"),
        ("merge-base", "-o", "HEAD"),
    ],
    ids=" ".join,
)
def test_options_outside_the_list_are_refused(words: tuple[str, ...]) -> None:
    """Some options of harmless sub-commands run what a repository names, and a revision may look like an option."""
    with pytest.raises(ValueError, match="is not allowed here"):
        git.run(".", *words)
    with pytest.raises(ValueError, match="is not allowed here"):
        git.start(".", *words)


def test_what_stands_behind_the_end_of_options_is_no_option() -> None:
    """Names that begin with a dash are passed on where git takes them for names."""
    assert git.command("/org", "rev-parse", ["--verify", "--end-of-options", "-x"])[-1] == "-x"
    assert git.command("/org", "rev-list", ["HEAD", "--", "--format=x.yaml"])[-1] == "--format=x.yaml"


@pytest.mark.parametrize("subcommand", git.ALLOWED)
def test_every_call_switches_off_what_runs_programs(subcommand: str) -> None:
    """The words that make a hostile configuration harmless are said each time, before the sub-command."""
    words = git.command("/org", subcommand, ["x"] if subcommand != "cat-file" else [])

    before = words[: words.index(subcommand)]
    for setting in (
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "log.showSignature=false",
        "protocol.allow=never",
    ):
        assert before[before.index(setting) - 1] == "-c"
    assert before[:2] == ["git", "--no-pager"]
    assert before[-2:] == ["-C", "/org"]
    assert words[-1] == ("x" if subcommand != "cat-file" else "--batch")
    if subcommand.startswith("diff-"):
        assert {"--no-ext-diff", "--no-textconv", "--raw", "-z"} <= set(words)


def test_the_callers_git_settings_do_not_reach_git() -> None:
    """Neither GIT_DIR of a hook that calls mapconfig nor GIT_CONFIG_COUNT of anybody changes what is read."""
    environment = git.environment({"PATH": "/bin", "HOME": "/home/ada", "GIT_DIR": "/x", "GIT_CONFIG_COUNT": "1"})

    assert environment == {
        "PATH": "/bin",
        "HOME": "/home/ada",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_LITERAL_PATHSPECS": "1",
        "LC_ALL": "C",
    }


def test_a_hooks_environment_does_not_redirect_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """mapconfig in a pre-commit hook reads the repository it is pointed at."""
    root = repository(tmp_path / "a", {"x.yaml": "a"})
    other = repository(tmp_path / "b", {"x.yaml": "b"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))

    assert Revision(root, "main").read("x.yaml") == b"a"


# The process ----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["posix_spawn", "subprocess"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of starting a process: that of POSIX, and that of Windows."""
    if request.param == "subprocess":
        monkeypatch.delattr(os, "posix_spawnp")
    return str(request.param)


def test_large_input_and_output_flow_at_the_same_time(tmp_path: Path, way: str) -> None:
    """More than a pipe holds in both directions, without a deadlock."""
    root = repository(tmp_path, {f"{number}.txt": str(number) * 2000 for number in range(20)})
    ids = [line.split()[2] for line in real_git(root, "ls-tree", "HEAD").splitlines()]

    answer = git.run(root, "cat-file", given="".join(f"{each}\n" for each in ids * 300).encode())

    assert answer.status == 0
    assert answer.out.count(b" blob ") == 6000


def test_git_that_stops_listening_still_gives_its_answer(tmp_path: Path, way: str) -> None:
    """A child that fails early does not take mapconfig with it."""
    answer = git.run(tmp_path, "cat-file", given=b"x\n" * 500_000)

    assert answer.status == 128
    assert "not a git repository" in answer.err


def test_endless_output_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Memory is bounded by what the caller asked for."""
    program(tmp_path / "bin", "git", "head -c 3000000 /dev/zero")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)

    with pytest.raises(git.OutputLimitError, match="more than 1,000,000 bytes"):
        git.run(tmp_path, "rev-parse", at_most=1_000_000)


def test_git_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """A dead network disk ends in a sentence."""
    program(tmp_path / "bin", "git", "exec sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setattr(git, "TIMEOUT", 0.3)
    start = time.monotonic()

    with pytest.raises(InputError, match="did not answer within"):
        git.run(tmp_path, "rev-parse")

    assert time.monotonic() - start < 20


def test_a_machine_without_git_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Only work with revisions needs git."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(InputError, match="git is not installed"):
        git.run(tmp_path, "rev-parse")
    with pytest.raises(InputError, match="git is not installed"):
        git.start(tmp_path, "rev-list", "HEAD")


def test_no_descriptor_and_no_child_is_left_behind(tmp_path: Path) -> None:
    """A watching process may run for days. It is tried in one of its own, since other tests have children too."""
    root = repository(tmp_path, {"a.yaml": "x"})
    script = """
import os, sys
from mapconfig import git
def descriptors():
    return sorted(os.listdir("/proc/self/fd"))
git.run(sys.argv[1], "rev-parse", "HEAD")
before = descriptors()
for _ in range(20):
    git.run(sys.argv[1], "cat-file", given=b"HEAD\\n")
assert descriptors() == before
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    sys.exit(0)
sys.exit("a child is left")
"""
    done = subprocess.run([sys.executable, "-c", script, str(root)], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")


def test_closed_standard_streams_do_not_confuse_the_child(tmp_path: Path) -> None:
    """A service may run without standard input and output."""
    root = repository(tmp_path, {"a.yaml": "x"})
    script = (
        "import os, sys; from mapconfig import git; os.close(0); os.close(1);"
        "answer = git.run(sys.argv[1], 'cat-file', given=b'HEAD:a.yaml\\n');"
        "sys.exit(0 if answer.out.endswith(b'blob 1\\nx\\n') else 1)"
    )

    assert subprocess.run([sys.executable, "-c", script, str(root)], check=False, timeout=30).returncode == 0


# Hostile repositories -------------------------------------------------------------------------------------------------


def hostile(base: Path) -> tuple[Path, Path]:
    """A repository that names a program wherever git lets it, and the folder where such a program leaves its mark."""
    marks = base / "marks"
    marks.mkdir()
    root = repository(base / "repo")
    write(
        root,
        {
            "org/lists/a.yaml": "kind: list\nkey: a\n",
            "org/emails/b.yaml": "kind: email\nkey: b\nsubject: x\nbody_file: b.html\n",
            "org/emails/b.html": "<p>one</p>",
            "org/.gitattributes": "* diff=evil filter=evil merge=evil text=auto ident export-subst\n",
        },
    )
    commit(root)
    write(root, {"org/lists/a.yaml": "kind: list\nkey: a\ntitle: A\n", "org/emails/b.html": "<p>two</p>"})
    signed = commit(root)
    # The commit once more, with a signature that only `gpg.program` could check.
    raw = real_git(root, "cat-file", "commit", signed)
    head, _, message = raw.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n xxxx\n -----END PGP SIGNATURE-----"
    forged = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=root,
        input=f"{head}\n{signature}\n\n{message}\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    real_git(root, "update-ref", "refs/heads/main", forged)
    # Files on the disk now differ from the index in time only: a status would look into them.
    for path in (root / "org").rglob("*.*"):
        os.utime(path, (1, 1))

    def evil(name: str) -> str:
        return str(program(base / "bin", name, f'touch "{marks}/{name}"; cat 2>/dev/null'))

    hooks = base / "hooks"
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-commit"):
        program(hooks, hook, f'touch "{marks}/hook-{hook}"')
        program(root / ".git" / "hooks", hook, f'touch "{marks}/hook-{hook}"')
    settings = {
        "core.fsmonitor": evil("fsmonitor"),
        "core.hooksPath": str(hooks),
        "core.pager": evil("pager"),
        "core.editor": evil("editor"),
        "core.askPass": evil("askpass"),
        "core.sshCommand": evil("ssh"),
        "core.gitProxy": evil("proxy"),
        "core.alternateRefsCommand": evil("alternates"),
        "credential.helper": evil("credential"),
        "diff.external": evil("external"),
        "diff.evil.command": evil("command"),
        "diff.evil.textconv": evil("textconv"),
        "filter.evil.clean": evil("clean"),
        "filter.evil.smudge": evil("smudge"),
        "filter.evil.process": evil("process"),
        "filter.evil.required": "true",
        "merge.evil.driver": evil("merge"),
        "gpg.program": evil("gpg"),
        "gpg.ssh.program": evil("gpg-ssh"),
        "log.showSignature": "true",
        "pager.rev-parse": evil("pager-rev-parse"),
        "pager.ls-tree": evil("pager-ls-tree"),
        "alias.rev-parse": f"!{evil('alias')}",
        "uploadpack.packObjectsHook": evil("pack"),
        "remote.origin.url": f"ext::{evil('remote')}",
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none",
        "remote.origin.uploadpack": evil("uploadpack"),
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "extensions.partialClone": "origin",
        "core.repositoryformatversion": "1",
        "submodule.recurse": "true",
        "status.submoduleSummary": "true",
        "interactive.diffFilter": evil("interactive"),
        "sequence.editor": evil("sequence"),
        "trailer.x.command": evil("trailer"),
        "receive.certNonceSeed": "x",
    }
    for name, value in settings.items():
        real_git(root, "config", name, value)
    # A replacement would show another content under the same hash.
    evil_blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin", "--no-filters"],
        cwd=root,
        input=b"kind: list\nkey: replaced\n",
        capture_output=True,
        check=True,
    ).stdout.decode()
    for mark in marks.iterdir():
        mark.unlink()
    good = real_git(root, "-c", "core.fsmonitor=false", "rev-parse", "main:org/lists/a.yaml")
    replace = root / ".git" / "refs" / "replace"
    replace.mkdir(parents=True)
    (replace / good).write_text(evil_blob)
    for mark in marks.iterdir():
        mark.unlink()
    return root / "org", marks


def test_the_hostile_repository_is_hostile(tmp_path: Path) -> None:
    """What the next tests show is worth something: an ordinary `git status` and `git log` run its programs."""
    org, marks = hostile(tmp_path)

    for words in (["status"], ["log", "-1"], ["diff"]):
        subprocess.run(["git", *words], cwd=org, capture_output=True, check=False, stdin=subprocess.DEVNULL)

    assert {"fsmonitor", "gpg"} <= {mark.name for mark in marks.iterdir()}


def test_reading_a_hostile_repository_runs_none_of_its_programs(tmp_path: Path) -> None:
    """Whoever reviews a stranger's change with mapconfig runs nothing the stranger wrote."""
    org, marks = hostile(tmp_path)

    reading = read_org(Revision(org, "main"), load_kinds())
    before, after = revision.resolve(org, "main~1"), revision.resolve(org, "main")
    changes = revision.changed(org, before, after)
    contents = dict(revision.blobs(org, [change.after for change in changes if change.after]))
    revision.merge_base(org, "main", "main~1")
    with pytest.raises(InputError):
        revision.resolve(org, "nowhere")

    assert sorted(mark.name for mark in marks.iterdir()) == []
    assert [change.file for change in changes] == ["emails/b.html", "lists/a.yaml"]
    assert contents[changes[0].after or ""] == b"<p>two</p>"
    assert reading.org["list/a"].title == "A"  # the replacement is not used
    assert reading.org["email/b"].attributes["body"] == "<p>two</p>"


@pytest.mark.parametrize("subcommand", git.ALLOWED)
def test_no_allowed_sub_command_runs_a_program(tmp_path: Path, subcommand: str) -> None:
    """The list is safe as a whole, not only as it is used today."""
    org, marks = hostile(tmp_path)
    names = {
        "merge-base": ["main", "main~1"],
        "rev-list": ["main"],
        "ls-tree": ["main"],
        "diff-tree": ["main~1", "main"],
    }.get(subcommand, [])
    for option in sorted(git.ALLOWED[subcommand].options | {""}):
        words = [option] if option else []
        words += {"--verify": ["main"], "--stdin": []}.get(option, names)

        answer = git.run(org, subcommand, *words, given=b"HEAD:org/emails/b.html\n")

        assert answer.status in (0, 1), answer.err
        assert sorted(mark.name for mark in marks.iterdir()) == [], words


def test_a_process_that_is_talked_with_runs_no_program_either(tmp_path: Path) -> None:
    """History asks the same git in the same way."""
    org, marks = hostile(tmp_path)
    process = git.start(org, "cat-file")
    try:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"HEAD:org/emails/b.html\n")
        process.stdin.flush()
        head = process.stdout.readline()
    finally:
        git.stop(process)

    assert head.endswith(b" blob 10\n")
    assert process.poll() is not None
    assert sorted(mark.name for mark in marks.iterdir()) == []


def test_a_missing_object_of_a_partial_clone_is_not_fetched(tmp_path: Path) -> None:
    """Reading never talks to a network; it says what is missing and how to get it."""
    org, marks = hostile(tmp_path)
    blob = real_git(org, "-c", "core.fsmonitor=false", "rev-parse", "main:org/emails/b.html")
    (org.parent / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for mark in marks.iterdir():
        mark.unlink()

    reading = read_org(Revision(org, "main"), load_kinds())

    assert sorted(mark.name for mark in marks.iterdir()) == []
    (finding,) = reading.findings
    assert (finding.code, finding.address) == ("MC030", "email/b")
    assert "The repository has no object" in finding.detail
