"""What a person may rely on when the power goes while files are written: no file is half of one, and the same command
again ends where it would have ended."""

from __future__ import annotations

import errno
import json
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import inside, program, replace, settled, small, write
from tests.dying import dying_at, failing_at

from mapconfig import disk
from mapconfig.address import Address
from mapconfig.crash import POINTS
from mapconfig.record.store import Record

#: The points that writing an org comes by, each several times; one that is not reached that often kills nothing.
ARMED = [
    *(f"{point}:{time}" for point in POINTS if point.startswith("authoring.") for time in (1, 2, 3, 4)),
    *(f"{point}:{time}" for point in ("disk.created", "disk.written", "disk.renamed") for time in (1, 3)),
    "record.appended:1",
    "record.appended:3",
]

SIDE = (
    "kind: email\nkey: news\ntitle: News\nowner: team/ops\nsubject: News\nbody_file: news.html\ntext_file: news.txt\n"
)


def _empty(root: Path) -> None:
    """Nothing at all."""


def _messy(root: Path) -> None:
    """Several files that are not in the canonical form."""
    small(root)
    for name in ("lists/all.yaml", "lists/old.yaml", "teams/ops.yaml"):
        replace(root / name, "title: ", "title:    ")


def _named(root: Path) -> None:
    """An asset that others name in every way."""
    write(small(root), {
        "lists/sure.yaml": "kind: list\nkey: sure\ntitle: Sure\nowner: team/ops\ncriteria:\n  - in list french\n",
    })  # fmt: skip
    replace(root / "mapconfig.yaml", "name: Small\n", "name: Small\nfatigue:\n  - list/french\n")


def _with_side_files(root: Path) -> None:
    """An e-mail with two texts of its own."""
    write(small(root), {"emails/news.yaml": SIDE, "emails/news.html": "<p>News</p>", "emails/news.txt": "News"})


def _live(root: Path) -> None:
    """An applied org, edited on the platform, with a new asset there that has a long text."""
    settled(small(root), root.parent / f"{root.name}.json")
    body = json.dumps({"title": "New", "subject": "New", "body": "<p>Hello</p>\n" * 40, "owner": "team/ops"})
    for words in (
        ("edit", "list/old", "title", "Theirs"),
        ("edit", "journey/welcome", "steps.pause.wait", "4 days"),
        ("create", "email/new", body),
        ("create", "list/new", '{"title": "New", "owner": "team/ops"}'),
    ):
        assert inside("platform", *words, "-C", str(root)).code == 0


def _unmanaged(root: Path) -> None:
    """Assets in the files and on the platform that the record does not know."""
    small(root)
    for key in ("all", "old", "french"):
        assert inside("platform", "create", f"list/{key}", "{}", "-C", str(root)).code == 0


#: Every command that writes: what is there before, and its words.
COMMANDS: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "init": (_empty, ("init", "{org}")),
    "fmt": (_messy, ("fmt", "-C", "{org}")),
    "mv": (_named, ("mv", "list/french", "paris", "-C", "{org}")),
    "rm": (_with_side_files, ("rm", "email/news", "--why", "Over", "-C", "{org}")),
    "import": (_live, ("import", "-C", "{org}")),
    "adopt": (_unmanaged, ("adopt", "--all", "-C", "{org}")),
}


def files(org: Path) -> dict[str, bytes]:
    """Every file of the org, hidden and temporary ones too, but not the record and the platform."""
    return {
        path.relative_to(org).as_posix(): path.read_bytes()
        for path in org.rglob("*")
        if path.is_file() and ".mapconfig" not in path.relative_to(org).parts
    }


def known(org: Path) -> dict[Address, Any]:
    """What the record knows."""
    state = Record(org / ".mapconfig/local", "local").state()
    return {address: (state.remote_id(address), state.snapshots[address].attributes) for address in state.managed}


def words_for(org: Path, words: tuple[str, ...]) -> list[str]:
    return [word.replace("{org}", str(org)) for word in words]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """For each command what is there before it, and what is there after it when nothing goes wrong."""
    made = {}
    for name, (prepare, words) in COMMANDS.items():
        root = tmp_path_factory.mktemp(name)
        before, after = root / "before", root / "after"
        prepare(before)
        if before.exists():
            shutil.copytree(before, after)
        done = inside(*words_for(after, words))
        assert done.code == 0, done.all
        made[name] = (before, after)
    return made


def begin(templates: dict[str, tuple[Path, Path]], name: str, org: Path) -> Path:
    before = templates[name][0]
    if before.exists():
        shutil.copytree(before, org)
    return org


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_at_any_point_is_survived(templates: dict[str, tuple[Path, Path]], name: str, tmp_path: Path) -> None:
    """SIGKILL there, then the same command: files and record are as if nothing had happened, with nothing left over."""
    _, after = templates[name]
    killed = []
    never = set()
    for armed in ARMED:
        point = armed.partition(":")[0]
        if point in never:
            continue
        org = begin(templates, name, tmp_path / armed.replace(":", "-"))
        words = words_for(org, COMMANDS[name][1])
        died = program(*words, env={"MAPCONFIG_CRASH": armed})
        assert died.code in (0, -signal.SIGKILL), f"{armed}: {died.all}"
        if died.code:
            killed.append(armed)
            again = inside(*words)
            assert again.code == 0, f"{armed}: {again.all}"
        else:
            never.add(point)  # it is not reached that often, and so not more often either
        assert files(org) == files(after), armed
        assert known(org) == known(after), armed
        shutil.rmtree(org)
    points = {armed.partition(":")[0] for armed in killed}
    wanted = {
        "adopt": {"record.appended"},
        "mv": {"authoring.prepared", "authoring.replaced", "authoring.removed"},
        "rm": {"authoring.prepared", "authoring.replaced", "authoring.removed"},
        "import": {"authoring.prepared", "authoring.replaced", "record.appended"},
    }.get(name, {"authoring.prepared", "authoring.replaced"})
    assert wanted <= points


