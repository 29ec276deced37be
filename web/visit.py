"""One request of somebody who is signed in, with what nearly every page of theirs needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from core.actor import Actor
from core.agreements.context import Signing
from core.portal import Portal
from web.security.sessions import Who


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks and with what, the portal that decides, and what agreements are signed with.

    Handlers ask for it by the name `visit`.
    """

    request: Request[Any, Any, Any]
    who: Who
    portal: Portal
    signing: Signing

    @property
    def actor(self) -> Actor:
        """The person as the trail names them."""
        return self.who.actor(self.request)


async def provide_visit(
    request: Request[Any, Any, Any],
    who: NamedDependency[Who],
    portal: NamedDependency[Portal],
    signing: NamedDependency[Signing],
) -> Visit:
    """Make the visit for handlers behind the guard `signed_in`."""
    return Visit(request, who, portal, signing)
