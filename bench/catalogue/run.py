"""How long the catalogue of a large org takes to build, how large it is, and how soon a browser can be used on it.

    python bench/generate.py bench/data/org-10000 --assets 10000
    python bench/catalogue/run.py bench/data/org-10000 [--out bench/catalogue/results/DAY.json]

Each build is a process of its own: from nothing, again without a change, after an edit of one asset that little depends
on, after one of a hub, after a commit. CPU time repeats on a busy machine, and the clock does not; both are told, with
the load. Pages are opened from the folder in headless Chromium, as a person would, each several
times, and the median counts: until the page can be used, and from the first key in the search box until matches show.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

#: How often each page is opened.
TIMES = 5
#: Pages by what they are; the longest index and the largest table are among them.
PAGES = {
    "front page": "index.html",
    "an asset": "a/journey/*.html",
    "a hub": "a/list/mailable.html",
    "index of a kind": "kind/email.html",
    "e-mail pressure": "pressure.html",
    "field dictionary": "fields.html",
}


def build(org: Path, site: Path, cache: Path) -> dict[str, Any]:
    """One build: seconds of CPU and on the clock, and what it wrote."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "mapconfig", "docs", "build", "-C", str(org), "-o", str(site), "--no-people"],
        env={**os.environ, "MAPCONFIG_CACHE": str(cache), "MAPCONFIG_TODAY": "2026-11-22"},
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
        "clock": round(time.monotonic() - began, 2),
        "said": done.stderr.strip().rpartition(": ")[2],
    }


def size(site: Path) -> dict[str, Any]:
    """How many files the site has, and how large they are together and each."""
    sizes = {str(path.relative_to(site)): path.stat().st_size for path in site.rglob("*") if path.is_file()}
    pages = sorted(size for name, size in sizes.items() if name.endswith(".html"))
    return {
        "files": len(sizes),
        "megabytes": round(sum(sizes.values()) / 1e6, 1),
        "median page, kB": round(statistics.median(pages) / 1e3, 1),
        "largest page, kB": round(pages[-1] / 1e3),
        "search, kB": round(sizes["data/search.js"] / 1e3),
    }


def opened(site: Path) -> dict[str, Any]:
    """Milliseconds until each page can be used, and until search shows what it found."""
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import ARGUMENTS, chromium

    found: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, pattern in PAGES.items():
            file = sorted(site.glob(pattern))[0]
            times = []
            for _ in range(TIMES):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(file.as_uri())
                times.append(page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd"))
                page.close()
            found[name] = {"ready, ms": round(statistics.median(times)), "kB": round(file.stat().st_size / 1e3)}
        first, more = [], []
        for _ in range(TIMES):
            page = browser.new_page()
            page.goto((site / "index.html").as_uri())
            first.append(page.evaluate(_SEARCH, "journey"))
            more.append(page.evaluate(_SEARCH, "list mailable"))
            page.close()
        found["search"] = {"first, ms": round(statistics.median(first)), "then, ms": round(statistics.median(more))}
        browser.close()
    return found


#: From the words in the box until there are matches, in milliseconds.
_SEARCH = """words => new Promise(resolve => {
    const box = document.getElementById("find"), list = document.getElementById("found");
    const began = performance.now();
    list.replaceChildren();
    setTimeout(() => resolve(-1), 20000);
    new MutationObserver((_, watch) => {
        if (list.children.length) { watch.disconnect(); resolve(performance.now() - began); }
    }).observe(list, {childList: true});
    box.focus();
    box.value = words;
    box.dispatchEvent(new Event("input"));
})"""


def edited(org: Path, file: Path) -> None:
    """Another title for the asset in a file."""
    text = file.read_text(encoding="utf-8")
    assert "\ntitle: " in text, f"{file} has no title"
    file.write_text(text.replace("\ntitle: ", "\ntitle: Now ", 1), encoding="utf-8")
    assert org in file.parents


def measure(source: Path) -> dict[str, Any]:
    """All of it for one org, which is copied first."""
    with tempfile.TemporaryDirectory(prefix="catalogue-") as base:
        org, site, cache = Path(base, "org"), Path(base, "site"), Path(base, "cache")
        shutil.copytree(source, org, ignore=shutil.ignore_patterns(".mapconfig"))
        leaf = sorted((org / "journeys").rglob("*.yaml"))[0]
        hub = org / "lists/mailable.yaml"
        builds = {"from nothing": build(org, site, cache), "without a change": build(org, site, cache)}
        edited(org, leaf)
        builds["after an edit of a journey"] = build(org, site, cache)
        edited(org, hub)
        builds["after an edit of a hub"] = build(org, site, cache)
        who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"]
        subprocess.run(["git", *who, "commit", "-qam", "Rename two"], cwd=org, check=True)
        builds["after a commit"] = build(org, site, cache)
        return {"builds": builds, "size": size(site), "browser": opened(site)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("org", type=Path, help="an org that bench/generate.py made")
    parser.add_argument("--out", type=Path, help="keep the figures in this file")
    given = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = {
        "commit": commit.stdout.strip(),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "org": given.org.name,
        **measure(given.org.resolve()),
    }
    text = json.dumps(found, indent=2) + "\n"
    print(text, end="")
    if given.out is not None:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
