"""Pages that everybody may read (P1 to P3, P6)."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from core.access.desk import Desk
from core.access.turnaround import figures
from core.applications import Catalogue
from core.site import SiteProfile, Text
from web import eligibility_table
from web.rendering import render
from web.security.guards import anyone


@get("/", guards=[anyone])
async def landing(request: Request[Any, Any, Any], applications: NamedDependency[Catalogue]) -> Response[str]:
    """What the product is for, who may use it, what it asks, and how to start (P1)."""
    return render(request, "public/landing.html", applications=list(applications.values()))


@get("/applications", guards=[anyone])
async def list_applications(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """Every application that is switched on, and for whom it is (P2)."""
    return render(
        request,
        "public/applications.html",
        offers=eligibility_table.offers(site, applications),
        lines=eligibility_table.lines(site, applications),
    )


@get("/turnaround", guards=[anyone])
async def turnaround(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Response[str]:
    """How long each application takes: as measured, or the site's own figure (X13)."""
    return render(request, "public/turnaround.html", figures=list((await figures(desk)).values()))


@get("/help", guards=[anyone])
async def help_and_contacts(request: Request[Any, Any, Any]) -> Response[str]:
    """Whom to ask about what, and what computer and browser are needed (P3)."""
    return render(request, "public/help.html")


@get("/privacy", guards=[anyone])
async def privacy(request: Request[Any, Any, Any], site: NamedDependency[SiteProfile]) -> Response[str]:
    """The privacy policy in force (P6)."""
    return _text(request, site.texts.privacy)


@get("/terms", guards=[anyone])
async def terms(request: Request[Any, Any, Any], site: NamedDependency[SiteProfile]) -> Response[str]:
    """The terms in force (P6)."""
    return _text(request, site.texts.terms)


handlers = [landing, list_applications, turnaround, help_and_contacts, privacy, terms]


def _text(request: Request[Any, Any, Any], text: Text) -> Response[str]:
    return render(request, "public/text.html", text=text)
