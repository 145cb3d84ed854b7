"""Whatever a person reads is said in their language.

A language in which every letter of ours is blacked out shows what was never said, whatever its words are: the letters
that are left are the user's own, or a name that is the same everywhere.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from tests.browser.catalogues import catalogue, lived
from tests.cli.program import REPOSITORY, Ran, inside
from tests.report.review.examples import DATA, edit

from mapconfig.language import Page, Speech, Text, speaking
from mapconfig.language.filling import filled
from mapconfig.language.manuals import rewritten

SCHEMAS = REPOSITORY / "schemas"
_PLACE = re.compile(r"(\{[^{}]*\})")
#: What is called the same in every language: addresses, files, codes, commands and their options, instants, names of
#: effects and of what guards are called, and properties of YAML with what they hold.
_NAMES = re.compile(
    r"`[^`]*`|[a-z][a-z-]*/[\w.*~-]+|[\w./-]+\.(?:ya?ml|html|csv|json)(?::\d+)*|mapconfig[ \w.:/<>*\"=-]*|"
    r"--[a-z][a-z-]*(?: [a-z]+)?|\b(?:some|no) \w+ with\b|\{\w+\}|"
    r"\b(?:MC\d+|CHG-[\d-]+|[A-Z]+-\d+|HEAD|UTC|YAML|CSV|JSON|CRM|DRIP Ventures|embedded|local|someone)\b|"
    r"\b(?:Ana Admin|root|Clients|graph TD|flowchart TD)\b|"
    r"\b(?:sends|ejects|consent|re-evaluates|new-entrants|tuning|cosmetic|create|update|delete|activate|deactivate)\b|"
    r"\b(?:invalid|newly-mailed|audience-growth|audience-shrinks|risky-mailed|suppression|mass-change|limits\.\w+):?|"
    r"\d{4}-\d\d-\d\d(?:T[\d:+Z.]+)?|\b[0-9a-f]{8,}(?:-[0-9a-f-]+)?\b"
)
#: Properties that stand as they do in files where a change is told.
_PROPERTIES = frozenset(
    re.findall(r'"(\w+)": \{', "".join(file.read_text(encoding="utf-8") for file in SCHEMAS.glob("*.schema.json")))
)
_EDGES = " −.,;:()[]«»<>+~-–—→·|\"'/*#=±%0123456789"


@pytest.fixture
def blacked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is said in French is black."""

    def black(template: str) -> str:
        return "".join(
            piece if _PLACE.fullmatch(piece) else re.sub(r"[^\W\d_]", "█", piece) for piece in _PLACE.split(template)
        )

    def paged(piece: str) -> str:
        return "`".join(each if at % 2 else black(each) for at, each in enumerate(piece.split("`")))

    def speaker(_: str) -> Speech:
        def speak(text: str) -> str:
            if not isinstance(text, Text):
                return text
            if isinstance(text, Page):
                return rewritten(text, paged)
            template = text.template
            if not isinstance(template, str):
                template = template[0] if text.values["n"] == 1 else template[1]
            return filled(black(template), text.values, speak)

        return speak

    monkeypatch.setattr(speaking, "speaker", speaker)


class _Shown(HTMLParser):
    """The texts that a page shows or reads out, but for code."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "code", "pre")
        self.texts += [
            said
            for name, said in attrs
            if said and (name in ("title", "aria-label", "alt", "placeholder") or name in ("data-label", "data-none"))
        ]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "code", "pre")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def shown(page: str) -> list[str]:
    parser = _Shown()
    parser.feed(page)
    return parser.texts


class Written:
    """What the users of an org have written, as one text to look for pieces in."""

    def __init__(self, root: Path) -> None:
        found: set[str] = set()
        for file in root.rglob("*"):
            if ".git" in file.parts or file.suffix not in (".yaml", ".html", ".txt", ".xml") or not file.is_file():
                continue
            text = file.read_text(encoding="utf-8")
            found.add(" ".join(re.sub(r"<[^>]*>", " ", text).split()))
            found.update(" ".join(line.split()) for line in text.splitlines())
            if file.suffix == ".yaml":
                for document in yaml.load_all(text, yaml.BaseLoader):
                    found.update(self._texts(document))
        found.update(
            (
                "begin with what we have",
                "say everybody",
                "prepare the spring fair",
                "everyone on an account of type customer. lists about customers",
            )
        )  # subjects of commits
        found.update(file.name.partition(".")[0] for file in root.rglob("*.xml"))  # names of the CRM's own things
        self.all = "\n".join(found).lower()

    def _texts(self, value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for name, below in value.items():
                # Names that users gave to what our schemas leave open are shown with a capital.
                yield f"{name} {str(name).replace('_', ' ')}"
                yield from self._texts(below)
        elif isinstance(value, list):
            for below in value:
                yield from self._texts(below)
        else:
            yield " ".join(str(value).split())

    def left(self, texts: list[str], more: str = "") -> list[str]:
        """The pieces of `texts` that are letters of nobody, where users have also written `more`."""
        own = f"{self.all}\n{more.lower()}"
        return sorted({piece for text in texts for piece in self._pieces(text, own)})

    def _pieces(self, text: str, own: str) -> Iterator[str]:
        for piece in re.split(r"█+|\n", text):
            bare = _NAMES.sub("\n", piece)
            for part in re.split(r"\n|->|→|…|,|; |: |\(|\)| [-|] |-{3,}| {3,}", bare):
                word = " ".join(part.split()).strip(_EDGES)
                # What a property of the file says is told with its name: `tag no-service-contract`.
                name, _, value = word.partition(" ")
                if (name in _PROPERTIES or f"{name}s" in _PROPERTIES) and value.lower() in own:
                    continue
                if re.search(r"[A-Za-z]{2}", word) and word.lower() not in own:
                    yield piece.strip()


@pytest.fixture(scope="module")
def org(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example org with a life behind it, for tests that only look at it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("MAPCONFIG_LANG", "fr")
        yield lived(tmp_path_factory.mktemp("lived") / "org", monkeypatch)


@pytest.fixture(scope="module")
def written(org: Path) -> Written:
    """What its users have written."""
    return Written(org)


@pytest.fixture(scope="module")
def edited(org: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The same when the edits of the examples of reviews are made."""
    copied = Path(shutil.copytree(org, tmp_path_factory.mktemp("edited") / "org"))
    edit(copied, "everything")
    return Written(copied)


