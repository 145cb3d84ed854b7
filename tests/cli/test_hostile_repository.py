"""Reviewing a stranger's repository with mapconfig runs nothing that the stranger wrote."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.cli.program import DOCUMENTED, YES, inside, replace, settled, small, write
from tests.record.repository import Git

from mapconfig.cli import COMMANDS, cli

#: Every command with words that make it do what it is for. `{plan}` is a plan for the org, `{new}` a free path.
RUNS: dict[str, list[list[str]]] = {
    "init": [["init", "{new}"]],
    "fmt": [["fmt", "--check"], ["fmt"]],
    "mv": [["mv", "list/old", "list/older"]],
    "rm": [["rm", "list/old", "--why", "Nobody needs it"]],
    "import": [["import"], ["import", "list/french"]],
    "adopt": [["adopt", "list/french"]],
    "owners": [["owners", "check"], ["owners", "generate"]],
    "validate": [["validate"], ["validate", "--at", "HEAD"], ["validate", "--cold"]],
    "explain": [["explain", "MC101"]],
    "show": [["show", "list/french"], ["show", "list/french", "--at", "HEAD~1"]],
    "docs": [
        ["docs", "build"],
        ["docs", "build", "-o", "{new}", "--lang", "fr", "--no-people"],
        ["docs", "serve", "--host", "256.1.1.1"],
    ],
    "graph": [["graph"], ["graph", "changed:HEAD~1..HEAD"], ["graph", "--at", "HEAD"]],
    "diff": [["diff"], ["diff", "HEAD~1", "HEAD"], ["diff", "HEAD~1..HEAD"]],
    "review": [["review"], ["review", "HEAD~1..HEAD", "-f", "markdown"], ["review", "HEAD~1...HEAD", "--no-people"]],
    "ci": [["ci", "comment", "mapconfig.yaml", "--forge", "github"]],
    "impact": [["impact", "list/french"], ["impact", "changed:HEAD~1"], ["impact", "list/french", "--at", "HEAD"]],
    "plan": [["plan", "--out", "{plan}", *YES]],
    "apply": [["apply", "{plan}"], ["apply", "--resume"]],
    "drift": [["drift"]],
    "attest": [["attest", "001", "--note", "done"]],
    "why": [["why", "list/french", "criteria"], ["why", "email/hello", "body"]],
    "history": [["history", "list/french"], ["history", "email/hello"]],
    "audit": [["audit", "verify"], ["audit", "list"]],
    "backends": [["backends"]],
    "audience": [
        ["audience", "show", "list/french", "--at", "HEAD~1"],
        ["audience", "show", "--compare", "HEAD~1..HEAD"],
        ["audience", "purge"],
        ["audience", "conformance", "duckdb:"],
    ],
    "persona": [["persona", "--at", "HEAD"], ["persona", "--ask", "country is FR"]],
    "simulate": [["simulate", "--days", "2"], ["simulate", "--days", "2", "--compare", "HEAD~1..HEAD"]],
    "platform": [["platform", "list"], ["platform", "log"], ["platform", "edit", "list/french", "title", "x"]],
    "chaos": [["chaos", "--kills", "0", "--fault-rate", "0", "--assets", "10"]],
}

#: Revisions that are options, paths, noise, or much.
ODD = [
    "--output=made",
    "-o",
    "-omade",
    "--help",
    "--upload-pack=touch made",
    "--exec=touch made",
    "HEAD\n--output=made",
    "HEAD --output=made",
    "\n",
    "x" * 10_000,
    "HEAD:lists",
    "HEAD^{tree}",
    "@{-1}",
    ":/Begin",
    "*",
    ":(top)lists",
    "HEAD...--output=made",
    "--",
    "",
    "$(touch made)",
    "; touch made",
    "ext::touch made",
    "a\x1bb",
]

#: Options and arguments that take a revision, with `{}` in its place.
WITH_REVISION = [
    ["validate", "--at={}"],
    ["audience", "show", "--at={}"],
    ["audience", "show", "--compare={}..HEAD"],
    ["persona", "--at={}"],
    ["simulate", "--at={}"],
    ["show", "list/french", "--at={}"],
    ["graph", "--at={}"],
    ["graph", "changed:{}"],
    ["impact", "list/french", "--at={}"],
    ["impact", "changed:{}..HEAD"],
    ["diff", "--", "{}"],
    ["diff", "--", "HEAD", "{}"],
    ["diff", "--", "{}..HEAD"],
    ["diff", "--", "HEAD..{}"],
    ["review", "--", "{}"],
    ["review", "--", "HEAD", "{}"],
    ["review", "--", "{}..HEAD"],
    ["review", "--", "HEAD...{}"],
]


def hostile(base: Path) -> tuple[Path, Path]:
    """An org in a repository that names a program wherever git lets it, and the folder where each leaves its mark."""
    marks, programs = base / "marks", base / "programs"
    marks.mkdir(parents=True)
    git = Git(small(base / "org"))
    write(
        git.root,
        {
            "emails/hello.html": "<p>Hello</p>\n",
            ".gitattributes": "* diff=evil filter=evil merge=evil text=auto ident export-subst\n",
            ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = "ext::sh -c touch% {marks}/submodule"\n'
            f"\tupdate = !touch {marks}/update\n",
        },
    )
    replace(git.root / "emails/hello.yaml", "body: <p>Hello</p>\n", "body_file: hello.html\n")
    (git.root / ".gitattributes").rename(base / "attributes")
    git.commit("Begin")
    git.commit("Say it better", {"emails/hello.html": "<p>Hello there</p>\n"})
    (base / "attributes").rename(git.root / ".gitattributes")
    signed = git.commit("Add attributes")
    # The commit once more, with a signature that only `gpg.program` could check.
    header, _, message = git.run("cat-file", "commit", signed).partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n xxxx\n -----END PGP SIGNATURE-----"
    (base / "commit").write_text(f"{header}\n{signature}\n\n{message}\n")
    git.run("update-ref", "refs/heads/main", git.run("hash-object", "-t", "commit", "-w", str(base / "commit")))

    def evil(name: str) -> str:
        path = write(programs, {name: f'#!/bin/sh\ntouch "{marks}/{name}"\ncat 2>/dev/null\n'}) / name
        path.chmod(0o755)
        return str(path)

    settings = {
        "core.fsmonitor": evil("fsmonitor"),
        "core.pager": evil("pager"),
        "core.editor": evil("editor"),
        "core.askPass": evil("askpass"),
        "core.sshCommand": evil("ssh"),
        "core.gitProxy": evil("proxy"),
        "core.alternateRefsCommand": evil("alternates"),
        "core.attributesFile": str(git.root / ".gitattributes"),
        "credential.helper": evil("credential"),
        "diff.external": evil("external"),
        "diff.evil.command": evil("command"),
        "diff.evil.textconv": evil("textconv"),
        "filter.evil.clean": evil("clean"),
        "filter.evil.smudge": evil("smudge"),
        "merge.evil.driver": evil("merge"),
        "gpg.program": evil("gpg"),
        "gpg.ssh.program": evil("gpg-ssh"),
        "log.showSignature": "true",
        "commit.gpgSign": "true",
        "alias.log": f"!{evil('alias')}",
        "alias.rev-parse": f"!{evil('alias')}",
        "alias.diff-tree": f"!{evil('alias')}",
        "pager.rev-parse": evil("pager-rev-parse"),
        "pager.log": evil("pager-log"),
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
        "trailer.x.command": evil("trailer"),
        "blame.ignoreRevsFile": evil("ignored"),
        "core.hooksPath": str(base / "hooks"),
    }
    hooks = ("post-checkout", "post-index-change", "reference-transaction", "pre-commit", "post-commit", "pre-auto-gc")
    for hook in hooks:
        for directory in (base / "hooks", git.root / ".git" / "hooks"):
            write(directory, {hook: f'#!/bin/sh\ntouch "{marks}/hook-{hook}"\n'})
            (directory / hook).chmod(0o755)
    config = git.root / ".git" / "config"
    for name, value in settings.items():
        subprocess.run(["git", "config", "--file", str(config), name, value], check=True)
    for path in git.root.rglob("*.*"):  # by the index, every file may have changed: a status would look into them
        if ".git" not in path.relative_to(git.root).parts:
            os.utime(path, (1, 1))
    return git.root, marks


def marked(marks: Path) -> list[str]:
    """The programs of the stranger that have run."""
    return sorted(mark.name for mark in marks.iterdir())


def test_the_repository_is_hostile(tmp_path: Path) -> None:
    """What the next tests show is worth something: everyday git commands run the stranger's programs."""
    org, marks = hostile(tmp_path)

    for words in (["status"], ["diff", "HEAD~2", "HEAD~1"], ["log", "-1"], ["checkout", "-q", "HEAD~1"]):
        subprocess.run(["git", *words], cwd=org, capture_output=True, check=False, stdin=subprocess.DEVNULL)

    assert {"fsmonitor", "clean", "smudge", "command", "gpg"} <= set(marked(marks))


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_runs_a_program_of_the_repository(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by its configuration, its hooks, its attributes or its remotes. `validate` after each, since that asks git
    what changed."""
    org, marks = hostile(tmp_path)
    plan = tmp_path / "plan.json"
    if name in ("apply", "drift", "import", "adopt", "attest", "audit", "why", "platform"):
        settled(org, plan)
    assert marked(marks) == []

    monkeypatch.chdir(org)
    for words in RUNS[name]:
        said = [word.format(plan=plan, new=tmp_path / "new") for word in words]
        done = inside(*said)
        assert done.code in DOCUMENTED, done
        assert "bug in mapconfig" not in done.all, done.err
        assert inside("validate", "-C", str(org)).code in (0, 3)
        assert marked(marks) == [], words


def test_every_command_is_tried() -> None:
    """A new command comes with its own line in this file."""
    assert set(RUNS) == set(COMMANDS)
    for name, runs in RUNS.items():
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group) and name != "platform":
            assert {words[1] for words in runs} == set(command.commands)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small org with two commits."""
    git = Git(small(tmp_path_factory.mktemp("plain") / "org"))
    git.commit("Begin")
    git.commit("Go on", {"lists/all.yaml": (git.root / "lists/all.yaml").read_text().replace("All", "Our")})
    return git.root


@pytest.fixture
def there(plain: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same, as the current directory."""
    monkeypatch.chdir(plain)
    yield plain


@pytest.mark.parametrize("words", WITH_REVISION, ids=" ".join)
def test_a_revision_is_never_taken_for_anything_else(there: Path, words: list[str]) -> None:
    """An option of git, a command or a path in its place is a sentence; no file appears, and no program runs."""
    before = sorted(there.rglob("*"))
    for odd in ODD:
        done = inside(*(word.replace("{}", odd) for word in words))

        assert done.code in DOCUMENTED, (odd, done)
        assert "bug in mapconfig" not in done.err, (odd, done.err)
        assert len(done.err) < 2_000, f"{odd[:20]!r}: the answer is longer than it need be"
        assert not any(ord(char) < 32 and char != "\n" for char in done.all), odd
        if done.code not in (0, 3):
            assert done.err.startswith(("error: ", "Usage: ")), done.err
    assert [path for path in sorted(there.rglob("*")) if path not in before and ".mapconfig" not in path.parts] == []


def test_a_file_of_git_that_points_elsewhere_is_told_or_followed_harmlessly(tmp_path: Path) -> None:
    """`.git` may be a file; one that leads nowhere is a sentence."""
    org = small(tmp_path / "org")
    for content in ("gitdir: /nowhere/at/all\n", "gitdir: ../../../etc\n", "noise\n", "", "gitdir: .\n", "x" * 100_000):
        (org / ".git").write_text(content)
        assert inside("validate", "-C", str(org)).code == 0
        for words in (["diff"], ["history", "list/all"], ["why", "list/all"], ["plan"]):
            done = inside(*words, "-C", str(org))
            assert done.code in (0, 1, 4), done
            assert "bug in mapconfig" not in done.err, (words, content[:20], done.err)
