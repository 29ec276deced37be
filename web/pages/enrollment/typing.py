"""Forms that save what is typed by themselves, and say so; drafts.js sends them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response

from core import clock
from core.enrollment.storing import StaleDraft
from web.visit import Visit

# What a form says its button was when nobody pressed one.
TYPING = "typing"
CHANGED = "Not saved: this was changed in another window. Save to compare the two."


async def kept(visit: Visit, store: Callable[[], Awaitable[int]]) -> Response[Any]:
    """Store what was typed so far; answer with the version that the form now stands on."""
    try:
        version = await store()
    except StaleDraft:
        return Response({"said": CHANGED}, status_code=409)
    time = visit.portal.site.dates.time(clock.now())
    return Response({"version": version, "said": f"Saved {time}"})
