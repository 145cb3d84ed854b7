"""The floor of reading: walk a directory, read its YAML files and let libyaml parse them, without making any object."""

from __future__ import annotations

import os
import sys

from yaml.cyaml import CParser  # type: ignore[attr-defined]


def main(root: str) -> None:
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.name.endswith(".yaml"):
                    descriptor = os.open(entry.path, os.O_RDONLY)
                    data = os.read(descriptor, 1 << 20)
                    os.close(descriptor)
                    CParser(data).raw_parse()


if __name__ == "__main__":
    main(sys.argv[1])
