"""What an organisation is: addresses, assets, kinds, settings; data and no I/O."""

from mapconfig.model.asset import Asset, Origin
from mapconfig.model.canonical import canonical, digest
from mapconfig.model.kind import EFFECTS, Kind, Kinds, Reference, Shape, Within, shape_of
from mapconfig.model.normal import normalise
from mapconfig.model.org import ChangeRecord, Org, Tombstone
from mapconfig.model.references import Mention, mentions, rewrite
from mapconfig.model.renames import rings
from mapconfig.model.settings import Environment, Freeze, Naming, Settings, Waiver

__all__ = [
    "EFFECTS",
    "Asset",
    "ChangeRecord",
    "Environment",
    "Freeze",
    "Kind",
    "Kinds",
    "Mention",
    "Naming",
    "Org",
    "Origin",
    "Reference",
    "Settings",
    "Shape",
    "Tombstone",
    "Waiver",
    "Within",
    "canonical",
    "digest",
    "mentions",
    "normalise",
    "rewrite",
    "rings",
    "shape_of",
]
