"""Hypothesis strategies for what orgs are made of. Only this module of the room needs hypothesis.

Values follow the annotations of a kind's schema, not its every rule: they have addresses where addresses stand and
criteria where criteria stand, and are otherwise as awkward as YAML allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.model import Asset, Kind, Kinds, Org, Shape, normalise
from mapconfig.testing.build import kinds as shipped

#: Keys that are awkward in one way or another, few enough for two assets to name the same one.
KEYS = st.sampled_from(["a", "vip", "17", "id-17", "id-017", "id-0", "deleted-3", "A.b_c-d", "x" * 60])

#: Text with everything that is hard to store, to quote or to compare.
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "yes", "no", "null", "1", "1e3", "2026-01-01", "İş", "é", "é", "a\nb\n", "\ttab", "list/id-3"]
    ),
    st.text(st.sampled_from("aZ09 .-_/{}:#'\"\\\n\t\x7f\u00a0\u202eéßİ\U0001f33e"), max_size=12),
)

_SENTENCES = (
    "score >= 50",
    "grade is at least B-",
    "industry is Golf or blank",
    "country in [FR, DE]",
    "account.type is not Customer",
    "in list {key}",
    "not in list {key}",
    "opened email {key} at least 2 times in last 30 days",
    "never clicked any email",
    "submitted form {key} since 2026-01-01",
    "last_activity_at more than 30 days ago",
    "this is no sentence at all",
)

SENTENCES = st.builds(lambda form, key: form.format(key=key), st.sampled_from(_SENTENCES), KEYS)

#: Criteria as they stand in a file: a group, or a sequence of sentences and groups.
CRITERIA: st.SearchStrategy[Any] = st.lists(
    st.recursive(
        SENTENCES,
        lambda below: st.one_of(
            st.builds(
                lambda word, items: {word: items}, st.sampled_from(["all", "any", "none"]), st.lists(below, max_size=3)
            ),
            st.builds(
                lambda items: {"some opportunity": items},
                st.lists(st.just('stage is "Closed Won"'), min_size=1, max_size=2),
            ),
        ),
        max_leaves=6,
    ),
    min_size=1,
    max_size=4,
)

#: Any JSON value, small.
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(-1e9, 1e9), TEXTS),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(TEXTS, below, max_size=3)),
    max_leaves=5,
)

#: What every kind has and what has a fixed type wherever it stands.
_TYPED: Mapping[str, st.SearchStrategy[Any]] = {
    "title": TEXTS.filter(bool),
    "state": st.sampled_from(["draft", "active", "paused", "archived"]),
    "tags": st.lists(TEXTS, max_size=4, unique=True),
    "protected": st.booleans(),
    "operational": st.booleans(),
    "required": st.booleans(),
    "static": st.booleans(),
    "repeat": st.booleans(),
    "ordered": st.booleans(),
}


def addresses(kinds: Sequence[str]) -> st.SearchStrategy[Address]:
    """Addresses of these kinds."""
    return st.builds(Address.of, st.sampled_from(list(kinds)), KEYS)


@cache
def attributes(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """Attributes of `kind`, as a file would have them."""
    names = [name for name in kind.shape.properties if name not in ("kind", "key", "renamed_from", "vendor")]
    chosen = {name: _at(name, kind.shape.properties[name]) for name in names if not kind.shape.properties[name].file}
    vendor = st.dictionaries(st.sampled_from(["embedded", "mautic"]), VALUES, max_size=2)
    return st.fixed_dictionaries({}, optional={**chosen, "vendor": vendor})


def assets(kinds: Kinds | None = None) -> st.SearchStrategy[Asset]:
    """Assets in normal form, of kinds that can be planned."""
    known = kinds or shipped()
    usable = [kind for name, kind in known.items() if name != "crm-field"]
    return st.sampled_from(usable).flatmap(
        lambda kind: st.builds(
            lambda key, raw: Asset(Address.of(kind.name, key), normalise(kind, raw)), KEYS, attributes(kind)
        )
    )


def orgs(kinds: Kinds | None = None, max_size: int = 8) -> st.SearchStrategy[Org]:
    """Small orgs, in which references lead somewhere or nowhere."""
    known = kinds or shipped()
    return st.lists(assets(known), max_size=max_size).map(lambda found: Org.of(known, found))


def _at(name: str, shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """A value for a position called `name`."""
    if shape.criteria:
        return CRITERIA
    if shape.reference is not None:
        return addresses(shape.reference.to).map(str)
    if shape.embeds:
        embed = st.builds(
            lambda form, key: form.format(key), st.sampled_from(["{{{{ snippet/{} }}}}", "{{{{snippet/{}}}}}"]), KEYS
        )
        return st.lists(st.one_of(TEXTS, embed), max_size=4).map("".join)
    if shape.items is not None and name in ("tags",):
        return _TYPED["tags"]
    if shape.items is not None:
        return st.lists(_at(name, shape.items, depth + 1), max_size=3)
    if shape.properties:
        below = {
            step: _at(step, child, depth + 1)
            for step, child in shape.properties.items()
            if depth < 3 and not child.file
        }
        return st.fixed_dictionaries({}, optional=below)
    return _TYPED.get(name, TEXTS | st.integers(0, 1000))
