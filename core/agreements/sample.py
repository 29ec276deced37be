"""An agreement as anybody may read it beforehand: today’s text, without the names of who will sign it."""

from __future__ import annotations

from uuid import UUID

from core.agreements.content import MEMBER, Content, Practice, put_together
from core.agreements.signers import Asked
from core.site import SiteProfile
from core.site.profile import Agreement

YOURS = "Your {practice}"


def sample_of(site: SiteProfile, agreement: Agreement) -> Content:
    """Put an agreement together as it would go out today, for a practice and signers without names."""
    practice = Practice(UUID(int=0), site.terms.said(YOURS), (), "")
    signers = [Asked((each,), "You" if each == MEMBER else "Name", "") for each in agreement.signers]
    return put_together(site, agreement, practice, signers)


def signers_in_words(site: SiteProfile, agreement: Agreement) -> list[str]:
    """List who signs for a group, in the site's words; an officer only where there is one."""
    called = {each: f"the {getattr(site.terms, each)}" for each in agreement.signers if each != MEMBER}
    if "officer" in called and site.enrollment.officer == "ask":
        called["officer"] += " (if there is one)"
    return list(called.values())
