"""The engine that counts the people of an environment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from mapconfig.audience.engine import Engine
from mapconfig.audience.mapping import Needed, source_of
from mapconfig.criteria import Catalogue
from mapconfig.model import Environment, Org


def engine(environment: Environment, root: Path, orgs: Sequence[Org], now: datetime) -> Engine:
    """Counts the people of `environment` of the org at `root`, of whom all of `orgs` can ask; where they disagree about
    a field, the last one is right. Raises InputError and PlatformError as `sources.take` does."""
    return over(environment, root, orgs, catalogue(orgs), now)


def over(environment: Environment, root: Path, orgs: Sequence[Org], fields: Catalogue, now: datetime) -> Engine:
    """As `engine`, with the types that the data have said in `fields`. People of a source that is read are counted
    from a snapshot, those of a source that counts by itself there."""
    if environment.people is not None and environment.people.get("source") == "sql":
        from mapconfig.audience.sources.taking import place_of
        from mapconfig.audience.sql import connect

        source = source_of(environment.people)
        return connect.engine(place_of(source, environment), source, fields.relations, now)
    from mapconfig.audience.blocks import BlockEngine
    from mapconfig.audience.sources import take

    return BlockEngine(take(environment, root, fields, Needed.of(*orgs), now))


def catalogue(orgs: Sequence[Org]) -> Catalogue:
    """The fields of `orgs` together; the last one that has a field says what it is."""
    fields = {asset.key: asset.attributes for org in orgs for asset in org.of_kind("field")}
    relations = {name: how_many for org in orgs for name, how_many in org.settings.relations.items()}
    return Catalogue.of(fields.items(), relations)
