"""Commits and what files held at them, asked of git by plumbing only.

Every process is started by `mapconfig.git`, which lets through what runs nothing that a repository names. A name that
a person gave goes through ``rev-parse --end-of-options`` once; after that only full hashes are used. GitPython reads
what a commit object says; it never starts a process here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path as Folder
from types import SimpleNamespace, TracebackType
from typing import IO, TYPE_CHECKING, Any, cast

from mapconfig import git
from mapconfig.errors import InputError
from mapconfig.language import Text, say, told

if TYPE_CHECKING:
    import subprocess

#: Content longer than this is not read: it is no file of an org.
MAX_BYTES = 16_000_000

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
            git.stop(self._batch)
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
            raise InputError(say("{revision} does not name a commit.", revision=repr(revision)))
        try:
            said = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        except NoHistoryError:
            said = b""
        commit = said.decode().strip()
        if _FULL.match(commit) is None:
            raise InputError(say("{revision} does not name a commit in this repository.", revision=repr(revision)))
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
        return [change for _, change in self._changes(self._ask("diff-tree", "--no-commit-id", *ends))]

    def changes_along(self, start: str) -> Iterator[tuple[str, list[Changed]]]:
        """Commits from `start` back along first parents that changed files of the directory, newest first, with those
        files; the very first commit is left out."""
        line = self.line(start)
        at = next(line)
        while parents := list(islice(line, _AT_ONCE)):
            pairs = zip([at, *parents], parents, strict=False)
            given = "".join(f"{commit} {parent}\n" for commit, parent in pairs)
            said = self._ask("diff-tree", "--stdin", given=given.encode())
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
        said = self._ask("ls-tree", "-r", "--full-tree", _full(commit), *(("--", folder) if folder else ()))
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
        return self._run("merge-base", "--is-ancestor", earlier, later).status == 0

    def _walk(self, *arguments: str, files: tuple[str, ...]) -> Iterator[str]:
        paths = ["--", *(self._prefix + file for file in files)] if files else []
        process = git.start(self._top, "rev-list", *arguments, *paths)
        try:
            for row in cast(IO[bytes], process.stdout):
                yield row.decode().strip()
        finally:
            git.stop(process)

    def _object(self, name: str, sort: str) -> bytes | None:
        """An object's content; None when it is of another sort or too long. Raises KeyError when it is missing."""
        if self._batch is None:
            self._batch = git.start(self._root, "cat-file")
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
            say(
                "The history of {org} has no contents for some commits. Perhaps it was cloned with "
                "--filter: clone it without, or ask where all of it is.",
                org=str(self._root),
            )
        )

    def _ask(self, *arguments: str, given: bytes = b"") -> bytes:
        answer = self._run(*arguments, given=given)
        if answer.status != 0:
            raise NoHistoryError(_explained(answer.err, self._root))
        return answer.out

    def _run(self, subcommand: str, *arguments: str, given: bytes = b"") -> git.Answer:
        try:
            return git.run(self._root, subcommand, *arguments, given=given)
        except InputError as error:
            raise NoHistoryError(
                say("{org} has no history that can be read: {why}", org=str(self._root), why=told(error))
            ) from error


def _full(commit: str) -> str:
    if _FULL.match(commit) is None:
        raise ValueError(f"{commit!r} is not a full hash: resolve it first")
    return commit


def _explained(said: str, root: str) -> Text:
    """Why git would not open the repository, with what to do now."""
    if "dubious ownership" in said:
        return say(
            "git does not open the repository of {org}, because it belongs to another user. If you trust it, run:\n"
            "    git config --global --add safe.directory {directory}",
            org=str(root),
            directory=str(Folder(root).resolve()),
        )
    if "not a git repository" in said:
        return say("{org} is not in a git repository, so there is no history to ask.", org=str(root))
    last = said.strip().splitlines()[-1:] or [say("git gave no reason.")]
    return say("The history of {org} cannot be read: {why}", org=str(root), why=last[0])


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
