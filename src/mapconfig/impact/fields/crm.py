"""What the change of a field of the CRM does to whatever is synced with it (D2)."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.diff import How
from mapconfig.impact.effect import Effect
from mapconfig.impact.fields.edit import Edit
from mapconfig.language import say

#: Attributes of a CRM field that decide which values people can have.
_CRM_MEANING = ("type", "values", "formula", "reference_to", "uses", "value_set")


def crm_field(edit: Edit) -> Iterator[Effect] | None:
    """A field of the CRM that means something else now (D2)."""
    situation = edit.situation
    if situation.address.kind != "crm-field":
        return None
    users = sorted({edge.source for edge in situation.links.used_by(situation.address)})
    if not users:
        return iter([edit.has("cosmetic", say("nothing here depends on this field"))])
    if edit.path[0] not in _CRM_MEANING:
        return iter([edit.has("cosmetic", say("the values people have stay as they are"))])
    if edit.path[0] == "values" and edit.change.how in (How.ADDED, How.MOVED):
        return iter([edit.has("tuning", say("people who have another value keep it"))])
    first: str = users[0]
    if len(users) > 1:
        first = say("{asset} and {more} more", asset=first, more=len(users) - 1)
    return iter(
        [
            edit.has(
                "re-evaluates",
                say("{users}, and whatever tests them, mean something else or break", users=first),
            )
        ]
    )
