"""What the manuals name is there: files, links, commands with their options, modules, codes of findings."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest

from mapconfig.check.catalogue import everything
from mapconfig.cli import cli
from mapconfig.read import codes, crm_codes

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "mapconfig"


def _manuals() -> list[str]:
    named = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, check=True).stdout
    outside = ("src/", "tests/")
    return [name for name in named.decode().split("\0") if name and not name.startswith(outside)]


MANUALS = _manuals()


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose_of(name: str) -> str:
    """A manual without its blocks of code."""
    return re.sub(r"^( *)```.*?^\1```$", "", text_of(name), flags=re.DOTALL | re.MULTILINE)


def anchors(name: str) -> set[str]:
    """What links may lead to on a page, as forges make it of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose_of(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(name: str) -> Iterator[list[str]]:
    """The words of every command line of ours: those in blocks, and those in a sentence."""
    text = text_of(name)
    for line in (
        *re.findall(r"^(?: {4,}|.*?\$ )(mapconfig .*)$", text, re.MULTILINE),
        *re.findall(r"`(mapconfig [^`\n]+)`", text),
    ):
        yield line.partition("#")[0].partition("    ")[0].split()[1:]


def is_made(path: str) -> bool:
    """Whether this is what commands make, which no clone has."""
    asked = ["git", "check-ignore", "-q", path.rstrip("/") + "/"]
    return subprocess.run(asked, cwd=ROOT, check=False).returncode == 0


def is_there(dotted: str) -> bool:
    """Whether this is a module, or something in one."""
    try:
        return bool(resolve_name(dotted))
    except (ImportError, AttributeError):
        return False


@pytest.mark.parametrize("name", MANUALS)
def test_every_link_leads_somewhere(name: str) -> None:
    """Whoever follows a link of a manual, also one to a heading, comes to what it speaks of."""
    wrong = []
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", text_of(name)):
        if "://" in target:
            continue
        place = (ROOT / name).parent / target if target else ROOT / name
        if not place.exists():
            wrong.append(target)
        elif anchor and anchor not in anchors(place.resolve().relative_to(ROOT).as_posix()):
            wrong.append(f"{target}#{anchor}")

    assert wrong == []


@pytest.mark.parametrize("name", MANUALS)
def test_every_file_that_is_named_is_there(name: str) -> None:
    """A path in a manual is one of this repository, or of the package where it begins with a room of that."""
    tops = {path.name for place in (ROOT, PACKAGE) for path in place.iterdir() if path.is_dir()}
    wrong = []
    for path in re.findall(r"`([\w.-]+/[\w./-]*)`", prose_of(name)):
        places = (ROOT / path, PACKAGE / path, (ROOT / name).parent / path)
        if path.partition("/")[0] in tops and not any(place.exists() for place in places) and not is_made(path):
            wrong.append(path)

    assert wrong == []


@pytest.mark.parametrize("name", MANUALS)
def test_every_command_that_is_shown_can_be_typed(name: str) -> None:
    """The commands of a manual exist, with the options that it names."""
    wrong = []
    for words in commands(name):
        command: click.Command = cli
        context = click.Context(cli)
        for word in words:
            if word.startswith("--"):
                options = {option for each in command.get_params(context) for option in each.opts}
                if word.partition("=")[0].rstrip(".,;:)") not in options | {"--version"}:
                    wrong.append(" ".join(["mapconfig", *words]))
            elif isinstance(command, click.Group):
                found = command.get_command(context, word)
                if found is None and command is cli and re.fullmatch(r"[a-z]+", word):
                    wrong.append(" ".join(["mapconfig", *words]))
                if found is None:
                    break
                command, context = found, click.Context(found, parent=context)

    assert wrong == []


@pytest.mark.parametrize("name", MANUALS)
def test_every_module_that_is_named_can_be_imported(name: str) -> None:
    """`mapconfig.room.name` in a manual is a module, or something in one."""
    named = set(re.findall(r"`(mapconfig(?:\.\w+)+)(?:\([^`]*\))?`", prose_of(name))) - {"mapconfig.yaml"}

    assert [dotted for dotted in named if not is_there(dotted)] == []


@pytest.mark.parametrize("name", MANUALS)
def test_every_code_that_is_named_has_its_page(name: str) -> None:
    """Whoever reads of a code can ask `mapconfig explain` for it."""
    known = everything(codes.CODES, crm_codes.CODES)
    shown_as_a_slip = {"MC163"}  # on the page of the rule about waivers that cover nothing

    assert set(re.findall(r"\bMC\d{3}\b", text_of(name))) - set(known) <= shown_as_a_slip
