"""What people read about a request: what happened, who acts next, and when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from core import business_days, clock
from core.access.records import RequestDetails
from core.portal import Portal
from core.site import SiteProfile

SIGNED = "request.signatures-complete"
# The events of the trail that belong into a time line, in words; every other event stays out of it.
HAPPENINGS: Mapping[str, str] = {
    "enrollment.started": "Registration begun",
    "request.submitted": "Request sent",
    "request.signature-received": "Agreement signed",
    SIGNED: "Agreement signed by everybody and sealed",
    "request.given-back": "Given back to be corrected",
    "request.corrected": "Corrections sent",
    "request.taken-back": "Corrections not needed after all",
    "request.signatures-ended": "Agreement ended without being signed",
    "request.in-progress": "Credentials found in order; access is being set up",
    "request.done": "Everything that was asked for is settled",
    "request.decided": "Every application decided about; access is being set up",
    "request.declined": "Request declined",
    "request.withdrawn": "Request withdrawn",
}
WAITING = "waiting-for-signatures"
_SUPPORT = frozenset({"checking-credentials", "to-be-decided", "in-progress"})


def who_acts(site: SiteProfile, state: str, details: RequestDetails) -> str:
    """Say who has to act next: names, or support; empty when nobody has to."""
    if state == WAITING:
        return ", ".join(signer.name for signer in details.signers if signer.signed_at is None)
    if state == "waiting-for-correction":
        return f"the {site.terms.administrator}"
    return f"{site.brand.organization} support" if state in _SUPPORT else ""


def next_step(site: SiteProfile, state: str, details: RequestDetails) -> str:
    """Say what happens next, and who makes it happen."""
    if state == WAITING:
        first = f"The {site.terms.agreement} has to be signed by {who_acts(site, state, details)}."
        return f"{first} Then support checks the details and sets up access."
    return {
        "checking-credentials": "Support checks the credentials.",
        "waiting-for-correction": f"The {site.terms.administrator} corrects what support asked for.",
        "to-be-decided": "Support decides about each application.",
        "in-progress": "Support sets up the access of each person.",
        "done": "Nothing is left to do.",
        "declined": "The request was declined. Nothing further happens.",
        "withdrawn": "The request was withdrawn. Nothing further happens.",
    }[state]


def expected(
    portal: Portal, state: str, days: Iterable[int], since: datetime | None
) -> tuple[date | None, str]:
    """Return the day by which it is expected, and the same in words; no day while signatures are missing.

    Counted in business days from the last signature, or from when a request was sent that needs none, by the
    slowest of the applications, which take `days`.
    """
    if state == WAITING:
        within = portal.site.request_days
        return None, f"Within {within} days of the last signature on the {portal.site.terms.agreement}."
    if state not in _SUPPORT or since is None:
        return None, ""
    day = business_days.after(portal.site, since, max(days, default=0))
    said = portal.site.dates.day(day)
    if day < clock.now().astimezone(portal.site.zone).date():
        return day, f"Was expected by {said}. It takes longer than usual; support sees that too."
    return day, f"Expected by {said}."
