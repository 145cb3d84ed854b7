"""Looking at a Tryton and meddling with it, as a person or another program would; nothing of the adapter is used."""

from __future__ import annotations

import http.client
import json
from base64 import b64encode
from typing import Any

SCENARIO = "marketing.automation.scenario"
ACTIVITY = "marketing.automation.activity"
CATEGORY = "party.category"


class Refused(Exception):
    """What Tryton answered instead of a result."""


class Client:
    """A session of one user, opened again when the server does not know it any more."""

    def __init__(self, port: int, database: str, user: str, password: str) -> None:
        self.port = port
        self.database = database
        self._login = (user, password)
        self._header = ""
        self._log_in()

    def call(self, method: str, *params: Any) -> Any:
        """The result of a method. Raises Refused."""
        context = {"active_test": False}
        status, said = self._post(method, [*params, context])
        if status == 401:
            self._log_in()
            status, said = self._post(method, [*params, context])
        return _result(status, said)

    def _log_in(self) -> None:
        user, password = self._login
        self._header = ""
        number, token, *_ = _result(*self._post("common.db.login", [user, {"password": password}, "en"]))
        self._header = "Session " + b64encode(f"{user}:{number}:{token}".encode()).decode()

    def _post(self, method: str, params: list[Any]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = json.dumps({"id": 1, "method": method, "params": params}).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": self._header} if self._header else {})}
        try:
            connection.request("POST", f"/{self.database}/rpc/", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def records(self, model: str, *fields: str, where: list[Any] | None = None) -> list[dict[str, Any]]:
        """All records of a model, by id."""
        found = self.call(f"model.{model}.search_read", where or [], 0, None, [["id", "ASC"]], list(fields))
        assert isinstance(found, list)
        return found

    def create(self, model: str, /, **values: Any) -> int:
        """Make a record; its id."""
        return int(self.call(f"model.{model}.create", [values])[0])

    def write(self, model: str, number: int, /, **values: Any) -> None:
        """Change a record."""
        self.call(f"model.{model}.write", [number], values)

    def delete(self, model: str, *numbers: int) -> None:
        """Remove records."""
        self.call(f"model.{model}.delete", list(numbers))

    def press(self, button: str, number: int, model: str = SCENARIO) -> None:
        """Press a button of a record, such as `run`."""
        self.call(f"model.{model}.{button}", [number])

    def writes(self) -> int:
        """How many changes Tryton has carried out so far: records made, and what its own log says of all others."""
        made = sum(self.call(f"model.{model}.search_count", []) for model in (SCENARIO, ACTIVITY, CATEGORY))
        return int(made) + len(self.records("ir.model.log", "event"))


def _result(status: int, said: bytes) -> Any:
    if status != 200:
        raise Refused(f"{status} {said[:200]!r}")
    body = json.loads(said)
    if "error" in body:
        raise Refused(str(body["error"])[:500])
    return body["result"]
