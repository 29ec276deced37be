"""Whom a new version of a text of the site concerns, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.access.queries import how_many_have
from core.agreements.versions import BoundByEarlier, UnderWay, bound_by_earlier, under_way
from core.enrollment.agreed import how_many_confirmed
from core.identity.accepting import how_many_accept_anew
from core.joining.joins import how_many_wait
from core.portal import Portal
from core.running.site_texts import SiteText


@dataclass(frozen=True, slots=True)
class WhomItConcerns:
    """How many accept it, confirm it again in a draft, ask again to join, or have the application of a guide.

    `bound` are those who signed another version, `under_way` what is being signed now.
    """

    accounts: int = 0
    drafts: int = 0
    joining: int = 0
    having: int = 0
    bound: BoundByEarlier | None = None
    under_way: UnderWay | None = None


async def concerned_by(portal: Portal, new: SiteText, sign_by: datetime | None = None) -> WhomItConcerns:
    """Count whom a text concerns that is to be; as many statements for a large site as for a small one.

    With `sign_by`, the moment by which an agreement is signed anew, also whose terms end later than that.
    """
    match new.kind:
        case "accepted":
            version = new.text.version if new.text else ""
            return WhomItConcerns(accounts=await how_many_accept_anew(new.slug, version))
        case "confirmed":
            joins = portal.site.enrollment.people == "join" and new.slug != "purpose"
            return WhomItConcerns(
                drafts=0 if new.slug == "joining" else await how_many_confirmed(new.slug),
                joining=await how_many_wait() if joins else 0,
            )
        case "guide":
            return WhomItConcerns(having=await how_many_have(new.slug))
        case "signed" | "consent":
            return await _signing(new, sign_by)


async def _signing(new: SiteText, sign_by: datetime | None) -> WhomItConcerns:
    """Who signs electronically goes by the consent that came with the agreement, whatever its version."""
    version = new.text.version if new.text and new.kind == "signed" else ""
    waits = await under_way(new.slug, version)
    bound = await bound_by_earlier(new.slug, version, sign_by) if new.kind == "signed" else None
    return WhomItConcerns(bound=bound, under_way=waits)
