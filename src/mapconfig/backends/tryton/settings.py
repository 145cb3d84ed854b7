"""What the settings of an environment say about a Tryton."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapconfig.backend import Pace
from mapconfig.backends.tryton.book import CAMPAIGNS
from mapconfig.backends.tryton.mail import FIELDS
from mapconfig.errors import InputError
from mapconfig.language import say

if TYPE_CHECKING:
    from mapconfig.backends.tryton.backend import Tryton
    from mapconfig.model import Kinds

_KNOWN = frozenset({"url", "database", "language", "campaigns", "fields", "settle", "pace", "ca_file"})
_DATABASE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_EXPRESSION = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")

#: Seconds after which a call that nobody waits for any more has ended: it is one transaction, and Tryton repeats it up
#: to five times when the database is busy.
SETTLE: Final = 15.0
#: SQLite takes 30 creates a second and PostgreSQL 75; more at once only wait for each other.
PACE: Final = Pace(requests_per_second=None, concurrency=1, pause=0.5)


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked settings."""

    url: str
    database: str
    language: str = "en"
    campaigns: str = CAMPAIGNS
    fields: Mapping[str, str] = field(default_factory=lambda: dict(FIELDS))
    settle: float = SETTLE
    pace: Pace = PACE
    ca_file: str | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Settings:
        """The settings of an environment. Raises InputError for what makes no sense."""
        for name in said:
            if name not in _KNOWN:
                close = get_close_matches(str(name), _KNOWN, n=1)
                hint = (
                    say(" Did you mean {close}?", close=repr(close[0]))
                    if close
                    else say(" There are {names}.", names=", ".join(sorted(_KNOWN)))
                )
                raise InputError(say("A Tryton has no setting {name}.{hint}", name=repr(name), hint=hint))
        database = _text(said, "database", "")
        if not _DATABASE.fullmatch(database):
            raise InputError(
                say(
                    "settings.database must be the name of a database of Tryton, not {database}.",
                    database=repr(database),
                )
            )
        settle = said.get("settle", SETTLE)
        if isinstance(settle, bool) or not isinstance(settle, int | float) or not 0 <= settle <= 3_600:
            raise InputError(say("settings.settle must be a number of seconds, not {settle}.", settle=repr(settle)))
        shown = said.get("fields", {})
        if not isinstance(shown, Mapping) or not all(
            isinstance(value, str) and _EXPRESSION.fullmatch(value) for value in shown.values()
        ):
            raise InputError(
                say(
                    "settings.fields says by which expression Tryton shows a field, such as {{first_name: "
                    "record.name}}."
                )
            )
        return cls(
            url=_text(said, "url", ""),
            database=database,
            language=_text(said, "language", "en"),
            campaigns=_text(said, "campaigns", CAMPAIGNS),
            fields={**FIELDS, **{str(name): value for name, value in shown.items()}},
            settle=float(settle),
            pace=Pace.of(said.get("pace"), PACE),
            ca_file=_text(said, "ca_file", "") if "ca_file" in said else None,
        )

    def backend(self, kinds: Kinds, root: str) -> Tryton:
        """The backend for it; a path is below `root`. Raises UsageError where there is no login for the server."""
        from mapconfig.backends.tryton.backend import Tryton
        from mapconfig.backends.tryton.rpc import Rpc
        from mapconfig.wire.client import Wire
        from mapconfig.wire.login import login_for

        login = login_for(self.url)
        authorities = None if self.ca_file is None else str(Path(root) / self.ca_file)
        wire = Wire(login, ca_file=authorities, pace=self.pace)
        rpc = Rpc(wire, login, self.database, self.language, self.pace)
        return Tryton(rpc, kinds, self)


def _text(said: Mapping[str, Any], name: str, default: str) -> str:
    value = said.get(name, default)
    if not isinstance(value, str) or not value.strip():
        raise InputError(say("settings.{name} of a Tryton must be a text, not {value}.", name=name, value=repr(value)))
    return value.strip()
