"""Personas: what a file may say, what is said of one that slips, and that no real person gets in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from tests.cli.program import inside, replace, small, write

from mapconfig.address import Address
from mapconfig.criteria.syntax import Span
from mapconfig.finding import Finding
from mapconfig.graph import Graph
from mapconfig.index.verdict import verdict
from mapconfig.model.persona import (
    Became,
    Did,
    Expectation,
    Fault,
    When,
    activity_of,
    expectation_of,
    moment_of,
    renamed,
)
from mapconfig.read.org import read_org
from mapconfig.read.personas import personas_of, unsuitable_in
from mapconfig.read.tree import Tree

TODAY = date(2026, 11, 22)

ADA = """\
persona: ada
title: Ada, who makes wine
fields:
  industry: Wine
  country: France
activities:
  - opened email/hello 3 days ago
expect:
  - is in list/french
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("opened email/welcome 3 days ago", Did("opened", "welcome", When("ago", Span(3, "days")))),
        ("Opened email welcome 1 week ago", Did("opened", "welcome", When("ago", Span(1, "weeks")))),
        ("was sent any email 3 times 6 days ago", Did("was sent", "", When("ago", Span(6, "days")), 3)),
        ("submitted form/demo on 2026-11-01", Did("submitted", "demo", When("on", day="2026-11-01"))),
        ("viewed page /pricing in 2 days", Did("viewed", "/pricing", When("in", Span(2, "days")))),
        (
            'downloaded file "Price list.pdf" 1 day ago',
            Did("downloaded", "Price list.pdf", When("ago", Span(1, "days"))),
        ),
        ("did demo-call 2 times 1 month ago", Did("did", "demo-call", When("ago", Span(1, "months")), 2)),
        ("did any 1 hour ago", Did("did", "", When("ago", Span(1, "hours")))),
        ("grade changed from C to B 2 days ago", Became("grade", "C", "B", When("ago", Span(2, "days")))),
        ("country changed from blank on 2026-01-31", Became("country", "", None, When("on", day="2026-01-31"))),
        ("stage changed to Closed Won 1 day ago", Became("stage", None, "Closed Won", When("ago", Span(1, "days")))),
        ("score changed 1 day ago", Became("score", None, None, When("ago", Span(1, "days")))),
    ],
)
def test_what_happened_is_told_in_one_sentence(text: str, said: object) -> None:
    """Verbs are those of criteria; when it happened stands at the end."""
    assert activity_of(text) == said


@pytest.mark.parametrize(
    ("text", "column", "message", "fix"),
    [
        ("", 0, "empty", "Write one"),
        ("opend email/welcome 3 days ago", 0, "`opend` is nothing", "Did you mean `opened`?"),
        ("juggled 3 days ago", 0, "`juggled` is nothing", "Write for example"),
        ("opened email/welcome", 20, "missing at the end", "3 days ago"),
        ("opened 3 days ago", 7, "is missing", "opened email/welcome"),
        ("opened welcome 3 days ago", 7, "said of one email", "opened email/welcome"),
        ("opened any form 3 days ago", 11, "followed by `email`", "any email"),
        ("opened email/a b 3 days ago", 15, "one word too many", "double quotes"),
        ("opened email/wel?come 3 days ago", 7, "cannot be the key", "email/welcome"),
        ("opened email/a many times 3 days ago", 15, "not a number of times", "3 times"),
        ("opened email/a on 2026-02-30", 18, "not a date", "2026-01-31"),
        ("opened email/a 3 moons ago", 17, "unit", "days"),
        ("grade changed from C 3 days", 27, "missing at the end", "3 days ago"),
        ("grade changed C to B 3 days ago", 14, "one word too many", "changed from"),
        ("grade changed from to B 3 days ago", 19, "A value is missing", "blank"),
        ("x" * 2001, 0, "2,001 characters", "Shorten"),
    ],
)
def test_a_slip_in_what_happened_has_its_column_and_what_to_write(
    text: str, column: int, message: str, fix: str
) -> None:
    """The reader of the message sees the word at fault and one that would do."""
    said = activity_of(text)
    assert isinstance(said, Fault)
    assert (said.column, message in said.message, fix in said.fix) == (column, True, True), said


