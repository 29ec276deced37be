"""One request of somebody who is signed in, with what nearly every page of theirs needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Request

from core.actor import Actor
from core.agreements.context import Signing
from core.portal import Portal
from core.requests.queries.announced import announced_to
from core.requests.queries.needs import Standing, find_standing
from core.reviews.queries.needs import EVERY_NEED
from web.rendering import wants_fragment
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

    async def standing(self, *, anew: bool = False) -> Standing:
        """Find what the person needs to do and for which practice, once for the header and the page.

        `anew` after something was done that changes it.
        """
        known: Standing | None = self.request.scope["state"].get("standing")
        if known is None or anew:
            known = await find_standing(self.portal, self.who.account_id, EVERY_NEED)
            self.request.state.standing = known
        return known


def visits(
    served: Callable[[Request[Any, Any, Any]], tuple[Portal, Signing]],
) -> Callable[[Request[Any, Any, Any]], Awaitable[Visit]]:
    """Return what makes the visit for handlers behind the guard `signed_in`, with what is served then.

    It asks for the request alone: what else it asked for, Litestar would find in tasks of their own.
    """

    async def provide_visit(request: Request[Any, Any, Any]) -> Visit:
        visit = Visit(request, request.state["who"], *served(request))
        # A fragment has no header to find out for, and nothing above it.
        if not visit.who.roles and not wants_fragment(request):
            await visit.standing()
            request.state.announced = await announced_to(visit.portal, visit.who.account_id)
        return visit

    return provide_visit
