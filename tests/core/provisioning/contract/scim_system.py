"""A hostile health system that speaks SCIM: a real server, and what stands between it and the connector."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from scim2_models import User

from core.applications.connectors import READ
from core.plugin_api import Grant
from core.provisioning.connectors.scim import OURS, ScimConnector
from tests.core.provisioning.contract.faults import SLOW_SECONDS, Faults
from tests.core.provisioning.contract.system import NEIGHBOR
from tests.core.provisioning.directories import OWN
from tests.scim_server import TOKEN, ScimServer, scim_server

SECONDS = 1
JSON = [("Content-Type", "application/scim+json")]
Start = Callable[..., Any]
LEAVING_OUT = ("active", "entitlements", "externalId", "userName")


@dataclass
class HostileScim(ScimServer):
    """Draws a fault for each request and does it."""

    faults_drawn: Faults = field(default_factory=lambda: Faults(0))
    before: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        writing = environ["REQUEST_METHOD"] != "GET"
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) if writing else b""
        again: dict[str, Any] = {**environ, "wsgi.input": io.BytesIO(body)}
        kind = self.faults_drawn.drawn(writing=writing)
        status, answer = self._written(kind, again, body) if writing else self._read(kind, again)
        elsewhere = [("Location", "https://elsewhere.example/v2")] if status[0] == "3" else []
        start(status, [*JSON, *elsewhere])
        return [answer]

    def _really(self, environ: dict[str, Any]) -> tuple[str, bytes]:
        said: list[str] = []
        answer = b"".join(self._answer(environ, lambda status, *_: said.append(status)))
        return said[0], answer

    def _written(self, kind: str, environ: dict[str, Any], body: bytes) -> tuple[str, bytes]:
        if kind:
            self.faults_drawn.happened(kind)
        making = environ["REQUEST_METHOD"] == "POST"
        match kind:
            case "loses the write" | "says yes and does nothing" if making:
                return "201 Created", json.dumps({**json.loads(body), "id": "lost"}).encode()
            case "says yes and does nothing":
                return self._really({**environ, "REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()})
            case "loses the write":
                return "204 No Content", b""
            case "claims a conflict":
                return "409 Conflict", _error(409)
            case "fails at once":
                return "503 Unavailable", _error(503)
        done = self._really(environ)
        if kind == "does it and times out":
            time.sleep(SECONDS + 0.3)
        return ("500 Oh", _error(500)) if kind == "does it and fails" else done

    def _read(self, kind: str, environ: dict[str, Any]) -> tuple[str, bytes]:
        address = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        status, real = self._really(environ)
        old, self.before[address] = self.before.get(address, real), real
        if status[0] != "2" or not kind:
            return status, real
        answer = self._misread(kind, real, old)
        if kind == "redirects":
            status = "302 Found"
        if answer != real or kind in ("redirects", "is slow"):
            self.faults_drawn.happened(kind)
        return status, answer

    def _misread(self, kind: str, real: bytes, old: bytes) -> bytes:
        found = json.loads(real)
        shown = found.get("Resources", [])
        match kind:
            case "lists double" if shown:
                return json.dumps({**found, "Resources": [*shown, *shown]}).encode()
            case "pages wrongly" if shown:
                less = {**found, "Resources": []}
                more = {**found, "totalResults": len(shown) + 1}
                return json.dumps(self.faults_drawn.chance.choice([less, more])).encode()
            case "leaves a field out":
                name = self.faults_drawn.chance.choice(LEAVING_OUT)
                for each in [*shown, found]:
                    each.pop(name, None)
                return json.dumps(found).encode()
            case "shows what was before":
                return old
            case "breaks off":
                return real[: len(real) // 2]
            case "is slow":
                time.sleep(SLOW_SECONDS)
        return real


def _error(status: int) -> bytes:
    schema = "urn:ietf:params:scim:api:messages:2.0:Error"
    return json.dumps({"schemas": [schema], "status": str(status)}).encode()


@dataclass
class ScimSystem:
    """The truth behind the connector."""

    server: HostileScim
    faults: Faults
    connector: ScimConnector
    secret: str = TOKEN

    def lets_in(self, grant: Grant[Any]) -> bool:
        """See System."""
        return any(user.active and grant.key in _marks(user) for user in self._of(grant.person.identity))

    def may_get_in(self, grant: Grant[Any]) -> bool:
        """See System."""
        users = self._of(grant.person.identity)
        return any(grant.key in _marks(user) or (user.active and not _marks(user)) for user in users)

    def accounts(self, human: str) -> int:
        """See System."""
        return len(self._of(human))

    def everything(self) -> Any:
        """See System."""
        return sorted(user.model_dump_json() for user in self.server.users)

    def neighbor(self) -> Any:
        """See System."""
        return [user.model_dump_json() for user in self._of(NEIGHBOR)]

    def plant(self, human: str, login: str) -> None:
        """See System."""
        user: Any = User(external_id=human, user_name=login, active=True)
        made = self.server._really(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": "/v2/Users",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "wsgi.url_scheme": "http",
                "CONTENT_TYPE": "application/scim+json",
                "HTTP_AUTHORIZATION": f"Bearer {TOKEN}",
                **_body(user.model_dump_json(exclude_none=True, by_alias=True).encode()),
            }
        )
        assert made[0].startswith("201"), made

    def meddle(self) -> None:
        """See System."""
        self._of(NEIGHBOR)[0].active = False

    def _of(self, human: str) -> list[Any]:
        return [user for user in self.server.users if user.external_id == human]


def _body(text: bytes) -> dict[str, Any]:
    return {"CONTENT_LENGTH": str(len(text)), "wsgi.input": io.BytesIO(text)}


def _marks(user: Any) -> set[str]:
    return {each.value for each in user.entitlements or () if each.type == OURS}


@contextmanager
def scim_system(faults: Faults) -> Iterator[ScimSystem]:
    """A system that runs until the block ends."""
    with scim_server(HostileScim(faults_drawn=faults)) as server:
        assert isinstance(server, HostileScim)
        section = {"kind": "scim", "url": server.url, "secret": "token", "seconds": SECONDS}
        settings: Any = READ.validate_python(section)
        yield ScimSystem(server, faults, ScimConnector(settings, TOKEN, OWN))
