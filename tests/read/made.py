"""YAML to read and to change: a file of several documents, values that any JSON document may hold, and what differs."""

from __future__ import annotations

import difflib

from hypothesis import strategies as st

TEXT = b"""\
kind: list
criteria:
  - country in: [NO, DE]
  - any:
      - score >= 50
---
steps:
- {id: a, send: email/x}
"""

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4),
    max_leaves=20,
)


def changed(before: str, after: str) -> list[str]:
    """The lines that differ, with their sign."""
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line.startswith(("+", "-"))]
