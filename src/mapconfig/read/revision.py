"""A revision in git as the source of an org, and what differs between two revisions.

Objects are read by their full hashes with plumbing; nothing is checked out and no file of the working tree is read.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from mapconfig import git
from mapconfig.errors import InputError
from mapconfig.language import NOTHING, Text, say, together, told
from mapconfig.read.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_FILES,
    ODD_NAME,
    Source,
    UnreadableError,
    inside,
    is_odd,
    is_yaml,
    shown,
)
from mapconfig.values import dataclass

_HASH: Final = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
#: How many objects one git process hands over: enough to make its start cheap, few enough to hold in memory.
_BATCH: Final = 4000
_MOST_OUTPUT: Final = 256_000_000
_LONGEST_NAME: Final = 1000


@dataclass(frozen=True, slots=True)
class Changed:
    """A file of the org that differs between two revisions. `before` and `after` are hashes of its content, None where
    the revision has no such file."""

    file: str
    before: str | None
    after: str | None


def resolve(root: str | os.PathLike[str], revision: str) -> str:
    """The full hash of the commit that a person calls `revision`.

    Raises InputError with a sentence when `root` is in no repository or there is no such commit.
    """
    _require_name(revision)
    answer = git.run(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    found = answer.out.decode("ascii", "replace").strip()
    if answer.status == 0 and _HASH.fullmatch(found):
        return found
    raise InputError(_why_not_found(root, revision, answer))


def _require_name(revision: str) -> None:
    if not revision or revision.startswith("-") or len(revision) > _LONGEST_NAME or is_odd(revision.replace("\\", "/")):
        raise InputError(
            say(
                "{revision} is not the name of a revision. Give a branch, a tag, a commit or something like HEAD~1.",
                revision=_quoted(revision),
            )
        )


def resolve_all(root: str | os.PathLike[str], revisions: Sequence[str]) -> list[str]:
    """The full hash of each commit that a person calls one of `revisions`, asked of git together.

    Raises InputError as `resolve` does.
    """
    for revision in revisions:
        _require_name(revision)
    answer = git.run(root, "rev-parse", "--end-of-options", *(f"{revision}^{{commit}}" for revision in revisions))
    found = [line for line in answer.out.decode("ascii", "replace").split() if line != "--end-of-options"]
    if answer.status == 0 and len(found) == len(revisions) and all(map(_HASH.fullmatch, found)):
        return found
    return [resolve(root, revision) for revision in revisions]  # one by one, which finds the words for what is wrong


def merge_base(root: str | os.PathLike[str], a: str, b: str) -> str:
    """The commit at which two revisions parted; raises InputError where they share no history."""
    answer = git.run(root, "merge-base", resolve(root, a), resolve(root, b))
    found = answer.out.decode("ascii", "replace").split()
    if answer.status == 0 and found:
        return found[0]
    apart = say("{before} and {after} have no commit in common.", before=_quoted(a), after=_quoted(b))
    raise InputError(together(" ", [apart, _SHALLOW]) if _is_shallow(root) else apart)


def tree(root: str | os.PathLike[str], commit: str) -> str | None:
    """The hash of the org's own tree in a commit (a full hash), or None where the commit has no such directory.

    Raises InputError where that cannot be told: a tree that is missing must not look like one with nothing in it.
    """
    return _tree(os.path.realpath(root), commit)


@lru_cache(maxsize=64)  # a commit never changes
def _tree(root: str, commit: str) -> str | None:
    answer = git.run(root, "rev-parse", "--show-prefix", f"{commit}^{{tree}}")
    prefix, _, found = answer.out.decode("utf-8", "surrogateescape").rstrip("\n").rpartition("\n")
    if answer.status == 0 and prefix:
        answer = git.run(root, "ls-tree", "-d", "--full-tree", "--end-of-options", commit, prefix.rstrip("/"))
        facts = answer.out.partition(b"\t")[0].decode("ascii", "replace").split(" ")
        found = facts[-1] if facts[0] == "040000" else ""
    if answer.status != 0:
        _require_repository(root)
        raise InputError(
            say(
                "The commit {commit} cannot be read: {why}.",
                commit=commit[:12],
                why=_first_line(answer.err),
            )
        )
    return found or None


def changed(root: str | os.PathLike[str], a: str, b: str) -> list[Changed]:
    """The files of the org that differ between two commits (full hashes), by name. Only trees that differ are read."""
    found = (change for change, _ in _compared(root, a, b))
    return sorted((change for change in found if change.before != change.after), key=lambda change: change.file)


def plainly_changed(root: str | os.PathLike[str], a: str, b: str) -> list[Changed] | None:
    """Like `changed`, or None where a link, another repository or an odd name is among what differs, of which reading
    a whole revision has more to say."""
    found = list(_compared(root, a, b))
    if not all(plain for _, plain in found):
        return None
    return sorted((change for change, _ in found if change.before != change.after), key=lambda change: change.file)


def _compared(root: str | os.PathLike[str], a: str, b: str) -> Iterator[tuple[Changed, bool]]:
    """What differs, each with whether it is a plain file or nothing on both sides."""
    if a == b:
        return
    answer = git.run(root, "diff-tree", "--relative", "--end-of-options", a, b, at_most=_MOST_OUTPUT)
    if answer.status != 0:
        _require_repository(root)
        raise InputError(say("The two revisions cannot be compared: {why}.", why=_first_line(answer.err)))
    yield from _changes(answer.out)


def _changes(raw: bytes) -> Iterator[tuple[Changed, bool]]:
    """The records of `diff-tree --raw -z`: ``:mode mode hash hash status NUL path NUL``."""
    words = raw.split(b"\0")
    for facts, name in zip(words[0::2], words[1::2], strict=False):
        old_mode, new_mode, old, new, _ = facts.decode("ascii").lstrip(":").split(" ")
        file = name.decode("utf-8", "surrogateescape")
        if _is_hidden(file):
            continue
        odd = is_odd(file)
        before = old if _is_file(old_mode) and not odd else None
        after = new if _is_file(new_mode) and not odd else None
        plain = not odd and all(_is_file(mode) or not mode.strip("0") for mode in (old_mode, new_mode))
        yield Changed(file, before, after), plain


def blobs(root: str | os.PathLike[str], ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Objects by their full hashes, as (hash, content), in the order asked for.

    Raises InputError for one that the repository lacks or that is too large.
    """
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        yield from _batch(root, wanted[start : start + _BATCH])


