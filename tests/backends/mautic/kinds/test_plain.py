"""What kinds have in common: each says all that a kind has to say, or cannot be made."""

from __future__ import annotations

import pytest

from mapconfig.backends.mautic.kinds import KINDS
from mapconfig.backends.mautic.kinds.plain import Held, Plain, Single
from mapconfig.backends.mautic.kinds.running import Running
from mapconfig.backends.mautic.types import STAGE


@pytest.mark.parametrize(
    ("base", "missing"),
    [
        (Held, {"kept", "fetch", "read", "find", "create", "update"}),
        (Single, {"kept", "_thing", "create", "update"}),
        (Plain, {"columns", "body", "attributes"}),
        (Running, {"kept", "found", "create", "update"}),
    ],
)
def test_a_kind_that_leaves_something_out_is_found_before_it_runs(base: type[Held], missing: set[str]) -> None:
    """By the type checker, which counts what is abstract, and at the latest when it is made."""

    class Half(base):  # type: ignore[misc, valid-type]  # whichever base it is
        kind = "half"
        type = STAGE

    assert Half.__abstractmethods__ == missing
    with pytest.raises(TypeError, match="abstract"):
        Half()


def test_what_has_no_mark_is_called_by_its_name_or_its_number() -> None:
    """Of what somebody made by hand; a mark of another kind says that it is a part of something else."""
    stage = KINDS["stage"]
    assert isinstance(stage, Held)
    said = {"Qualified lead": "qualified-lead", "": "stage-7", "???": "stage-7"}
    assert {name: stage.key_of({"id": 7, "name": name, "description": None}) for name in said} == said
    marked = {"id": 7, "name": "A", "description": "About it (mapconfig: stage/mql)"}
    assert stage.key_of(marked) == "mql" and stage.mine(marked)
    assert not stage.mine({"id": 7, "name": "A", "description": "(mapconfig: rule/mql)"})
