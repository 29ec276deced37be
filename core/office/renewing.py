"""The term of a practice's agreement, as whoever administers or sponsors it sees it, and asks for the next.

NotFound for everybody else, and before the practice was activated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core import clock
from core.access.actions import given_reason
from core.access.lines import load_request
from core.access.renewing import send_renewal
from core.actor import Actor
from core.agreements import actions
from core.agreements.records import AgreementRecord, SentAgreement
from core.agreements.term import days_on, rule_of
from core.agreements.terms import begins_anew, ended_unsigned, last_term, open_renewal
from core.audit import change
from core.errors import NotFound, Stale
from core.groups.appointments import Side
from core.groups.people import load_group, locked_group
from core.groups.records import GroupFacts
from core.office.handing_over import require_active, side_in
from core.portal import Portal
from core.requests.resending import PER_DAY
from core.site import SiteProfile

NOT_NOW = "This can’t be sent now: another one is under way, or the term doesn’t end soon."


@dataclass(frozen=True, slots=True)
class PracticeTerm:
    """The last term of a practice, and the agreement that follows it, if its signers are asked.

    `may_send` tells whether it can be sent now; `side` is the side for which whoever looks acts. `failed` is
    what was sent to follow it last and ended unsigned, `number` that of the request the term began with.
    `sent_on` is when the next one is sent by itself, or can be sent again, if that is still to come.
    """

    group: GroupFacts
    term: AgreementRecord | None
    renewal: SentAgreement | None
    may_send: bool
    side: Side = "support"
    failed: SentAgreement | None = None
    number: str = ""
    sent_on: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether the term is over while the agreement still binds."""
        return self.term is not None and self.term.term[0] <= clock.now()


async def term_of_practice(portal: Portal, group: UUID, *, by: Actor) -> PracticeTerm:
    """Find how the agreement of a practice stands."""
    side = await side_in(group, by)
    found = await load_group(group)
    require_active(found)
    stands = await _term(portal.site, found)
    if (term := stands.term) is None:
        return replace(stands, side=side)
    sent_on = days_on(term.term[0], -rule_of(portal.site, term.slug).sent_days, portal.site.zone)
    return replace(
        stands,
        side=side,
        failed=None if stands.renewal else await ended_unsigned(term.id),
        number=(await load_request(term.request)).number if term.request else "",
        sent_on=sent_on if sent_on > clock.now() else None,
    )


async def send_next(portal: Portal, group: UUID, *, by: Actor) -> UUID:
    """Ask everybody to sign what follows the last term; Stale when it cannot be sent now.

    Invalid when those who would sign cannot, such as two who share an address.
    """
    async with change("office.renewal-sent", by=by, subject=("group", group)):
        found = await locked_group(group)
        await side_in(group, by)
        require_active(found)
        stands = await _term(portal.site, found)
        if stands.term is None or not stands.may_send:
            raise Stale(NOT_NOW)
        return await send_renewal(portal.mail, stands.term, found, by=by)


async def send_next_for_support(portal: Portal, group: UUID, reason: str, *, by: Actor) -> UUID:
    """Have support send what follows the last term, also long before it ends; Stale while another waits.

    The term before stays in force until its end. Invalid without a reason, and when those who would sign
    cannot; NotNow for staff in their own practice.
    """
    reason = given_reason(reason)
    async with change("office.renewal-sent", by=by, subject=("group", group), reason=reason):
        found = await locked_group(group)
        require_active(found)
        if await side_in(group, by) != "support":
            raise NotFound
        stands = await _term(portal.site, found)
        if stands.term is None or stands.renewal or await begins_anew(group):
            raise Stale("Another one is under way.")
        return await send_renewal(portal.mail, stands.term, found, by=by)


async def ask_again(portal: Portal, group: UUID, signer: UUID, *, by: Actor) -> None:
    """Mail somebody whose signature is waited for a new link, once a day; Stale for anybody else."""
    await side_in(group, by)
    renewal = await open_renewal(group)
    waiting = {each.id: each for each in renewal.waiting_for} if renewal else {}
    if signer not in waiting:
        raise Stale("This signature isn’t waited for any more.")
    await PER_DAY.spend(f"{signer}:{waiting[signer].email}")
    await actions.resend(portal.mail, signer, by=by)


async def _term(site: SiteProfile, group: GroupFacts) -> PracticeTerm:
    term, renewal = await last_term(group.id), await open_renewal(group.id)
    due = term is not None and renewal is None and _is_due(site, term) and not await begins_anew(group.id)
    return PracticeTerm(group, term, renewal, due)


def _is_due(site: SiteProfile, term: AgreementRecord) -> bool:
    if term.state == "lapsed":
        return True
    days = rule_of(site, term.slug).sent_days
    return term.state == "in-force" and clock.now() >= days_on(term.term[0], -days, site.zone)
