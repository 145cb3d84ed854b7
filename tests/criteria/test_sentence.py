"""One sentence: what reads as what, how it is written, and what is said about one that cannot be read."""

from __future__ import annotations

from functools import partial

import pytest

from mapconfig.criteria import canonical, parse
from mapconfig.criteria.sentence import MAX_SENTENCE, read_sentence
from mapconfig.criteria.syntax import (
    ActivityTest,
    ChangeTest,
    FieldTest,
    ListTest,
    Sentence,
    Span,
    Test,
    Times,
    Window,
)
from tests.steps import steps, times_a_scan

READ = [
    # any type
    ("industry is blank", FieldTest("industry", "is blank")),
    ("industry is not blank", FieldTest("industry", "is not blank")),
    # text and choice
    ("account.type is Customer", FieldTest("account.type", "is", ("Customer",))),
    ("account.type IS NOT Customer", FieldTest("account.type", "is not", ("Customer",))),
    ("stage is Closed Won", FieldTest("stage", "is", ("Closed Won",))),
    ('stage is "Closed Won"', FieldTest("stage", "is", ("Closed Won",))),
    ("stage   is\tClosed\n Won ", FieldTest("stage", "is", ("Closed Won",))),
    ('title is "say ""hi"""', FieldTest("title", "is", ('say "hi"',))),
    ('title is 5" pipe', FieldTest("title", "is", ('5" pipe',))),
    ("title is 's-Hertogenbosch", FieldTest("title", "is", ("'s-Hertogenbosch",))),
    ('title is "blank"', FieldTest("title", "is", ("blank",))),
    ("title is at home", FieldTest("title", "is", ("at home",))),
    ("title is blank page", FieldTest("title", "is", ("blank page",))),
    ("title is Research and Development", FieldTest("title", "is", ("Research and Development",))),
    ("country in [DE, AT]", FieldTest("country", "in", ("AT", "DE"))),
    ("country not in [DE]", FieldTest("country", "not in", ("DE",))),
    ('country in ["a, b", [, "]"]', None),
    ('country in ["a, b", "[", c d]', FieldTest("country", "in", ("[", "a, b", "c d"))),
    ("country in []", FieldTest("country", "in")),
    ("industry contains bank", FieldTest("industry", "contains", ("bank",))),
    ("industry contains 100%", FieldTest("industry", "contains", ("100%",))),
    ("industry does not contain bank", FieldTest("industry", "does not contain", ("bank",))),
    ("industry starts with Re", FieldTest("industry", "starts with", ("Re",))),
    ("industry does not start with Re", FieldTest("industry", "does not start with", ("Re",))),
    ("industry ends with tail", FieldTest("industry", "ends with", ("tail",))),
    ("industry does not end with tail", FieldTest("industry", "does not end with", ("tail",))),
    # ordered choice
    ("grade is at least B-", FieldTest("grade", "is at least", ("B-",))),
    ("grade is at most C", FieldTest("grade", "is at most", ("C",))),
    # number
    ("score >= 050.50", FieldTest("score", ">=", ("50.5",))),
    ("score = -0", FieldTest("score", "=", ("0",))),
    ("score != +5", FieldTest("score", "!=", ("5",))),
    ("score between 10 and 20", FieldTest("score", "between", ("10", "20"))),
    # yes/no
    ("opted_out is false", FieldTest("opted_out", "is", ("false",))),
    # date
    ("created_at on 2026-01-31", FieldTest("created_at", "on", ("2026-01-31",))),
    ("created_at before 2026-01-31", FieldTest("created_at", "before", ("2026-01-31",))),
    ("created_at after 2026-01-31", FieldTest("created_at", "after", ("2026-01-31",))),
    ("created_at on or before 2026-01-31", FieldTest("created_at", "on or before", ("2026-01-31",))),
    ("created_at on or after 2026-01-31", FieldTest("created_at", "on or after", ("2026-01-31",))),
    (
        "created_at between 2026-01-01 and 2026-01-31",
        FieldTest("created_at", "between", ("2026-01-01", "2026-01-31")),
    ),
    ("created_at in last 30 days", FieldTest("created_at", "in last", span=Span(30, "days"))),
    ("created_at not in last 1 month", FieldTest("created_at", "not in last", span=Span(1, "months"))),
    ("renewal in next 2 weeks", FieldTest("renewal", "in next", span=Span(2, "weeks"))),
    ("created_at more than 3 years ago", FieldTest("created_at", "more than ago", span=Span(3, "years"))),
    # or blank
    ("score < 10 or blank", FieldTest("score", "<", ("10",), True)),
    ("country in [DE] or blank", FieldTest("country", "in", ("DE",), True)),
    ("created_at in last 30 days or blank", FieldTest("created_at", "in last", (), True, Span(30, "days"))),
    ('title is "x or blank" or blank', FieldTest("title", "is", ("x or blank",), True)),
    # changed
    ("owner changed", ChangeTest("owner")),
    ("owner changed from Ann to Bob Smith", ChangeTest("owner", "Ann", "Bob Smith")),
    ("owner changed to blank", ChangeTest("owner", None, "")),
    ('owner changed from "to" since 2026-01-01', ChangeTest("owner", "to", None, Window("since", "2026-01-01"))),
    (
        "owner changed in last 7 days or blank",
        ChangeTest("owner", window=Window("in last", span=Span(7, "days")), or_blank=True),
    ),
    # lists
    ("in list customers", ListTest("customers")),
    ("not in list customers", ListTest("customers", False)),
    ('in list "customers"', ListTest("customers")),
    ("in list since", ListTest("since")),
    # activities
    ("was sent any email", ActivityTest("was sent")),
    ("opened email welcome", ActivityTest("opened", "welcome")),
    ('opened email "in"', ActivityTest("opened", "in")),
    ("clicked any email at least 1 time", ActivityTest("clicked", None, Times("at least", 1))),
    ("bounced any email exactly 2 times", ActivityTest("bounced", None, Times("exactly", 2))),
    ("submitted any form", ActivityTest("submitted")),
    (
        "submitted form contact-us since 2026-01-01",
        ActivityTest("submitted", "contact-us", None, Window("since", "2026-01-01")),
    ),
    (
        'submitted form "since" before 2026-01-01',
        ActivityTest("submitted", "since", None, Window("before", "2026-01-01")),
    ),
    ("viewed page", ActivityTest("viewed")),
    ("viewed any page more than 3 times", ActivityTest("viewed", None, Times("more than", 3))),
    (
        "viewed page /pricing in last 2 hours",
        ActivityTest("viewed", "/pricing", None, Window("in last", span=Span(2, "hours"))),
    ),
    ('downloaded file "Price list 2026.pdf"', ActivityTest("downloaded", "Price list 2026.pdf")),
    ("attended webinar spring at most 2 times", ActivityTest("attended", "spring", Times("at most", 2))),
    ("did any fewer than 2 times", ActivityTest("did", None, Times("fewer than", 2))),
    ("did demo-request", ActivityTest("did", "demo-request")),
    (
        "opened any email between 2 and 5 times between 2026-01-01 and 2026-03-31",
        ActivityTest("opened", None, Times("between", 2, 5), Window("between", "2026-01-01", "2026-03-31")),
    ),
    (
        "never opened any email in last 30 days",
        ActivityTest("opened", None, None, Window("in last", span=Span(30, "days")), True),
    ),
    ("never was sent email welcome", ActivityTest("was sent", "welcome", never=True)),
    # a field called like the beginning of another sentence
    ('"opened" is true', FieldTest("opened", "is", ("true",))),
]


