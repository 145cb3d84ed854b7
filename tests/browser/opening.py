"""A page opened in a real browser and watched: what it complains of, what it asks for, what pops up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
MERMAID = HERE / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"

#: The rules of WCAG 2.2, levels A and AA, with those that axe calls good practice.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Opened:
    """A page and what was noticed about it since it was opened."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, and exceptions."""
    requests: list[str] = field(default_factory=list)
    """Everything it asked for, itself among it; what is in the page itself (``data:``) is not asked for."""
    dialogs: list[str] = field(default_factory=list)

    def violations(self, *, only: str | None = None, without: str | None = None) -> list[str]:
        """What axe finds, a line each: the rule, how grave, the elements. By all rules, by one, or by all but one."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            # Without `preload` axe would fetch the style of a page that has it in a file of its own.
            "more => axe.run(document, {...more, resultTypes: ['violations'], preload: false})",
            {
                "runOnly": {"type": "rule", "values": [only]} if only else {"type": "tag", "values": _RULES},
                "rules": {without: {"enabled": False}} if without else {},
            },
        )
        return [
            f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"][:5]
        ]

    def barriers(self) -> dict[str, list[str]]:
        """What axe finds on the page as it is, in the dark (where only colours differ), and on a phone (where these do
        not); empty where nobody is kept out. The page is a light one on a desk before and small after."""
        found = {"on a desk": self.violations()}
        self.page.emulate_media(color_scheme="dark")
        found["in the dark"] = self.violations(only="color-contrast")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 390, "height": 844})
        found["on a phone"] = self.violations(without="color-contrast")
        return {where: barriers for where, barriers in found.items() if barriers}

    def sideways(self) -> int:
        """By how many pixels the page is wider than the window, so that it would have to be moved sideways."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wider

    def quiet(self) -> None:
        """Fails unless the page asked for nothing but files of its own, complained of nothing and opened nothing."""
        assert self.complaints == []
        assert self.dialogs == []
        assert [one for one in self.requests if not one.startswith("file://")] == []


def opened(context: BrowserContext, address: str) -> Opened:
    """Open `address` and watch it from before it begins to load."""
    page = context.new_page()
    found = Opened(page)
    page.on("console", lambda one: found.complaints.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: found.complaints.append(str(one)))
    page.on("request", lambda one: found.requests.append(one.url) if not one.url.startswith("data:") else None)

    def dismiss(one: Any) -> None:
        found.dialogs.append(one.message)
        one.dismiss()

    page.on("dialog", dismiss)
    page.goto(address)
    return found