@pytest.mark.parametrize(
    ("text", "about", "wanted", "asset"),
    [
        ("is in list/customers", "in", True, "list/customers"),
        ("Is Not In stage/mql", "in", False, "stage/mql"),
        ("matches rule/hand-over", "matches", True, "rule/hand-over"),
        ("does not match rule/hand-over", "matches", False, "rule/hand-over"),
        ("gets email/welcome", "gets", True, "email/welcome"),
        ("never gets email/promo", "gets", False, "email/promo"),
        ("enters journey/welcome", "enters", True, "journey/welcome"),
        ("never enters journey/welcome", "enters", False, "journey/welcome"),
        ("leaves journey/welcome", "leaves", True, "journey/welcome"),
        ("never leaves journey/welcome", "leaves", False, "journey/welcome"),
    ],
)
def test_an_expectation_names_one_asset(text: str, about: str, wanted: bool, asset: str) -> None:
    """Each sentence says what must be true of one asset, or what must never be."""
    said = expectation_of(text, ("expect", 0))
    assert isinstance(said, Expectation)
    assert (said.about, said.wanted, said.asset, said.text) == (about, wanted, Address(asset), text)


def test_an_expectation_can_wait_and_measure() -> None:
    """`within` says how long; without it 90 days are meant. Scores and grades are compared."""
    soon, late = expectation_of("gets email/a within 3 days"), expectation_of("gets email/a")
    assert isinstance(soon, Expectation) and isinstance(late, Expectation)
    assert (soon.patience, late.patience) == (Span(3, "days"), Span(90, "days"))
    score, grade = expectation_of("score is 45"), expectation_of("grade of scoring/fit is at least B")
    assert isinstance(score, Expectation) and isinstance(grade, Expectation)
    assert (score.value, score.compare, score.asset) == ("45", "is", None)
    assert (grade.value, grade.compare, grade.asset) == ("B", "is at least", Address("scoring/fit"))
    most = expectation_of("score is at most 10")
    assert isinstance(most, Expectation) and most.compare == "is at most"


@pytest.mark.parametrize(
    ("text", "column", "message", "fix"),
    [
        ("isnt in list/a", 0, "does not begin", "Did you mean"),
        ("zzz", 0, "does not begin", "Begin it with one of: is in"),
        ("is in", 5, "needs to know which", "list/KEY or stage/KEY"),
        ("is in customers", 6, "not an address", "Write `list/customers`."),
        ("is in list customers", 6, "not an address", "Write `list/customers`."),
        ("is in ???", 6, "not an address", "list/KEY"),
        ("is in rule/a", 6, "not said of rule/a", "Write `matches rule/a`."),
        ("is in snippet/a", 6, "not said of snippet/a", "list/KEY"),
        ("is in list/a within 3 days", 13, "one word too many", "one moment"),
        ("gets email/a soon", 13, "one word too many", "within 3 days"),
        ("gets email/a within 3 days or so", 27, "one word too many", "one expectation a line"),
        ("score 45", 6, "followed by `is`", "score is 45"),
        ("score is", 8, "missing", "score is 45"),
        ("score is many", 9, "not a number of points", "45"),
        ("score is 4.5", 9, "not a number of points", "45"),
        ("grade is B today", 11, "one word too many", "one expectation a line"),
    ],
)
def test_a_slip_in_an_expectation_has_its_column_and_what_to_write(
    text: str, column: int, message: str, fix: str
) -> None:
    """The same courtesy as in criteria."""
    said = expectation_of(text)
    assert isinstance(said, Fault)
    assert (said.column, message in said.message, fix in said.fix) == (column, True, True), said


def test_a_date_can_be_told_from_the_personas_moment() -> None:
    """Fields of dates stay true as time goes by."""
    assert moment_of("3 days ago") == When("ago", Span(3, "days"))
    assert moment_of("in 2 weeks") == When("in", Span(2, "weeks"))
    assert moment_of("2026-11-01") == When("on", day="2026-11-01")
    assert moment_of("Customer") is None and moment_of("soon enough in 2 weeks") is None


def read(text: str) -> list[tuple[str, int, int, str, str]]:
    _, findings = personas_of("personas/a.yaml", dedent(text).encode())
    return [row(finding) for finding in findings]


def row(finding: Finding) -> tuple[str, int, int, str, str]:
    assert finding.place is not None
    return finding.code, finding.place.line, finding.place.column, finding.detail, finding.fix


def test_a_file_holds_several_personas_and_blank_documents_do_not_count() -> None:
    """As with assets, `---` stands between documents."""
    found, findings = personas_of("personas/a.yaml", f"{ADA}---\n---\n{ADA}".encode())
    assert not findings and [(each.name, each.document) for each in found] == [("ada", 0), ("ada", 2)]