@pytest.mark.parametrize(("text", "test"), [(text, test) for text, test in READ if test is not None])
def test_a_sentence_reads_as_what_it_says(text: str, test: Test) -> None:
    """
    Every form of sentence in the manual is understood as the manual says.
    """
    node, problems = parse(text)

    assert problems == []
    assert node == Sentence(test)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Country IN [ DE ,AT ]", "Country in [AT, DE]"),
        ("country in [DE, AT, DE]", "country in [AT, DE]"),
        ("country in [b, A, a, B]", "country in [A, a, B, b]"),
        ('stage is "Closed Won"', "stage is Closed Won"),
        ('stage is "blank"', 'stage is "blank"'),
        ('stage is "not yet"', 'stage is "not yet"'),
        ('stage is "at least B"', 'stage is "at least B"'),
        ('title is "Director, Sales"', 'title is "Director, Sales"'),
        ('title is "DE and industry is Banking"', 'title is "DE and industry is Banking"'),
        ('title is "it is or blank"', 'title is "it is or blank"'),
        ("score >= 50.0", "score >= 50"),
        ("created_at IN LAST 030 day", "created_at in last 30 days"),
        ("created_at more than 1 years ago", "created_at more than 1 year ago"),
        ("renewal in next 1 DAYS", "renewal in next 1 day"),
        ("opened any email in last 1 months", "opened any email in last 1 month"),
        ("opened any email at least 1 times", "opened any email at least 1 time"),
        ("viewed page", "viewed any page"),
        ('did "at home"', 'did "at home"'),
        ("NOT IN LIST Customers", "not in list Customers"),
        ('owner changed FROM "blank" to blank', 'owner changed from "blank" to blank'),
        ('"opened" is true', '"opened" is true'),
        ('"industry" is blank', "industry is blank"),
    ],
)
def test_a_sentence_has_one_writing(text: str, written: str) -> None:
    """
    Keywords in lower case, one space, sorted values, quotes only where the text would say something else without them.
    """
    assert canonical(text) == written
    assert canonical(written) == written


