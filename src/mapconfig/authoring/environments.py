"""What the records of all environments know: whoever edits files asks all of them, since the files are for all."""

from __future__ import annotations

from mapconfig.model import Org
from mapconfig.record.state import State
from mapconfig.record.store import Record
from mapconfig.workspace import Workspace


def states(workspace: Workspace, org: Org) -> dict[str, State]:
    """By the name of the environment; empty states where nothing was ever applied from this machine."""
    names = list(org.settings.environments) or [org.settings.default_environment]
    places = [workspace.environment(org.settings, name) for name in names]
    return {place.name: Record(workspace.record_directory(place), place.name).state() for place in places}
