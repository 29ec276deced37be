"""What a site announces, as pages show it above everything else."""

from __future__ import annotations

from typing import Any

from litestar import Request

from core import clock
from core.portal import Portal
from core.site.announcements import Announcement
from web.of_request import of_request
from web.parts import Announced
from web.security.sessions import Who


def announced_on(request: Request[Any, Any, Any], who: Who | None) -> tuple[Announced, ...]:
    """List what runs now: everything for staff, for others what concerns them, for strangers what is for all.

    The visit of somebody of a practice puts what concerns them into the state of the request.
    """
    portal: Portal = of_request(request, "portal")
    found = request.scope.get("state", {}).get("announced")
    if found is None:
        running = portal.site.announced(clock.now())
        found = [each for each in running if each.for_everybody or (who and who.roles)]
    return tuple(_in_words(portal, each) for each in found)


def _in_words(portal: Portal, each: Announcement) -> Announced:
    application, region = (
        portal.applications.get(each.application or ""),
        portal.site.region(each.region or ""),
    )
    about = ", ".join(named.name for named in (application, region) if named)
    return Announced(each.slug, about, each.text, f"Until {portal.site.dates.day(each.last_day)}")
