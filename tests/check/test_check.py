"""`check` as a whole: order, severities, waivers and what the settings themselves get wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.check.made import TODAY, made_org, made_settings

from mapconfig.address import Address
from mapconfig.check import View, about_org, check, found, rules_for
from mapconfig.finding import Finding, Place, Severity
from mapconfig.graph import Graph
from mapconfig.model import Asset, Org, normalise
from mapconfig.read.schema import load_kinds


def checked(
    assets: Mapping[str, Mapping[str, Any]],
    settings: Mapping[str, Any] | None = None,
    today: date = TODAY,
    read: tuple[Finding, ...] = (),
) -> list[Finding]:
    org = made_org(assets, settings)
    return list(check(org, Graph.of(org), today, read=read))


LISTS = {"list/b": {"static": True, "extends": "list/gone"}, "list/a": {"static": True, "owner": "team/gone"}}


def test_findings_come_by_asset_and_code_whatever_the_order_of_the_files() -> None:
    """
    Two runs over the same org say the same in the same order.
    """
    findings = checked(LISTS)
    turned = checked(dict(reversed(LISTS.items())))

    assert [(f.address, f.code) for f in findings] == [
        ("list/a", "MC101"),
        ("list/a", "MC126"),
        ("list/b", "MC101"),
        ("list/b", "MC123"),
        ("list/b", "MC126"),
        ("list/b", "MC140"),
    ]
    assert findings == turned


def test_asset_by_asset_finds_the_same_as_all_at_once() -> None:
    """
    An index that looks at single assets agrees with a cold run.
    """
    org = made_org(LISTS)
    view = View(org, Graph.of(org), TODAY)

    single = [finding for asset in org.values() for finding in found(asset, view, rules_for(asset.kind, view))]

    assert single == checked(LISTS)


def test_an_empty_org_has_no_findings() -> None:
    """
    Nothing is wrong with nothing.
    """
    assert checked({}) == []


def test_an_org_of_only_the_crm_is_left_alone() -> None:
    """
    The CRM's schema is read and not judged, whatever its labels hold.
    """
    assert checked({"crm-field/Lead.X": {"label": "a\u202eb", "type": "Text"}}) == []


def test_a_severity_in_the_settings_counts() -> None:
    """
    An org decides how much a rule weighs, and can switch it off.
    """
    findings = checked(LISTS, {"severities": {"MC126": "error", "MC140": "off"}})

    assert [f.severity for f in findings if f.code == "MC126"] == [Severity.ERROR] * 2
    assert "MC140" not in {f.code for f in findings}


def test_a_waiver_covers_its_findings_until_its_last_day() -> None:
    """
    An agreed exception holds on the day it names, and is a finding itself on the day after.
    """
    waivers = {"waivers": [{"code": "MC126", "asset": "list/*", "why": "Agreed", "until": "2026-11-22"}]}

    on_the_day = checked(LISTS, waivers, date(2026, 11, 22))
    after = checked(LISTS, waivers, date(2026, 11, 23))

    assert [f.waived for f in on_the_day if f.code == "MC126"] == ["Agreed", "Agreed"]
    assert "MC197" not in {f.code for f in on_the_day}
    assert [f.waived for f in after if f.code == "MC126"] == ["", ""]
    expired = after[-1]
    assert (expired.code, expired.path, expired.place) == ("MC197", ("waivers", 0, "until"), Place("mapconfig.yaml"))
    assert "list/* (Agreed) ended on 2026-11-22" in expired.detail


def test_a_waiver_that_covers_nothing_is_a_finding() -> None:
    """
    A slip in a waiver does not go unnoticed, nor does one whose reason is gone.
    """
    waivers = [
        {"code": "MC126", "asset": "list/zzz", "why": "Slip", "until": "2027-01-01"},
        {"code": "MC127", "asset": "list/a", "why": "No such code", "until": "2027-01-01"},
        {"code": "MC126", "asset": "list/a", "why": "Agreed", "until": "2027-01-01"},
    ]

    findings = checked(LISTS, {"waivers": waivers})

    assert [(f.code, f.path) for f in findings if f.code == "MC198"] == [
        ("MC198", ("waivers", 0)),
        ("MC198", ("waivers", 1)),
    ]


def test_no_waiver_is_called_idle_while_something_could_not_be_read() -> None:
    """
    What the waiver covers may be in the file that is broken today.
    """
    broken = Finding("MC002", Severity.ERROR, "s", "d", place=Place("lists/z.yaml", 3, 4))
    waivers = [{"code": "MC126", "asset": "list/zzz", "why": "Agreed", "until": "2027-01-01"}]

    findings = checked({}, {"waivers": waivers}, read=(broken,))

    assert findings == [broken]


def test_a_waiver_of_a_rule_that_is_off_covers_nothing() -> None:
    """
    Who switches a rule off is told that its waivers can go.
    """
    waivers = [{"code": "MC126", "asset": "*", "why": "Agreed", "until": "2027-01-01"}]

    findings = checked(LISTS, {"waivers": waivers, "severities": {"MC126": "off"}})

    assert [f.code for f in findings if f.code in ("MC126", "MC198")] == ["MC198"]


def test_findings_about_waivers_follow_the_settings_too() -> None:
    """
    An org may switch off what is said about waivers.
    """
    waivers = [{"code": "MC126", "asset": "list/zzz", "why": "Slip", "until": "2027-01-01"}]

    findings = checked(LISTS, {"waivers": waivers, "severities": {"MC198": "off"}})

    assert "MC198" not in {f.code for f in findings}


def test_what_could_not_be_read_is_never_waived_nor_made_lighter() -> None:
    """
    A half-read org looks like a wish to delete, so errors of reading stay errors.
    """
    broken = Finding("MC002", Severity.ERROR, "s", "d", place=Place("lists/a.yaml", 3, 4))
    odd = Finding("MC009", Severity.WARNING, "s", "d", place=Place("lists/a.yaml", 5, 1))
    waivers = [
        {"code": code, "asset": "lists/*.yaml", "why": "Later", "until": "2027-01-01"} for code in ("MC002", "MC009")
    ]

    findings = checked({}, {"waivers": waivers, "severities": {"MC002": "off"}}, read=(broken, odd))

    assert findings[0] == broken
    assert findings[1].waived == "Later"
    assert [(f.code, f.path) for f in findings[2:]] == [("MC198", ("waivers", 0))]
    assert "cannot be waived" in findings[2].detail


def test_a_waiver_matches_names_and_not_patterns_of_programmers() -> None:
    """
    Only the star means something; a dot is a dot. Many stars take no longer than one.
    """
    org = {"list/a.b": {"static": True}, "list/axb": {"static": True}}
    waivers = [
        {"code": "MC126", "asset": "list/a.b", "why": "One", "until": "2027-01-01"},
        {"code": "MC140", "asset": "*" * 50 + "a" + "*" * 50 + "c", "why": "None", "until": "2027-01-01"},
    ]

    findings = checked(org, {"waivers": waivers})

    assert [f.address for f in findings if f.waived] == ["list/a.b"]
    assert [f.path for f in findings if f.code == "MC198"] == [("waivers", 1)]


def test_settings_that_name_nothing_are_findings() -> None:
    """
    A fatigue list with a slip in its name protects nobody, so it is an error; so are overrides, kinds and patterns.
    """
    org = made_org(
        {"list/tired": {"static": True}},
        {
            "fatigue": ["list/tirred", "list/tired"],
            "naming": {"email": {"key": "(a+)+"}, "webinar": {"key": "a"}, "list": {"title": "x" * 301}},
            "environments": {"local": {"backend": "embedded", "overrides": {"list/tired": {}, "email/x": {}}}},
        },
    )

    findings = list(about_org(View(org, Graph.of(org), TODAY)))

    assert [(f.code, f.path) for f in findings] == [
        ("MC196", ("naming", "email", "key")),
        ("MC196", ("naming", "webinar")),
        ("MC196", ("naming", "list", "title")),
        ("MC196", ("fatigue", 0)),
        ("MC196", ("environments", "local", "overrides", "email/x")),
    ]
    assert "Did you mean list/tired?" in findings[3].fix
    assert "longer than 300" in findings[2].detail


def test_what_a_mapping_of_people_names_has_to_exist() -> None:
    """
    A slip in the name of a field would leave it blank for everybody, and a slip in a list would leave it empty.
    """
    people = {
        "source": "csv",
        "place": "x",
        "identifiers": ["emial", "email"],
        "people": {"table": "p", "key": "id", "fields": {"contry": "c", "country": "c"}},
        "related": {
            "deal": {
                "table": "d",
                "key": "id",
                "fields": {"stage": "s", "stag": "s"},
                "link": {"table": "r", "person": "p", "record": "d", "fields": {"rol": "r"}},
            }
        },
        "lists": {"table": "m", "person": "p", "name": "n", "keys": {"7": "fair", "8": "fare"}},
        "enrolments": {
            "table": "e",
            "person": "p",
            "journey": "j",
            "step": "s",
            "since": "a",
            "keys": {"1": "welcom"},
        },
    }
    org = made_org(
        {
            **{f"field/{name}": {"type": "text"} for name in ("email", "country", "deal.stage")},
            "list/fair": {"static": True},
            "journey/welcome": {},
        },
        {"relations": {"deal": "many"}, "environments": {"live": {"backend": "embedded", "people": people}}},
    )

    findings = list(about_org(View(org, Graph.of(org), TODAY)))

    here = ("environments", "live", "people")
    assert [(f.path, f.fix) for f in findings if f.code == "MC196"] == [
        ((*here, "identifiers"), "Did you mean field/email?"),
        ((*here, "people", "fields", "contry"), "Did you mean field/country?"),
        ((*here, "related", "deal", "fields", "stag"), "Did you mean field/deal.stage?"),
        ((*here, "related", "deal", "link", "fields", "rol"), "Add it, or take it out of the mapping."),
        ((*here, "lists", "keys", "8"), "Did you mean list/fair?"),
        ((*here, "enrolments", "keys", "1"), "Did you mean journey/welcome?"),
    ]


def test_a_new_kind_with_criteria_is_checked_without_a_rule_for_it() -> None:
    """
    References and criteria of a made-up kind are looked at because its schema says where they are.
    """
    schema = {
        "type": "object",
        "properties": {
            "audience": {"type": "string", "x-reference": {"to": ["list"], "relation": "sends-to"}},
            "asks": {"x-criteria": True},
        },
    }
    kinds = load_kinds([("webinar", "webinars", schema)])
    attributes = {"audience": "list/gone", "asks": ["nofield is 1"]}
    webinar = Asset(Address("webinar/w"), normalise(kinds["webinar"], attributes))
    org = Org.of(kinds, [webinar], made_settings({}))

    findings = check(org, Graph.of(org), TODAY)

    assert [(f.code, f.path) for f in findings] == [("MC101", ("audience",)), ("MC111", ("asks", 0))]


def test_counts_of_people_reach_the_rules() -> None:
    """
    Where somebody has counted, a big send is told by its number.
    """
    org = made_org(
        {
            "email/e": {"type": "list", "subject": "E", "body": "E", "to": ["list/l"], "owner": "team/t"},
            "list/l": {"static": True},
        }
    )

    findings = check(org, Graph.of(org), TODAY, counts={Address("list/l"): 10_001})

    assert ["10,001 people" in f.detail for f in findings if f.code == "MC136"] == [True]