@pytest.mark.parametrize(
    ("text", "line", "column", "detail"),
    [
        ("- a\n", 1, 1, "not a persona"),
        ("kind: list\nkey: a\n", 1, 1, "describes an asset"),
        ("persona: a\ntitle: A\n", 1, 1, "expect"),
        ("persona: a\ntitle: A\nexpcet: []\n", 3, 1, "no property `expcet`"),
        ("persona: a\ntitle: A\nas_of: 2026-02-30\nexpect: [is in list/a]\n", 3, 8, "is no moment"),
        ("persona: a\ntitle: A\nas_of: 9999-12-31\nexpect: [is in list/a]\n", 3, 8, "is no moment"),
        ("persona: a\ntitle: A\nas_of: 0001-01-01T00:00+14:00\nexpect: [is in list/a]\n", 3, 8, "is no moment"),
        ("persona: a\ntitle: A\nexpect:\n  - is inn list/a\n", 4, 5, "does not begin"),
        ("persona: a\ntitle: A\nactivities:\n  - opened email/a\nexpect:\n  - is in list/a\n", 4, 19, "missing"),
        ("persona: a\ntitle: [\n", 3, 1, "A value should begin here"),
    ],
)
def test_a_fault_has_its_place(text: str, line: int, column: int, detail: str) -> None:
    """Every fault of a persona points at the letter where it is."""
    found = read(text)
    assert any(each[1:3] == (line, column) and detail in each[3] for each in found), found


@pytest.mark.parametrize(
    "address",
    ["ada@gmail.com", "ada@sub.drip.eu", "a.b+c@example.org.uk", "ada@notexample.com", "Ada <ada@work.de>"],
)
def test_an_address_that_may_be_somebodys_is_refused_and_not_repeated(address: str) -> None:
    """Personal data stays out of the files, and out of the message about it."""
    found = read(f"persona: a\ntitle: A\nfields:\n  email: '{address}'\nexpect:\n  - is in list/a\n")
    assert [each[:2] for each in found] == [("MC037", 4)]
    assert "fields.email" in found[0][3] and address not in "".join(map(str, found))


@pytest.mark.parametrize(
    "address", ["ada@vines.example", "ada@example.com", "ada@mail.example.org", "ada@nobody.invalid", "ada@x.test"]
)
def test_an_address_that_belongs_to_nobody_is_welcome(address: str) -> None:
    """The domains that are reserved for this (RFC 2606)."""
    assert read(f"persona: a\ntitle: A\nfields:\n  email: {address}\nexpect:\n  - is in list/a\n") == []


def test_real_addresses_are_found_wherever_they_stand() -> None:
    """Titles and related records are looked at too."""
    text = """\
        persona: a
        title: Call ada@gmail.com
        related:
          account:
            - owner: bo@gmail.com
        expect:
          - is in list/a
        """
    assert [(each[0], each[1]) for each in read(text)] == [("MC037", 2), ("MC037", 5)]


# ---------------------------------------------------------------------------------------------------------------------
# Against the org

PEOPLE = """\
persona: ada
title: Ada
lists:
  - list/french
  - list/nobodys
fields:
  industri: Wine
  industry: Beer
  account.type: Customer
  born: someday
related:
  acount:
    type: Customer
  account:
    - type: Customer
    - typ: x
  deal:
    - stage: Won
      size: many
      open: perhaps
activities:
  - opened email/helo 3 days ago
  - clicked email/hello 1 day ago
  - industry changed to Beer 1 day ago
  - industri changed 1 day ago
expect:
  - is in list/frnch
  - grade is at least Q
  - score is 3
"""
FIELDS = """\
kind: field
key: account.type
title: Type
type: text
---
kind: field
key: deal.stage
title: Stage
type: choice
values: [Open, Won]
---
kind: field
key: deal.size
title: Size
type: number
---
kind: field
key: deal.open
title: Open
type: yes-no
---
kind: field
key: born
title: Born
type: date
---
kind: field
key: grade
title: Grade
type: choice
values: [A, B]
"""


def messages(root: Path) -> list[str]:
    reading = read_org(Tree(str(root)))
    found = unsuitable_in(reading, reading.personas)
    return [f"{each.place.line if each.place else 0} {each.code} {each.detail} {each.fix}".strip() for each in found]


