"""`mapconfig docs`: the catalogue as a folder and while somebody works."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import command, inside, replace, settled, small
from tests.record.repository import Git


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small org with two commits."""
    monkeypatch.setenv("MAPCONFIG_TODAY", "2026-11-22")
    monkeypatch.setenv("MAPCONFIG_CACHE", "")
    git = Git(small(tmp_path / "org"))
    git.commit("Begin")
    replace(git.root / "lists/all.yaml", "title: All growers", "title: Our growers")
    git.commit("Say ours")
    return git.root


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def build(org: Path, folder: Path, *words: str) -> str:
    done = inside("docs", "build", "-C", str(org), "-o", str(folder), *words)
    assert done.code == 0, done.all
    return done.all


def counts(said: str) -> tuple[int, int]:
    found = re.search(r"([\d,]+) written, ([\d,]+) removed", said)
    assert found is not None, said
    return int(found[1].replace(",", "")), int(found[2])


def test_a_build_is_a_page_an_asset_and_says_where_it_begins(org: Path, tmp_path: Path) -> None:
    """By default it lies where git and validate do not look."""
    done = inside("docs", "build", "-C", str(org))
    folder = org / ".mapconfig/catalogue"
    assert done.out.strip() == str(folder / "index.html")
    assert {f"a/{name}.html" for name in ("list/all", "email/hello", "journey/welcome")} <= set(tree(folder))
    page = (folder / "a/list/all.html").read_text()
    assert "Our growers" in page
    assert "Say ours" in page
    assert "default-src 'none'" in page


def test_commands_on_pages_are_for_the_environment_of_the_catalogue(org: Path, tmp_path: Path) -> None:
    """Pasted, they ask about what the page is about; and they name no directory, which readers do not have."""
    folder = tmp_path / "site"
    build(org, folder, "-e", "staging")
    drifted = (folder / "drifted.html").read_text()
    assert "mapconfig drift -e staging --format json" in drifted
    assert "mapconfig docs build -e staging --drift drift.json" in drifted
    assert str(org) not in drifted

    build(org, folder)
    assert "mapconfig drift --format json" in (folder / "drifted.html").read_text()


