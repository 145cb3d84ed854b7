"""What a person may rely on when something is found about an asset: the finding stands where it is to be put right."""

from __future__ import annotations

from tests.read.sources import Files, read

from mapconfig.address import Address
from mapconfig.finding import Finding, Place, Severity
from mapconfig.language import say
from mapconfig.read.org import read_org
from mapconfig.read.placing import place, where
from mapconfig.read.source import UnreadableError


def test_findings_about_assets_are_placed_in_their_files() -> None:
    """What a rule says about a path of an asset is shown at the line where a person wrote it."""
    files = {
        "a.yaml": "---\nkind: team\nkey: a\n---\n"
        "kind: list\nkey: l\ntags: [z, a]\ntitle: x\ncriteria:\n  - score >= 5\n",
        "emails/e.yaml": "kind: email\nkey: e\nsubject: s\nbody_file: e.html\n",
        "emails/e.html": "x",
    }
    reading = read_org(Files(files))

    def at(address: str | None, *path: str | int) -> str:
        finding = Finding("MC101", Severity.ERROR, "", "", address and Address(address), path)  # type: ignore[arg-type]
        (placed,) = reading.place([finding])
        return str(placed.place)

    assert at("team/a") == "a.yaml:2:1"
    assert at("list/l") == "a.yaml:5:1"
    assert at("list/l", "tags", 0) == "a.yaml:7:11"  # in normal form tags are sorted
    assert at("list/l", "tags", 1) == "a.yaml:7:8"
    assert at("list/l", "tags", 5) == "a.yaml:7:7"
    assert at("list/l", "criteria", 0) == "a.yaml:10:5"
    assert at("list/l", "criteria", 0, "deeper") == "a.yaml:10:5"
    assert at("list/l", "owner") == "a.yaml:5:1"
    assert at("email/e", "body") == "emails/e.yaml:4:12"
    assert at("list/unknown") == "None"
    assert at(None) == "None"


def test_placing_keeps_the_order_and_what_has_a_place() -> None:
    """Findings go in and come out as they were, only with positions."""
    org = read(a="kind: list\nkey: a\n", b="kind: list\nkey: b\n")
    known = Place("elsewhere", 7)
    findings = [
        Finding("MC102", Severity.INFO, "", "2", Address("list/b")),
        Finding("MC101", Severity.INFO, "", "1", Address("list/a")),
        Finding("MC103", Severity.INFO, "", "3", Address("list/a"), (), known),
    ]

    placed = place(findings, org.org, org.source)

    assert [(each.detail, str(each.place)) for each in placed] == [
        ("2", "b.yaml:1:1"),
        ("1", "a.yaml:1:1"),
        ("3", "elsewhere:7:1"),
    ]


def test_a_file_that_has_gone_since_gives_its_first_line() -> None:
    """A position is never worth a failure."""
    source = Files({"a.yaml": "kind: list\nkey: a\n---\nkind: list\nkey: b\n"})
    reading = read_org(source)
    source.content["a.yaml"] = UnreadableError("a.yaml", say("It is gone."))

    (placed,) = reading.place([Finding("MC101", Severity.INFO, "", "", Address("list/b"), ("title",))])

    assert placed.place == Place("a.yaml")


def test_a_finding_about_the_settings_is_placed_by_its_path() -> None:
    """A rule that looks at the settings knows where in them it looked, and not in which line that is."""
    reading = read(mapconfig="name: X\nfatigue:\n  - list/a\n")

    (placed,) = reading.place([Finding("MC101", Severity.ERROR, "", "", None, ("fatigue", 0), Place("mapconfig.yaml"))])

    assert str(placed.place) == "mapconfig.yaml:3:5"


def test_a_dotted_path_leads_to_its_line() -> None:
    """Items of sequences are named by their id, names may have dots, and what is not there is where it would stand."""
    reading = read(
        j="kind: journey\nkey: j\nsteps:\n  - id: a\n    wait: 1 day\nvendor:\n  mautic:\n    events:\n"
        "      - id: push\n        properties:\n          a.b: 1\n      - 7\n",
        removed="removed:\n  - asset: list/x\n    why: W\n  - asset: field/email\n    why: W\n",
    )

    def at(path: str, address: str = "journey/j") -> str:
        return str(where(Address(address), path, reading.org, reading.source))

    assert at("steps.a.wait") == "j.yaml:5:11"
    assert at("vendor.mautic.events.push.properties.a.b") == "j.yaml:11:16"
    assert at("vendor.mautic.events.gone.properties") == "j.yaml:9:7"
    assert at("goal") == "j.yaml:1:1"
    assert at("goal", "journey/other") == "None"
    assert at("key", "field/email") == "removed.yaml:4:5"
