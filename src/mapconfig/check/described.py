"""What everybody who makes findings says about each of their codes."""

from __future__ import annotations

from typing import Protocol

from mapconfig.finding import Severity


class Described(Protocol):
    """A code that findings can have, for ever; `page` is its manual page in Markdown."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def summary(self) -> str: ...
    @property
    def page(self) -> str: ...
