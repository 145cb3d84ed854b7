"""Commits and what files held at them, asked of git by plumbing only.

A repository may be somebody else's proposal, so nothing that its configuration could name is ever run: no porcelain, no
checkout, no hooks, no filters, and nothing of the caller's git environment. A name that a person gave goes through
``rev-parse --end-of-options`` once; after that only full hashes are used. GitPython reads what a commit object says; it
never starts a process here.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path as Folder
from types import SimpleNamespace, TracebackType
from typing import IO, Any, cast

from mapconfig.errors import InputError

#: The only sub-commands that are ever run; a test looks at every call.
PLUMBING = frozenset({"rev-parse", "rev-list", "diff-tree", "ls-tree", "cat-file", "merge-base"})

#: Content longer than this is not read: it is no file of an org.
MAX_BYTES = 16_000_000

_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "protocol.allow=never",
    "core.quotePath=false",
)
_OWN = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    # A repository can allow protocols by name, which counts for more than protocol.allow; this counts for more.
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}
_RAW = ("-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff")
#: Pairs of commits for one process of diff-tree.
_AT_ONCE = 500
#: How the mode of a regular file begins; links and submodules have others.
_FILE = "100"
_FULL = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_LONG_IDS = re.compile(rb"^(tree|parent) ([0-9a-f]{40})[0-9a-f]+$", re.MULTILINE)
_ENCODING = re.compile(rb"^encoding ([!-~]+)$", re.MULTILINE)
_TRAILER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*):[ \t]+(?P<value>\S.*)\Z")
_REQUEST = (
    re.compile(r"\AMerge pull request (#\d+)"),
    re.compile(r"\((#\d+)\)\Z"),
    re.compile(r"^See merge request \S*(!\d+)$", re.MULTILINE),
)


class NoHistoryError(InputError):
    """There is no git history to ask: no git, no repository, or none that git is willing to open."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. `at` is when it was committed, in RFC 3339 with the committer's offset; `author` is a name without an
    address. `parents` are full hashes, the first one being the line that was merged into."""

    id: str
    parents: tuple[str, ...]
    author: str
    at: str
    subject: str
    body: str = ""
    trailers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def request(self) -> str:
        """The pull or merge request that the message names, such as ``#12``; empty where it names none."""
        for text, pattern in zip((self.subject, self.subject, self.body), _REQUEST, strict=True):
            found = pattern.search(text)
            if found is not None:
                return found[1]
        return ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that differs between two commits, without any guess at renames. `before` and `after` are ids of blobs;
    empty where there is no regular file on that side."""

    file: str
    before: str
    after: str


class Repository:
    """The repository that a directory lies in, open for reading; a context manager, since it keeps a process.

    Files are named relative to that directory, which need not be the top of the repository. Raises NoHistoryError when
    there is nothing to read.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self._root = os.fspath(root)
        self._batch: subprocess.Popen[bytes] | None = None
        self._prefix = os.fsdecode(self._ask("rev-parse", "--show-prefix").removesuffix(b"\n"))
        top = os.fsdecode(self._ask("rev-parse", "--show-toplevel").removesuffix(b"\n"))
        self._top = top or self._root
        self.shallow = self._ask("rev-parse", "--is-shallow-repository").strip() == b"true"
        self._commits: dict[str, Commit] = {}

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the process; asking again starts another one."""
        if self._batch is not None:
            _stop(self._batch)
            self._batch = None

    def head(self) -> str | None:
        """The commit that is checked out; None where nothing has been committed yet."""
        try:
            return self.resolve("HEAD")
        except InputError:
            return None

    def resolve(self, revision: str) -> str:
        """The full hash of the commit that `revision` names; raises InputError with a sentence when it names none."""
        if not revision or "\x00" in revision or "\n" in revision:
            raise InputError(f"{revision!r} does not name a commit.")
        try:
            said = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        except NoHistoryError:
            said = b""
        commit = said.decode().strip()
        if _FULL.match(commit) is None:
            raise InputError(f"{revision!r} does not name a commit in this repository.")
        return commit

    def commit(self, commit: str) -> Commit:
        """What a commit says of itself; `commit` is a full hash."""
        found = self._commits.get(commit)
        if found is None:
            try:
                data = self._object(_full(commit), "commit") or b""
            except KeyError:
                raise self._incomplete() from None
            found = self._commits[commit] = _read_commit(commit, data)
        return found

    def line(self, start: str, files: tuple[str, ...] = ()) -> Iterator[str]:
        """Commits from `start` back along first parents, newest first; those that changed one of `files` where any are
        named. One pull request is one step, whether it was merged or squashed."""
        yield from self._walk("--first-parent", _full(start), files=files)

    def merged(self, merge: str, into: str, files: tuple[str, ...]) -> Iterator[str]:
        """Commits that `merge` brought to `into` and that changed one of `files`, newest first, without merges."""
        yield from self._walk("--topo-order", "--no-merges", _full(merge), "^" + _full(into), files=files)

    def content(self, commit: str, file: str) -> bytes | None:
        """What `file` held at `commit`; None when it was not there, was no file, or is too long to be read."""
        name = f"{_full(commit)}:{self._prefix}{file}"
        if "\n" in name:
            try:
                name = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", name).decode().strip()
            except NoHistoryError:
                return None
        try:
            return self._object(name, "blob")
        except KeyError:
            if any(found == file for found, _ in self.files(commit, file)):
                raise self._incomplete() from None
            return None

    def blob(self, blob: str) -> bytes | None:
        """The content with this id; None when it is too long to be read."""
        try:
            return self._object(_full(blob), "blob")
        except KeyError:
            raise self._incomplete() from None

    def changed(self, commit: str, since: str | None) -> list[Changed]:
        """Files of the directory that differ between `since` and `commit`; without `since`, all that `commit` has."""
        ends = [_full(since), _full(commit)] if since else ["--root", _full(commit)]
        return [change for _, change in self._changes(self._ask("diff-tree", "--no-commit-id", *_RAW, *ends))]

    def changes_along(self, start: str) -> Iterator[tuple[str, list[Changed]]]:
        """Commits from `start` back along first parents that changed files of the directory, newest first, with those
        files; the very first commit is left out."""
        line = self.line(start)
        at = next(line)
        while parents := list(islice(line, _AT_ONCE)):
            pairs = zip([at, *parents], parents, strict=False)
            given = "".join(f"{commit} {parent}\n" for commit, parent in pairs)
            said = self._ask("diff-tree", "--stdin", *_RAW, given=given.encode())
            for commit, changes in groupby(self._changes(said), key=lambda found: found[0]):
                yield commit, [change for _, change in changes]
            at = parents[-1]

    def _changes(self, said: bytes) -> Iterator[tuple[str, Changed]]:
        """The raw output of diff-tree: a hash, then for each file what it is and its name."""
        at, commit = 0, ""
        while at < len(said):
            if said[at : at + 1] != b":":
                end = said.index(b"\x00", at)
                commit, at = said[at:end].decode(), end + 1
                continue
            middle = said.index(b"\x00", at)
            end = said.index(b"\x00", middle + 1)
            old_mode, new_mode, before, after, _ = said[at + 1 : middle].decode().split(" ")
            file, at = os.fsdecode(said[middle + 1 : end]), end + 1
            if file.startswith(self._prefix):
                is_file = [mode.startswith(_FILE) for mode in (old_mode, new_mode)]
                name = file.removeprefix(self._prefix)
                yield commit, Changed(name, before if is_file[0] else "", after if is_file[1] else "")

    def files(self, commit: str, under: str = "") -> list[tuple[str, str]]:
        """Every file at `commit` below a folder of the directory, with the id of its content."""
        folder = (self._prefix + under).rstrip("/")
        said = self._ask("ls-tree", "-r", "-z", "--full-tree", _full(commit), *(("--", folder) if folder else ()))
        found = []
        for entry in said.split(b"\x00")[:-1]:
            about, _, name = entry.partition(b"\t")
            mode, sort, blob = about.decode().split(" ")
            if sort == "blob" and mode.startswith(_FILE):
                found.append((os.fsdecode(name).removeprefix(self._prefix), blob))
        return found

    def contains(self, later: str, earlier: str) -> bool:
        """Whether `earlier` is `later` or one of its ancestors; False for what is no commit here."""
        if not (_FULL.match(later) and _FULL.match(earlier)):
            return False
        return self._run("merge-base", "--is-ancestor", earlier, later).returncode == 0

    def _walk(self, *arguments: str, files: tuple[str, ...]) -> Iterator[str]:
        paths = ["--", *(self._prefix + file for file in files)] if files else []
        process = subprocess.Popen(
            self._command("rev-list", *arguments, *paths),
            cwd=self._top,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            for row in cast(IO[bytes], process.stdout):
                yield row.decode().strip()
        finally:
            _stop(process)

    def _object(self, name: str, sort: str) -> bytes | None:
        """An object's content; None when it is of another sort or too long. Raises KeyError when it is missing."""
        if self._batch is None:
            self._batch = subprocess.Popen(
                self._command("cat-file", "--batch"),
                cwd=self._root,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        give, take = cast(IO[bytes], self._batch.stdin), cast(IO[bytes], self._batch.stdout)
        try:
            give.write(os.fsencode(name) + b"\n")
            give.flush()
        except BrokenPipeError:
            raise self._incomplete() from None
        head = take.readline()
        if not head.endswith(b"\n"):
            raise self._incomplete()
        words = head.split()
        if len(words) != 3 or not words[2].isdigit():
            raise KeyError(name)  # "missing"
        size = int(words[2])
        if size > MAX_BYTES:
            self.close()  # cheaper than reading it to the end
            return None
        data = take.read(size + 1)[:-1]
        return data if words[1].decode() == sort else None

    def _incomplete(self) -> NoHistoryError:
        self.close()
        return NoHistoryError(
            f"The history of {self._root} has no contents for some commits. Perhaps it was cloned with --filter:"
            " clone it without, or ask where all of it is."
        )

    def _ask(self, *arguments: str, given: bytes = b"") -> bytes:
        done = self._run(*arguments, given=given)
        if done.returncode != 0:
            raise NoHistoryError(_explained(done.stderr.decode("utf-8", "replace"), self._root))
        return done.stdout

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                self._command(*arguments),
                cwd=self._root,
                env=_environment(),
                input=given,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            why = "git is not installed, or not on the PATH" if error.filename == "git" else error.strerror
            raise NoHistoryError(f"{self._root} has no history that can be read: {why}.") from error

    def _command(self, subcommand: str, *arguments: str) -> list[str]:
        if subcommand not in PLUMBING:
            raise ValueError(f"git {subcommand} is not plumbing that may be run")
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        return ["git", "--no-pager", "--literal-pathspecs", *settings, subcommand, *arguments]


def _environment() -> dict[str, str]:
    """What git gets to see: nothing that a caller's shell or hook set for another git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, **_OWN}


def _stop(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    process.kill()
    process.wait()


def _full(commit: str) -> str:
    if _FULL.match(commit) is None:
        raise ValueError(f"{commit!r} is not a full hash: resolve it first")
    return commit


def _explained(said: str, root: str) -> str:
    """Why git would not open the repository, with what to do now."""
    if "dubious ownership" in said:
        return (
            f"git does not open the repository of {root}, because it belongs to another user. If you trust it, run:\n"
            f"    git config --global --add safe.directory {Folder(root).resolve()}"
        )
    if "not a git repository" in said:
        return f"{root} is not in a git repository, so there is no history to ask."
    last = said.strip().splitlines()[-1:] or ["git gave no reason."]
    return f"The history of {root} cannot be read: {last[0]}"


def _read_commit(commit: str, data: bytes) -> Commit:
    """A commit object as GitPython reads it: encodings, time zones, signatures and merge tags."""
    from git.objects.commit import Commit as Parsed

    head, _, text = data.partition(b"\n\n")
    parents = re.findall(rb"^parent ([0-9a-f]+)$", head, re.MULTILINE)
    # GitPython knows ids of 40 digits only. Those in the commit itself are not used here, so in a repository with
    # SHA-256 they are cut for it. And it overlooks the encoding (3.2), so it gets everything in UTF-8.
    shortened = _utf8(_LONG_IDS.sub(rb"\1 \2", head) + b"\n\n" + text)
    objects = SimpleNamespace(stream=lambda own: (own, b"commit", len(shortened), BytesIO(shortened)))
    parsed = Parsed(cast(Any, SimpleNamespace(odb=objects)), b"\x00" * 20)
    message = parsed.message if isinstance(parsed.message, str) else parsed.message.decode("utf-8", "replace")
    subject, _, body = message.strip("\n").partition("\n")
    return Commit(
        id=commit,
        parents=tuple(parent.decode() for parent in parents),
        author=str(parsed.author.name or "unknown"),
        at=parsed.committed_datetime.isoformat(),
        subject=subject.strip(),
        body=body.strip(),
        trailers=_trailers(body),
    )


def _utf8(data: bytes) -> bytes:
    """A commit object in UTF-8, whatever encoding it declares; as it is where that is none that Python knows."""
    declared = _ENCODING.search(data.partition(b"\n\n")[0])
    if declared is None:
        return data
    try:
        return data.decode(declared[1].decode(), "replace").encode()
    except (LookupError, UnicodeError):
        return data


def _trailers(body: str) -> dict[str, tuple[str, ...]]:
    """The ``Name: value`` lines of the message's last paragraph, names in lower case; none where other lines are in
    it."""
    last = body.strip().rpartition("\n\n")[2]
    found: dict[str, tuple[str, ...]] = {}
    for row in last.splitlines():
        match = _TRAILER.match(row)
        if match is None:
            return {}
        name = match["name"].lower()
        found[name] = (*found.get(name, ()), match["value"].strip())
    return found
