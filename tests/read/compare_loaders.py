"""Read mutated files with the quick and with the strict loader, and stop at the first that they read differently.

A script of its own, since the quick loader needs another Python than the tests may have: run by the campaign in
test_fast.py, or by hand with yamlrocks installed: `python tests/read/compare_loaders.py --seconds 60`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from mapconfig.read import fast, yaml

PIECES = [
    " ",
    "\n",
    ": ",
    ":",
    "- ",
    "-",
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "'",
    "#",
    " #",
    ">",
    ">-",
    "|",
    "|-",
    "|+",
    "|\n  a\n",
]
PIECES += [
    "---\n",
    "\n---\n",
    "yes",
    "1",
    "012",
    "1_0",
    "12:30",
    "1.5",
    "1e3",
    "null",
    "~",
    "a",
    "?",
    "<",
    "=",
    "..",
    "é",
    "-1",
]
PIECES += [
    "0x1f",
    ".5",
    "+",
    "\n\n",
    "true",
    "\n- ",
    "\na: b",
    "...\n",
    "  ",
    "\n  ",
    "\n    ",
    "  - ",
    "\n  - ",
    "\n  # c\n",
]
PIECES += ["\n    a: b\n", "\n  - a: 1\n", '\n  - "a"', "\n  - [a]"]


def mutated(chance: random.Random, documents: list[bytes]) -> bytes:
    """One of `documents`, or a heap of pieces, with a few things in it changed."""
    if chance.random() < 0.5:
        data = bytearray(chance.choice(documents))
    else:
        data = bytearray("".join(chance.choice(PIECES) for _ in range(chance.randint(1, 12))).encode())
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice([0, 0, 1, 2, 2, 4, 5, 20]))
        data[start:end] = chance.choice(PIECES).encode() if chance.random() < 0.7 else b""
    return bytes(data)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    documents = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "org-config").rglob("*.yaml"))]
    if fast.documents(b"a: b\n") is None:
        print("The quick loader is not installed.")
        return 2
    compared = 0
    end = time.monotonic() + arguments.seconds
    while time.monotonic() < end:
        data = mutated(chance, documents)
        found = fast.documents(data)
        if found is None:
            continue
        compared += 1
        strict = yaml.read(data, "f")
        if strict.findings or strict.notes or strict.reworded or repr(found) != repr(strict.documents):
            print(f"Read differently: {data!r}\nquick: {found}\nstrict: {strict}")
            return 1
    print(f"{compared} files were read by both loaders alike.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
