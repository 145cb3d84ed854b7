"""Write docs/capabilities.md from what the backends say of themselves. With --check, only say whether it is as it
should be."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from mapconfig.backends import embedded
from mapconfig.backends.mautic.backend import PACE as MAUTIC_PACE
from mapconfig.backends.mautic.backend import SETTLE as MAUTIC_SETTLE
from mapconfig.backends.mautic.kinds import KINDS as MAUTIC_KINDS
from mapconfig.backends.tryton.holding import CAPABILITIES as TRYTON_CAPABILITIES
from mapconfig.backends.tryton.settings import PACE as TRYTON_PACE
from mapconfig.backends.tryton.settings import SETTLE as TRYTON_SETTLE
from mapconfig.read.schema import load_kinds
from mapconfig.report.capabilities import Platform, page

PAGE = Path(__file__).parents[1] / "docs" / "capabilities.md"


def made() -> str:
    """The page as it should be."""
    kinds = load_kinds()
    with tempfile.TemporaryDirectory() as folder:
        own = embedded.connect({}, folder, kinds)
    platforms = (
        Platform("embedded", "A platform in one file, for everything.", own.capabilities, own.settle, own.pace),
        Platform(
            "mautic",
            "Mautic 5.1 by its REST API.",
            {name: kind.capability for name, kind in MAUTIC_KINDS.items()},
            MAUTIC_SETTLE,
            MAUTIC_PACE,
        ),
        Platform(
            "tryton",
            "Tryton 8.2 with its marketing modules, by JSON-RPC.",
            TRYTON_CAPABILITIES,
            TRYTON_SETTLE,
            TRYTON_PACE,
        ),
    )
    running = [name for name, kind in kinds.items() if kind.activation]
    return page(platforms, [name for name in kinds if name != "crm-field"], running)


def main(words: list[str]) -> int:
    """0 where the page is or becomes what it should be."""
    if "--check" in words:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made()
        print(f"{PAGE.name} is {'as the backends say' if fresh else 'not what the backends say: python ' + __file__}")
        return int(not fresh)
    PAGE.write_text(made(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