def test_a_long_list_of_values_has_one_value_a_line() -> None:
    """
    A sentence longer than 80 columns becomes a key with values, so that a diff shows the value that changed.
    """
    values = [f"country-{number}" for number in range(10, 20)]
    sentence = f"country in [{', '.join(reversed(values))}]"

    assert canonical([sentence]) == [{"country in": values}]
    assert canonical([{"country in": values[:2]}]) == ["country in [country-10, country-11]"]
    assert canonical([sentence + " or blank"]) == [f"country in [{', '.join(values)}] or blank"]


WRONG = [
    # (text, column of the word, a piece of the message, a piece of the fix)
    ("", 0, "empty", "country is DE"),
    ("   ", 3, "empty", "country is DE"),
    ("score", 5, "says nothing about `score`", "score is not blank"),
    ("score>=50", 0, "no spaces around `>=`", "Write `score >= 50`"),
    ("score==50", 0, "no spaces", "Write `score = 50`"),
    ("score >= 50,000", 11, "meaning of its own", "double quotes"),
    ("score >= 50k", 9, "`50k` is none", "digits"),
    ("score >= 50_000", 9, "is none", "Write `score >= 50000`"),
    ("score > 2026-01-01", 8, "compares numbers", "Write `score after 2026-01-01`"),
    ("score != 2026-01-01", 9, "compares numbers", "`none:` over `score on 2026-01-01`"),
    ("country = DE", 10, "compares numbers", "write `country is DE`"),
    ("grade >= B", 9, "compares numbers", "write `grade is at least B`"),
    ("score >=", 8, "A number is missing", "Say a number"),
    ("country is", 10, "A value is missing", "Say a value"),
    ("country is or blank", 19, "A value is missing", ""),
    ("country is not", 14, "A value is missing", ""),
    ('country is ""', 11, "same as a blank", "`is blank`"),
    ('country is "DE', 11, "no closing", ""),
    ('country is DE "AT', 14, "no closing", ""),
    ('country is "DE" AT', 11, "stands alone", "one pair of quotes"),
    ("country is DE, AT", 13, "`,` has a meaning", "in [one, another]"),
    ("stage is 'Closed Won'", 9, "does not quote it", 'Write "Closed Won"'),
    ("stage is “Closed Won”", 9, "does not quote it", 'Write "Closed Won"'),
    ("country is DE and industry is Banking", 11, "reads like two tests", "one sentence a line"),
    ("country is in [DE]", 11, "without `is`", "Write `country in [..]`"),
    ("country is not in [DE]", 11, "without `is`", "Write `country not in [..]`"),
    ("country in [DE", 11, "never closed", "]"),
    ("country in [DE] AT", 16, "Nothing but `or blank`", ""),
    ("country in [DE,]", 14, "behind the last comma", ""),
    ("country in [,DE]", 12, "in front of this comma", ""),
    ("country in [DE, [AT]]", 16, "meaning of its own", ""),
    ("country in DE", 11, "values in brackets", "country in [one, another]"),
    ("country in", 10, "values in brackets", ""),
    ("country not DE", 8, "followed by `in`", "is not"),
    ("country in list customers", 0, "a sentence of its own", "in list NAME"),
    ("country not in list customers", 0, "a sentence of its own", "not in list NAME"),
    ("created_at in the last 3 days", 14, "written `in last`", "in last 30 days"),
    ("created_at in last", 18, "length of time", "30 days"),
    ("created_at in last few days", 19, "not a number of days", "30 days"),
    ("created_at in last 30", 21, "unit is missing", "hours, days"),
    ("created_at in last 30 moons", 22, "unit is missing", "hours, days"),
    ("created_at in last 3 days ago", 26, "one word too many", ""),
    ("created_at in last 1234567 days", 19, "not a number", ""),
    ("created_at not in next 3 days", 18, "in brackets, or by a time", ""),
    ("created_at on", 13, "A date is missing", "2026-01-31"),
    ("created_at on 31.01.2026", 14, "year-month-day", "2026-01-31"),
    ("created_at on 2026-02-30", 14, "no such day", ""),
    ("created_at before 2026-01-01 noon", 29, "one word too many", ""),
    ("created_at between 2026-01-01", 19, "two numbers or two dates", ""),
    ("score between 1 and x", 14, "not a date", ""),
    ("created_at more 3 days ago", 11, "followed by `than`", ""),
    ("score more than 3", 6, "with signs", "Write `score > 3`"),
    ("created_at more than 3 days", 27, "`ago` is missing", "more than 3 days ago"),
    ("industry starts Re", 16, "followed by `with`", "starts with"),
    ("industry does not matter", 9, "begins none of the tests", "does not contain"),
    ("industry does contain x", 9, "begins none of the tests", "does not contain"),
    ("industry equals x", 9, "no test of a field", "`industry is`"),
    ("industry contians x", 9, "no test of a field", "`industry contains`"),
    ("industry @ x", 9, "no test of a field", "Tests are: is blank"),
    ("opend any email", 6, "no test of a field", "`opened`"),
    ("any of these", 0, "begins a group", "`any:`"),
    ("some opportunity is open", 0, "begins a group", "`some opportunity:`"),
    ("[country] is DE", 0, "not with a bracket", ""),
    ("Land/Kanton is DE", 0, "cannot be the name of a field", ""),
    ("owner changed from", 18, "A value is missing", ""),
    ("owner changed from a to b c from d", 28, "one word too many", ""),
    ("owner changed in 3 days", 14, "written `in last`", ""),
    ("in customers", 0, "is about a list", "in list NAME"),
    ("not country is DE", 0, "is about a list", "`none:`"),
    ("in list", 7, "name of a list is missing", ""),
    ("in list our customers", 12, "is one word", "not its title"),
    ("in list customers or blank", 18, "no blanks", ""),
    ("in list kunden/ch", 8, "cannot be the key of a list", ""),
    ("was opened", 0, "followed by `sent`", "was sent any email"),
    ("never", 5, "followed by something people do", "never opened any email"),
    ("never opend any email", 6, "followed by something people do", "`opened`"),
    ("opened", 6, "needs to know which email", "`opened any email` or `opened email NAME`"),
    ("opened any", 10, "followed by `email`", "opened any email"),
    ("opened any form", 11, "followed by `email`", ""),
    ("opened welcome", 7, "needs to know which email", ""),
    ("submitted form since 2026-05-31", 15, "needs a name; one that is called `since`", "submitted any form"),
    ("submitted form", 14, "needs a name", "submitted any form"),
    ("opened email a/b", 13, "cannot be the key of an e-mail", ""),
    ("did", 3, "What they did is missing", ""),
    ("did since 2026-01-01", 4, "What they did is missing", ""),
    ("viewed page the big one", 16, "one word too many", "double quotes"),
    ("opened any email 3 times", 17, "one word too many", ""),
    ("opened any email at least three times", 26, "not a number of times", ""),
    ("opened any email at least", 25, "A number is missing", ""),
    ("opened any email at least 3", 27, "`times` is missing", "at least 3 times"),
    ("opened any email less than 3 times", 17, "with a number", "fewer than"),
    ("opened any email in last 3 days at least 2 times", 32, "in front of the time", ""),
    ("opened any email between 2026-01-01", 17, "needs two dates", ""),
    ("opened any email between a and 3 times", 25, "not a number of times", ""),
    ("opened any email or blank", 17, "no blanks", ""),
    ("never opened any email at least 3 times", 23, "takes a time and nothing else", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "message", "fix"), WRONG)
