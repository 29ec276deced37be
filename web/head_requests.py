"""HEAD is answered wherever GET is: the same guards, the same status and headers, and no body."""

from __future__ import annotations

from litestar.types import ASGIApp, Message, Receive, Scope, Send


def answer_head(app: ASGIApp) -> ASGIApp:
    """Have an application answer HEAD as GET; what it says after the headers is left out."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "HEAD":
            await app(scope, receive, send)
            return

        async def only_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                # The answer is over for who asked; a stream behind it finds nobody listening and ends.
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        as_get = dict(scope) | {"method": "GET"}
        await app(as_get, receive, only_headers)  # type: ignore[arg-type] # a copy is no TypedDict any more

    return answer