def test_what_a_persona_names_is_held_against_the_org(tmp_path: Path) -> None:
    """Unknown fields, relations, lists and e-mails are told with what was meant, and values with the field's type."""
    org = small(tmp_path, **{"fields/more.yaml": FIELDS, "personas/ada.yaml": PEOPLE})
    replace(org / "mapconfig.yaml", "name: Small\n", "name: Small\nrelations:\n  account: one\n  deal: many\n")
    assert messages(org) == [
        "4 MC035 list/french has criteria, so nobody is put on it. "
        "Take it out here, and write `is in list/french` under `expect`.",
        "5 MC036 No file defines list/nobodys. Add a file for list/nobodys, or name one that exists.",
        "7 MC036 No file defines field/industri. Did you mean `industry`?",
        "8 MC035 `Beer` is not a value of `industry`. Its values are: Golf, Wine.",
        "9 MC035 `account.type` is a field of the account, and what is here is asked of the person. "
        "Write it under `related`, `account`, as `type`.",
        "10 MC035 `someday` is not a date, which `born` is. Write it as 2026-01-31, or `3 days ago`.",
        "12 MC036 `acount` is no relation of this org. Did you mean `account`?",
        "14 MC035 A person has one account at most, and here are 2. Keep one of them.",
        "16 MC036 No file defines field/account.typ. Did you mean `type`?",
        "19 MC035 `many` is not a number, which `deal.size` is. Write digits.",
        "20 MC035 `perhaps` is not true or false, which `deal.open` is. Write true or false.",
        "22 MC036 No file defines email/helo. Did you mean email/hello?",
        "24 MC035 `Beer` is not a value of `industry`. Its values are: Golf, Wine.",
        "25 MC036 No file defines field/industri. Did you mean `industry`?",
        "27 MC036 No file defines list/frnch. Did you mean list/french?",
        "28 MC036 The org has no scoring model. Add one.",
        "28 MC035 `Q` is not a value of `grade`. Its values are: A, B.",
        "29 MC036 The org has no scoring model. Add one.",
    ]


def test_two_personas_of_one_name_are_told(tmp_path: Path) -> None:
    """Results are told by the name."""
    org = small(tmp_path, **{"personas/ada.yaml": ADA, "personas/more/ada.yaml": ADA})
    assert messages(org) == [
        "1 MC035 There is a persona ada already, in personas/ada.yaml. Give one of the two another name."
    ]


def test_validate_reports_personas_and_a_warm_run_says_the_same(tmp_path: Path) -> None:
    """A list that is renamed by hand shows in the personas that name it, with and without the index; and again when
    only the persona is edited."""
    org = small(tmp_path / "org", **{"personas/ada.yaml": ADA})
    root = str(org)

    def codes(cold: bool) -> list[tuple[str, str]]:
        found = verdict(root, TODAY, cold=cold)["findings"]
        return [(each["code"], each["detail"]) for each in found if each["code"].startswith("MC03")]

    assert codes(True) == codes(False) == []
    replace(org / "lists/french.yaml", "key: french", "key: francais")
    replace(org / "journeys/welcome.yaml", "list/french", "list/francais")
    gone = [("MC036", "No file defines list/french.")]
    assert codes(False) == gone == codes(True)
    replace(org / "personas/ada.yaml", "list/french", "list/francais")
    assert codes(False) == [] == codes(True)
    replace(org / "personas/ada.yaml", "is in", "is on")
    assert [each[0] for each in codes(False)] == ["MC035"] == [each[0] for each in codes(True)]
    (org / "personas/ada.yaml").unlink()
    assert codes(False) == [] == codes(True)


def test_personas_are_no_assets_and_a_fault_in_one_holds_up_no_plan(tmp_path: Path) -> None:
    """They are tests: what they say never reaches a platform, so their slips cannot stop a change."""
    org = small(tmp_path, **{"personas/ada.yaml": ADA.replace("expect", "expct")})
    assert inside("validate", "-C", str(org)).code == 3
    done = inside("plan", "-C", str(org), "--format", "json")
    assert "makes wine" not in done.out and done.code in (0, 4), done.all