def _batch(root: str | os.PathLike[str], ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    given = "".join(f"{each}\n" for each in ids).encode("ascii")
    try:
        answer = git.run(root, "cat-file", given=given, at_most=_MOST_OUTPUT)
    except git.OutputLimitError:
        if len(ids) == 1:
            raise
        middle = len(ids) // 2
        yield from _batch(root, ids[:middle])
        yield from _batch(root, ids[middle:])
        return
    position = 0
    for each in ids:
        end = answer.out.find(b"\n", position)
        facts = answer.out[position:end].split(b" ") if end >= 0 else []
        if len(facts) != 3 or facts[0] != each.encode("ascii"):
            missing = say("The repository has no object {object}.", object=each[:12])
            raise InputError(together(" ", [missing, _PARTIAL]) if answer.status == 0 else missing)
        size = int(facts[2])
        yield each, answer.out[end + 1 : end + 1 + size]
        position = end + 1 + size + 1


class Revision:
    """The org as it was in one commit."""

    def __init__(self, root: str | os.PathLike[str], revision: str) -> None:
        """`root` is the org's directory, also one inside a larger repository. Raises InputError as `resolve` does."""
        self.root: Final = os.path.realpath(root)
        self._label: Final = revision
        self.commit: Final = resolve(self.root, revision)
        found = tree(self.root, self.commit)
        if found is None:
            raise InputError(
                say(
                    "The revision {revision} has no directory {directory}: the org was not there yet, or lay "
                    "elsewhere.",
                    revision=_quoted(revision),
                    directory=_quoted(os.path.basename(self.root)),
                )
            )
        self.tree: Final[str] = found
        self._ids: dict[str, str] = {}
        self._refused: dict[str, tuple[Text, Text]] = {}
        self._order: list[str] = []
        self._contents: dict[str, bytes] = {}

    @property
    def label(self) -> str:
        return self._label

    def files(self) -> list[str]:
        """Every file, sorted; asked of git at the first call."""
        if not self._order:
            self._list()
        return self._order

    def read(self, file: str) -> bytes:
        self.files()
        if file in self._refused:
            raise UnreadableError(file, *self._refused[file])
        if not inside(file):
            raise UnreadableError(shown(file), say("The name leads out of the org or to a hidden file."))
        if file not in self._ids:
            raise UnreadableError(file, say("There is no such file."))
        if file not in self._contents:
            self._fetch(file)
        data = self._contents[file]
        if len(data) > MAX_BYTES:
            raise UnreadableError(
                file,
                say(
                    "It has {data:,} bytes; files up to {max_bytes:,} bytes are read.",
                    data=len(data),
                    max_bytes=MAX_BYTES,
                ),
            )
        return data

    def blob(self, file: str) -> str | None:
        """The hash of a file's content; None for a file that the revision lacks."""
        self.files()
        return self._ids.get(file)

    def has_the_files_of(self, source: Source) -> bool:
        """True when this revision and `source` hold the same files with the same bytes; reading both would tell no
        more. False where that is not certain, as with files that git stores otherwise than they lie there."""
        files = self.files()
        if self._refused or files != source.files():
            return False
        try:
            return all(self._ids[file] == _blob_id(source.read(file), len(self.commit)) for file in files)
        except UnreadableError:
            return False

    def _fetch(self, file: str) -> None:
        """Have `file` and the files after it, which are likely to be read next; let go of those before."""
        start = self._order.index(file)
        files = [each for each in self._order[start : start + _BATCH] if each in self._ids]
        try:
            found = dict(blobs(self.root, (self._ids[each] for each in files)))
        except InputError:  # one of many is missing or huge: only what was asked for counts
            files = [file]
            try:
                found = dict(blobs(self.root, [self._ids[file]]))
            except InputError as error:
                raise UnreadableError(file, together("", [told(error)])) from error
        self._contents = {each: found[self._ids[each]] for each in files}

    def _list(self) -> None:
        answer = git.run(self.root, "ls-tree", "-r", "--full-tree", "--end-of-options", self.tree, at_most=_MOST_OUTPUT)
        if answer.status != 0:
            raise InputError(
                say(
                    "The revision {revision} cannot be read: {why}.",
                    revision=_quoted(self._label),
                    why=_first_line(answer.err),
                )
            )
        links: list[str] = []
        folders: set[str] = set()
        for entry in answer.out.split(b"\0")[:-1]:
            facts, _, name = entry.partition(b"\t")
            mode, _, rest = facts.decode("ascii").partition(" ")
            file = name.decode("utf-8", "surrogateescape")
            if _is_hidden(file):
                continue
            folder = file.rpartition("/")[0]
            while folder and folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
            if is_odd(file):
                if is_yaml(file):
                    self._refuse(file, ODD_NAME, say("Rename the file."))
            elif mode == "160000":
                self._refuse(f"{file}/", say("The folder is another git repository, which is not read."))
            elif file.count("/") > MAX_DEPTH:
                self._refuse(
                    f"{file}/", say("The folder lies more than {max_depth} folders deep.", max_depth=MAX_DEPTH)
                )
            elif mode == "120000":
                links.append(file)
                self._ids[file] = rest.partition(" ")[2]
            else:
                self._ids[file] = rest.partition(" ")[2]
        self._refuse_links(links, folders)
        self._order = sorted((*self._ids, *self._refused))
        if len(self._order) > MAX_FILES:
            raise InputError(
                say(
                    "The revision {revision} holds more than {most:,} files.",
                    revision=_quoted(self._label),
                    most=MAX_FILES,
                )
            )

    def _refuse_links(self, links: list[str], folders: set[str]) -> None:
        """Links are reported where somebody might take them for part of the org: as YAML files, and as folders."""
        fix = say("Put the file itself here, or delete the link.")
        ids = {file: self._ids.pop(file) for file in links}
        for file, target in zip(links, (data for _, data in blobs(self.root, ids.values())), strict=True):
            if is_yaml(file):
                self._refuse(file, say("The file is a symbolic link, and links are not followed."), fix)
                continue
            to = posixpath.normpath(posixpath.join(posixpath.dirname(file), target.decode("utf-8", "surrogateescape")))
            if to in folders:
                self._refuse(f"{file}/", say("The folder is a symbolic link, and links are not followed."), fix)

    def _refuse(self, file: str, reason: Text, fix: Text = NOTHING) -> None:
        self._refused[shown(file)] = (reason, fix)


def _blob_id(data: bytes, length: int) -> str:
    """The hash that git gives to content, in repositories whose hashes have `length` letters."""
    import hashlib  # which costs more than the git processes of most questions

    made = hashlib.sha1 if length == 40 else hashlib.sha256
    return made(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _is_file(mode: str) -> bool:
    return mode in ("100644", "100755", "100664")


def _is_hidden(file: str) -> bool:
    return file.startswith(".") or "/." in file


# What to say when git says no ---------------------------------------------------------------------------------------

_SHALLOW: Final = say(
    "The clone is shallow: it lacks older commits. Fetch them with `git fetch --unshallow`; in a CI job, check out "
    "with full history (fetch-depth: 0)."
)
_PARTIAL: Final = say("The clone may be partial: fetch it with `git fetch --refetch`, or clone without a filter.")


def _require_repository(root: str | os.PathLike[str]) -> None:
    answer = git.run(root, "rev-parse", "--git-dir")
    if answer.status != 0:
        raise InputError(_why_no_repository(root, answer.err))


def _why_no_repository(root: str | os.PathLike[str], words: str) -> Text:
    place = shown(os.path.abspath(root))
    if "dubious ownership" in words:
        return say(
            "git refuses to read the repository of {place}, because it belongs to another user. If you trust it, "
            "say so once:\n    git config --global --add safe.directory {directory}",
            place=place,
            directory=_dubious(words) or place,
        )
    if "not a git repository" in words:
        return say(
            "{place} is not in a git repository, so it has no revisions. Make one with `git init`, or leave the "
            "revision out to work with the files as they are.",
            place=place,
        )
    return say("git cannot read the repository of {place}: {why}.", place=place, why=_first_line(words))


def _dubious(words: str) -> str:
    found = re.search(r"dubious ownership in repository at '([^'\n]*)'", words)
    return shown(found[1]) if found else ""


def _why_not_found(root: str | os.PathLike[str], revision: str, answer: git.Answer) -> Text:
    _require_repository(root)
    if git.run(root, "rev-parse", "--verify", "--end-of-options", "HEAD^{commit}").status != 0 and not _names(root):
        return say("The repository has no commits yet. Commit the org's files first.")
    told = [say("There is no revision {revision} in the repository.", revision=_quoted(revision))]
    close = get_close_matches(revision, _names(root), n=1)
    if close:
        told.append(say("Did you mean {close}?", close=close[0]))
    elif "ambiguous" in answer.err:
        told.append(say("The name fits several commits; give more of its characters."))
    if _is_shallow(root):
        told.append(_SHALLOW)
    return together(" ", told)


def _names(root: str | os.PathLike[str]) -> list[str]:
    """Branches and tags, by the names people use."""
    answer = git.run(root, "for-each-ref", "--format=%(refname:short)", "--count=5000", at_most=_MOST_OUTPUT)
    names = answer.out.decode("utf-8", "replace").split("\n")
    return [name for name in names if name and not is_odd(name)]


def _is_shallow(root: str | os.PathLike[str]) -> bool:
    return git.run(root, "rev-parse", "--is-shallow-repository").out.strip() == b"true"


def _first_line(words: str) -> str:
    line = shown(words.strip().partition("\n")[0]).removeprefix("fatal: ").rstrip(".")
    return line or say("git gives no reason")


def _quoted(name: str) -> str:
    return f'"{shown(name[:80])}"' + ("..." if len(name) > 80 else "")
