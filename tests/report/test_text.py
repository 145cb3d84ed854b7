from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.report.made import HOSTILE, finding

from mapconfig.finding import Place, Severity
from mapconfig.report import text
from mapconfig.report.findings import document


def test_a_person_reads_place_severity_code_and_what_to_do() -> None:
    """
    The place can be clicked, the sentences are indented, files are apart, and the last line counts.
    """
    said = document(
        [
            finding(),
            finding(
                "MC126",
                severity=Severity.INFO,
                detail="No other asset names list/a.",
                place=Place("lists/a.yaml", 9),
                fix="",
            ),
            finding("MC140", severity=Severity.WARNING, summary="No owner", place=Place("lists/b.yaml", 1, 1), fix=""),
            finding("MC140", waived="Agreed", place=Place("lists/c.yaml")),
        ],
        assets=1200,
    )

    assert text.findings(said) == (
        "lists/a.yaml:3:5 error MC101 Unknown reference\n"
        "    list/a names list/b, which no file defines.\n"
        "    Fix: Did you mean list/c?\n"
        "lists/a.yaml:9:1 info MC126 Unknown reference\n"
        "    No other asset names list/a.\n"
        "\n"
        "lists/b.yaml:1:1 warning MC140 No owner\n"
        "    list/a names list/b, which no file defines.\n"
        "\n"
        "1,200 assets checked: 1 error, 1 warning, 1 for information, 1 waived. "
        "`mapconfig explain MC101` says what a code means.\n"
    )


def test_no_findings_is_one_line() -> None:
    """
    Silence would leave a person in doubt.
    """
    assert text.findings(document([], assets=1)) == "1 asset checked: no findings.\n"
    assert text.findings(document([])) == "no findings.\n"


def test_a_finding_about_no_file_is_placed_by_its_asset() -> None:
    """
    What lives on a platform has no file.
    """
    assert text.findings(document([finding(place=None)])).startswith("list/a error MC101")
    assert text.findings(document([finding(place=None, address=None)])).startswith("mapconfig error MC101")


def test_colour_is_only_there_when_asked_for() -> None:
    """
    A log file gets no escape sequences.
    """
    said = document([finding()])

    assert "\x1b" not in text.findings(said)
    assert "\x1b[31merror\x1b[0m" in text.findings(said, colour=True)


def test_long_sentences_are_wrapped_between_words_and_addresses_stay_whole() -> None:
    """
    What a person copies is never broken in two.
    """
    name = "list/" + "x" * 120
    lines = text.findings(document([finding(detail=f"The list {name} is " + "very " * 30 + "long.")])).splitlines()

    assert any(line == f"    {name}" or line.startswith(f"    {name} ") for line in lines)
    assert max(len(line) for line in lines if name not in line) <= 100
    assert text.findings(document([finding(detail="a " * 100)]), width=0).splitlines()[1].count("a") == 100


@given(hostile=st.sampled_from(HOSTILE) | st.text(max_size=40))
def test_no_text_moves_the_cursor_or_makes_a_line(hostile: str) -> None:
    """
    A name that tries to write over the line that says "0 to delete" is shown as what it is.
    """
    said = document(
        [
            finding(
                detail=hostile, fix=hostile, summary=hostile, code=hostile or "MC101", place=Place(hostile or "x", 1, 1)
            )
        ]
    )

    shown = text.findings(said, width=0)

    assert all(char.isprintable() or char in "\n\u00a0\u202f\u3000" or char.isspace() for char in shown)
    assert "\r" not in shown
    assert "\x1b" not in shown
    assert shown.count("\n") <= 5