def test_a_rename_reaches_personas(tmp_path: Path) -> None:
    """`mv` rewrites the words of personas and nothing else of them."""
    text = ADA.replace("title: Ada", "# Not a real person.\ntitle: Ada") + "  - never gets email/hello within 3 days\n"
    org = small(tmp_path, **{"personas/ada.yaml": text})
    for old, new in (("list/french", "fr"), ("email/hello", "hi"), ("field/country", "land")):
        done = inside("mv", old, new, "-C", str(org))
        assert done.code == 0 and "personas/ada.yaml" in done.out, done.all
    after = text.replace("list/french", "list/fr").replace("email/hello", "email/hi").replace("country:", "land:")
    assert (org / "personas/ada.yaml").read_text() == after


def test_an_asset_that_a_persona_names_is_not_removed_unseen(tmp_path: Path) -> None:
    """`rm` says who names it, tests included."""
    org = small(tmp_path, **{"personas/ada.yaml": ADA.replace("list/french", "list/old")})
    done = inside("rm", "list/old", "--why", "gone", "-C", str(org))
    assert done.code == 4 and "the persona ada names list/old (personas/ada.yaml)" in done.err
    (persona,) = read_org(Tree(str(org))).personas
    assert persona.named == {"list/old", "email/hello", "field/industry", "field/country"}


def test_renaming_leaves_what_it_cannot_read(tmp_path: Path) -> None:
    """A persona with slips in it keeps them."""

    def rename(address: Address) -> Address:
        return Address(address.replace("old", "new"))

    document = {
        "persona": "a",
        "fields": {"old": 1, "b c": 2, "account.old": 3},
        "related": {"account": {"old": 1}, "deal": [{"old": 1}, 7], "x": 5},
        "lists": ["list/old", 3, "no address"],
        "activities": ["opened email old 1 day ago", "old changed 1 day ago", "what old", "viewed page old 1 day ago"],
        "expect": ["is in list/old", "score is 3", "zzz old"],
    }
    assert renamed(document, rename) == {
        "persona": "a",
        "fields": {"new": 1, "b c": 2, "account.old": 3},
        "related": {"account": {"new": 1}, "deal": [{"new": 1}, 7], "x": 5},
        "lists": ["list/new", 3, "no address"],
        "activities": ["opened email new 1 day ago", "new changed 1 day ago", "what old", "viewed page old 1 day ago"],
        "expect": ["is in list/new", "score is 3", "zzz old"],
    }
    assert renamed("text", rename) == "text"
    assert renamed({"fields": 3, "related": 4, "expect": "x"}, rename) == {"fields": 3, "related": 4, "expect": "x"}


def test_a_persona_survives_the_formatter(tmp_path: Path) -> None:
    """`fmt` keeps what personas say."""
    org = small(tmp_path, **{"personas/ada.yaml": ADA.replace("  industry: Wine", "  industry:   'Wine'")})
    assert inside("fmt", "-C", str(org)).code == 0
    found, findings = personas_of("personas/ada.yaml", (org / "personas/ada.yaml").read_bytes())
    assert not findings and found[0].fields == {"industry": "Wine", "country": "France"}


def test_a_persona_file_that_is_gone_again_is_no_failure(tmp_path: Path) -> None:
    """The findings then have no better place than the file."""
    org = write(small(tmp_path), {"personas/ada.yaml": ADA.replace("list/french", "list/gone")})
    reading = read_org(Tree(str(org)))
    (org / "personas/ada.yaml").unlink()
    (finding,) = unsuitable_in(reading, reading.personas)
    assert finding.place is not None and finding.place.file == "personas/ada.yaml"
    assert Graph.of(reading.org) is not None


MANUAL = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The blocks of the manual that are written in `language`."""
    return [part.partition("\n```")[0] for part in MANUAL.split(f"```{language}\n")[1:]]


def test_every_sentence_of_the_manual_is_read() -> None:
    """What the page shows can be copied."""
    activities = [line for block in blocks("persona-activities") for line in block.splitlines()]
    expectations = [line for block in blocks("persona-expectations") for line in block.splitlines()]
    assert len(activities) >= 8 and len(expectations) >= 15
    assert [line for line in activities if isinstance(activity_of(line), Fault)] == []
    assert [line for line in expectations if isinstance(expectation_of(line), Fault)] == []


def test_the_persona_of_the_manual_has_no_fault() -> None:
    """It is the first thing that somebody copies."""
    (example,) = [block for block in blocks("yaml") if "persona: olive" in block]
    found, findings = personas_of("personas/customers.yaml", example.encode())
    assert findings == [] and found[0].name == "olive" and found[0].sound
