"""A browser that holds one connection and its cookies."""

import http.client
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode


class Visitor:
    """Signs in by the form, gets pages, posts forms; every answer with its milliseconds."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[int, float, bytes]:
        """Status, milliseconds, body."""
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> tuple[int, float, bytes]:
        """A form; the page's token goes with it."""
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urlencode(fields))

    def sign_in(self, path: str, username: str, password: str) -> float:
        """Milliseconds of the POST. Raises RuntimeError when it is refused."""
        if "csrftoken" not in self.cookies:
            self.get(path)
        status, took, _body = self.post(path, login=username, password=password)
        if status != http.client.FOUND:
            message = f"{username} was not let in: {status}"
            raise RuntimeError(message)
        return took

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, float, bytes]:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - begun) * 1000
        for line in answer.headers.get_all("Set-Cookie") or []:
            for key, morsel in SimpleCookie(line).items():
                self.cookies[key] = morsel.value
        return answer.status, took, content
