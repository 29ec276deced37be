"""Everything about one practice: its data, people, requests, agreements, messages, open work and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.access.states import REQUEST_WORDS
from core.access.tables import Request
from core.agreements.tables import Agreement
from core.agreements.whom import binding
from core.console.queries.accesses import HeldAccess, OpenWork, accesses_of
from core.console.queries.found import FoundRequest
from core.console.queries.history import AboutWhom, Happened, history
from core.console.queries.letters import Written, messages_about
from core.errors import NotFound
from core.groups.records import GroupDetails
from core.groups.rights import KNOWN, parts_played
from core.groups.states import GROUP, MEMBER
from core.groups.tables import Group, Member
from core.identity.queries import portal_ids
from core.names import full_name
from core.portal import Portal

# People, requests and events of a practice that are shown at first, and at most.
FEW, MANY, EVENTS = 50, 500, 5


@dataclass(frozen=True, slots=True)
class PracticePerson:
    """Somebody of a practice, the parts they play, and every application they have; `login` when certain."""

    id: UUID
    name: str
    email: str
    staff_type: str
    suffix: str
    login: str
    state: str
    words: str
    parts: tuple[str, ...]
    access: tuple[HeldAccess, ...]


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """One agreement of a practice: how it stands and how long it binds."""

    id: UUID
    purpose: str
    state: str
    sent_at: datetime
    in_force_at: datetime | None
    ends_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """One practice; `more` names the lists of which there is more than is shown."""

    id: UUID
    name: str
    state: str
    words: str
    since: datetime
    details: GroupDetails
    jurisdiction: str
    postcode: str
    facility: str
    people: tuple[PracticePerson, ...]
    requests: tuple[FoundRequest, ...]
    agreements: tuple[KeptAgreement, ...]
    messages: tuple[Written, ...]
    work: tuple[tuple[PracticePerson, OpenWork], ...]
    happened: tuple[Happened, ...]
    more: frozenset[str]


async def practice_view(portal: Portal, key: UUID, *, everything: bool = False) -> PracticeView:
    """Find a practice; NotFound. As many statements for a large one as for a small one."""
    rows = await Group.select().where(Group.id == key).output(load_json=True)
    if not rows:
        raise NotFound
    row, limit = rows[0], MANY if everything else FEW
    people, more_people = await _people(portal, key, limit)
    requests = await _requests(key, row["name"], limit)
    abouts = {str(each.id): AboutWhom(request=each.number) for each in requests} | {str(key): AboutWhom()}
    happened, more_happened = await history(portal, abouts, EVENTS if not everything else MANY)
    messages = await messages_about([key], 5 if not everything else MANY)
    facility = portal.site.facility(row["facility"]) if row["facility"] else None
    return PracticeView(
        id=key,
        name=row["name"],
        state=row["state"],
        words=GROUP.in_words(row["state"]),
        since=row["activated_at"] or row["created_at"],
        details=GroupDetails.model_validate(row["details"]),
        jurisdiction=row["jurisdiction"],
        postcode=row["postcode"],
        facility=facility.name if facility else row["facility"] or "",
        people=people,
        requests=requests[:limit],
        agreements=await _agreements(key),
        messages=messages[: 5 if not everything else MANY],
        work=tuple((each, one.work) for each in people for one in each.access if one.work),
        happened=happened,
        more=frozenset(
            name
            for name, more in (
                ("people", more_people),
                ("requests", len(requests) > limit),
                ("messages", len(messages) > 5 and not everything),
                ("history", more_happened),
            )
            if more
        ),
    )


async def _people(portal: Portal, group: UUID, limit: int) -> tuple[tuple[PracticePerson, ...], bool]:
    query = Member.select(*Member.all_columns(exclude=[Member.details])).where(Member.group == group)
    rows = await query.order_by(Member.position, Member.id).limit(limit + 1)
    known = [row["person"] for row in rows if row["person"] and row["person_state"] in KNOWN]
    logins = await portal_ids(known) if known else {}
    access = await accesses_of(portal, [row["id"] for row in rows[:limit]])
    parts = await parts_played(group)
    return tuple(
        _one(portal, row, logins, parts.get(row["id"], ()), access.get(row["id"], ())) for row in rows[:limit]
    ), len(rows) > limit


def _one(
    portal: Portal,
    row: Mapping[str, Any],
    logins: Mapping[UUID, str],
    parts: tuple[str, ...],
    access: tuple[HeldAccess, ...],
) -> PracticePerson:
    staff_type, suffix = portal.site.staff_type(row["staff_type"]), portal.site.suffix(row["suffix"])
    return PracticePerson(
        id=row["id"],
        name=full_name(row["first_name"], row["middle_initial"], row["last_name"]),
        email=row["email"],
        staff_type=staff_type.name if staff_type else row["staff_type"],
        suffix=suffix.label if suffix else row["suffix"],
        login=logins.get(row["person"], "") if row["person_state"] in KNOWN else "",
        state=row["state"],
        words=MEMBER.in_words(row["state"]),
        parts=parts,
        access=access,
    )


async def _requests(group: UUID, name: str, limit: int) -> tuple[FoundRequest, ...]:
    columns = (Request.id, Request.number, Request.state, Request.submitted_at)
    newest = Request.select(*columns).where(Request.group == group).order_by(Request.number, ascending=False)
    return tuple(
        FoundRequest(
            row["id"], row["number"], name, row["state"], REQUEST_WORDS[row["state"]], row["submitted_at"]
        )
        for row in await newest.limit(limit + 1)
    )


async def _agreements(group: UUID) -> tuple[KeptAgreement, ...]:
    names = list(KeptAgreement.__dataclass_fields__)
    query = Agreement.select(*[getattr(Agreement, name) for name in names]).where(binding(group))
    rows = await query.order_by(Agreement.sent_at, ascending=False).limit(20)
    return tuple(KeptAgreement(**{name: row[name] for name in names}) for row in rows)
