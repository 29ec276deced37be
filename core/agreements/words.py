"""Words for what happened to an agreement, as certificates and time lines say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.agreements.records import AgreementRecord
from core.site import SiteProfile

_EVENTS = {
    "agreement.sent": "Sent out for signature",
    "agreement.link-sent": "Reminder with a new link sent to {signer}",
    "agreement.reminded": "Reminders sent to those who hadn’t signed",
    "agreement.opened": "Link opened, code sent to the signer's address",
    "agreement.address-confirmed": "Address {email} of {signer} confirmed by support: {how}",
    "agreement.address-proved": "Address {email} proved with the code",
    "agreement.code-refused": "Wrong or late code refused",
    "agreement.link-refused": "Link refused: {why}",
    "agreement.read": "Whole text confirmed as read",
    "agreement.read-refused": "Confirmation of reading refused",
    "agreement.signed": "Agreed to sign electronically, and signed ({signature})",
    "agreement.signed-refused": "Signature refused",
    "agreement.declined": "Declined to sign",
    "agreement.declined-refused": "Refusal to sign not accepted",
    "agreement.address-corrected": "Address of {signer} corrected from {was} to {now}",
    "agreement.signer-replaced": "{signer} replaced by {name}",
    "agreement.void": "Voided",
    "agreement.expired": "Not signed in time",
    "agreement.in-force": "Sealed; in force",
    "agreement.lapsed": "End of the term",
    "mail.sent": "Email handed to the email server",
    "mail.refused": "Email refused by the email server",
    "mail.dead": "Email couldn’t be delivered",
}


def noun_of(site: SiteProfile, agreement: AgreementRecord) -> str:
    """Return what an agreement is called in passing: that of the group, or the one each member signs."""
    own = site.member_agreement if agreement.member is not None else None
    return own.short_name if own else str(site.terms.agreement.short)


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "?"


def event_words(action: str, details: Mapping[str, Any]) -> str:
    """Say one event in words."""
    words = _EVENTS.get(action, action).format_map(_Known(details))
    other = details.get("typed_another_name")
    return f"{words}; typed a different name: {other}" if other else words
