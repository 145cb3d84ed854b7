"""The kinds of assets: the one line a new kind needs besides its schema and an example."""

from __future__ import annotations

#: (name, folder) in the order in which people think of them. `schemas/<name>.schema.json` describes the kind; the
#: folder, relative to the org, is where `init` and `import` put its files.
ROWS: tuple[tuple[str, str], ...] = (
    ("team", "teams"),
    ("field", "fields"),
    ("list", "lists"),
    ("rule", "rules"),
    ("snippet", "snippets"),
    ("email", "emails"),
    ("scoring", "scoring"),
    ("journey", "journeys"),
    ("stage", "stages"),
    ("form", "forms"),
    ("campaign", "campaigns"),
    ("crm-field", "crm"),
)
