"""Pages that everybody may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Request, Response, get
from litestar.di import NamedDependency

from core.access.turnaround import Figure, figures
from core.applications import Catalogue
from core.portal import Portal
from core.site import SiteProfile, Text
from web import eligibility_table
from web.contexts import PageContext
from web.rendering import render
from web.security.guards import anyone


@dataclass(frozen=True, slots=True)
class LandingPage(PageContext):
    """What the product is for, and what can be asked for."""

    template: ClassVar[str] = "public/landing.html"
    offers: Sequence[eligibility_table.Offer]


@dataclass(frozen=True, slots=True)
class ApplicationsPage(PageContext):
    """Every application, and for whom it is."""

    template: ClassVar[str] = "public/applications.html"
    offers: Sequence[eligibility_table.Offer]
    lines: Sequence[eligibility_table.Line]


@dataclass(frozen=True, slots=True)
class TurnaroundPage(PageContext):
    """How long each application takes."""

    template: ClassVar[str] = "public/turnaround.html"
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class HelpPage(PageContext):
    """Whom to ask; all of it stands in the site profile."""

    template: ClassVar[str] = "public/help.html"


@dataclass(frozen=True, slots=True)
class TextPage(PageContext):
    """A policy in force."""

    template: ClassVar[str] = "public/text.html"
    text: Text


@get("/", guards=[anyone])
async def landing(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """Say what the product is for, who may use it, what it asks, and how to start."""
    return render(request, LandingPage(eligibility_table.offers(site, applications)))


@get("/applications", guards=[anyone])
async def list_applications(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """List every application that is switched on, and for whom it is."""
    offers = eligibility_table.offers(site, applications)
    return render(request, ApplicationsPage(offers, eligibility_table.lines(site, applications)))


@get("/turnaround", guards=[anyone])
async def turnaround(request: Request[Any, Any, Any], portal: NamedDependency[Portal]) -> Response[str]:
    """Show how long each application takes: as measured, or the site's own figure."""
    return render(request, TurnaroundPage(list((await figures(portal)).values())))


@get("/help", guards=[anyone])
async def help_and_contacts(request: Request[Any, Any, Any]) -> Response[str]:
    """Say whom to ask about what, and what computer and browser are needed."""
    return render(request, HelpPage())


@get("/privacy", guards=[anyone])
async def privacy(request: Request[Any, Any, Any], site: NamedDependency[SiteProfile]) -> Response[str]:
    """Show the privacy policy in force."""
    return render(request, TextPage(site.texts.privacy))


@get("/terms", guards=[anyone])
async def terms(request: Request[Any, Any, Any], site: NamedDependency[SiteProfile]) -> Response[str]:
    """Show the terms in force."""
    return render(request, TextPage(site.texts.terms))


handlers = [landing, list_applications, turnaround, help_and_contacts, privacy, terms]
