"""What one file of an earlier commit says, for whoever walks through the history of an asset."""

from __future__ import annotations

from collections.abc import Callable

from mapconfig.finding import Severity
from mapconfig.model import Kinds
from mapconfig.read.org import CRM, FileReading, documents_of, is_asset_file
from mapconfig.read.source import UnreadableError


class _OneFile:
    """A source that holds one file."""

    label = "a file of an earlier commit"

    def __init__(self, file: str, data: bytes) -> None:
        self._file = file
        self._data = data

    def files(self) -> list[str]:
        return [self._file]

    def read(self, file: str) -> bytes:
        assert file == self._file, "no other file is there"
        return self._data


def reader(kinds: Kinds) -> Callable[[str, bytes, Callable[[str], bytes | None]], FileReading | None]:
    """Reads a file by its name and content; the third argument gives the content of a side file, None where there is
    none. The answer is None for a file that holds nothing but faults. A file of the CRM is read alone, without the
    value sets that other files hold."""

    def read(file: str, data: bytes, side: Callable[[str], bytes | None]) -> FileReading | None:
        if file.startswith(CRM):
            from mapconfig.read.crm import read_crm  # with it comes an XML parser

            assets, findings = read_crm(_OneFile(file, data))
            found = FileReading(file, assets=tuple(assets), findings=tuple(findings))
        elif is_asset_file(file):
            found = documents_of(file, data, kinds, _strict(side))
        else:
            return FileReading(file)
        empty = not (found.assets or found.changes or found.removed)
        return None if empty and any(one.severity is Severity.ERROR for one in found.findings) else found

    return read


def _strict(side: Callable[[str], bytes | None]) -> Callable[[str], bytes]:
    def read(file: str) -> bytes:
        data = side(file)
        if data is None:
            raise UnreadableError(file, "The file is not there.")
        return data

    return read
