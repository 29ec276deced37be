"""The record of a person as it stands at one moment: everything that a case needs to know later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.agreements.queries import agreement_in_force, sent_agreement
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.console.queries.history import abouts_of, history
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of, sponsors_of
from core.groups.states import GROUP
from core.identity.queries import account_of_person
from core.identity.sign_ins import PastSession, sign_ins_of
from core.office.queries.people import OfficePerson, person_for_staff
from core.portal import Portal

SINCE = timedelta(days=90)
MOST_OPENINGS, MOST_SIGN_INS, MOST_CHANGES = 50, 50, 200


async def record_of(portal: Portal, group: GroupFacts, member: MemberFacts | None) -> dict[str, Any]:
    """Collect what there is about somebody now, as JSON; without a member, what there is about the group."""
    record: dict[str, Any] = {"taken_at": _iso(clock.now()), "practice": await _practice(group)}
    if member is None:
        return record
    _, person = await person_for_staff(portal, member.id)
    account = await account_of_person(member.person) if person.login else None
    _, sign_ins = await sign_ins_of(account, MOST_SIGN_INS) if account else (None, ())
    names = {each.id: each.name for each in person.access}
    return record | {
        "person": _person(person),
        "access": [_access(each) for each in person.access],
        "openings": await _openings({str(key): name for key, name in names.items()}),
        "sign_ins": [_sign_in(each) for each in sign_ins[:MOST_SIGN_INS]],
        "changes": await _changes(portal, member, names),
    }


async def _practice(group: GroupFacts) -> dict[str, Any]:
    key, administrator = await agreement_in_force(group.id), await administrator_of(group.id)
    agreement = (await sent_agreement(key)).agreement if key else None
    sponsors = await sponsors_of([group.id])
    return {
        "name": group.name,
        "state": GROUP.in_words(group.state),
        "address": ", ".join(filter(None, group.address_lines)),
        "active_since": _iso(group.activated_at),
        "agreement": agreement
        and {
            "key": str(agreement.id),
            "in_force_since": _iso(agreement.in_force_at),
            "until": _iso(agreement.ends_at),
        },
        "sponsor": [{"name": each.first_name, "email": each.email} for each in sponsors],
        "administrator": administrator and administrator.email,
    }


def _person(person: OfficePerson) -> dict[str, Any]:
    member = person.member
    return {
        "name": member.name,
        "email": member.email,
        "phone": member.phone,
        "role": person.role,
        "suffix": person.suffix,
        "parts": list(person.parts),
        "login": person.login,
        "second_factor": person.factor,
        "state": person.words,
        "since": _iso(member.since),
        "last_day": member.until and member.until.isoformat(),
    }


def _access(each: Any) -> dict[str, Any]:
    return {
        "application": each.name,
        "state": each.words,
        "since": _iso(each.since),
        "account": each.account,
        "last_opened": _iso(each.last_used),
        "used_there": each.used_there,
        "ends_on": each.ends_on and each.ends_on.isoformat(),
    }


def _sign_in(each: PastSession) -> dict[str, Any]:
    return {
        "at": _iso(each.started_at),
        "last_seen": _iso(each.seen_at),
        "open": each.open,
        "address": each.address,
        "browser": each.agent,
    }


async def _openings(names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The last times at which an application was opened from here, the newest first; one statement."""
    theirs = AuditEvent.subject.is_in([*names, ""]) & (AuditEvent.action == "application.opened")
    columns = (AuditEvent.number, AuditEvent.at, AuditEvent.subject, AuditEvent.address)
    query = AuditEvent.select(*columns).where(theirs, in_trail())
    rows = await query.order_by(AuditEvent.number, ascending=False).limit(MOST_OPENINGS)
    return [
        {
            "at": _iso(row["at"]),
            "application": names[row["subject"]],
            "address": row["address"],
            "number": row["number"],
        }
        for row in rows
    ]


async def _changes(portal: Portal, member: MemberFacts, names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """What changed about somebody in the last 90 days, the newest first."""
    keys = [each for each in (member.id, member.person) if each]
    accesses = [(key, member.id, name) for key, name in names.items()]
    happened, _ = await history(portal, abouts_of(dict.fromkeys(keys, member.name), accesses), MOST_CHANGES)
    since = clock.now() - SINCE
    return [
        {"at": _iso(each.at), "what": each.words, "by": each.by, "number": each.number}
        for each in happened
        if each.at >= since
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
