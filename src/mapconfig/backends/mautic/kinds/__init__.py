"""One module for each kind of asset: attributes to what Mautic is sent, and what it gives back to attributes."""

from __future__ import annotations

from collections.abc import Mapping

from mapconfig.backends.mautic.kinds.campaign import Campaign
from mapconfig.backends.mautic.kinds.email import Email
from mapconfig.backends.mautic.kinds.field import Field
from mapconfig.backends.mautic.kinds.form import Form
from mapconfig.backends.mautic.kinds.journey import Journey
from mapconfig.backends.mautic.kinds.kind import MauticKind
from mapconfig.backends.mautic.kinds.list import List
from mapconfig.backends.mautic.kinds.rule import Rule
from mapconfig.backends.mautic.kinds.scoring import Scoring
from mapconfig.backends.mautic.kinds.snippet import Snippet
from mapconfig.backends.mautic.kinds.stage import Stage

_ALL: tuple[MauticKind, ...] = (
    Field(),
    Campaign(),
    Stage(),
    List(),
    Snippet(),
    Email(),
    Form(),
    Scoring(),
    Rule(),
    Journey(),
)

#: Every kind that Mautic can hold, by name, in the order in which they are read.
KINDS: Mapping[str, MauticKind] = {each.kind: each for each in _ALL}
