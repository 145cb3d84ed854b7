"""Whole commands against Mautic: an org is applied, drifts, is renamed, is taken in, and is carried to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.backends.mautic.platform import log_in
from tests.cli.program import Ran, example, inside, replace, write

from mapconfig.testing.mautic import Mautic, start

ENVIRONMENT = "  {name}:\n    backend: mautic\n    settings:\n      url: {url}\n      settle: 0\n"

SMALL = {
    "teams/ops.yaml": "kind: team\nkey: ops\ntitle: Operations\ncontact: ops@small.example\n",
    "fields/industry.yaml": "kind: field\nkey: industry\ntitle: Industry\nowner: team/ops\ntype: choice\n"
    "values:\n  - Golf\n  - Wine\n",
    "campaigns/spring.yaml": "kind: campaign\nkey: spring\ntitle: Spring\nowner: team/ops\n",
    "snippets/foot.yaml": "kind: snippet\nkey: foot\ntitle: Foot\nowner: team/ops\ncontent: <p>Small Ltd</p>\n",
    "lists/wine.yaml": "kind: list\nkey: wine\ntitle: Wine growers\nowner: team/ops\ncriteria:\n  - industry is Wine\n",
    "lists/wine-hot.yaml": "kind: list\nkey: wine-hot\ntitle: Hot wine growers\nowner: team/ops\nextends: list/wine\n"
    "criteria:\n  - score >= 50\n",
    "emails/hello.yaml": "kind: email\nkey: hello\ntitle: Hello\nowner: team/ops\ntype: list\nsubject: Hello there\n"
    "to:\n  - list/wine-hot\ncampaign: campaign/spring\n"
    "body: '<p>Hello {{ field/first_name }}</p> {{ snippet/foot }}'\n",
}


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Mautic, Mautic]]:
    with start() as one, start() as other:
        log_in(monkeypatch, one, other)
        yield one, other


def settings(servers: tuple[Mautic, ...]) -> str:
    both = [ENVIRONMENT.format(name=name, url=each.url) for name, each in zip(("live", "other"), servers, strict=False)]
    return f"name: Small\ndefault_environment: live\nrelations:\n  account: one\nenvironments:\n{''.join(both)}"


@pytest.fixture
def small(tmp_path: Path, servers: tuple[Mautic, Mautic]) -> Path:
    return write(tmp_path / "small", {"mapconfig.yaml": settings(servers), **SMALL})


@pytest.fixture
def bare(tmp_path: Path, servers: tuple[Mautic, Mautic]) -> Path:
    return write(tmp_path / "bare", {"mapconfig.yaml": settings(servers)})


def run(org: Path, *words: str, code: int = 0) -> Ran:
    done = inside(*words, "-C", str(org))
    assert done.code == code, done.all
    return done


def settle(org: Path, *words: str, environment: str = "live") -> Ran:
    """Plan and apply."""
    plan = org.parent / f"{org.name}-{environment}.json"
    yes = [
        word
        for guard in ("mass-change", "invalid", "sends", "ejects", "consent")
        for word in ("--accept", f"{guard}:*")
    ]
    run(org, "plan", "--env", environment, "--out", str(plan), *yes, "--because", "a test", *words)
    return run(org, "apply", str(plan), "--env", environment, "--quiet")


def nothing_to_do(org: Path, environment: str = "live") -> None:
    run(org, "plan", "--env", environment, "--detailed-exitcode")


def there(server: Mautic, path: str, column: str, value: str) -> dict[str, Any]:
    """The one thing of this type whose column is `value`."""
    [found] = [thing for thing in server.store.of(path).values() if thing[column] == value]
    return found


def content(org: Path) -> dict[str, bytes]:
    """The files of an org, but for its record."""
    found = (path for path in org.rglob("*") if path.is_file() and ".mapconfig" not in path.parts)
    return {path.relative_to(org).as_posix(): path.read_bytes() for path in found}


def test_the_example_org_is_applied_as_far_as_mautic_can_hold_it(
    tmp_path: Path, servers: tuple[Mautic, Mautic]
) -> None:
    """What is left out is named with its reason, the rest arrives, and afterwards there is nothing to do."""
    org = example(tmp_path / "org")
    replace(
        org / "mapconfig.yaml",
        "environments:\n",
        "environments:\n" + ENVIRONMENT.format(name="live", url=servers[0].url),
    )
    run(org, "adopt", "--all", "--env", "live")

    settle(org)
    again = run(org, "plan", "--env", "live", "--detailed-exitcode")

    assert "nothing to do" in again.out
    assert "list/dormant-opportunities is left out: mautic cannot hold its criteria" in again.all
    assert there(servers[0], "segments", "alias", "customers-fr")["name"] == "Customers in French-speaking countries"
    assert there(servers[0], "fields/contact", "alias", "country_code")["type"] == "select"
    assert (
        "email/newsletter-confirm"
        in there(servers[0], "emails", "subject", "Please confirm your address")["customHtml"]
    )


def test_an_edit_by_hand_is_shown_as_drift(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """Somebody changes a segment on Mautic's pages: the field, what it is there and what the files say are shown."""
    settle(small)
    there(servers[0], "segments", "alias", "wine")["filters"][0]["properties"]["filter"] = "Golf"

    told = run(small, "drift").out

    assert "list/wine" in told
    assert "industry is Golf" in told
    assert "industry is Wine" in told


