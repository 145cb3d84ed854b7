"""One module for each kind of asset: attributes to what Mautic is sent, and what it gives back to attributes."""

from __future__ import annotations

from collections.abc import Mapping

from mapconfig.backends.mautic.kinds.kind import MauticKind

#: Every kind that Mautic can hold, by name, in the order in which they are read.
KINDS: Mapping[str, MauticKind] = {}
