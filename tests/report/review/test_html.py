"""The review page: what is on it, in which order, and that it is made from the document alone."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.report.review.documents import HOSTILE, NAMES, example, filled

from mapconfig.language import packed, say, speech
from mapconfig.report.review import format_of
from mapconfig.report.review.html import review
from mapconfig.report.web.parts import section


class _Reader(HTMLParser):
    """A page as a parser reads it: its elements, its text, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"br", "hr", "input", "link", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)


def read(made: str) -> _Reader:
    reader = _Reader()
    reader.feed(made)
    reader.close()
    assert reader.open == []
    return reader


def words(made: str) -> str:
    return re.sub(r"\s+", " ", " ".join(read(made).text))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole(name: str, language: str) -> None:
    """
    Every element is closed, ids are there once, links lead to them, and the language is said.
    """
    made = review(example(name), speak=speech(language), language=language)
    elements = read(made).elements
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    links = [str(attributes["href"]) for tag, attributes in elements if tag == "a"]

    assert len(ids) == len(set(ids))
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert ("html", {"lang": language}) in elements
    assert format_of("html") is review


def test_the_first_thing_is_the_verdict_and_the_number() -> None:
    """
    Verdict, people before and after with their share, the sentence that was changed, who must look, what to do.
    """
    shown = words(review(example("blunder")))
    order = [
        "Stop",
        "about 19,970 of about 50,000 people",
        "high risk",
        "Who would get it",
        "Recall - valve controller V2",
        "about 5,370 people, 11 % of all",
        "about 25,330 people, 51 % of all",
        "More than 4 times as many.",
        "account.type is Customer",
        "account.type is not blank",
        "lets more people in",
        "Who must look",
        "Marketing operations",
        "Before merging",
    ]
    first = shown[shown.index("Skip to the content") :]
    places = [first.index(one) for one in order]

    assert places == sorted(places)


def test_everything_the_document_says_is_on_the_page() -> None:
    """
    Changes with both sides in YAML, the journey, people, what is affected, teams, findings with their rules, commands.
    """
    document = example("everything")
    shown = words(review(document))

    for change in document["changes"]:
        assert change["address"] in shown
    for row in document["findings"]["new"]:
        assert (
            row["code"] in shown and row["detail"]["text" if isinstance(row["detail"], dict) else slice(None)] in shown
        )
    for code, rule in document["findings"]["codes"].items():
        assert code in shown and "Why it matters" in rule["page"]
    for item in document["before_merge"]:
        assert item["how"] in shown
    for team in document["teams"]:
        assert team["title"] in shown and team["handle"] in shown
    for word in ("wait: 20 days", "wait: 25 days", "The whole of it, which is new", "The whole of it, as it was"):
        assert word in shown, word
    assert "the same in 3 assets" in shown and "list/customers-fr , list/prospects-golf , list/risky-data" in shown
    assert "Journey Onboarding of new customers, before and after" in shown


def test_a_page_of_nothing_says_so() -> None:
    """
    Where files cannot be read, or nothing grave happens, there is no section for what there is not.
    """
    unreadable, harmless = review(example("unreadable")), review(example("harmless"))
    sections = [dict(attributes).get("id") for tag, attributes in read(unreadable).elements if tag == "section"]

    assert sections == [None, "before-merge", "checks"]
    first = words(unreadable).partition("Before merging")[0]
    assert "Why lists/customers.yaml:4 The key title stands here and on line 3" in first
    assert words(unreadable).index("MC003") < words(unreadable).index("that may only follow from that")
    assert "Nothing is left to do." in words(harmless) and 'class="verdict fine"' in harmless
    assert "The change brings nothing that a check complains of." in words(harmless)


def test_what_is_empty_leaves_no_trace() -> None:
    """
    No owner, no file, no drawing, no teams, nothing to do, no checks: no heading and no empty box.
    """
    document = example("blunder")
    document["changes"][0] |= {"owner": "", "file": "", "effects": [], "reason": "an odd ` tick"}
    document["drawing"]["nodes"] = []
    document |= {"before_merge": [], "teams": [], "must_look": []}
    made = review(document)

    assert "An odd ` tick" in words(made) and "Owner" not in words(made).partition("People")[0]
    assert "<figure" not in made and "Who must look" not in made and "Before merging" not in made