def test_the_same_org_gives_the_same_bytes(org: Path, tmp_path: Path) -> None:
    """Wherever and whenever it is built, so that a site under version control shows real changes only."""
    build(org, tmp_path / "one")
    build(org, tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_only_what_changed_is_written(org: Path, tmp_path: Path) -> None:
    """A second build writes nothing; an edit writes the pages that say something else; the result is that of a build
    from nothing."""
    folder = tmp_path / "site"
    build(org, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert counts(build(org, folder)) == (0, 0)
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}

    replace(org / "lists/old.yaml", "title: Old list", "title: Very old list")
    written, removed = counts(build(org, folder))
    assert (0 < written < 12, removed) == (True, 0)
    assert (folder / "a/list/all.html").stat().st_mtime_ns == before[folder / "a/list/all.html"]
    build(org, tmp_path / "cold")
    assert tree(folder) == tree(tmp_path / "cold")


def test_pages_of_what_is_gone_are_removed_if_they_are_ours(org: Path, tmp_path: Path) -> None:
    """What somebody put in the place of a page stays, and is told."""
    folder = tmp_path / "site"
    build(org, folder)
    (org / "lists/old.yaml").unlink()
    (org / "fields/country.yaml").write_text(
        (org / "fields/country.yaml").read_text().replace("key: country", "key: land")
    )
    (folder / "a/field/country.html").write_text("mine")
    (folder / "notes.txt").write_text("mine too")
    said = build(org, folder)
    assert not (folder / "a/list/old.html").exists()
    assert (folder / "a/field/country.html").read_text() == "mine"
    assert (folder / "notes.txt").read_text() == "mine too"
    assert "left" in said
    assert "a/field/country.html" in said


def test_a_page_that_somebody_edited_or_removed_is_written_again(org: Path, tmp_path: Path) -> None:
    """The folder is what the org says."""
    folder = tmp_path / "site"
    build(org, folder)
    good = tree(folder)
    (folder / "a/list/all.html").write_text("edited")
    (folder / "matrix.html").unlink()
    assert counts(build(org, folder)) == (2, 0)
    assert tree(folder) == good


def test_a_folder_with_other_files_is_refused(org: Path, tmp_path: Path) -> None:
    """Nobody's files are mixed with pages, and nothing is written."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    done = inside("docs", "build", "-C", str(org), "-o", str(folder))
    assert done.code == 64
    assert "holds other files" in done.err
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(folder)
    assert inside("docs", "build", "-C", str(org), "-o", str(tmp_path / "link")).code == 64


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{}",
        '{"format": "mapconfig.catalogue/9", "files": {}}',
        '{"format": "mapconfig.catalogue/1", "files": [1]}',
        "\xff",
    ],
)
def test_a_manifest_that_is_none_is_refused(org: Path, tmp_path: Path, manifest: str) -> None:
    """It says what may be removed, so it is not guessed at."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "mapconfig-catalogue.json").write_text(manifest)
    done = inside("docs", "build", "-C", str(org), "-o", str(folder))
    assert done.code == 64
    assert "is not what a build of this catalogue leaves there" in done.err


def test_a_strangers_folder_leads_nowhere_else(org: Path, tmp_path: Path) -> None:
    """A manifest that names files elsewhere removes none of them, and no link is followed, in writing or removing."""
    folder, outside = tmp_path / "site", tmp_path / "outside"
    build(org, folder)
    outside.mkdir()
    (outside / "old.html").write_text("keep")
    manifest = folder / "mapconfig-catalogue.json"
    said = json.loads(manifest.read_text())
    digest = "0" * 64
    for name in (
        "../outside/old.html",
        "/etc/hostname",
        "a/../../outside/old.html",
        "a/list/../../x",
        "C:\\x",
        "b/list/x.html",
    ):
        said["files"][name] = [digest, digest]
    manifest.write_text(json.dumps(said))
    build(org, folder)
    assert (outside / "old.html").read_text() == "keep"
    assert not any(".." in name for name in json.loads(manifest.read_text())["files"])

    (folder / "index.html").unlink()
    (folder / "index.html").symlink_to(outside / "old.html")
    build(org, folder)
    assert (outside / "old.html").read_text() == "keep"
    assert not (folder / "index.html").is_symlink()

    for page in (folder / "a/list").iterdir():
        page.unlink()
    (folder / "a/list").rmdir()
    (folder / "a/list").symlink_to(outside)
    done = inside("docs", "build", "-C", str(org), "-o", str(folder))
    assert done.code == 64
    assert "is a link to somewhere else" in done.err
    assert [path.name for path in outside.iterdir()] == ["old.html"]


def test_a_removed_kind_behind_a_link_is_left_alone(org: Path, tmp_path: Path) -> None:
    """A page that is gone is not removed through a link."""
    folder, outside = tmp_path / "site", tmp_path / "outside"
    build(org, folder)
    outside.mkdir()
    page = folder / "a/journey/welcome.html"
    (outside / "welcome.html").write_bytes(page.read_bytes())
    page.unlink()
    page.parent.rmdir()
    page.parent.symlink_to(outside)
    (org / "journeys/welcome.yaml").unlink()
    said = build(org, folder)
    assert (outside / "welcome.html").exists()
    assert "a/journey/welcome.html" in said


def test_a_folder_that_cannot_be_written_is_a_sentence(org: Path, tmp_path: Path) -> None:
    """Not a traceback."""
    (tmp_path / "file").write_text("x")
    done = inside("docs", "build", "-C", str(org), "-o", str(tmp_path / "file" / "below"))
    assert done.code in (1, 64)
    assert done.err.startswith("error: ")


def test_what_was_applied_and_what_drifted_is_shown(org: Path, tmp_path: Path) -> None:
    """From the record, and from a report of drift where there is one; else it is said to be unknown."""
    settled(org, tmp_path / "plan.json")
    build(org, tmp_path / "one")
    page = (tmp_path / "one/a/list/all.html").read_text()
    assert "as in the files" in page
    assert "never applied, as far as the record knows" in page  # on staging
    assert "nobody has looked" in (tmp_path / "one/drifted.html").read_text()

    inside("platform", "edit", "-C", str(org), "list/all", "title", "Mine")
    assert inside("drift", "-C", str(org), "-f", "json", "-o", str(tmp_path / "drift.json")).code == 0
    build(org, tmp_path / "two", "--drift", str(tmp_path / "drift.json"))
    assert "list/all" in (tmp_path / "two/drifted.html").read_text()
    assert "Somebody changed it on local" in (tmp_path / "two/a/list/all.html").read_text()

    (org / ".mapconfig/local").rename(tmp_path / "lost")
    assert inside("drift", "-C", str(org), "-f", "json", "-o", str(tmp_path / "drift.json")).code == 0
    build(org, tmp_path / "three", "--drift", str(tmp_path / "drift.json"))
    page = (tmp_path / "three/drifted.html").read_text()
    assert "There and in the files, and not in the record" in page and "as it was applied" not in page

    assert inside("drift", "-C", str(org), "-e", "staging", "-f", "json", "-o", str(tmp_path / "drift.json")).code == 0
    build(org, tmp_path / "four", "--drift", str(tmp_path / "drift.json"))
    assert "Nothing was ever applied there" in (tmp_path / "four/drifted.html").read_text()


@pytest.mark.parametrize("text", ["", "[]", '{"format": "x"}', '{"format": "mapconfig.drift/1"}', "[" * 20_000])
def test_a_drift_report_that_is_none_is_refused(org: Path, tmp_path: Path, text: str) -> None:
    """With the command that makes one."""
    (tmp_path / "drift.json").write_text(text)
    for report in (tmp_path / "drift.json", tmp_path / "nowhere.json"):
        done = inside("docs", "build", "-C", str(org), "-o", str(tmp_path / "site"), "--drift", str(report))
        assert done.code in (1, 64)
        assert done.err.startswith(("error: ", "Usage: "))


def test_a_broken_record_is_said_and_hides_nothing_else(org: Path, tmp_path: Path) -> None:
    """The pages are about the files; what the record knows is one part of them. Nobody takes them for whole."""
    settled(org, tmp_path / "plan.json")
    journal = org / ".mapconfig/local/journal.jsonl"
    journal.write_text(journal.read_text().replace('"actor":"', '"actor":"x', 1))
    done = inside("docs", "build", "-C", str(org), "-o", str(tmp_path / "site"))

    assert done.code == 1
    assert "journal of local was changed after it was written (line 1)" in done.err
    for page in ("environments.html", "a/list/all.html"):
        shown = re.sub(r"<[^>]+>|\s", "", (tmp_path / "site" / page).read_text())
        assert "localnotknown" in shown and "stagingnever" in shown, page
    assert "was changed after it was written" in (tmp_path / "site/environments.html").read_text()


def test_an_org_with_faults_has_a_catalogue(org: Path, tmp_path: Path) -> None:
    """A file that cannot be read is a finding on a page, and no reason for no pages; but nobody takes it for whole."""
    (org / "lists/broken.yaml").write_text("kind: [\n")

    done = inside("docs", "build", "-C", str(org), "-o", str(tmp_path / "site"))

    assert done.code == 3, done.all
    assert "1 fault keeps the org from being read in full" in done.err
    assert "lists/broken.yaml" in (tmp_path / "site/findings.html").read_text()
    assert (tmp_path / "site/a/list/all.html").exists()


def test_an_org_without_git_has_a_catalogue(tmp_path: Path) -> None:
    """It says that there is no history."""
    build(small(tmp_path / "org"), tmp_path / "site")
    assert "not in a git repository" in (tmp_path / "site/changed.html").read_text()


def test_an_empty_org_has_a_catalogue(tmp_path: Path) -> None:
    """Every page says that there is nothing, and none is missing."""
    (tmp_path / "org").mkdir()
    (tmp_path / "org/mapconfig.yaml").write_text("name: Empty\n")
    build(tmp_path / "org", tmp_path / "site")
    assert {"index.html", "matrix.html", "conversion.html", "fields.html", "pressure.html"} <= set(
        tree(tmp_path / "site")
    )


def test_the_language_is_that_of_whoever_reads(org: Path, tmp_path: Path) -> None:
    """By option, variable or the org's settings; another language is another site."""
    build(org, tmp_path / "site", "--lang", "fr")
    assert '<html lang="fr">' in (tmp_path / "site/index.html").read_text()
    written, _ = counts(build(org, tmp_path / "site", "--lang", "en"))
    assert written > 100
    done = inside("docs", "build", "-C", str(org), "-o", str(tmp_path / "x"), "--lang", "de")
    assert done.code == 64


def test_tables_are_there_for_spreadsheets(org: Path, tmp_path: Path) -> None:
    """Fields, the matrix and what sends; what would be a formula is text."""
    replace(org / "fields/country.yaml", "title: Country", 'title: =HYPERLINK("http://evil.example","x")')
    build(org, tmp_path / "site")
    with (tmp_path / "site/fields.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["field"] for row in rows] == ["field/country", "field/industry"]
    assert rows[0]["title"].startswith("'=HYPERLINK")
    for name in ("matrix.csv", "pressure.csv"):
        with (tmp_path / "site" / name).open(newline="") as file:
            assert next(csv.reader(file))


def test_two_addresses_never_share_a_file(tmp_path: Path) -> None:
    """Whatever the case, and whatever Windows keeps for itself."""
    keys = ("Con", "con", "CON.x", "a.", "A", "a", "x" * 250, "x" * 251)
    files = {
        f"lists/l{n}.yaml": f"kind: list\nkey: {key}\ntitle: '{key}'\ncriteria:\n  - country is France\n"
        for n, key in enumerate(keys)
    }
    org = small(tmp_path / "org", **files)
    build(org, tmp_path / "site")
    names = [path.name for path in (tmp_path / "site/a/list").iterdir()]
    assert len(names) == len(keys) + 3
    assert len({name.lower() for name in names}) == len(names)
    assert not any(name.lower().partition(".")[0] in ("con", "aux") for name in names)
    assert max(map(len, names)) < 200


# While somebody works -------------------------------------------------------------------------------------------------


class Server:
    """`mapconfig docs serve` as a process of its own."""

    def __init__(self, org: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            command("docs", "serve", "-C", str(org), "--port", "0", "--no-people", *words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "MAPCONFIG_CACHE": ""},
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found is not None, line + self.process.stderr.read()
        self.port = int(found[1])

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)

    def raw(self, data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as peer:
            peer.sendall(data)
            return peer.makefile("rb").read()

    def state(self, page: str) -> str:
        return self.get(f"/-/state.js?page={page}")[1]

    def changed(self, page: str, before: str) -> bool:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.state(page) != before:
                return True
            time.sleep(0.2)
        return False


@pytest.fixture
def server(org: Path) -> Iterator[Server]:
    found = Server(org)
    yield found
    if found.process.poll() is None:
        found.process.send_signal(signal.SIGINT)
    found.process.communicate(timeout=30)


@pytest.mark.slow
def test_pages_are_served_and_come_again_when_files_change(org: Path, server: Server) -> None:
    """Those that say something else, and only those; also after a commit, and for a file that is half written."""
    status, page, headers = server.get("/a/list/all.html")
    assert status == 200
    assert "Our growers" in page
    assert "live.js" in page
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert server.get("/")[1] == server.get("/index.html")[1]
    for path in ("/assets/style.css", "/assets/live.js", "/data/search.js", "/fields.csv", "/a/journey/welcome.html"):
        assert server.get(path)[0] == 200, path

    before = {name: server.state(f"/a/list/{name}.html") for name in ("all", "old")}
    replace(org / "lists/old.yaml", "title: Old list", "title: Very old list")
    assert server.changed("/a/list/old.html", before["old"])
    assert "Very old list" in server.get("/a/list/old.html")[1]
    assert "Not committed yet" in server.get("/a/list/old.html")[1]
    assert server.state("/a/list/all.html") == before["all"]

    now = server.state("/a/list/old.html")
    git = Git.__new__(Git)
    git.root, git.minute = org, 30
    git.commit("Say very")
    assert server.changed("/a/list/old.html", now)
    assert "Say very" in server.get("/a/list/old.html")[1]

    (org / "lists/old.yaml").write_text("kind: [")
    deadline = time.monotonic() + 20
    while server.get("/a/list/old.html")[0] != 404 and time.monotonic() < deadline:
        time.sleep(0.3)
    assert server.get("/a/list/old.html")[0] == 404
    assert 'mapconfigState("gone")' in server.state("/a/list/old.html")


@pytest.mark.slow
def test_nothing_but_pages_is_ever_given_out(org: Path, server: Server) -> None:
    """No path leads to a file, however it is written; other names, sites and methods are refused."""
    secret = (org / "mapconfig.yaml").read_text().splitlines()[0]
    for path in (
        "/../mapconfig.yaml",
        "/..%2fmapconfig.yaml",
        "/%2e%2e/mapconfig.yaml",
        "/a/list/../../mapconfig.yaml",
        "//etc/passwd",
        "/etc/passwd",
        "/mapconfig.yaml",
        "/lists/all.yaml",
        "/.git/config",
        "/.mapconfig/local/journal.jsonl",
        "/a/list/all.html%00",
        "/a\\list\\all.html",
        "/C:/Windows/win.ini",
        "/" + "x" * 5_000,
    ):
        answer = server.raw(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert answer.split(b"\r\n")[0].split(b" ")[1] in (b"404", b"414"), path
        assert secret.encode() not in answer
        assert b"root:" not in answer
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"):
        assert server.get("/", Host=host)[0] == 403, host
    assert server.raw(b"GET / HTTP/1.0\r\n\r\n").split(b" ")[1] == b"403"
    for host in (f"localhost:{server.port}", "127.0.0.1", "[::1]:80", "LOCALHOST"):
        assert server.get("/", Host=host)[0] == 200, host
    assert server.get("/data/search.js", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})[0] == 403
    assert server.get("/", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})[0] == 200
    for request in (b"POST /<b> HTTP/1.0\r\nHost: localhost\r\n\r\n", b"POST / HTTP/1.1\r\nHost: x\r\n\r\nmore"):
        answer = server.raw(request)
        assert answer.split(b" ")[1] == b"405" and b"Allow: GET, HEAD" in answer
        assert answer.endswith(b"\r\n\r\nPages are only read here, with GET or HEAD.\n")
    much = server.raw(b"GET / HTTP/1.1\r\n" + b"X: <b>\r\n" * 200 + b"\r\n")
    assert much.split(b" ")[1] == b"431" and much.endswith(b"\r\n\r\nRequest Header Fields Too Large.\n")
    head = server.raw(b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert head.split(b" ")[1] == b"200"
    assert head.endswith(b"\r\n\r\n")


@pytest.mark.slow
def test_it_listens_to_this_machine_alone_and_stops_cleanly(org: Path, server: Server) -> None:
    """A second one on the same port is told what to do; Ctrl-C ends it without a traceback."""
    done = inside("docs", "serve", "-C", str(org), "--port", str(server.port))
    assert done.code == 64
    assert f"Port {server.port} is taken" in done.err
    with pytest.raises(OSError, match=r"."):
        socket.create_connection((socket.gethostbyname("127.0.0.2"), server.port), timeout=2)
    server.process.send_signal(signal.SIGINT)
    out, err = server.process.communicate(timeout=20)
    assert server.process.returncode == 0
    assert out == ""
    assert "Stopped." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [["--host", "256.1.1.1"], ["--host", "nowhere.invalid"], ["--lang", "de"]])
def test_what_cannot_be_served_is_a_sentence(org: Path, words: list[str]) -> None:
    """Before anything is gathered."""
    done = inside("docs", "serve", "-C", str(org), "--port", "0", *words)
    assert done.code == 64
    assert done.err.startswith("error: ")
