"""Cases: those about somebody, the list by clock, and one with everything beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.tables import Grant
from core.actor import Actor
from core.console.queries.history import AboutWhom, Happened, abouts_of, history
from core.database.rows import load_one
from core.groups.people import load_group, load_member
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import concerned
from core.misuse.case_moves import require_stranger
from core.misuse.records import Case, CaseNoted
from core.misuse.states import CASE, OUTCOMES
from core.misuse.tables import MisuseBundle, MisuseCase, MisuseNote
from core.office.queries.people import OfficePerson, person_for_staff
from core.portal import Portal

LIVE = ("awaiting", "open")
MOST = 200
_ORDER = {"awaiting": 0, "open": 1, "closed": 2}


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One case of the list."""

    case: Case
    practice: str
    words: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with the record as it stood, and what happened since."""

    case: Case
    group: GroupFacts
    member: MemberFacts | None
    person: OfficePerson | None
    words: str
    outcome: str
    record: Mapping[str, Any]
    since: tuple[Happened, ...]
    own: tuple[Happened, ...]
    notes: tuple[CaseNoted, ...]
    bundles: tuple[Mapping[str, Any], ...]


async def awaiting_about(member: UUID, side: str) -> Case | None:
    """Find the case about somebody that waits for the report of this side."""
    return await _one((MisuseCase.state == "awaiting") & (MisuseCase.side == side), member)


async def open_about(member: UUID) -> Case | None:
    """Find the oldest case about somebody that is not closed."""
    return await _one(MisuseCase.state.is_in([*LIVE]), member)


async def last_held(member: UUID) -> UUID | None:
    """Tell who suspended somebody for support last; None when nobody did."""
    held = (MisuseCase.member == member) & MisuseCase.held_by.is_not_null()
    row = (
        await MisuseCase.select(MisuseCase.held_by)
        .where(held)
        .order_by(MisuseCase.opened_at, ascending=False)
        .first()
    )
    return row["held_by"] if row else None


async def _one(condition: Any, member: UUID) -> Case | None:
    query = MisuseCase.select().where(condition & (MisuseCase.member == member))
    row = await query.order_by(MisuseCase.opened_at).first()
    return Case.of(row) if row else None


async def cases(by: Actor, *, closed: bool = False) -> tuple[ListedCase, ...]:
    """List the cases that are not closed, or those that are; what waits longest comes first.

    Cases of practices that an account has to do with are left out.
    """
    states = ["closed"] if closed else [*LIVE]
    name = MisuseCase.group.name.as_alias("practice")
    query = MisuseCase.select(*MisuseCase.all_columns(), name).where(MisuseCase.state.is_in(states))
    rows = await query.order_by(MisuseCase.noticed_at, ascending=not closed).limit(MOST)
    own = await concerned(by.account, {row["group"] for row in rows})
    found = [
        ListedCase(Case.of(row), row["practice"], CASE.in_words(row["state"]))
        for row in rows
        if row["group"] not in own
    ]
    return tuple(sorted(found, key=lambda each: _ORDER[each.case.state]))


async def case_view(portal: Portal, case: UUID, by: Actor) -> CaseView:
    """Find one case with everything beside it; NotFound for who has to do with the practice."""
    found = Case.of(await load_one(MisuseCase, case))
    await require_stranger(found, by)
    subjects = await subjects_of(found)
    happened, _ = await history(portal, subjects, MOST) if subjects else ((), False)
    own, _ = await history(portal, {str(found.id): AboutWhom()}, MOST, misuse=True)
    member = await load_member(found.member) if found.member else None
    notes = await MisuseNote.select().where(MisuseNote.case == case).order_by(MisuseNote.at)
    columns = (MisuseBundle.id, MisuseBundle.handed_to, MisuseBundle.sealed_at, MisuseBundle.sha256)
    bundles = await MisuseBundle.select(*columns).where(MisuseBundle.case == case)
    return CaseView(
        case=found,
        group=await load_group(found.group),
        member=member,
        person=(await person_for_staff(portal, member.id))[1] if member else None,
        words=CASE.in_words(found.state),
        outcome=OUTCOMES.get(found.outcome, ""),
        record=json.loads(found.record),
        since=tuple(each for each in happened if each.at >= found.opened_at),
        own=own,
        notes=tuple(CaseNoted(row["at"], row["by_name"], row["text"]) for row in notes),
        bundles=tuple(sorted(bundles, key=lambda row: row["sealed_at"])),
    )


async def subjects_of(case: Case) -> dict[str, AboutWhom]:
    """Name what a case is about in the trail, by its keys there."""
    if case.member is None:
        return {}
    rows = await Grant.select(Grant.id, Grant.application_name).where(Grant.member == case.member)
    member = await load_member(case.member)
    keys = [each for each in (member.id, member.person) if each]
    accesses = [(row["id"], member.id, row["application_name"]) for row in rows]
    return abouts_of(dict.fromkeys(keys, member.name), accesses)