def test_uncounted_people_are_told_to_be_unknown() -> None:
    """
    Where nobody could be counted, the page says why, and draws no bar.
    """
    document = example("blunder")
    document["people"]["counts"] = {"format": "mapconfig.people/1", "reason": "the snapshot is gone"}
    made = review(document)

    assert words(made).count("Nobody was counted: the snapshot is gone.") == 2
    assert 'class="bars"' not in made
    document["changes"] = []
    assert "Nobody was counted" not in words(review(document))


def test_a_line_keeps_its_signs() -> None:
    """
    Where in a file lines are, arrows, and ticks that somebody typed: nothing is cut off or means something else.
    """
    document = example("blunder")
    change = document["changes"][0]
    change["fields"][0] |= {
        "criteria": None,
        "lines": ["@@ -1,6 +1,8 @@", "-old", "+new", " same"],
        "lines_left_out": 0,
    }
    change["fields"][0]["words"] = "list/a -> `Cust`omer` is `b`"
    made = review(document)

    assert "@@ -1,6 +1,8 @@ removed: old added: new same" in words(made)
    assert '<span class="unbroken">-&gt;</span>' in made
    assert "<code>Cust`omer</code> is <code>b</code>" in made


def test_two_numbers_of_one_mail_are_told_apart() -> None:
    """
    For whom it is and whom it reaches stand in two tables, and the page says which is which.
    """
    document = example("blunder")
    note = "Of an e-mail and of a journey these are all for whom it is."
    assert note in words(review(document))
    moves = document["people"]["counts"]["moves"]
    document["people"]["counts"]["moves"] = [one for one in moves if one["subject"] not in one["feeds"]]

    assert note not in words(review(document))


def test_a_title_that_begins_with_a_name_keeps_it_as_it_is() -> None:
    """
    An address is written in small letters; a sentence begins with a large one.
    """
    document = example("blunder")
    assert 'class="named"' not in review(document)
    document["verdict"]["title"] = "email/a would go to 3 people"
    document["people"]["verdict"] = "email/a would go to 3 people"

    assert review(document).count('class="named"') == 1 and review(document).count('class="lead named"') == 1


def test_without_a_mailing_the_figure_is_who_comes_and_goes() -> None:
    """
    Nobody more is mailed: then the number is that of what reaches few who were many, or of the changed asset.
    """
    document = example("blunder")
    counts = document["people"]["counts"]
    counts["mailings"] = []
    shown = words(review(document))
    assert "Whom it would go to" in shown and "email/webinar-invitation" in shown.partition("Before this change")[0]
    counts["moves"] = [one for one in counts["moves"] if one["subject"] not in one["feeds"]]
    shown = words(review(document))
    assert "Who would be on it Customers (master list)" in shown and "More than 6 times as many." in shown

    number = {"label": "exact", "reason": ""}
    moves = next(one for one in counts["moves"] if one["subject"] == "list/customers")
    counts["moves"] = [moves]
    for low, high, said in (
        (100, 50, "-50 %."),
        (100, 300, "3 times as many."),
        (9, 18, "Twice as many."),
        (9, 19, "More than twice as many."),
        (9, 0, "nobody"),
        (0, 1, "1 person"),
    ):
        moves["before"], moves["after"] = (number | {"low": n, "high": n} for n in (low, high))
        assert said in words(review(document)), said
    counts["people"] = number | {"low": 0, "high": None, "label": "unknown", "reason": "nobody knows"}
    assert "1 person" in words(review(document)) and "of all" not in words(review(document))
    moves["after"] = number | {"low": 0, "high": None, "label": "unknown", "reason": "lost"}
    assert 'class="bars"' not in review(document)


def test_what_a_plan_leaves_to_people_is_a_worksheet() -> None:
    """
    Steps by hand are lists to tick off; a plan without any says so.
    """
    document = example("blunder")
    document["plan"] = {
        "id": "7c1e",
        "environment": "prod",
        "platform": "Mautic",
        "backend": "mautic",
        "created_at": "2026-11-22T09:00:00Z",
        "steps": 3,
        "refused": 0,
        "manual": [
            {"step": "002", "address": "list/customers", "verb": "update", "worksheet": ["Open it.", "Save it."]}
        ],
    }
    shown = words(review(document))
    assert "Plan 7c1e has 3 steps. It is for prod, on Mautic." in shown
    assert "002 update by hand: Customers (master list) list/customers Open it. Save it." in shown
    document["plan"]["manual"] = []
    assert "No step has to be done by hand." in words(review(document))