def test_a_rename_keeps_the_id(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """A new key is a new alias of the same segment, whoever refers to it."""
    settle(small)
    number = there(servers[0], "segments", "alias", "wine")["id"]

    run(small, "mv", "list/wine", "growers")
    settle(small)

    assert there(servers[0], "segments", "alias", "growers")["id"] == number
    nothing_to_do(small)


def test_a_renamed_field_keeps_its_alias_and_its_values(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """Mautic never changes an alias; the record knows which field it is, and filters go by that."""
    settle(small)

    run(small, "mv", "field/industry", "branch")
    settle(small)
    replace(small / "lists/wine.yaml", "branch is Wine", "branch is Golf")
    settle(small)

    [row] = there(servers[0], "segments", "alias", "wine")["filters"]
    assert (row["field"], row["properties"]["filter"]) == ("industry", "Golf")
    nothing_to_do(small)


def test_a_changed_snippet_changes_the_e_mails_that_show_it(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """Mautic has a copy in each e-mail, which mapconfig keeps up to date."""
    settle(small)
    replace(small / "snippets/foot.yaml", "Small Ltd", "Small & Sons")

    settle(small)

    html = there(servers[0], "emails", "name", "Hello")["customHtml"]
    assert "<!-- snippet/foot --><p>Small & Sons</p><!-- /snippet/foot -->" in html
    assert "{contactfield=firstname}" in html
    nothing_to_do(small)


def test_what_was_applied_is_taken_in_as_it_was_written(
    small: Path, bare: Path, servers: tuple[Mautic, Mautic]
) -> None:
    """Import writes readable keys, references and criteria, and the plan after it is empty; twice changes nothing."""
    settle(small)

    run(bare, "import")
    first = content(bare)
    run(bare, "import")

    assert content(bare) == first
    assert first["lists/wine-hot.yaml"].decode() == (
        "kind: list\nkey: wine-hot\ntitle: Hot wine growers\ncriteria:\n  - in list wine\n  - score >= 50\n"
    )
    assert b"to:\n  - list/wine-hot\n" in first["emails/hello.yaml"]
    assert b"campaign: campaign/spring\n" in first["emails/hello.yaml"]
    nothing_to_do(bare)


def test_an_edit_by_hand_is_taken_into_the_files_with_the_names_of_snippets(
    small: Path, servers: tuple[Mautic, Mautic]
) -> None:
    """A copy of a snippet goes back to its name where it is still what the snippet says."""
    settle(small)
    email = there(servers[0], "emails", "name", "Hello")
    email["customHtml"] = email["customHtml"].replace("Hello", "Good day")

    run(small, "import", "email/hello")

    said = (small / "emails/hello.yaml").read_text()
    assert "<p>Good day {{ field/first_name }}</p> {{ snippet/foot }}" in said
    nothing_to_do(small)


def test_a_filter_by_hand_is_taken_in_beside_what_the_file_extends(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """Mautic says by a membership what the file says by `extends`; the file says it once."""
    settle(small)
    added = {"glue": "and", "field": "city", "object": "lead", "type": "text", "operator": "="}
    filters = there(servers[0], "segments", "alias", "wine-hot")["filters"]
    filters.append({**added, "properties": {"filter": "Paris"}})

    run(small, "import", "list/wine-hot")

    said = (small / "lists/wine-hot.yaml").read_text()
    assert "extends: list/wine\ncriteria:\n  - score >= 50\n  - city is Paris\n" in said
    nothing_to_do(small)
    del filters[1:]
    run(small, "import", "list/wine-hot")
    assert "criteria" not in (small / "lists/wine-hot.yaml").read_text()
    nothing_to_do(small)


def test_what_one_mautic_has_can_be_put_into_another(small: Path, bare: Path, servers: tuple[Mautic, Mautic]) -> None:
    """Import from one and apply to an empty one gives equal content, ids apart."""
    settle(small)
    run(bare, "import")
    run(bare, "adopt", "--all", "--env", "other")

    settle(bare, environment="other")

    nothing_to_do(bare, "other")
    again = write(bare.parent / "again", {"mapconfig.yaml": (bare / "mapconfig.yaml").read_text()})
    run(again, "import", "--env", "other")
    assert content(again) == content(bare)


def test_a_segment_in_use_is_not_deleted(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """Mautic would delete it and leave a number behind; even who accepts that in the plan is refused."""
    settle(small)
    segments = servers[0].store.of("segments")
    number = there(servers[0], "segments", "alias", "wine-hot")["id"]
    servers[0].store.seed(
        "segments", {**segments[number], "id": 99, "name": "By hand", "alias": "by-hand", "filters": []}
    )
    segments[99]["filters"] = [
        {"glue": "and", "field": "leadlist", "object": "lead", "type": "leadlist", "operator": "in"}
        | {"properties": {"filter": [number]}}
    ]
    (small / "emails/hello.yaml").unlink()
    run(small, "rm", "list/wine-hot", "--why", "not used")
    plan = small.parent / "plan.json"
    run(small, "plan", "--out", str(plan), "--accept", "in-use:*", "--because", "a test")

    done = inside("apply", str(plan), "-C", str(small))

    assert done.code != 0
    assert "segment By hand (id 99)" in done.all
    assert number in segments


VARYING = {
    "snippets/phone.yaml": "kind: snippet\nkey: phone\ntitle: Phone\nowner: team/ops\ncontent: '1'\nvariants:\n"
    "  - id: wine\n    when:\n      - industry is Wine\n    content: '2'\n",
    "emails/call.yaml": "kind: email\nkey: call\ntitle: Call\nowner: team/ops\nsubject: Call us\n"
    "body: '<p>Dial {{ snippet/phone }}</p>'\n",
}


def test_an_edit_beside_a_variant_is_taken_in_with_the_name_of_the_snippet(
    small: Path, servers: tuple[Mautic, Mautic]
) -> None:
    """The e-mail goes on following the snippet; and what somebody made of the variant itself becomes the e-mail's."""
    write(small, VARYING)
    settle(small)
    nothing_to_do(small)
    email = there(servers[0], "emails", "name", "Call")
    email["customHtml"] = email["customHtml"].replace("Dial", "Ring")

    run(small, "import", "email/call")
    said = (small / "emails/call.yaml").read_text()
    assert "<p>Ring {{ snippet/phone }}</p>" in said
    assert "dynamicContent" not in said
    nothing_to_do(small)

    replace(small / "snippets/phone.yaml", "content: '2'", "content: '3'")
    settle(small)
    email = there(servers[0], "emails", "name", "Call")
    assert email["dynamicContent"][0]["filters"][0]["content"] == "3"
    nothing_to_do(small)

    email["dynamicContent"][0]["filters"][0]["content"] = "4"
    assert "email/call" in run(small, "drift").out
    run(small, "import", "email/call")
    said = (small / "emails/call.yaml").read_text()
    assert "<p>Ring {{ snippet/phone }}</p>" in said
    assert "dynamicContent" in said
    nothing_to_do(small)


def test_a_suppression_of_an_email_goes_with_the_journey_that_sends_it(
    small: Path, servers: tuple[Mautic, Mautic]
) -> None:
    """A list that the e-mail alone suppresses is asked for by the journey; a changed e-mail changes the journey; and
    what somebody takes away is drift that import takes into the journey's file."""
    journey = (
        "kind: journey\nkey: go\ntitle: Go\nowner: team/ops\nentry:\n  lists:\n    - list/wine\nsteps:\n"
        "  - id: one\n    send: email/call\n  - id: two\n    send: email/bye\n"
    )
    bye = "kind: email\nkey: bye\ntitle: Bye\nowner: team/ops\nsubject: Bye\nbody: <p>Bye</p>\n"
    write(small, {**VARYING, "journeys/go.yaml": journey, "emails/bye.yaml": bye})
    settle(small)
    call = small / "emails/call.yaml"
    call.write_text(call.read_text() + "suppress:\n  - list/wine-hot\n")

    told = run(small, "plan", "--detailed-exitcode", code=2)
    assert "held back one list/wine-hot" in told.out
    settle(small)
    nothing_to_do(small)
    asked = there(servers[0], "campaigns", "name", "Go")["events"]
    held = next(event for event in asked if event["type"] == "lead.segments")
    assert held["properties"] == {"segments": [there(servers[0], "segments", "alias", "wine-hot")["id"]]}

    held["properties"] = {"segments": [there(servers[0], "segments", "alias", "wine")["id"]]}
    told = run(small, "drift")
    assert "journey/go" in told.out
    assert "list/wine" in told.out
    run(small, "plan", "--overwrite", "journey/go", "--out", str(small.parent / "back.json"), code=4)
    settle(small, "--overwrite", "journey/go")
    nothing_to_do(small)

    call.write_text(call.read_text().replace("suppress:\n  - list/wine-hot\n", ""))
    told = run(small, "plan", code=4)
    assert "may be e-mailed again" in told.all
    settle(small)
    assert not [
        event for event in there(servers[0], "campaigns", "name", "Go")["events"] if event["type"] == "lead.segments"
    ]


def test_dynamic_content_that_mautic_does_not_keep_is_no_success(
    small: Path, servers: tuple[Mautic, Mautic], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An e-mail that would show a token, or something else than was meant, stops the apply, and what it has is said."""
    write(small, VARYING)
    monkeypatch.setitem(servers[0].types["emails"].takes, "dynamicContent", lambda said: [])

    yes = ["--accept", "invalid:*", "--accept", "sends:*", "--because", "a test"]
    run(small, "plan", "--out", str(small.parent / "plan.json"), *yes)
    told = run(small, "apply", str(small.parent / "plan.json"), "--quiet", code=6)

    assert "has something else now" in told.all
    assert "vendor.mautic.dynamicContent" in told.all


def test_an_edit_of_what_is_only_compared_is_refused_when_it_is_planned(
    bare: Path, servers: tuple[Mautic, Mautic]
) -> None:
    """Events that no step can say: with the line of the file, why, and the command that takes Mautic's back; and where
    such a campaign would have to be made, it is left out of the plan, and the rest is not."""
    said = {"eventType": "action", "triggerMode": "immediate", "order": 1, "parent": None, "decisionPath": None}
    push = {**said, "id": 5, "name": "Push", "type": "plugin.leadpush", "properties": {"integration": "CRM"}}
    segments = servers[0].store.of("segments")
    segment = {**servers[0].types["segments"].fresh, "id": 1, "name": "All", "alias": "all", "publicName": "All"}
    servers[0].store.seed("segments", {**segment, "isPublished": True})
    fresh = dict(servers[0].types["campaigns"].fresh)
    servers[0].store.seed("campaigns", {**fresh, "id": 3, "name": "Odd", "events": [push], "lists": [*segments][:1]})
    run(bare, "import")
    nothing_to_do(bare)
    replace(bare / "journeys/odd.yaml", "integration: CRM", "integration: Shop")

    told = run(bare, "plan", code=4).out

    line = (bare / "journeys/odd.yaml").read_text().split("\n").index("          integration: Shop") + 1
    assert (
        "impossible:journey/odd: mautic would not take the change of "
        f"journey/odd.vendor.mautic.events.push.properties.integration (journeys/odd.yaml:{line})."
    ) in told
    assert "Change it in Mautic" in told
    assert "mapconfig import journey/odd" in told
    elsewhere = run(bare, "plan", "--env", "other", code=4).out
    assert "journey/odd is left out: mautic cannot hold its vendor.mautic.events.push" in elsewhere
    assert "001 create     list/all" in elsewhere
    run(bare, "import", "journey/odd")
    nothing_to_do(bare)


def test_a_change_that_mautic_cannot_hold_is_never_called_done(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """Neither the plan nor the apply says that Mautic is as the files say; a nightly check fails."""
    settle(small)
    replace(small / "lists/wine-hot.yaml", "score >= 50", "score >= 60")
    replace(
        small / "lists/wine-hot.yaml", "owner: team/ops\n", "owner: team/ops\nvendor:\n  mautic:\n    isGlobel: true\n"
    )

    seen = run(small, "plan", "--detailed-exitcode", "--out", str(small.parent / "none.json"), code=2)
    done = run(small, "apply", str(small.parent / "none.json"))

    assert "Left out, and not on the platform as the files say: 1 asset (list/wine-hot)" in seen.out
    assert "as the files say, but for 3 assets that are left out:\n" in done.err
    assert (
        "list/wine-hot is left out: mautic cannot hold its vendor.mautic.isGlobel (lists/wine-hot.yaml:7)" in done.err
    )


def test_a_value_that_mautic_would_bend_is_told_with_its_line(small: Path, servers: tuple[Mautic, Mautic]) -> None:
    """It becomes neither true nor an error 400 half way through an apply; and every country can be asked for."""
    replace(
        small / "lists/wine.yaml", "owner: team/ops\n", "owner: team/ops\nvendor:\n  mautic:\n    isGlobal: perhaps\n"
    )
    belgium = "kind: list\nkey: belgium\ntitle: B\nowner: team/ops\ncriteria:\n  - country is Belgium\n"
    write(small, {"lists/belgium.yaml": belgium})

    settle(small)
    seen = run(small, "plan").all

    assert there(servers[0], "segments", "alias", "belgium")["filters"][0]["properties"]["filter"] == "Belgium"
    assert "mautic cannot hold its vendor.mautic.isGlobal (lists/wine.yaml:7). It is yes or no." in seen
