"""What people read about a request: what happened, and when it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from core import business_days, clock
from core.portal import Portal
from core.requests.situation import SUPPORT, WAITING

SIGNED = "request.signatures-complete"
# The events of the trail that belong into a time line, in words; every other event stays out of it.
HAPPENINGS: Mapping[str, str] = {
    "enrollment.started": "Registration begun",
    "request.submitted": "Request sent",
    "request.taken-over": "Taken over by its {administrator.short}",
    "request.signature-received": "{Agreement.short} signed",
    SIGNED: "{Agreement.short} signed by everybody and sealed",
    "request.given-back": "Given back to be corrected",
    "request.corrected": "Corrections sent",
    "request.answers-asked": "Support asked to correct answers about applications",
    "request.taken-back": "Corrections not needed after all",
    "request.signatures-ended": "{Agreement.short} ended without being signed{reason}",
    "request.agreement-ended": "{Agreement.short} ended, and all access suspended{reason}",
    "request.agreement-sent-anew": "A new {agreement.short} sent",
    "request.in-progress": "Credentials found in order; access is being set up",
    "request.done": "Everything requested is settled",
    "request.decided": "Every application decided about; access is being set up",
    "request.declined": "Request declined{reason}",
    "request.withdrawn": "Request withdrawn{reason}",
}
# What staff read besides: a practice learns nothing of how its request is worked on.
STAFF_HAPPENINGS: Mapping[str, str] = {
    **HAPPENINGS,
    "request.handed-on": "Handed on while its owner is away{reason}",
    "request.put-off": "Waits until {day}{reason}",
    "request.brought-back": "Waits no longer",
}
# How an agreement ended, where the event says so.
ENDS: Mapping[str, Mapping[str, str]] = {
    "request.signatures-ended": {
        "declined": "{signer} declined to sign the {agreement.short}{reason}",
        "expired": "{Agreement.short} not signed in time",
        "void": "{Agreement.short} voided{reason}",
    },
    "request.agreement-ended": {
        "void": "{Agreement.short} voided, and all access suspended{reason}",
        "lapsed": "Term of the {agreement.short} over, and all access suspended",
    },
}


def happened(action: str, details: Mapping[str, Any]) -> str:
    """Say one event of a time line in words, in which names of the site's own words stand (`Terms.said`)."""
    words = STAFF_HAPPENINGS[action]
    if action in ENDS:
        words = ENDS[action].get(str(details.get("why")), words)
    told = {name: str(details.get(name) or "") for name in ("signer", "reason", "day")}
    told |= {"signer": told["signer"] or "A signer", "reason": _reason(told["reason"])}
    return re.sub(r"{(signer|reason|day)}", lambda found: told[found[1]], words)


def _reason(reason: str) -> str:
    return f": {reason}" if reason else ""


def expected(
    portal: Portal, state: str, days: Iterable[int], since: datetime | None
) -> tuple[date | None, str]:
    """Return the day by which it is expected, and the same in words; no day while signatures are missing.

    Counted in business days from the last signature, or from when a request was sent that needs none, by the
    slowest of the applications, which take `days`; as long as any request takes where there are none.
    """
    if state == WAITING:
        within = portal.site.request_days
        return (
            None,
            f"Expected within {within} days of the last signature on the {portal.site.terms.agreement}.",
        )
    if state not in SUPPORT or since is None:
        return None, ""
    day = business_days.after(portal.site, since, max(days, default=portal.site.request_days))
    said = portal.site.dates.day(day)
    if day < clock.now().astimezone(portal.site.zone).date():
        return day, f"Was expected by {said}. It takes longer than usual; support sees that too."
    return day, f"Expected by {said}."
