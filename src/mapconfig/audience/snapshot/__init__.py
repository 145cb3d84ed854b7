"""People on disk as engines read them: typed columns in Parquet, in blocks, without anything that tells who they are.

A snapshot is a directory of the user's alone. `manifest.json` says what is in it; the tables lie beside it, one file
for each block of people, so that whoever counts needs memory for one block however many people there are:

    people/NNNNN.parquet         person, and a column for each field of the person and of the one related records
    activities/NNNNN.parquet     person, verb (place in the manifest's verbs), name (a code or NULL), at
    names.parquet                code, name
    related-REL/NNNNN.parquet    person, and a column for each field of a relation of which a person may have many
    lists/NNNNN.parquet          person, list (place in the manifest's lists)
    changes/NNNNN.parquet        person, field, before, after, at
    enrolments/NNNNN.parquet     person, journey (place in the manifest's journeys), step, since

People are numbered from 0 without a gap; block b holds those from ``block * b`` on. In a block file rows lie in any
order: place them by person. A file may be missing where a block has no rows, except in ``people``. A table that the
source has not is None in the manifest, and what needs it is unknown, never zero.

Values are as the oracle's `read_as` sees them: text in Unicode's composed form (NFC), numbers as BIGINT where all of a
field are whole and as DOUBLE otherwise, dates as TIMESTAMP in UTC to the microsecond, yes-no as BOOLEAN. Empty, NaN and
what cannot be read as the field's type are NULL. Of a field in the manifest's `marked` only whether it is blank is
kept. Rows at `as_of` or later are kept too: an engine must not see them.
"""

from mapconfig.audience.snapshot.manifest import SET, Manifest, Snapshot, SnapshotBroken, lacks
from mapconfig.audience.snapshot.persons import from_people

__all__ = ["SET", "Manifest", "Snapshot", "SnapshotBroken", "from_people", "lacks"]
