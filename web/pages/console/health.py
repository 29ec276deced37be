"""How the deployment is, on one page for whoever looks after the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency

from core.health.found import Chapter, Sight, State
from core.health.looking import Health, health_of
from core.settings import Settings
from web.contexts import PageContext
from web.pages.console.site_changes import LEADS, SITE
from web.rendering import render
from web.visit import Visit

HEALTH = f"{SITE}/health"
# How each state reads, and its color.
STATES: Mapping[State, tuple[str, str]] = {
    "fine": ("Fine", "green"),
    "unknown": ("Not known here", "grey"),
    "look": ("Look at it", "yellow"),
    "act": ("Act now", "red"),
}


@dataclass(frozen=True, slots=True)
class HealthPage(PageContext):
    """Everything that was found, and first of all what somebody has to do."""

    template: ClassVar[str] = "support/health.html"
    health: Health
    troubles: Sequence[tuple[int, Chapter, Sight]]
    states: Mapping[State, tuple[str, str]]


@get(HEALTH, guards=[LEADS])
async def show_health(visit: NamedDependency[Visit], settings: NamedDependency[Settings]) -> Response[Any]:
    """Show how the deployment is; nothing outside is asked."""
    health = await health_of(visit.portal, settings)
    return render(visit.request, HealthPage(health, health.troubles, STATES))


handlers = [show_health]
