"""Who stands for a team: Mautic knows users and no teams, so the environment says which user that is.

A person who is handed over to a team becomes that user's, and a team that is to be told of somebody gets an e-mail that
is there for it. Without the setting neither can be held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapconfig.errors import InputError
from mapconfig.language import say


@dataclass(frozen=True, slots=True)
class Team:
    """The id of the user that stands for a team, and the key of the e-mail by which it is told; empty for none."""

    user: int
    notice: str = ""


Teams = Mapping[str, Team]
"""By key."""


def teams_of(said: Any) -> dict[str, Team]:
    """The setting ``teams`` of an environment. Raises InputError for one that makes no sense."""
    if not isinstance(said, Mapping):
        raise InputError(say("settings.teams maps keys of teams to users of Mautic, such as sdr: {{user: 4}}."))
    found: dict[str, Team] = {}
    for key, row in said.items():
        row = row if isinstance(row, Mapping) else {}
        user, notice = row.get("user"), row.get("notice", "")
        known = isinstance(user, int) and not isinstance(user, bool) and user > 0
        if not known or not isinstance(notice, str) or set(row) - {"user", "notice"}:
            raise InputError(
                say(
                    "settings.teams.{key} says the id of a user of Mautic, and the key of the e-mail that "
                    "tells the team: {{user: 4, notice: {key}-notice}}.",
                    key=key,
                )
            )
        found[str(key)] = Team(int(str(user)), notice)
    double = [team.user for team in found.values()]
    if len(set(double)) < len(double):
        raise InputError(say("settings.teams gives one user to two teams: nobody could tell which of them is meant."))
    return found
