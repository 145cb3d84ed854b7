"""One way to write a value as bytes, so that equal values have equal digests."""

from __future__ import annotations

import json
from typing import Any

#: Made once: `json.dumps` makes an encoder at each call, which costs more than a short value.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON: keys sorted, no spaces, UTF-8.

    For what mapconfig holds (text, booleans, integers below 2**53, short decimals, and mappings and sequences of
    them) this is RFC 8785; a test compares it with an independent implementation. Raises ValueError on NaN.
    """
    return _encode(value).encode("utf-8", "surrogatepass")


def digest(value: Any) -> str:
    """The SHA-256 of `canonical(value)`, in hexadecimal."""
    import hashlib  # 2 ms and 4 MB, which no command spends that only looks

    return hashlib.sha256(canonical(value)).hexdigest()
