"""The quick `dataclass` does what the standard library's does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from mapconfig import values


def classes(library: Any) -> dict[str, type]:
    """The same few classes as `library` makes them."""

    @library.dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0
        tags: list[str] = library.field(default_factory=list)
        note: str = library.field(default="", compare=False, repr=False)

    @library.dataclass(frozen=True, slots=True, order=True)
    class Place:
        file: str
        line: int = 1

    @library.dataclass(frozen=True)
    class Cached:
        name: str

        def __post_init__(self) -> None:
            if not self.name:
                raise ValueError("nameless")

        def __repr__(self) -> str:
            return f"<{self.name}>"

    @library.dataclass(slots=True)
    class Count:
        number: int = 0

    @library.dataclass(slots=True, eq=False)
    class Node:
        below: list[Any] = library.field(default_factory=list)

    @library.dataclass(frozen=True, slots=True)
    class Empty:
        pass

    return {one.__name__: one for one in (Point, Place, Cached, Count, Node, Empty)}


OURS, STANDARD = classes(values), classes(dataclasses)


def said(does: Callable[[], Any]) -> Any:
    """What `does` gives, or the error that it raises."""
    try:
        return does()
    except Exception as error:  # whichever it is, the other library has to raise it too
        return type(error), str(error)


def assign(one: Any, name: str, value: Any) -> Any:
    setattr(one, name, value)
    return one


@pytest.mark.parametrize(
    "use",
    [
        lambda of: repr(of["Point"](1, 2, ["a"], "seen")),
        lambda of: repr(of["Cached"]("x")),
        lambda of: repr(of["Empty"]()),
        lambda of: of["Point"](1) == of["Point"](1, 0, [], "not compared"),
        lambda of: of["Point"](1) == of["Point"](2),
        lambda of: of["Point"](1) == of["Place"]("a"),
        lambda of: of["Empty"]() == of["Empty"](),
        lambda of: of["Node"]() == of["Node"](),
        lambda of: of["Count"](3) == of["Count"](number=3),
        lambda of: hash(of["Place"]("a")) == hash(of["Place"]("a", 1)),
        lambda of: hash(of["Count"]()),
        lambda of: hash(of["Point"](1)),
        lambda of: isinstance(hash(of["Node"]()), int),
        lambda of: of["Place"]("a", 2) < of["Place"]("a", 10),
        lambda of: of["Place"]("b") <= of["Place"]("a"),
        lambda of: of["Place"]("b") > of["Place"]("a"),
        lambda of: of["Place"]("a") >= of["Place"]("a"),
        lambda of: of["Point"](1) < of["Point"](2),
        lambda of: [of["Place"]("a").__lt__(1), of["Place"]("a").__le__(1)],
        lambda of: [of["Place"]("a").__gt__(1), of["Place"]("a").__ge__(1)],
        lambda of: assign(of["Point"](1), "x", 2),
        lambda of: delattr(of["Point"](1), "x"),
        lambda of: repr(assign(of["Count"](1), "number", 2)),
        lambda of: assign(of["Count"](1), "other", 2),
        lambda of: of["Point"](),
        lambda of: of["Point"](1, 2, [], "", 5),
        lambda of: of["Point"](1, z=1),
        lambda of: of["Cached"](""),
        lambda of: of["Point"](1).tags is of["Point"](1).tags,
        lambda of: repr(copy.copy(of["Point"](1, 2))),
        lambda of: repr(copy.deepcopy(of["Place"]("a", 2))),
        lambda of: repr(dataclasses.replace(of["Point"](1, 2), x=5)),
        lambda of: dataclasses.replace(of["Point"](1), z=5),
        lambda of: dataclasses.asdict(of["Point"](1, 2, ["a"])),
        lambda of: dataclasses.is_dataclass(of["Node"]),
        lambda of: [(each.name, each.type, each.compare) for each in dataclasses.fields(of["Point"])],
        lambda of: [each.default for each in dataclasses.fields(of["Place"]) if each.name == "line"],
        lambda of: (of["Point"].__match_args__, of["Point"].__slots__, of["Point"].__name__, of["Point"].__module__),
        lambda of: hasattr(of["Cached"]("x"), "__dict__"),
        lambda of: of["Point"].__init__.__annotations__ if of["Point"](1) else None,
    ],
)
def test_it_is_used_like_the_standard_one(use: Callable[[dict[str, type]], Any]) -> None:
    """
    A class made here behaves like one that the standard library makes, down to its errors.
    """
    assert said(lambda: use(OURS)) == said(lambda: use(STANDARD))


def test_replace_changes_what_it_is_told() -> None:
    """
    Its own `replace` is that of the standard library, without loading it.
    """
    point = OURS["Point"](1, 2, ["a"], "seen")
    changed = values.replace(point, y=3)

    assert changed == dataclasses.replace(point, y=3)
    assert changed.note == "seen"


@values.dataclass(frozen=True, slots=True)
class Kept:
    """One that can be found by its name, as pickles need it."""

    name: str
    more: tuple[int, ...] = ()


def test_objects_can_be_pickled() -> None:
    """
    Frozen objects with slots can be sent to another process.
    """
    assert pickle.loads(pickle.dumps(Kept("a", (1, 2)))) == Kept("a", (1, 2))


def test_frequent_commands_do_without_the_standard_one() -> None:
    """
    The rooms that a `diff` loads define their classes here, so that nobody waits for the standard library to.
    """
    code = (
        "import sys, mapconfig.index.compare, mapconfig.index.advance, mapconfig.report.changes;"
        "print('dataclasses' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={})

    assert done.stdout.strip() == "False"


def test_the_module_has_the_names_of_the_standard_one() -> None:
    """
    Another import line is all that tells a module that uses it.
    """
    standard: ModuleType = dataclasses

    assert [name for name in values.__all__ if not hasattr(standard, name)] == []
