"""One request of somebody who is signed in, with what nearly every page of theirs needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from core.access.desk import Desk
from core.actor import Actor
from web.security.sessions import Who


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, with what, and the desk that decides; handlers ask for it by the name `visit`."""

    request: Request[Any, Any, Any]
    who: Who
    desk: Desk

    @property
    def actor(self) -> Actor:
        """The person as the trail names them."""
        return self.who.actor(self.request)


async def provide_visit(
    request: Request[Any, Any, Any], who: NamedDependency[Who], desk: NamedDependency[Desk]
) -> Visit:
    """For handlers behind the guard `signed_in`."""
    return Visit(request, who, desk)
