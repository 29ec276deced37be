"""The enrolment guide and the administrator guide: what the product really does at this site (P4)."""

from __future__ import annotations

from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency

from core.applications import Catalogue
from core.identity.proofs import MINUTES, Purpose
from core.mfa.recovery_codes import HOW_MANY
from core.site import Agreement, SiteProfile
from web import eligibility_table
from web.rendering import render
from web.security.guards import anyone


class ToSign(NamedTuple):
    """One agreement as people who will sign it have to know it."""

    agreement: Agreement
    signers: str
    reminders: str


@get("/guide", guards=[anyone])
async def enrolment_guide(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """The way from signing up to working access, step by step."""
    return render(request, "guides/enrolment.html", **_facts(site, applications))


@get("/administrator-guide", guards=[anyone])
async def administrator_guide(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """What an administrator does, sees and is told once the enrolment is sent."""
    return render(request, "guides/administrator.html", **_facts(site, applications))


handlers = [enrolment_guide, administrator_guide]


def _facts(site: SiteProfile, applications: Catalogue) -> dict[str, Any]:
    return {
        "offers": eligibility_table.offers(site, applications),
        "lines": eligibility_table.lines(site, applications),
        "agreements": [_to_sign(site, agreement) for agreement in site.agreements],
        "minutes": MINUTES["sign-up"],
        "pick_up_days": _days("pick-up"),
        "known_days": _days("known-person"),
        "recovery_codes": HOW_MANY,
    }


def _to_sign(site: SiteProfile, agreement: Agreement) -> ToSign:
    """Who signs, in the site's words; an officer only where there is one."""
    called = {signer: f"the {getattr(site.terms, signer)}" for signer in agreement.signers}
    if "officer" in called and site.enrolment.officer == "ask":
        called["officer"] += " (if there is one)"
    days = [str(day) for day in agreement.reminder_days]
    return ToSign(
        agreement,
        eligibility_table.listed(list(called.values()), "and"),
        eligibility_table.listed(days, "and"),
    )


def _days(purpose: Purpose) -> int:
    return MINUTES[purpose] // (24 * 60)
