"""What those who look into a case do: notes, suspension, handing it on, closing it and opening it again.

NotFound for who has to do with the practice of the case.
"""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.errors import Invalid, NotFound
from core.groups.people import load_group, load_member
from core.misuse.case_moves import held_case, keeping, moving
from core.misuse.deadlines import stop_clock
from core.misuse.queries.officers import officer
from core.misuse.records import Case
from core.misuse.reporting import SUSPENDED, frozen, note_suspension, require_another
from core.misuse.states import OUTCOMES
from core.misuse.tables import MisuseNote
from core.moves import NotNow
from core.office import acts
from core.portal import Portal

MOST_NOTES = 200
ENDED = "Ended by the privacy office."


async def note_case(case: UUID, text: str, *, by: Actor) -> None:
    """Write something down; Invalid without words, or when there are too many notes."""
    if not text.strip():
        raise Invalid({"text": "Write your note"})
    async with change("misuse.noted", by=by, subject=("misuse", case)):
        await held_case(case, by)
        if await MisuseNote.count().where(MisuseNote.case == case) >= MOST_NOTES:
            raise Invalid({"text": f"This case has {MOST_NOTES} notes already and can’t take another"})
        await MisuseNote.insert(
            MisuseNote(case=case, by_name=by.name[:200], text=text.strip()[:4000], at=clock.now())
        )


async def suspend_person(portal: Portal, case: UUID, *, by: Actor) -> None:
    """Suspend all access of the person, also what the practice suspended: only support ends it then."""
    async with change("misuse.suspended", by=by, subject=("misuse", case)):
        found = await _live(case, by)
        await acts.suspend_all(portal, _person(found), SUSPENDED, by=by)
        await note_suspension(found, by)


async def lift(portal: Portal, case: UUID, reason: str, *, by: Actor) -> None:
    """End the suspension by support; NotNow for the one who suspended."""
    reason = given_reason(reason)
    async with change("misuse.lifted", by=by, subject=("misuse", case), reason=reason):
        found = await _live(case, by)
        require_another(found.held_by, by)
        await acts.resume_all(portal, _person(found), by=by)
        await keeping(found, {"held_by": None})


async def end_for_person(portal: Portal, case: UUID, *, by: Actor) -> None:
    """End everything the person has; Stale for who plays a part that somebody else has to take up first."""
    async with change("misuse.access-ended", by=by, subject=("misuse", case)):
        found = await _live(case, by)
        await acts.end_access(portal, _person(found), None, ENDED, by=by)


async def hand_case_over(portal: Portal, case: UUID, account: UUID, *, by: Actor) -> None:
    """Give a case to another one who looks into misuse, and tell them; NotFound for anybody else."""
    async with change("misuse.handed-over", by=by, subject=("misuse", case)) as event:
        found = await held_case(case, by)
        whom = await officer(account, found.group)
        event.details["to"] = whom.name
        await keeping(found, {"holder": whom.account, "holder_name": whom.name})
        await portal.mail.send(
            to=whom.email,
            template="misuse-handed-over",
            about=("misuse", case),
            name=by.name,
            path=f"/support/misuse/{case}",
        )


async def close_case(case: UUID, outcome: str, reason: str, *, by: Actor) -> None:
    """Close a case with what came of it, and why."""
    reason = given_reason(reason)
    if outcome not in OUTCOMES:
        raise Invalid({"outcome": "Choose what came of it"})
    async with change("misuse.closed", by=by, subject=("misuse", case), outcome=outcome, reason=reason):
        await moving(await held_case(case, by), "closed", outcome=outcome, reason=reason)
        await stop_clock(case)


async def reopen(case: UUID, reason: str, *, by: Actor) -> None:
    """Look into a closed case once more."""
    reason = given_reason(reason)
    async with change("misuse.reopened", by=by, subject=("misuse", case), reason=reason):
        found = await held_case(case, by)
        if found.state != "closed":
            raise NotNow("This case is open.")
        await moving(found, "open", outcome="", reason="")


async def name_person(portal: Portal, case: UUID, member: UUID, *, by: Actor) -> None:
    """Say whom a report is about that named nobody of the practice; the record is taken as it stands now."""
    async with change("misuse.person-named", by=by, subject=("misuse", case)) as event:
        found = await _live(case, by)
        row = await load_member(member)
        if found.member is not None or row.group != found.group:
            raise NotFound
        record, sha256 = await frozen(portal, await load_group(found.group), row)
        event.details["record_sha256"] = sha256
        values = {"member": member, "about_name": row.name, "record": record, "record_sha256": sha256}
        await keeping(found, values)


async def _live(case: UUID, by: Actor) -> Case:
    found = await held_case(case, by)
    if found.state == "closed":
        raise NotNow("This case is closed. Open it again first.")
    return found


def _person(case: Case) -> UUID:
    if case.member is None:
        raise NotFound
    return case.member
