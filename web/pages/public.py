"""Pages that everybody may read (P1 to P4, P6)."""

from __future__ import annotations

from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency

from core.access.desk import Desk
from core.access.turnaround import figures
from core.applications import Catalogue
from core.plugin_api import ClinicalApplication
from core.site import SiteProfile, Text
from web import eligibility_table
from web.rendering import render
from web.security.guards import anyone


class Offer(NamedTuple):
    """One application as the public pages show it."""

    application: ClinicalApplication[Any]
    conditions: list[str]
    days: int


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
        offers=_offers(site, applications),
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


@get("/guide", guards=[anyone])
async def enrolment_guide(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """The way from signing up to working access, step by step, as the product really does it (P4)."""
    return render(
        request,
        "public/guide.html",
        offers=_offers(site, applications),
        lines=eligibility_table.lines(site, applications),
        signers=_signers(site),
    )


@get("/privacy", guards=[anyone])
async def privacy(request: Request[Any, Any, Any], site: NamedDependency[SiteProfile]) -> Response[str]:
    """The privacy policy in force (P6)."""
    return _text(request, site.texts.privacy)


@get("/terms", guards=[anyone])
async def terms(request: Request[Any, Any, Any], site: NamedDependency[SiteProfile]) -> Response[str]:
    """The terms in force (P6)."""
    return _text(request, site.texts.terms)


handlers = [landing, list_applications, turnaround, help_and_contacts, enrolment_guide, privacy, terms]


def _text(request: Request[Any, Any, Any], text: Text) -> Response[str]:
    return render(request, "public/text.html", text=text)


def _offers(site: SiteProfile, applications: Catalogue) -> list[Offer]:
    return [
        Offer(application, eligibility_table.conditions(site, application), application.expected_days)
        for application in applications.values()
    ]


def _signers(site: SiteProfile) -> dict[str, str]:
    """Who signs each agreement, in the site's words; an officer only where there is one."""
    asked = site.enrolment.officer == "ask"
    called = {
        signer: f"the {getattr(site.terms, signer)}" for signer in ("sponsor", "administrator", "officer")
    }
    called["officer"] += " (if there is one)" if asked else ""
    return {
        agreement.name: eligibility_table.listed([called[signer] for signer in agreement.signers], "and")
        for agreement in site.agreements
    }
