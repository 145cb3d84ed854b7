"""`dataclass` as the standard library has it, for modules that most commands load; only the import line is another.

The standard one writes and compiles methods for a class where the class is defined: 0.4 ms a class, and 7 ms for what
it loads itself. A `diff` of five files defines 67 classes, which was a fifth of its time, and makes objects of few.
Here methods are shared, and ``__init__``, which has to be quick, is compiled for the first object of a class: defining
one costs 0.03 ms. A test holds the two to the same behaviour, and to `dataclasses.fields`, `replace` and
`is_dataclass` these classes are dataclasses. Not supported, since nothing here needs them: inherited fields,
`InitVar`, and options that are not below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass", "field", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    from operator import attrgetter

    _NOTHING = object()

    class field:  # the name that the standard library gives it
        """A default that is made anew for each object, or a field that takes no part in comparison or is not shown."""

        __slots__ = ("compare", "default", "default_factory", "repr")

        def __init__(self, *, default=_NOTHING, default_factory=_NOTHING, compare=True, repr=True):
            self.default = default
            self.default_factory = default_factory
            self.compare = compare
            self.repr = repr

    def replace(one, /, **changes):
        """`one` with other values in the fields that `changes` names."""
        kept = {name: getattr(one, name) for name in one.__match_args__ if name not in changes}
        return type(one)(**kept, **changes)

    def dataclass(*, frozen=False, slots=False, eq=True, order=False):
        """Make a dataclass of a class; see `dataclasses.dataclass`."""

        def decorate(cls):
            fields = {name: _field(cls, name) for name in cls.__annotations__}
            for name, one in fields.items():
                if one.default is not _NOTHING:
                    setattr(cls, name, one.default)
                elif name in cls.__dict__:
                    delattr(cls, name)
            return _made(cls, fields, frozen, slots, eq, order)

        return decorate

    def _field(cls, name):
        said = cls.__dict__.get(name, _NOTHING)
        return said if isinstance(said, field) else field(default=said)

    def _made(cls, fields, frozen, slots, eq, order):
        compared = [name for name, one in fields.items() if one.compare]
        told = [name for name, one in fields.items() if one.repr]
        key = attrgetter(*compared) if compared else type  # of a class without fields all objects are equal
        body = {"__match_args__": tuple(fields), "__dataclass_fields__": _StandardFields(fields)}

        def __init__(self, *given, **named):  # gives way to the real one at the first object
            made.__init__ = _compiled_init(made, fields, frozen)
            made.__init__(self, *given, **named)

        def __repr__(self):
            shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in told)
            return f"{type(self).__qualname__}({shown})"

        def __eq__(self, other):
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self):
            return hash(key(self))

        def __lt__(self, other):
            return key(self) < key(other) if other.__class__ is self.__class__ else NotImplemented

        def __le__(self, other):
            return key(self) <= key(other) if other.__class__ is self.__class__ else NotImplemented

        def __gt__(self, other):
            return key(self) > key(other) if other.__class__ is self.__class__ else NotImplemented

        def __ge__(self, other):
            return key(self) >= key(other) if other.__class__ is self.__class__ else NotImplemented

        def __reduce__(self):
            return type(self), tuple(getattr(self, name) for name in fields)

        methods = [__init__, __repr__]
        if eq:
            methods.append(__eq__)
            body["__hash__"] = __hash__ if frozen else None
        if order:
            methods += [__lt__, __le__, __gt__, __ge__]
        if frozen:
            methods += [__setattr__, __delattr__]
            if slots:
                methods.append(__reduce__)  # copies and pickles cannot set what is frozen
        body.update((method.__name__, method) for method in methods)
        body.update((name, value) for name, value in cls.__dict__.items() if name in body and callable(value))
        if slots:
            # Slots are part of a class from its beginning, so it is made a second time.
            gone = {"__dict__", "__weakref__", *fields}
            body = {**{name: value for name, value in cls.__dict__.items() if name not in gone}, **body}
            made = type(cls)(cls.__name__, cls.__bases__, {**body, "__slots__": tuple(fields)})
            made.__qualname__ = cls.__qualname__
        else:
            made = cls
            for name, value in body.items():
                setattr(made, name, value)
        return made

    def _compiled_init(cls, fields, frozen):
        """The ``__init__`` of a class, as fast as one that somebody wrote."""
        names = {"_NOTHING": _NOTHING, "_set": object.__setattr__}
        said, done = ["self"], []
        for name, one in fields.items():
            value = name
            if one.default_factory is not _NOTHING:
                names[f"_make_{name}"] = one.default_factory
                said.append(f"{name}=_NOTHING")
                value = f"_make_{name}() if {name} is _NOTHING else {name}"
            elif one.default is not _NOTHING:
                names[f"_default_{name}"] = one.default
                said.append(f"{name}=_default_{name}")
            else:
                said.append(name)
            done.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            done.append("self.__post_init__()")
        exec(f"def __init__({', '.join(said)}):\n " + "\n ".join(done or ["pass"]), names)
        made = names["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        made.__annotations__ = {**cls.__annotations__, "return": None}
        return made

    def __setattr__(self, name, value):
        _refuse("assign to", name)

    def __delattr__(self, name):
        _refuse("delete", name)

    def _refuse(what, name):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot {what} field {name!r}")

    class _StandardFields:
        """What `dataclasses` asks a class for, made when it asks."""

        def __init__(self, fields):
            self._fields = fields

        def __get__(self, _, cls):
            import dataclasses

            rows = []
            for name, one in self._fields.items():
                options = {"compare": one.compare, "repr": one.repr}
                if one.default_factory is not _NOTHING:
                    options["default_factory"] = one.default_factory
                elif one.default is not _NOTHING:
                    options["default"] = one.default
                rows.append((name, cls.__annotations__[name], dataclasses.field(**options)))
            cls.__dataclass_fields__ = dataclasses.make_dataclass(cls.__name__, rows).__dataclass_fields__
            return cls.__dataclass_fields__
