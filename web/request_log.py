"""One log line and one id for every request, on every line that is written while it is answered."""

from __future__ import annotations

import time
from uuid import uuid4

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from core.errors import PortalError

HEADER = "X-Request-ID"
# Nobody reads this answer: the client went away before it had sent its request.
CLIENT_GONE = 499
log = structlog.stdlib.get_logger("portal.requests")


class RequestLog(ASGIMiddleware):
    """Logs the route, never the address itself: addresses may carry names and one-time secrets."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Answer the request with an id of our own making; one sent by the client is not believed."""
        started, request_id, status = time.perf_counter(), uuid4().hex, 500

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)[HEADER] = request_id
            await send(message)

        async def until_gone() -> ReceiveMessage:
            message = await receive()
            if message["type"] == "http.disconnect":
                scope.setdefault("state", {})["client_gone"] = True
            return message

        route = {"method": str(scope.get("method", "")), "route": scope["path_template"]}
        with structlog.contextvars.bound_contextvars(request_id=request_id, **route):
            try:
                await next_app(scope, until_gone, with_id)
            except PortalError as problem:
                # It is turned into an answer further out.
                status = problem.status
                raise
            finally:
                write = log.debug if status == CLIENT_GONE else log.info
                write("request", status=status, ms=round((time.perf_counter() - started) * 1000, 1))