@pytest.mark.slow
@pytest.mark.usefixtures("blacked_out")
def test_no_page_of_the_catalogue_has_words_of_nobody(org: Path, written: Written, tmp_path: Path) -> None:
    """Headings, labels, captions, what is read out, drawings, the manual of each rule: all pages."""
    site = catalogue(org, tmp_path / "site")
    found = {}
    for file in sorted(site.rglob("*.html")):
        left = written.left(shown(file.read_text(encoding="utf-8")))
        # Titles of drawings and search hold the name of the org, and CRM objects are in the names of files.
        left = [one for one in left if not re.search(r"\b[A-Z][A-Za-z]+\.[A-Z]\w+|·", one)]
        if left:
            found[str(file.relative_to(site))] = left
    assert found == {}


@pytest.mark.slow
@pytest.mark.usefixtures("blacked_out")
@pytest.mark.parametrize("style", ["text", "html"])
@pytest.mark.parametrize("name", ["blunder", "harmless", "everything"])
def test_no_review_has_words_of_nobody(name: str, style: str, edited: Written, tmp_path: Path) -> None:
    """Verdict, people, teams, what is to be done, changes, what they reach, and worksheets."""
    done = inside("review", "--from", str(DATA / f"{name}.json"), "--format", style, "-o", str(tmp_path / "review"))
    assert done.code == 0, done.err
    page = (tmp_path / "review").read_text(encoding="utf-8")
    texts = (
        shown(page)
        if style == "html"
        else [" ".join(re.sub(r"^ {4,}[-+ ] .*$", "\n", page, flags=re.MULTILINE).split())]
    )
    # What an asset was called before somebody renamed it, and what is gone, are the user's as well.
    document = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    gone = "\n".join(f"{one['title']}\n{one['yaml']}" for one in document["changes"])
    assert edited.left(texts, gone) == []


@pytest.mark.slow
@pytest.mark.usefixtures("blacked_out")
@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--no-people"),
        ("drift",),
        ("diff", "--no-people"),
        ("impact", "list/customers", "--no-people"),
        ("show", "journey/onboarding"),
        ("validate",),
        ("graph", "list/customers+1", "--format", "text"),
        ("why", "list/customers"),
        ("persona", "--why"),
        ("audience",),
        ("audience", "list/customers", "journey/onboarding"),
        ("audience", "--compare", "HEAD.."),
        ("audience", "list/customers", "--format", "markdown"),
        ("simulate", "--days", "20"),
        ("simulate", "--days", "10", "--format", "markdown"),
    ],
    ids=" ".join,
)
def test_no_view_has_words_of_nobody(words: tuple[str, ...], org: Path, written: Written) -> None:
    """Plans, drift, changes, impacts, findings, personas, audiences and simulations."""
    done: Ran = inside(*words, "-C", str(org))
    assert done.code in (0, 2, 3, 4), done.err
    assert "█" in done.out
    assert written.left([html.unescape(re.sub(r"</?\w+>|\\(?=\W)|\u200d", "", done.out))]) == []


@pytest.mark.parametrize("say", [str, Text])
def test_what_is_not_said_is_noticed(say: Callable[[str], str], tmp_path: Path) -> None:
    """The look itself: a word of nobody is found beside one that a user wrote."""
    (tmp_path / "a.yaml").write_text("title: Spring fair\n", encoding="utf-8")
    assert Written(tmp_path).left([say("█████ Spring fair, whoever comes")]) == [" Spring fair, whoever comes".strip()]
    assert Written(tmp_path).left([say("Spring fair (list/all): 12")]) == []