def test_a_sentence_that_cannot_be_read_says_where_why_and_what_to_write(
    text: str, column: int, message: str, fix: str
) -> None:
    """
    One problem for one sentence: the word it stumbles on, the reason and what to write instead.
    """
    _, (problem,) = parse([text])

    assert problem.path == (0,)
    assert message in problem.message
    assert fix in problem.fix
    assert problem.column_offset == column
    assert (problem.about, problem.severity) == ("syntax", "error")


def test_a_sentence_that_cannot_be_read_stays_as_it_is() -> None:
    """
    Formatting never touches what it does not understand.
    """
    assert canonical(["Country  is", "score >= 50.0"]) == ["Country  is", "score >= 50"]


def test_a_sentence_of_any_length_is_answered_at_once() -> None:
    """
    Reading takes work in proportion to the length, also for texts made to be slow, and there is a limit to it.
    """
    for piece in ('"', '"a ', "[", "[,", "a ", 'x "" ', "in last ", "a\u00a0"):
        text = ("x in [" + piece * MAX_SENTENCE)[:MAX_SENTENCE]

        def read(text: str) -> None:
            read_sentence.__wrapped__(text)
            canonical([{text: ["a"]}])

        half = text[: MAX_SENTENCE // 2]
        read(half)  # what is loaded or kept the first time counts no more
        assert steps(partial(read, text)) < 3 * steps(partial(read, half)), piece
        assert times_a_scan(partial(read, text), text) < 20_000, piece

    _, (problem,) = parse("country is " + "x" * MAX_SENTENCE)
    assert "20,000 is the limit" in problem.message


def test_there_is_a_limit_to_the_values_of_a_list() -> None:
    """
    Ten thousand values are a list on the platform and not criteria.
    """
    short = f"x in [{','.join(str(n % 10) for n in range(9_000))}]"
    assert parse(short)[1] == []

    _, (sentence,) = parse({"x in": list(range(10_001))})
    assert "10,001 values; 10,000 is the limit" in sentence.message
    assert canonical({"x in": list(range(10_001))}) == {"x in": list(range(10_001))}
