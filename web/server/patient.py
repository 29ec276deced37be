"""The protocol of the server: as patient as a slow line needs, and not more."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.identity.networks import network_of
from web.server.places import Phase, Places

IDLE_SECONDS = 15


class Patient(HttpToolsProtocol):
    """Ends connections that keep us waiting: for headers, for a body, or for what they do not read."""

    places: Places
    header_seconds: float = 10
    body_seconds: float = 60
    body_rate: float = 10_000
    # How long somebody may read nothing of a large answer, and how long one who is told to go may take.
    reading_seconds: float = 60
    last_seconds: float = 5

    network: str = ""
    phase: Phase = "asking"
    _gone = False
    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _began = 0.0
    _received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self.network = network_of(self.client[0] if self.client else "")
        self._enter("asking", self.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what was sent; the first of it ends the time between two requests."""
        if self.phase == "idle":
            self._enter("asking", self.header_seconds)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Wait for the headers of a request that was sent before the last one was answered."""
        super().on_message_begin()
        if self.phase == "answering":
            self._enter("asking", self.header_seconds)

    def on_headers_complete(self) -> None:
        """Wait for the body."""
        super().on_headers_complete()
        self._began, self._received = self.loop.time(), 0
        self._enter("sending", self.body_seconds)

    def on_body(self, body: bytes) -> None:
        """Give a body that comes at a steady rate the time it takes."""
        super().on_body(body)
        self._received += len(body)
        if not self.cycle.response_complete:
            until = self._began + self.body_seconds + self._received / self.body_rate
            self._enter("sending", until - self.loop.time())

    def on_message_complete(self) -> None:
        """Wait for nothing while we answer."""
        super().on_message_complete()
        self._enter("answering", None)
        self._rest()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the rest of one that was answered before its end."""
        super().on_response_complete()
        if self.transport.is_closing() or (self.phase == "sending" and self.cycle.response_complete):
            self._enter(self.phase, self.last_seconds)
        elif self.phase == "answering":
            self._rest()

    def pause_writing(self) -> None:
        """Begin to wait for somebody who reads nothing of what they asked for."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.reading_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """They read on."""
        _cancel(self._unread)
        super().resume_writing()

    def shutdown(self) -> None:
        """End politely, but do not wait long for who has not finished asking."""
        super().shutdown()
        if self.phase != "answering":
            self._enter(self.phase, self.last_seconds)

    def give_way(self) -> None:
        """End at once."""
        self._leave()
        self.transport.abort()

    def _rest(self) -> None:
        if self.cycle.response_complete:
            # Uvicorn closes politely before; this ends who does not take that.
            self._enter("idle", IDLE_SECONDS + self.last_seconds)

    def _enter(self, phase: Phase, seconds: float | None) -> None:
        if self._gone:
            return
        _cancel(self._deadline)
        if seconds is not None:
            self._deadline = self.loop.call_later(seconds, self.transport.abort)
        self.places.put(self, phase)

    def _leave(self) -> None:
        self._gone = True
        _cancel(self._deadline)
        _cancel(self._unread)
        self.places.leave(self)


def keeping(places: Places) -> type[Patient]:
    """Make the protocol of a server with these places."""
    return type("Keeping", (Patient,), {"places": places})


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
