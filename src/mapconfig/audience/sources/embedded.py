"""The people of the embedded platform: the tables of its file, by a mapping that is built in."""

from __future__ import annotations

from mapconfig.audience.mapping import (
    ActivityTable,
    Column,
    EnrolmentTable,
    Link,
    ListTable,
    PeopleSource,
    PeopleTable,
    RelatedTable,
)
from mapconfig.backends.embedded.population import COLUMNS, VERBS


def _columns(table: str, *left_out: str) -> dict[str, Column]:
    """The columns of a table as fields of the same names; the platform's moments are seconds."""
    return {
        name: Column(name, "seconds" if name.endswith("_at") else "") for name in COLUMNS[table] if name not in left_out
    }


MAPPING = PeopleSource(
    source="embedded",
    people=PeopleTable("person", "number", _columns("person", "account")),
    related={
        "account": RelatedTable("account", "number", _columns("account"), by="account"),
        "contract": RelatedTable("contract", "account", _columns("contract", "account"), by="account"),
        "opportunity": RelatedTable(
            "opportunity",
            "number",
            _columns("opportunity", "account"),
            link=Link("role", "person", "opportunity", _columns("role", "person", "opportunity")),
        ),
    },
    activities=(
        ActivityTable(
            "activity",
            "person",
            Column("at", "seconds"),
            verb_column="verb",
            verbs={str(code): verb for code, (verb, _) in enumerate(VERBS)},
            name="name",
        ),
    ),
    lists=ListTable("member", "person", "list"),
    enrolments=EnrolmentTable("enrolment", "person", "journey", "step", Column("since", "seconds")),
)
