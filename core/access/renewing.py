"""A term comes to its end: everybody concerned is told, and the agreement that follows is sent by itself.

The one before stays in force until its end, and the next begins where it ends. When nobody signs in time, the
end suspends access; whoever signs later brings back what it suspended.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from core import clock
from core.access.own_agreements import send_to
from core.access.parties import all_parties
from core.access.telling_of_terms import Attempt, tell_member_of_end_of_term, tell_of_end_of_term
from core.actor import SYSTEM, Actor
from core.agreements.actions import Dispatch, end_term_earlier, note_notices, send_out, void
from core.agreements.content import Practice
from core.agreements.context import Signing
from core.agreements.moving import locked
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord, Purpose
from core.agreements.states import NotPossible
from core.agreements.term import can_be_renewed_until, days_on, rule_of
from core.agreements.terms import (
    begins_anew,
    in_earlier_versions,
    last_term,
    open_renewal,
    unsigned_renewals,
    was_renewed,
)
from core.audit import change
from core.database import transaction
from core.due.actions import schedule, schedule_each
from core.due.worker import Handler
from core.errors import Invalid
from core.groups.people import load_member, locked_group
from core.groups.practice_names import folded_practice
from core.groups.records import GroupFacts
from core.groups.rights import administrator_of
from core.mail import Mail
from core.portal import Portal
from core.site import SiteProfile
from core.site.profile import Agreement as AgreementKind

RENEWAL: Purpose = "renewal"
TERM, OUTDATED, VERSION = "agreement.term", "agreement.outdated", "agreement.version"
NEWER = "Another {agreement} came into force meanwhile, so this one isn’t needed."
_VERSIONS = UUID("6a0f6f1e-6f0c-4d5e-9d43-0f7b3a3c9d11")
# Until then every process works by the text that has changed just now.
KNOWN_EVERYWHERE = timedelta(seconds=10)


async def watch_term(site: SiteProfile, agreement: AgreementRecord) -> None:
    """Have the end of the term of an agreement seen to that is in force now; part of that change.

    Renewals that were sent before, and not signed, name people and a term that may be others now.
    """
    await schedule(TERM, agreement.id, min([*_moments(site, agreement), *_asked_anew(site, agreement)]))
    if agreement.purpose != RENEWAL and agreement.member is None:
        await schedule_each(OUTDATED, await unsigned_renewals(agreement.group), clock.now())


def seeing_to_terms(portal: Portal, signing: Signing) -> Mapping[str, Handler]:
    """Return the handlers of everything about the end of a term that happens by date."""
    return {
        TERM: partial(_see_to_term, portal),
        OUTDATED: partial(_call_off, signing),
        VERSION: partial(_ask_anew, portal.site),
    }


@asynccontextmanager
async def asking_for_new_versions(portal: Portal) -> AsyncIterator[None]:
    """Have everybody asked who signed an earlier version of a text that says by when it is signed anew."""
    for kind in portal.site.agreements:
        if kind.sign_by is not None:
            await schedule(VERSION, uuid5(_VERSIONS, kind.slug), clock.now() + KNOWN_EVERYWHERE)
    yield


def needs_new_signatures(site: SiteProfile, was: str, now: str) -> bool:
    """Tell whether everybody signs anew under this name: another one, however the former was spelled."""
    return site.agreement.new_name_days > 0 and folded_practice(was) != folded_practice(now)


async def send_renewal(mail: Mail, before: AgreementRecord, group: GroupFacts, *, by: Actor) -> UUID:
    """Ask everybody who speaks for a locked group today to sign what follows its last term; part of a change.

    Invalid when these people cannot sign, Stale while a renewal is open.
    """
    ends_at, _ = before.term
    contact = await administrator_of(group.id)
    practice = Practice(group.id, group.name, group.address_lines, contact.email if contact else "")
    goes_on = before.state == "in-force"
    dispatch = Dispatch(
        RENEWAL,
        practice,
        await all_parties(mail.site, group.id),
        follows=before.id,
        term_from=ends_at if goes_on else None,
        until=can_be_renewed_until(mail.site, before.slug, ends_at),
    )
    return await send_out(mail, dispatch, by=by)


async def _see_to_term(portal: Portal, agreement: UUID) -> datetime | None:
    """Send what follows, and tell whom it concerns, as far as it is time; return when to look again."""
    async with transaction():
        row = await locked(agreement)
        if row.state != "in-force":
            return None
        group = await locked_group(row.group)
        row = await _shortened(portal.site, row, group)
        last = await last_term(group.id, row.member)
        # Another term may go on longer, and has its own end.
        if last is not None and last.id == row.id:
            await _see_to_last(portal, row, group)
    return min((each for each in _moments(portal.site, row) if each > clock.now()), default=None)


async def _see_to_last(portal: Portal, row: AgreementRecord, group: GroupFacts) -> None:
    attempt = await _sent_in_time(portal, row, group)
    due = [each for each in _notices(portal.site, row) if each <= clock.now()]
    if len(due) <= row.notices:
        return
    await note_notices(row.id, len(due))
    # Signed by all, it waits only for its seal.
    if attempt.renewal is None or attempt.renewal.agreement.state == "out":
        tell = tell_of_end_of_term if row.member is None else tell_member_of_end_of_term
        await tell(portal, row, group, attempt)


async def _sent_in_time(portal: Portal, row: AgreementRecord, group: GroupFacts) -> Attempt:
    """Send what follows once, when it is time."""
    early = clock.now() < _moments(portal.site, row)[0]
    if (renewal := await open_renewal(group.id, row.member)) or early or await was_renewed(row.id):
        return Attempt(renewal)
    if row.member is None and await begins_anew(group.id):
        return Attempt()
    about = ("group", group.id)
    try:
        async with change("agreement.renewal-sent", by=SYSTEM, subject=about, follows=str(row.id)):
            await _send_next(portal, row, group)
    except Invalid as problem:
        return Attempt(why_not=" ".join(problem.errors.values()))
    return Attempt(await open_renewal(group.id, row.member), just_now=True)


async def _send_next(portal: Portal, row: AgreementRecord, group: GroupFacts) -> None:
    if row.member is None:
        await send_renewal(portal.mail, row, group, by=SYSTEM)
    else:
        await send_to(portal, group, await load_member(row.member), row, by=SYSTEM)


async def _shortened(site: SiteProfile, row: AgreementRecord, group: GroupFacts) -> AgreementRecord:
    """Let a term end on the day by which its text, or another name, has to be signed, if that is earlier."""
    until = min(
        (each for each in (_sign_by(site, row), _sign_name_by(site, row, group)) if each), default=None
    )
    if until is None or row.ends_at is None or until >= row.ends_at:
        return row
    return await end_term_earlier(site, row, until)


def _sign_name_by(site: SiteProfile, row: AgreementRecord, group: GroupFacts) -> datetime | None:
    """Return the end of the day by which an agreement is signed in the name that its group has now."""
    if row.member is not None or not needs_new_signatures(site, row.content.group, group.name):
        return None
    return site.dates.begins(clock.now().astimezone(site.zone).date(), later=site.agreement.new_name_days + 1)


def _sign_by(site: SiteProfile, row: AgreementRecord) -> datetime | None:
    """Return the end of the day by which an agreement has to be signed anew; None when it need not be."""
    kind = site.agreement_called(row.slug)
    if kind is None or kind.sign_by is None or kind.text.version == row.version:
        return None
    return _end_of(site, kind.sign_by)


def _asked_anew(site: SiteProfile, row: AgreementRecord) -> list[datetime]:
    return [clock.now()] if _sign_by(site, row) else []


def _end_of(site: SiteProfile, day: date) -> datetime:
    return site.dates.begins(day, later=1)


def _notices(site: SiteProfile, row: AgreementRecord) -> list[datetime]:
    """When everybody concerned is told: before the end, and where access outlasts it, about that too."""
    ends_at, binds_until = row.term
    days = sorted(rule_of(site, row.slug).notice_days, reverse=True)
    found = [days_on(ends_at, -each, site.zone) for each in days]
    if binds_until > ends_at:
        found += [ends_at, days_on(binds_until, -1, site.zone)]
    return sorted({*found})


def _moments(site: SiteProfile, row: AgreementRecord) -> list[datetime]:
    """When the end of a term is seen to, what follows being sent first."""
    sent = days_on(row.term[0], -rule_of(site, row.slug).sent_days, site.zone)
    return [sent, *_notices(site, row)]


async def _call_off(signing: Signing, agreement: UUID) -> datetime | None:
    # Whoever was faster signed last, or called it off.
    with suppress(NotPossible):
        if (await sent_agreement(agreement)).agreement.state == "out":
            await void(signing, agreement, signing.site.terms.said(NEWER), by=SYSTEM)
    return None


async def _ask_anew(site: SiteProfile, subject: UUID) -> datetime | None:
    """Have the terms of all who signed an earlier version seen to now."""
    for kind in site.agreements:
        if uuid5(_VERSIONS, kind.slug) == subject and kind.sign_by is not None:
            await _see_to_each(kind)
    return None


async def _see_to_each(kind: AgreementKind) -> None:
    async with transaction():
        await schedule_each(TERM, await in_earlier_versions(kind.slug, kind.text.version), clock.now())
