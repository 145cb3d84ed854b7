"""What one file of an earlier commit says, for whoever walks through the history of an asset."""

from __future__ import annotations

import re
from collections.abc import Callable

from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Kinds
from mapconfig.read.documents import CRM, PERSONAS, FileReading, documents_of, is_asset_file
from mapconfig.read.salesforce import STANDARD_VALUE_SETS
from mapconfig.read.source import UnreadableError


class _Few:
    """A source that holds a few files."""

    label = "files of an earlier commit"

    def __init__(self, content: dict[str, bytes]) -> None:
        self._content = content

    def files(self) -> list[str]:
        return list(self._content)

    def read(self, file: str) -> bytes:
        return self._content[file]


def reader(kinds: Kinds) -> Callable[[str, bytes, Callable[[str], bytes | None]], FileReading | None]:
    """Reads a file by its name and content; the third argument gives the content of a side file, None where there is
    none. The answer is None for a file that holds nothing but faults. A file of the CRM is read with the value set that
    its field names, where that lies in the same project, and without all others."""

    def read(file: str, data: bytes, side: Callable[[str], bytes | None]) -> FileReading | None:
        if file.startswith(CRM):
            from mapconfig.read.crm import read_crm  # with it comes an XML parser

            shared = {name: text for name in _value_sets(file, data) if (text := side(name)) is not None}
            assets, findings = read_crm(_Few({file: data, **shared}))
            found = FileReading(file, assets=tuple(assets), findings=tuple(findings), side_files=tuple(shared))
        elif is_asset_file(file) and not file.startswith(PERSONAS):
            found = documents_of(file, data, kinds, _strict(side))
        else:
            return FileReading(file)
        empty = not (found.assets or found.changes or found.removed)
        return None if empty and any(one.severity is Severity.ERROR for one in found.findings) else found

    return read


_SET_NAME = re.compile(rb"<valueSetName>\s*(\w+)\s*</valueSetName>")


def _value_sets(file: str, data: bytes) -> list[str]:
    """Where the values of a picklist may be, if not in its own file."""
    project, objects, rest = file.rpartition("/objects/")
    steps = rest.split("/")
    if not objects or len(steps) != 3:
        return []
    names = [name.decode("ascii", "replace") for name in _SET_NAME.findall(data)]
    names += [found] if (found := STANDARD_VALUE_SETS.get(f"{steps[0]}.{steps[2].partition('.')[0]}")) else []
    return [
        f"{project}/{sort}Sets/{name}.{sort}Set-meta.xml" for name in names for sort in ("globalValue", "standardValue")
    ]


def _strict(side: Callable[[str], bytes | None]) -> Callable[[str], bytes]:
    def read(file: str) -> bytes:
        data = side(file)
        if data is None:
            raise UnreadableError(file, say("The file is not there."))
        return data

    return read
