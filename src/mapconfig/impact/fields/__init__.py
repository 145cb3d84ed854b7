"""What the change of one field does to people, where both sides have to be looked at to tell.

Each reading takes a field it knows and gives its effects; a field that no reading knows has the class of its schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.diff import FieldChange, shape_at
from mapconfig.impact import switching
from mapconfig.impact.effect import Effect
from mapconfig.impact.fields.consent import asked_consent, held_back, operational, purpose, suppression
from mapconfig.impact.fields.crm import crm_field
from mapconfig.impact.fields.edit import Edit, Reading
from mapconfig.impact.fields.mailing import batches, recipients, time
from mapconfig.impact.fields.membership import leaving, membership, other_criteria
from mapconfig.impact.fields.steps import actions, entry, steps
from mapconfig.impact.situation import Situation


def effects_of(situation: Situation, change: FieldChange) -> Iterator[Effect]:
    """The effects of one changed field."""
    edit = Edit(situation, change, shape_at(situation.kind.shape, change.path))
    for reading in READINGS:
        found = reading(edit)
        if found is not None:
            effects = list(found)
            yield from effects or [edit.plain()]
            return
    yield edit.plain()


def _state(edit: Edit) -> Iterator[Effect] | None:
    return switching.state_changed(edit.situation) if edit.path == ("state",) else None


#: Asked in this order; the first that knows the field answers.
READINGS: tuple[Reading, ...] = (
    _state,
    crm_field,
    suppression,
    held_back,
    operational,
    purpose,
    asked_consent,
    membership,
    leaving,
    other_criteria,
    entry,
    recipients,
    time,
    batches,
    steps,
    actions,
)
