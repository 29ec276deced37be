"""The enrollment guide and the administrator guide: what the product really does at this site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency

from core.agreements.sample import signers_in_words
from core.applications import Catalogue
from core.identity.proofs import MINUTES, Purpose
from core.mfa.recovery_codes import HOW_MANY
from core.site import Agreement, SiteProfile
from web.contexts import PageContext
from web.eligibility_table import Line, Offer, lines, listed, offers
from web.rendering import render
from web.security.guards import anyone


class ToSign(NamedTuple):
    """One agreement as people who will sign it have to know it."""

    agreement: Agreement
    signers: str
    reminders: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentGuide(PageContext):
    """The way from signing up to working access."""

    template: ClassVar[str] = "guides/enrollment.html"
    offers: Sequence[Offer]
    lines: Sequence[Line]
    agreements: Sequence[ToSign]
    minutes: int
    pick_up_days: int
    recovery_codes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorGuide(PageContext):
    """What an administrator does once the enrollment is sent."""

    template: ClassVar[str] = "guides/administrator.html"
    offers: Sequence[Offer]
    lines: Sequence[Line]
    agreements: Sequence[ToSign]
    known_days: int


@get("/guide", guards=[anyone])
async def enrollment_guide(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """Show the way from signing up to working access, step by step."""
    page = EnrollmentGuide(
        offers=offers(site, applications),
        lines=lines(site, applications),
        agreements=_agreements(site),
        minutes=MINUTES["sign-up"],
        pick_up_days=_days("pick-up"),
        recovery_codes=HOW_MANY,
    )
    return render(request, page)


@get("/administrator-guide", guards=[anyone])
async def administrator_guide(
    request: Request[Any, Any, Any],
    site: NamedDependency[SiteProfile],
    applications: NamedDependency[Catalogue],
) -> Response[str]:
    """Show what an administrator does, sees and is told once the enrollment is sent."""
    page = AdministratorGuide(
        offers=offers(site, applications),
        lines=lines(site, applications),
        agreements=_agreements(site),
        known_days=_days("known-person"),
    )
    return render(request, page)


handlers = [enrollment_guide, administrator_guide]


def _agreements(site: SiteProfile) -> list[ToSign]:
    """Those that bind a group; what each member signs for themselves the guides name apart."""
    return [_to_sign(site, agreement) for agreement in site.agreements if not agreement.of_each_member]


def _to_sign(site: SiteProfile, agreement: Agreement) -> ToSign:
    """Who signs, in the site's words; an officer only where there is one."""
    days = [str(day) for day in agreement.reminder_days]
    return ToSign(agreement, listed(signers_in_words(site, agreement), "and"), listed(days, "and"))


def _days(purpose: Purpose) -> int:
    return MINUTES[purpose] // (24 * 60)
