"""YAML text as the events of libyaml; the only module that knows PyYAML.

Its loaders are not used: the fast one ends the process on deep nesting, and all of them let the last of two equal keys
win and read `no` as false. The strict loader (`mapconfig.read.strict`) makes values of these events.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]  # the stubs leave it out
except ImportError:  # PyYAML was built without libyaml: the same events, ten times slower
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Parser(Reader, Scanner, Parser):  # type: ignore[no-redef]  # one of the two
        def __init__(self, stream: Any) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)


__all__ = [
    "AliasEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "MarkedYAMLError",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
    "events",
]


def events(text: bytes) -> Callable[[], Any]:
    """Gives the next event of `text` whenever it is called; raises YAMLError where the text is no YAML."""
    return cast(Callable[[], Any], _Parser(text).get_event)
