"""What somebody may rely on who keeps a page open while they work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.cli.program import inside, replace, settled, small
from tests.record.repository import Git

from mapconfig.catalogue import living
from mapconfig.catalogue.gathering import Wanted
from mapconfig.catalogue.living import Living
from mapconfig.catalogue.serving import STATE, foreign, meant_for, respond
from mapconfig.workspace import Workspace


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAPCONFIG_TODAY", "2026-11-22")
    monkeypatch.setenv("MAPCONFIG_CACHE", "")
    monkeypatch.setattr(living, "PAUSE", 0.0)
    git = Git(small(tmp_path / "org"))
    git.commit("Begin")
    return git.root


def begun(org: Path, told: list[str] | None = None, drift: Path | None = None) -> Living:
    said = told if told is not None else []
    return Living(Workspace.find(str(org)), Wanted(people=False, drift=drift), "en", said.append)


def test_commands_are_for_the_environment_that_is_shown(org: Path) -> None:
    """Whichever thread answers."""
    told: list[str] = []
    found = Living(Workspace.find(str(org)), Wanted("staging", people=False), "en", told.append)
    with ThreadPoolExecutor() as threads:
        _, _, body = threads.submit(respond, found, "/drifted.html").result()

    assert b"mapconfig drift -e staging --format json" in body


def test_a_page_comes_again_when_it_says_something_else(org: Path) -> None:
    """After an edit, a commit, an apply; pages that say the same stay the same."""
    found = begun(org)
    first = {name: found.state(f"a/list/{name}.html") for name in ("all", "old")}
    assert found.state("a/list/all.html") == first["all"]

    replace(org / "lists/old.yaml", "title: Old list", "title: Older list")
    second = found.state("a/list/old.html")
    assert second != first["old"]
    assert found.state("a/list/all.html") == first["all"]

    git = Git.__new__(Git)
    git.root, git.minute = org, 5
    git.commit("Say older")
    third = found.state("a/list/old.html")
    assert third not in (first["old"], second)

    settled(org, org.parent / "plan.json")
    assert found.state("a/list/old.html") != third
    assert "as in the files" in (found.body("a/list/old.html") or b"").decode()


def test_what_is_gone_is_gone_and_may_come_again(org: Path) -> None:
    """The page of a removed asset says so, and is there again with it."""
    found = begun(org)
    file = org / "lists/old.yaml"
    text = file.read_text()
    file.unlink()
    assert found.state("a/list/old.html") == "gone"
    assert respond(found, "/a/list/old.html")[0] == 404
    file.write_text(text)
    assert found.state("a/list/old.html") != "gone"


def test_what_cannot_be_gathered_leaves_the_pages_as_they_were(org: Path, tmp_path: Path) -> None:
    """And says why; afterwards it goes on."""
    inside("drift", "-C", str(org), "-f", "json", "-o", str(tmp_path / "drift.json"))
    good = (tmp_path / "drift.json").read_text()
    told: list[str] = []
    found = begun(org, told, tmp_path / "drift.json")
    before = found.state("a/list/all.html")
    (tmp_path / "drift.json").write_text("{")
    assert found.state("a/list/all.html") == before
    assert "The pages stay as they were" in told[0]
    (tmp_path / "drift.json").write_text(good)
    replace(org / "lists/all.yaml", "title: All growers", "title: Our growers")
    assert found.state("a/list/all.html") != before


def test_it_works_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no history then, and everything else."""
    monkeypatch.setenv("MAPCONFIG_CACHE", "")
    assert begun(small(tmp_path / "org")).body("index.html")


def test_requests_name_pages_and_nothing_else(org: Path) -> None:
    """A path is looked up among the pages; queries and escapes lead nowhere else."""
    found = begun(org)
    status, kind, body = respond(found, "/")
    assert (status, kind) == (200, "text/html")
    assert b"Small" in body
    assert respond(found, "/fields.csv")[1] == "text/csv"
    assert respond(found, "/assets/style.css")[1] == "text/css"
    assert respond(found, "/data/search.js")[1] == "text/javascript"
    assert respond(found, "/a%2Flist/all.html")[0] == 200
    assert respond(found, "/a/list/all.html?x=1#y")[0] == 200
    for path in ("/mapconfig.yaml", "/../org/mapconfig.yaml", "/%00", "/assets/", "/a/list/", "/%ff"):
        assert respond(found, path)[0] == 404, path
    assert respond(found, "/" + "x" * 5_000)[0] == 414
    status, kind, said = respond(found, f"{STATE}?page=/a/list/all.html")
    assert (status, kind, said) == (
        200,
        "text/javascript",
        f'mapconfigState("{found.state("a/list/all.html")}");\n'.encode(),
    )
    assert respond(found, f'{STATE}?page=");alert(1)//')[2] == b'mapconfigState("gone");\n'
    assert respond(found, STATE)[2] == respond(found, f"{STATE}?page=/index.html")[2]


@pytest.mark.parametrize(
    ("named", "host", "meant"),
    [
        ("localhost", "127.0.0.1", True),
        ("localhost:8765", "127.0.0.1", True),
        ("LocalHost:1", "127.0.0.1", True),
        ("127.0.0.1:8765", "127.0.0.1", True),
        ("[::1]:8765", "::1", True),
        ("[::1]", "::1", True),
        ("192.168.1.7:8765", "0.0.0.0", True),
        ("docs.example:80", "docs.example", True),
        ("evil.example", "127.0.0.1", False),
        ("evil.example:8765", "0.0.0.0", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("localhost.", "127.0.0.1", False),
        ("\x00", "127.0.0.1", False),
    ],
)
def test_only_requests_that_were_meant_for_us_are_answered(named: str, host: str, meant: bool) -> None:
    """A name that somebody made lead to this machine is refused; an address cannot be made to."""
    assert meant_for(named, host) is meant


def test_another_site_may_lead_here_and_not_read_along() -> None:
    """What browsers say of where a request comes from counts."""
    assert foreign("cross-site", "no-cors")
    assert foreign("same-site", "cors")
    assert not foreign("cross-site", "navigate")
    assert not foreign("same-origin", "no-cors")
    assert not foreign("", "")
