from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st
from tests.report.made import HOSTILE, finding

from mapconfig.finding import Place, Severity
from mapconfig.report import github
from mapconfig.report.findings import document

ANY_TEXT = st.sampled_from(HOSTILE) | st.text(max_size=40)


def read(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: up to the second ``::`` are properties, split at commas and equals
    signs, then ``%xx`` is undone."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    command, _, properties = head.partition(" ")
    pairs = dict(pair.split("=", 1) for pair in properties.split(",") if pair)
    return command, {name: unquote(value) for name, value in pairs.items()}, unquote(message)


def test_findings_become_annotations_on_their_line() -> None:
    """
    A reviewer sees them beside the line, gravest first; waived ones are not there.
    """
    said = document(
        [
            finding("MC126", severity=Severity.INFO, fix=""),
            finding(),
            finding("MC140", severity=Severity.WARNING, place=None, fix=""),
            finding("MC141", waived="Agreed"),
        ]
    )

    lines = github.findings(said).splitlines()

    assert lines == [
        "::error file=lists/a.yaml,line=3,col=5,title=MC101 Unknown reference"
        "::list/a names list/b, which no file defines.%0AFix: Did you mean list/c?",
        "::warning title=MC140 Unknown reference::list/a names list/b, which no file defines.",
        "::notice file=lists/a.yaml,line=3,col=5,title=MC126 Unknown reference"
        "::list/a names list/b, which no file defines.",
    ]


def test_ten_are_shown_and_of_eleven_nine_and_one_that_says_how_many_more() -> None:
    """
    GitHub drops what is over ten without a word, so the last one says it.
    """
    ten = github.findings(document([finding(place=Place("a.yaml", n + 1)) for n in range(10)])).splitlines()
    eleven = github.findings(document([finding(place=Place("a.yaml", n + 1)) for n in range(11)])).splitlines()

    assert len(ten) == 10
    assert all("file=a.yaml" in line for line in ten)
    assert len(eleven) == 10
    assert eleven[-1] == "::error title=More findings::and 2 more of level error; the log of this step has all."


@given(detail=ANY_TEXT, summary=ANY_TEXT, file=ANY_TEXT)
def test_no_text_makes_a_command_or_a_property(detail: str, summary: str, file: str) -> None:
    """
    A title that looks like a workflow command is the text of an annotation.
    """
    said = document([finding(detail=detail, summary=summary, place=Place(file, 1, 1), fix="")])

    output = github.findings(said)

    assert output.count("\n") == 1
    command, properties, message = read(output.removesuffix("\n"))
    assert command == "error"
    assert set(properties) == {"file", "line", "col", "title"}
    assert "\x1b" not in message


def test_nothing_to_say_is_nothing() -> None:
    """
    No findings, no output.
    """
    assert github.findings(document([])) == ""


def test_percent_signs_and_line_breaks_are_read_back() -> None:
    """
    What the runner undoes is what was meant.
    """
    (line,) = github.findings(document([finding(detail="20 % off\n50%0A", fix="")])).splitlines()

    assert read(line)[2] == "20 % off\n50%0A"