@pytest.mark.slow
@pytest.mark.parametrize("name", ["init", "fmt", "mv", "rm", "import"])
def test_a_death_at_any_call_to_the_disk_is_survived(
    templates: dict[str, tuple[Path, Path]], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is whole at every moment: the old one or the new one. Every seventh call of each command."""
    monkeypatch.setattr(disk.Calls, "fsync", staticmethod(lambda descriptor: None))  # nothing loses power here
    before, after = (files(each) if each.exists() else {} for each in templates[name])
    org = begin(templates, name, tmp_path / "counted")
    words = COMMANDS[name][1]
    with dying_at(10**9) as calls:
        assert inside(*words_for(org, words)).code == 0
    for number in range(1, calls.count + 1, 7):
        org = begin(templates, name, tmp_path / str(number))
        with dying_at(number, half=True):
            inside(*words_for(org, words))
        for file, content in files(org).items() if org.exists() else ():
            assert file.endswith(".tmp") or content in (before.get(file), after.get(file)), (number, file)
        assert inside(*words_for(org, words)).code == 0
        assert files(org) == after, number
        shutil.rmtree(org)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_full_disk_stops_with_a_sentence(
    templates: dict[str, tuple[Path, Path]], tmp_path: Path, number: int
) -> None:
    """What to do is said, what was there is there, and the same command again finishes."""
    _, after = templates["mv"]
    org = begin(templates, "mv", tmp_path / "org")
    words = words_for(org, COMMANDS["mv"][1])

    with failing_at(number, errno.ENOSPC, names=("write",)):
        done = inside(*words)

    assert done.code == 1
    assert "The disk is full: free some space, then run the same command again." in done.err
    assert not [name for name in files(org) if name.endswith(".tmp")]
    assert inside(*words).code == 0
    assert files(org) == files(after)


# -- where files may be written ---------------------------------------------------------------------------------------


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    """Neither a file nor a folder: what it leads to may belong to somebody else."""
    from mapconfig.authoring.files import carry_out
    from mapconfig.errors import InputError

    org, outside = tmp_path / "org", tmp_path / "outside"
    outside.mkdir()
    (outside / "a.yaml").write_text("theirs")
    write(org, {"b.yaml": "ours"})
    (org / "lists").symlink_to(outside)
    (org / "a.yaml").symlink_to(outside / "a.yaml")

    for name, what in (("lists/a.yaml", "lists is a symbolic link"), ("a.yaml", "a.yaml is a symbolic link")):
        with pytest.raises(InputError, match=what):
            carry_out(org, {"b.yaml": b"changed", name: b"mine"})
    assert (outside / "a.yaml").read_text() == "theirs"
    assert (org / "b.yaml").read_text() == "ours"


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a//b", "a/../../b", "./a", "a\nb", ""])
def test_nothing_is_written_outside_the_org(tmp_path: Path, name: str) -> None:
    """A name that leads out stops everything before anything is written."""
    from mapconfig.authoring.files import carry_out
    from mapconfig.errors import InputError

    with pytest.raises(InputError, match="is no name of a file inside the org"):
        carry_out(tmp_path, {"b.yaml": b"changed", name: b"mine"})
    assert list(tmp_path.iterdir()) == []


def test_an_import_does_not_follow_a_folder_that_is_a_link(tmp_path: Path) -> None:
    """The same through the command: exit code and sentence, and no file outside."""
    org, outside = small(tmp_path / "org"), tmp_path / "outside"
    outside.mkdir()
    (org / "campaigns").symlink_to(outside)
    inside("platform", "create", "campaign/new", '{"title": "New", "type": "email"}', "-C", str(org))

    done = inside("import", "-C", str(org))

    assert done.code in (1, 3)
    assert "symbolic link" in done.err
    assert list(outside.iterdir()) == []


def test_an_overlay_reads_what_will_be(tmp_path: Path) -> None:
    """Changes come before the disk, and what goes is not there."""
    from mapconfig.authoring.files import Overlaid
    from mapconfig.read.source import UnreadableError
    from mapconfig.read.tree import Tree

    overlaid = Overlaid(Tree(write(tmp_path, {"a": "1", "b": "2", "c": "3"})), {"b": b"changed", "c": None, "d": b"4"})

    assert overlaid.files() == ["a", "b", "d"]
    assert [overlaid.read(name) for name in "abd"] == [b"1", b"changed", b"4"]
    assert overlaid.label == str(tmp_path)
    with pytest.raises(UnreadableError):
        overlaid.read("c")
