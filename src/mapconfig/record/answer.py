"""What is answered to who asks why a field has its value, and what happened to an asset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import ABSENT, FieldChange
from mapconfig.finding import Path
from mapconfig.model import ChangeRecord
from mapconfig.record.history import Commit


@dataclass(frozen=True, slots=True)
class Application:
    """That a plan carried the asset out to one environment, as the journal has it. `at` is RFC 3339; `commit` is the
    one the plan was made from, empty where nobody had committed the files. `predicted` and `observed` are words about
    people, in counts. `content` says that it carried out what the asset is; `active`, whether it runs since, None where
    it was not about that."""

    plan: str
    environment: str
    at: str
    by: str = ""
    commit: str = ""
    result: str = "done"
    predicted: str = ""
    observed: str = ""
    content: bool = True
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The commit that gave a value. `merged_by` is the commit that brought it to the line, where a branch was merged;
    `address` and `file` are those the asset had then. `record_certain` is False when the record covers the asset but
    was not written with this commit and is not named by it."""

    commit: Commit
    address: Address
    file: str
    merged_by: Commit | None = None
    record: ChangeRecord | None = None
    record_certain: bool = False
    tickets: tuple[str, ...] = ()

    @property
    def landed(self) -> Commit:
        """The commit by which the value came to the line that is applied."""
        return self.merged_by or self.commit


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a value with its own history: a sentence, a step, an item. `setting` is None when it is not
    committed yet or lies beyond the end of the history."""

    path: Path
    value: Any
    setting: Setting | None
    uncommitted: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """The answer for one path of one asset.

    `value` and `previous` are `ABSENT` where there is none, `default` is what counts then. `uncommitted` says that the
    files differ from the last commit here; `setting` is then the commit before the edit and `previous` what it had.
    `created` says that `setting` made the asset, `removed` that it took it away. `applied` has for each environment the
    first plan that carried the value there. `cut` is the commit at which a shallow clone ends, empty where history is
    whole or was not needed that far. `note` is a sentence where history cannot be asked or says nothing.
    """

    address: Address
    path: Path
    value: Any
    previous: Any = ABSENT
    default: Any = ABSENT
    setting: Setting | None = None
    parts: tuple[Part, ...] = ()
    applied: tuple[Application, ...] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)
    """What the asset itself says under `why`."""
    owner: Address | None = None
    uncommitted: bool = False
    created: bool = False
    removed: bool = False
    cut: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an asset's history: `kind` is created, changed, renamed, moved or removed."""

    kind: str
    setting: Setting
    fields: tuple[FieldChange, ...] = ()
    renamed_from: Address | None = None
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What happened to an asset, newest first. `uncommitted` is what the files change since the last commit; `cut` is
    as in `Why`; `more` says that the walk ended because enough was found."""

    address: Address
    events: tuple[Event, ...]
    uncommitted: tuple[FieldChange, ...] = ()
    cut: str = ""
    more: bool = False
