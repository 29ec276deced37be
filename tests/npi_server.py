"""The public register of NPIs, answering as its documentation says; and as servers that do not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

GRACE, CLOSED, CLINIC, NOBODY = "1234567893", "1679576722", "1003000126", "1245319599"
SLOW, BROKEN, HUGE, WRONG, LIST, REFUSED = (
    *("1000000004", "1000000012", "1000000020", "1000000038", "1000000046", "1000000053"),
)
# How long the slow one takes; whoever waits for it has been asked too much.
SLOW_SECONDS = 5


def entry(number: str, kind: str = "NPI-1", status: str = "A") -> dict[str, Any]:
    """One provider as the register writes them."""
    return {
        "created_epoch": "1127088000000",
        "enumeration_type": kind,
        "number": number,
        "basic": {
            "first_name": "GRACE",
            "last_name": "OKORO",
            "middle_name": "--",
            "credential": "M.D.",
            "sole_proprietor": "NO",
            "status": status,
        },
        "taxonomies": [
            {
                "code": "207R00000X",
                "desc": "Internal Medicine",
                "primary": False,
                "state": "CA",
                "license": "C1",
            },
            {
                "code": "207Q00000X",
                "desc": "Family Medicine",
                "primary": True,
                "state": "AZ",
                "license": "48213",
            },
        ],
        "addresses": [{"address_purpose": "LOCATION", "city": "PHOENIX", "state": "AZ"}],
    }


def answer_to(number: str) -> bytes:
    """What is answered about a number."""
    known = {GRACE: entry(GRACE), CLOSED: entry(CLOSED, status="D"), CLINIC: entry(CLINIC, "NPI-2")}
    if len(number) != 10:
        words = {"description": "Number must be 10 digits", "field": "number", "number": "08"}
        return json.dumps({"Errors": [words]}).encode()
    odd = {BROKEN: b'{"result_count": 1, "results": [', HUGE: b" " * 5_000_000, LIST: b"[1, 2]"}
    odd |= {WRONG: json.dumps({"results": [{"number": 7, "basic": "x", "taxonomies": "y"}]}).encode()}
    found = [known[number]] if number in known else []
    return odd.get(number, json.dumps({"result_count": len(found), "results": found}).encode())


class _Register(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        number = asked.get("number", [""])[0]
        assert asked["version"] == ["2.1"]
        if number == SLOW:
            time.sleep(SLOW_SECONDS)
        self.send_response(503 if number == REFUSED else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer_to(number))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def npi_register() -> Iterator[str]:
    """Serve the register; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Register)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/"
    finally:
        server.shutdown()
        server.server_close()
