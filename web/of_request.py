"""What is served, as it was when a request began."""

from __future__ import annotations

from typing import Any

from litestar import Request


def of_request(request: Request[Any, Any, Any], name: str) -> Any:
    """Return a part of what is served, as the handler was given it; as it is now where none was asked."""
    served = request.scope.get("state", {}).get("served")
    return getattr(served or request.app.state, name)
