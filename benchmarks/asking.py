"""A browser as plain as it can be: one connection, cookies, forms. Its own time is nobody's figure."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="(csrf|csrfmiddlewaretoken|csrf_token)"[^>]*?value="([^"]+)"')
_AS_BROWSERS_DO = {
    "Accept": "text/html",
    "Accept-Encoding": "gzip",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `wire` is how many bytes the body took on its way."""

    status: int
    text: str
    location: str
    wire: int

    @property
    def token(self) -> dict[str, str]:
        """The hidden field that has to be sent with the forms of this page."""
        found = _TOKEN.search(self.text)
        return {found[1]: found[2]} if found else {}


class Browser:
    """Asks one server over one connection, and carries its cookies."""

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        self._connection = HTTPConnection(address, timeout=120)
        self._headers = {**_AS_BROWSERS_DO, **(headers or {})}
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Answer:
        """Send a form."""
        body = urlencode(list(fields.items()) if isinstance(fields, Mapping) else list(fields), doseq=True)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body.encode(), kind)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def post_file(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
        """Send a form with a file in its field `file`."""
        mark, parts = token_hex(16), list[bytes]()
        for key, value in fields.items():
            parts.append(f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode())
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + content)
        body = b"".join(b"--%s\r\n%s\r\n" % (mark.encode(), part) for part in parts)
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask("POST", path, body + f"--{mark}--\r\n".encode(), kind)

    def send_form(self, path: str, fields: Mapping[str, Any]) -> Answer:
        """Open the page of a form and send it from there."""
        return self.post(path, {**self.get(path).token, **fields})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        carried = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if carried:
            headers = {**headers, "Cookie": carried}
        try:
            return self._once(method, path, body, headers)
        except (HTTPException, ConnectionError):
            # The server ended a connection that had rested for long.
            self._connection.close()
            return self._once(method, path, body, headers)

    def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        self._connection.request(method, path, body, {**self._headers, **headers})
        answer = self._connection.getresponse()
        sent = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._keep(line)
        whole = gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent
        location = answer.headers.get("Location", "")
        return Answer(answer.status, whole.decode("utf-8", errors="replace"), location, len(sent))

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
