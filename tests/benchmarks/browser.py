"""A browser as bare as can be: one connection that stays open, one session."""

from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


class Browser:
    """Asks one server; every answer must have the status that is expected."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = HTTPConnection(host, port)
        self._headers: dict[str, str] = {}

    def reconnect(self) -> None:
        """Open a new connection, where the server has tired of waiting on the old one."""
        self._connection.close()
        self.get("/health/live")

    def get(self, path: str, **query: str) -> bytes:
        """Read a page; gives its body."""
        return self._ask("GET", f"{path}?{urlencode(query)}", None, 200)

    def post(self, path: str, form: Mapping[str, str] | None = None) -> None:
        """Post a form that is taken."""
        self._ask("POST", path, urlencode(form or {}), 303)

    def sign_in(self, email: str, password: str) -> None:
        """Begin a session by the page, and keep it."""
        self.post("/sign-in", {"email": email, "password": password})

    def _ask(self, method: str, target: str, body: str | None, expected: int) -> bytes:
        self._connection.request(method, target, body, {**FORM, **self._headers})
        answer = self._connection.getresponse()
        text = answer.read()
        assert answer.status == expected, f"{method} {target}: {answer.status} {text.decode()}"
        if cookie := answer.getheader("Set-Cookie"):
            self._headers["Cookie"] = cookie.partition(";")[0]
        return text
