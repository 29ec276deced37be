"""A real SCIM server on loopback, which misbehaves when a test asks for it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from scim2_models import ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.service import ScimService
from scim2_server.testserver.application import BEARER_TOKEN_SCHEME, BearerTokenApplication
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

TOKEN = "a token that only the tests know"
ERROR = b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d"}'


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that is gone is nobody's fault."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@cache
def _provider() -> ScimProvider:
    """What every server knows of the standard, read once: it takes longer than most tests that ask one."""
    config = load_default_service_provider_config()
    config.authentication_schemes = [BEARER_TOKEN_SCHEME]
    return ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config
    )


@dataclass
class ScimServer:
    """`faults` are used up one by one, one for each request; "ok" lets a request through."""

    storage: InMemoryStorage = field(default_factory=InMemoryStorage)
    faults: list[str] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @property
    def users(self) -> list[Any]:
        """Every account there is."""
        return list(self.storage.resources)

    def __post_init__(self) -> None:
        provider = _provider()
        self._application = BearerTokenApplication(
            self.storage, provider, service=ScimService(provider, secret="x" * 40), bearer_tokens=[TOKEN]
        )

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.requests.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        fault = self.next_fault()
        if fault == "ok":
            return self._answer(environ, start)
        if fault == "after":
            # The change is made, and its answer is lost.
            b"".join(self._answer(environ, lambda *_: None))
            fault = "half"
        return self._misbehave(fault, start)

    def next_fault(self) -> str:
        """What goes wrong with the next request."""
        return self.faults.pop(0) if self.faults else "ok"

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """What the server says; requests that come together are answered one after the other."""
        with self._one_at_a_time:
            return self._application(environ, start)

    def _misbehave(self, fault: str, start: Callable[..., Any]) -> Iterable[bytes]:
        kind = [("Content-Type", "application/scim+json")]
        if fault == "never":
            self.released.wait(30)
        if fault == "huge":
            start("200 OK", kind)
            return (b" " * 1_000_000 for _ in range(100))
        if fault == "packed":
            start("200 OK", [*kind, ("Content-Encoding", "gzip")])
            return [b"\x1f\x8b"]
        if fault == "drip":
            start("200 OK", kind)
            return (time.sleep(0.1) or b" " for _ in range(100))
        if fault.isdigit():
            start(f"{fault} Fault", [*kind, ("Retry-After", "7")])
            return [ERROR % int(fault)]
        start("200 OK", kind)
        return [b'{"schemas": ["urn:ietf:params:scim:api:mes']


@contextlib.contextmanager
def scim_server(scim: ScimServer | None = None) -> Iterator[ScimServer]:
    """A server, this one if one is given, that runs until the block ends."""
    scim = scim or ScimServer()
    with make_server("127.0.0.1", 0, scim, server_class=_Server, handler_class=_Quiet) as server:  # type: ignore[type-var] # the stubs know no mixed-in server
        scim.url = f"http://127.0.0.1:{server.server_port}/v2"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield scim
        finally:
            scim.released.set()
            server.shutdown()
            thread.join()
