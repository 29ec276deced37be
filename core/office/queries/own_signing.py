"""How far the agreement is that each member signs for themselves, in words, where a site has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import clock
from core.agreements.of_members import OwnAgreement, newest_of_each
from core.portal import Portal
from core.site import SiteProfile

_ENDED: Mapping[str, str] = {
    "declined": "Declined",
    "expired": "Not signed in time",
    "void": "No longer valid",
    "lapsed": "Not renewed in time",
}


@dataclass(frozen=True, slots=True)
class OwnSigning:
    """What somebody signs for themselves: how it is called, how it stands, and what can be done about it.

    `missing` says that nothing is set up for them without it.
    """

    name: str
    words: str
    missing: bool
    may_be_asked: bool


async def own_signings(
    portal: Portal, members: Sequence[tuple[UUID, str, datetime | None]]
) -> Mapping[UUID, OwnSigning]:
    """Tell of members, by key, state and until when they are bound, how theirs stands; one statement.

    Nothing, and none, where a site has no such agreement.
    """
    if portal.site.member_agreement is None:
        return {}
    newest = await newest_of_each([key for key, _, _ in members])
    return {
        key: _signing(portal.site, newest.get(key), state, until)
        for key, state, until in members
        if state != "proposed"
    }


def _signing(site: SiteProfile, last: OwnAgreement | None, state: str, until: datetime | None) -> OwnSigning:
    bound = until is not None and until > clock.now()
    waits = last is not None and last.state in {"out", "signed"}
    may_be_asked = state == "active" and (last.state == "out" if last and waits else not bound)
    name = site.member_agreement.name if site.member_agreement else ""
    return OwnSigning(name, _words(site, last, bound=bound), not bound and state != "left", may_be_asked)


def _words(site: SiteProfile, last: OwnAgreement | None, *, bound: bool) -> str:
    if last is None:
        return "Not asked yet"
    open_until = f"can be signed until {site.dates.day(last.expires_at)}"
    if bound:
        return f"Signed; the next one {open_until}" if last.state == "out" else "Signed"
    if last.state == "out":
        return f"Not signed yet; {open_until}"
    if last.state == "signed":
        return "Signed, and being sealed"
    words = _ENDED.get(last.state, "Not signed")
    return f"{words}: {last.reason}" if last.reason and last.state != "expired" else words
