"""How the deployment is, on one page; and the answer of one application that is asked at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.health.asking import SECONDS, asked_now
from core.health.found import Chapter, Sight, State
from core.health.looking import Health, health_of
from core.provisioning.doctor import Examined
from core.settings import Settings
from web.contexts import PageContext
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

HEALTH, LEADS = "/support/site/health", staff("site-administrator")
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


@dataclass(frozen=True, slots=True)
class AskedPage(PageContext):
    """What an application answered, step by step, and whether all went well."""

    template: ClassVar[str] = "support/health_asked.html"
    slug: str
    name: str
    steps: Sequence[Examined]
    well: bool
    seconds: int


@get(HEALTH, guards=[LEADS])
async def show_health(visit: NamedDependency[Visit], settings: NamedDependency[Settings]) -> Response[Any]:
    """Show how the deployment is; nothing outside is asked."""
    health = await health_of(visit.portal, settings)
    return render(visit.request, HealthPage(health, health.troubles, STATES))


@post(f"{HEALTH}/applications/{{slug:str}}", guards=[LEADS], status_code=200)
async def ask_application(
    visit: NamedDependency[Visit], settings: NamedDependency[Settings], slug: FromPath[str]
) -> Response[Any]:
    """Ask an application now and show what it answered; nothing is changed, there or here."""
    steps = await asked_now(visit.portal, slug, settings)
    well = all(each.well for each in steps)
    page = AskedPage(slug, visit.portal.applications[slug].name, steps, well, int(SECONDS))
    return render(visit.request, page)


handlers = [show_health, ask_application]