def test_too_much_is_cut_and_counted() -> None:
    """
    Long texts, many fields, many changes and what the document itself left out are told in numbers.
    """
    document = example("harmless")
    change = document["changes"][0]
    change["fields"] = [copy.deepcopy(change["fields"][0]) for _ in range(70)]
    change["fields"][0]["words"] = "x" * 5_000
    change["fields"][1] |= {"lines": ["- old", "+ new", "  same"], "lines_left_out": 40}
    change["fields"][2] |= {"yaml_before": None, "yaml_after": None, "how": "moved"}
    change["renamed_from"] = "journey/earlier"
    document["changes"] += [
        copy.deepcopy(change) | {"address": f"list/n{n}", "fields": [], "journey": None} for n in range(700)
    ]
    document["cuts"] = [{"what": "changes", "shown": 702, "of": 5_000}]
    shown = words(review(document))

    assert "60 of 70 are shown" in shown and "600 of 702 are shown" in shown and "3 of 43 are shown" in shown
    assert "(+3000)" in shown and "x" * 2_001 not in shown
    assert "Of changes, 702 of 5,000 are in the document." in shown
    assert "Was called journey/earlier" in shown
    assert "removed: old" in shown and "added: new" in shown


def test_many_effects_and_causes_are_folded() -> None:
    """
    Two effects of a change are shown, the others one click away; so are more causes and more to do.
    """
    shown = words(review(example("blunder")))

    assert "4 more" in shown and "and 5 more to do" in shown
    assert "and 6 more changes" in words(review(example("everything")))


def test_findings_that_were_there_and_that_are_gone_are_folded() -> None:
    """
    What the change puts right and what was there before is counted, and one click away.
    """
    document = example("everything")
    rows = document["findings"]["new"]
    document["findings"] |= {"fixed": rows[:1], "standing": rows[1:3]}
    rows[0] |= {"line": 0, "file": "", "fix": "", "code": "MC999"}
    shown = words(review(document))

    assert "1 put right by this change" in shown and "2 there before" in shown and "MC999" in shown


def test_pressure_is_told_where_it_changes() -> None:
    """
    How many people get how many e-mails before and after.
    """
    document = example("blunder")
    number = {"label": "exact", "reason": ""}
    document["people"]["counts"]["pressure"] = [
        {"cap": "over 5 a month", "before": number | {"low": n, "high": n}, "after": number | {"low": 7, "high": 7}}
        for n in (7, 3)
    ]
    document["compared"]["people_source"] = ""

    assert words(review(document)).count("over 5 a month") == 1
    assert "Counted as of 2026" in words(review(document))


@pytest.mark.parametrize("text", HOSTILE[::3])
def test_hostile_text_leaves_the_page_whole(text: str) -> None:
    """
    Whatever is in every field, the page is well formed and its elements are ours.
    """
    plain = {tag for name in NAMES for tag, _ in read(review(example(name))).elements}
    made = read(review(filled(example("everything"), text)))

    assert {tag for tag, _ in made.elements} <= plain | {"ul"}
    assert all(not name.startswith("on") for _, attributes in made.elements for name in attributes)


def test_a_sentence_is_said_in_the_readers_language() -> None:
    """
    Sentences of the document are spoken; names in them stay as they are.
    """
    document = example("harmless")
    document["verdict"]["title"] = packed(say("{n} lists", n="été"))

    assert "«été lists»" in words(
        review(document, speak=lambda text: f"«{text}»" if hasattr(text, "template") else text)
    )


def test_500_changes_are_a_page_that_opens(tmp_path: Path) -> None:
    """
    A review of 500 changes stays a few megabytes.
    """
    document = example("blunder")
    change = document["changes"][0]
    document["changes"] = [json.loads(json.dumps(change)) | {"address": f"list/l{n}"} for n in range(500)]

    assert len(review(document)) < 5_000_000


def test_sections_are_linked_by_their_headings() -> None:
    """
    The links below the first screen are those of the sections that are there.
    """
    made = review(example("blunder"))
    nav = re.search(r'<nav aria-label="On this page" class="contents">(.*?)</nav>', made)

    assert nav is not None
    assert re.findall(r'href="#([^"]+)"', nav[1]) == ["changes", "people", "impact", "before-merge", "teams", "checks"]
    assert section("x", "y").attributes[0] == ("id", "x")
