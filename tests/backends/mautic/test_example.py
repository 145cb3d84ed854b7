"""The example org on Mautic, with the environment that docs/mautic.md has for it: what fits, and that it stays so."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.backends.mautic.platform import log_in
from tests.backends.mautic.test_commands import content, run, settle
from tests.cli.program import example, replace, write

from mapconfig.testing.mautic import Mautic, start

PAGE = Path(__file__).parents[3] / "docs" / "mautic.md"
SCRIPT = PAGE.parents[1] / "script" / "held.py"
JOURNEYS = {"Nurture golf", "Onboarding of new customers", "Re-permission", "Win-back of former customers"}


@pytest.fixture(scope="module")
def server() -> Iterator[Mautic]:
    with start() as made:
        yield made


def environment(server: Mautic) -> str:
    """The environment of the page, for a Mautic that is there."""
    found = re.search(r"```yaml\nenvironments:\n(  mautic:\n.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    said = found[1].replace("  mautic:\n", "  live:\n", 1)
    return said.replace("url: https://mautic.drip-ventures.example", f"url: {server.url}\n      settle: 0")


def campaigns(server: Mautic) -> dict[str, dict[str, Any]]:
    """The journeys by their names."""
    found = server.store.of("campaigns").values()
    return {each["name"]: each for each in found if "journey/" in str(each["description"])}


def test_the_example_org_lives_on_mautic(tmp_path: Path, server: Mautic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Journeys with the e-mails that they send arrive, ask before each e-mail, and are then as they should be; somebody
    who takes a question away is found out; and another org can take all of it in, twice alike."""
    log_in(monkeypatch, server)
    org = example(tmp_path / "org")
    replace(org / "mapconfig.yaml", "environments:\n", f"environments:\n{environment(server)}")
    notice = {"name": "Team notice", "subject": "Somebody for you", "customHtml": "<p>Look.</p>"}
    server.types["emails"].make(server.store, notice)
    run(org, "adopt", "--all", "--env", "live")

    settle(org)
    again = run(org, "plan", "--env", "live", "--detailed-exitcode")

    assert "nothing to do" in again.out
    made = campaigns(server)
    assert set(made) == JOURNEYS
    emails = {each["id"]: each for each in server.store.of("emails").values()}
    assert len(emails) == 15
    lists = {each["alias"]: each["id"] for each in server.store.of("segments").values()}
    fatigue = {lists[f"fatigue-{name}"] for name in ("frequency", "municipality", "recency")}
    for campaign in made.values():
        events = {event["id"]: event for event in campaign["events"]}
        sends = [event for event in events.values() if event["type"] == "email.send"]
        assert sends
        for event in sends:
            assert set(events[event["parent"]]["properties"]["segments"]) >= fatigue

    # What depends on the reader is dynamic content of each e-mail.
    welcome = next(each for each in emails.values() if "email/onboarding-welcome" in each["customHtml"])
    assert '{dynamiccontent="snippet/hotline"}' in welcome["customHtml"]
    hotline = next(each for each in welcome["dynamicContent"] if each["tokenName"] == "snippet/hotline")
    assert [variant["content"] for variant in hotline["filters"]] == ["+49 000 000000", "+44 0000 000000"]

    # Somebody lets one list of one e-mail go.
    ask = next(event for event in made["Win-back of former customers"]["events"] if event["type"] == "lead.segments")
    kept = ask["properties"]["segments"]
    ask["properties"] = {"segments": [each for each in kept if each != lists["fatigue-recency"]]}
    told = run(org, "drift", "--env", "live").out
    assert "journey/win-back" in told
    assert "list/fatigue-recency" in told
    ask["properties"] = {"segments": kept}
    run(org, "plan", "--env", "live", "--detailed-exitcode")

    # Another org takes in what is there.
    teams = environment(server).partition("    overrides:")[0]
    bare = write(tmp_path / "bare", {"mapconfig.yaml": _bare(teams)})
    run(bare, "import")
    first = content(bare)
    run(bare, "import")
    assert content(bare) == first
    run(bare, "plan", "--detailed-exitcode")
    assert b"list/fatigue-recency" in first["journeys/win-back.yaml"]


def test_the_page_tells_how_much_is_held() -> None:
    """The figures of the page are those that its command prints; those in brackets are of the past."""
    done = subprocess.run([sys.executable, SCRIPT, "--why"], capture_output=True, text=True, check=True, timeout=120)
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ") and "---" not in line][1:]
    told = [re.sub(r" \(\d+\)", "", line) for line in PAGE.read_text().splitlines()]

    assert rows[-1].startswith("| all | ")
    assert [row for row in rows if row not in told] == []
    assert "- journey/renewal: " in done.stdout


def _bare(environment: str) -> str:
    return f"name: Bare\ndefault_environment: live\nrelations:\n  account: one\nenvironments:\n{environment}"
