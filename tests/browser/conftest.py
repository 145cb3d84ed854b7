"""One browser for each worker, with what tests of pages need."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright
from tests.browser.opening import Opened, opened

ROOT = Path(__file__).parents[2]
#: Nothing of the browser's own business: no sandbox for root, no requests of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Open = Callable[..., Opened]


def chromium() -> str | None:
    """Where Chromium is; None leaves that to Playwright, which may have one of its own."""
    return next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a browser is slow."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Where it or the npm packages are missing they are installed; where that fails, so do the tests."""
    with FileLock(Path(tempfile.gettempdir()) / "mapconfig-browser.lock"):
        done = subprocess.run(["bash", str(ROOT / "script" / "browser")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the tests of pages have no browser: {done.stderr.strip()}"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page, given as text or as the path of its file: ``open_page(html, dark=True, width=390)``.

    Pages that are opened must stay quiet: no error on the console, no dialog, no request beyond files of their own.
    What a test expects otherwise it takes off the lists itself.
    """
    contexts: list[Any] = []
    pages: list[Opened] = []

    def look(
        page: str | Path,
        *,
        width: int = 1200,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        scale: float = 1,
        **more: Any,
    ) -> Opened:
        if isinstance(page, str):
            file = tmp_path / f"page-{len(pages)}.html"
            file.write_text(page, encoding="utf-8")
        else:
            file = page
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            device_scale_factor=scale,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        pages.append(opened(context, file.as_uri()))
        return pages[-1]

    yield look
    for context in contexts:
        context.close()
    for page in pages:
        page.quiet()
