"""The database that reads people can touch what it is given, and nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from mapconfig.audience.snapshot.database import named, opened, quoted


def test_what_it_is_given_can_be_read_and_written(tmp_path: Path) -> None:
    """
    A snapshot is written into its directory and read back.
    """
    file = tmp_path / "it's.parquet"
    with opened([tmp_path]) as con:
        con.execute(f"COPY (SELECT 1 AS x) TO {quoted(str(file))} (FORMAT parquet)")

        assert con.execute(f"SELECT * FROM read_parquet({quoted(str(file))})").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{outside}/secret.csv')",
        "SELECT * FROM '{outside}/secret.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_text('{inside}/../outside/secret.csv')",
        "SELECT * FROM glob('{outside}/*')",
        "COPY (SELECT 1) TO '{outside}/stolen.csv'",
        "ATTACH '{outside}/stolen.db'",
        "EXPORT DATABASE '{outside}/stolen'",
        "SELECT * FROM read_csv('http://localhost/secret.csv')",
        "INSTALL sqlite",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "SET autoinstall_known_extensions = true",
        "SET temp_directory = '{outside}'",
        "SET extension_directory = '{outside}'",
        "RESET allowed_directories",
        "PRAGMA enable_logging('FileSystem')",
        "CREATE PERSISTENT SECRET (TYPE http)",
    ],
)
def test_what_it_is_not_given_is_out_of_reach(tmp_path: Path, statement: str) -> None:
    """
    No other file, no network, no extension, and no way to unlock any of them.
    """
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.csv").write_text("canary\n1\n")
    before = sorted(outside.iterdir())

    with opened([inside]) as con, pytest.raises(duckdb.Error) as refused:
        con.execute(statement.format(inside=inside, outside=outside)).fetchall()

    assert "canary" not in str(refused.value)
    assert sorted(outside.iterdir()) == before


def test_a_variable_of_the_program_is_no_table(tmp_path: Path) -> None:
    """
    The library would look for tables among the variables of whoever calls it.
    """
    canary = {"x": [1]}
    with opened([tmp_path]) as con, pytest.raises(duckdb.Error):
        con.execute("SELECT * FROM canary")
    assert canary


def test_what_does_not_fit_goes_where_it_is_told(tmp_path: Path) -> None:
    """
    Sorting more than fits into memory uses the directory for that, and leaves nothing there.
    """
    spill = tmp_path / "spill"
    with opened([], memory="64MiB", threads=1, spill=spill) as con:
        con.execute("CREATE TABLE t AS SELECT hash(i) AS h, hash(i + 1) AS g FROM range(3000000) AS r(i)")
        ((rows,),) = con.execute("SELECT count(*) FROM (SELECT h, g FROM t ORDER BY h, g OFFSET 1)").fetchall()

        assert rows == 2_999_999
    assert not list(spill.glob("*"))


def test_names_and_texts_are_quoted() -> None:
    """
    What an org or a source calls a thing never becomes SQL.
    """
    with duckdb.connect() as con:
        for text in ("it's", 'say "hi"', "a;b", "--", "\\", "$$", "é", ""):
            assert con.execute(f"SELECT {quoted(text)}").fetchall() == [(text,)]
            if text:
                assert con.execute(f"SELECT 1 AS {named(text)}").description[0][0] == text
