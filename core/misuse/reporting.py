"""A suspicion is reported, or acted upon before anything was written: either opens a case."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from core import clock
from core.access.suspending import side_of
from core.actor import Actor
from core.audit import change, changes
from core.errors import Invalid, NotFound
from core.groups.people import load_member, locked_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administers, belongs, concerned, sponsored_by
from core.identity.limits import Limit
from core.misuse.case_moves import keeping, moving
from core.misuse.deadlines import start_clock, stop_clock
from core.misuse.queries.cases import awaiting_about, last_held, open_about
from core.misuse.queries.frozen import record_of
from core.misuse.queries.officers import officers_for
from core.misuse.records import Case
from core.misuse.tables import MisuseCase
from core.moves import NotNow
from core.names import names_agree
from core.office import acts
from core.office.possible import possible
from core.office.queries.people import person_for_staff
from core.portal import Portal

# The person reads why their access is suspended: not that, and by whom, they were reported.
SUSPENDED = "Suspended until further notice."
PER_DAY = Limit("misuse-reports", 20, 24 * 60 * 60)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports about a practice: about a member, a name as it was typed, or nobody they know.

    `caller` is for whom support writes it. `suspend` has everything of the member suspended at once.
    """

    group: UUID
    member: UUID | None
    name: str
    what: str
    seen: str
    noticed_at: datetime
    caller: str = ""
    suspend: bool = False


async def report(portal: Portal, given: Report, *, by: Actor) -> UUID:
    """Store a written report with the record as it stands now, and tell the privacy officers.

    For whoever administers, sponsors or belongs to the practice, and staff for a caller; NotFound for others.
    Invalid for what was noticed in the future, and TooMany for the reports of one account in a day.
    """
    if given.noticed_at > clock.now():
        raise Invalid({"noticed_on": "Enter a time that is over"})
    await PER_DAY.spend(str(by.account))
    async with change("misuse.reported", by=by) as event:
        group = await locked_group(given.group)
        await require_may_report(group.id, by)
        member = await _member(given, by)
        record = await frozen(portal, group, member)
        if given.suspend and member is not None:
            await _suspend(portal, member, by)
        case = await _written(given, member, record, by)
        event.subject = ("misuse", case.id)
        event.details |= {"record_sha256": case.record_sha256, "suspended": given.suspend}
        await stop_clock(case.id)
        await _tell_officers(portal, case)
    return case.id


async def suspend_on_suspicion(portal: Portal, member: UUID, reason: str, *, by: Actor) -> None:
    """Suspend all access of somebody at once, and start the clock for the written report.

    As `acts.suspend_all`. Where a case about them is open already, the suspension belongs to that one.
    """
    async with change("misuse.suspected", by=by) as event:
        row = await load_member(member)
        group = await locked_group(row.group)
        record = await frozen(portal, group, row)
        await acts.suspend_all(portal, member, reason, by=by)
        found = await open_about(member) or await _awaiting(portal, row, record, reason, by)
        event.subject = ("misuse", found.id)
        await note_suspension(found, by)


async def end_suspension(portal: Portal, member: UUID, *, by: Actor) -> None:
    """End what one's own side suspended; for support where no case is open, and by another person."""
    async with changes():
        await locked_group((await load_member(member)).group)
        if by.kind == "staff":
            if await open_about(member) is not None:
                raise NotNow("Only a privacy officer can end this suspension.")
            require_another(await last_held(member), by)
        await acts.resume_all(portal, member, by=by)


def require_another(held_by: UUID | None, by: Actor) -> None:
    """Go on for anybody but the one who suspended somebody; NotNow."""
    if held_by is not None and held_by == by.account:
        raise NotNow("Someone else has to do this: you suspended this access yourself.")


async def note_suspension(case: Case, by: Actor) -> None:
    """Keep who suspended somebody for support: another person ends it. Part of a change."""
    if by.kind == "staff":
        await keeping(case, {"held_by": by.account})


async def require_may_report(group: UUID, by: Actor) -> None:
    """Go on for whoever has to do with a practice, and for staff who have not."""
    if by.kind == "staff":
        if await concerned(by.account, [group]):
            raise NotNow(acts.OWN)
        return
    sponsors = {key for key, _ in await sponsored_by(by.account)}
    if group in sponsors or await administers(by.account, group) or await belongs(by.account, group):
        return
    raise NotFound


async def _member(given: Report, by: Actor) -> MemberFacts | None:
    """Whom it is about; a name that was typed counts where it is that of one person of the practice only.

    Who does not administer the practice names people without learning who is in it.
    """
    if given.member is None:
        there = [each for each in await members_of(given.group) if _is_called(each, given.name)]
        return there[0] if len(there) == 1 else None
    if by.kind != "staff" and not await administers(by.account, given.group):
        raise NotFound
    row = await load_member(given.member)
    if row.group != given.group:
        raise NotFound
    return row


def _is_called(member: MemberFacts, name: str) -> bool:
    first, _, last = name.strip().partition(" ")
    return names_agree((first, last.strip()), (member.first_name, member.last_name))


async def _suspend(portal: Portal, member: MemberFacts, by: Actor) -> None:
    """Suspend what one's own side did not suspend before."""
    _, person = await person_for_staff(portal, member.id)
    if "suspend" in possible(side_of(by), member.state, member.until, person.access):
        await acts.suspend_all(portal, member.id, SUSPENDED, by=by)
    elif by.kind != "staff" and not await administers(by.account, member.group):
        raise NotFound


async def _written(given: Report, member: MemberFacts | None, record: tuple[str, str], by: Actor) -> Case:
    """The case of a suspension that waited for this report, or a new one."""
    now = clock.now()
    said = {"what": given.what.strip()[:4000], "seen": given.seen, "caller": given.caller.strip()[:200]}
    waiting = await awaiting_about(member.id, side_of(by)) if member else None
    if waiting is not None and await _completes(waiting, by):
        noticed = min(given.noticed_at, waiting.noticed_at)
        written = {**said, "noticed_at": noticed, "written_at": now, "reporter_name": by.name[:200]}
        case = await moving(waiting, "open", **written, reporter=by.account)
    else:
        row = _case(given.group, member, record, by)
        row.state, row.noticed_at, row.written_at = "open", given.noticed_at, now
        row.what, row.seen, row.caller = said["what"], said["seen"], said["caller"]
        row.about_name = member.name if member else given.name.strip()[:200]
        await MisuseCase.insert(row)
        case = Case.of(row.to_dict())
    if given.suspend:
        await note_suspension(case, by)
    return case


async def _awaiting(
    portal: Portal, member: MemberFacts, record: tuple[str, str], reason: str, by: Actor
) -> Case:
    """Open the case of a suspension for which the report is still to be written."""
    row = _case(member.group, member, record, by)
    row.state, row.noticed_at, row.what = "awaiting", row.opened_at, reason.strip()[:500]
    await MisuseCase.insert(row)
    case = Case.of(row.to_dict())
    await start_clock(portal, case)
    return case


async def _completes(case: Case, by: Actor) -> bool:
    """Whether this is the report that the one who suspended somebody owes."""
    return by.kind == "staff" or await administers(by.account, case.group)


def _case(group: UUID, member: MemberFacts | None, record: tuple[str, str], by: Actor) -> MisuseCase:
    row = MisuseCase(id=uuid4(), group=group, member=member and member.id, side=side_of(by))
    row.about_name = member.name if member else ""
    row.reporter, row.reporter_name = by.account, by.name[:200]
    row.record, row.record_sha256 = record
    row.opened_at = clock.now()
    return row


async def frozen(portal: Portal, group: GroupFacts, member: MemberFacts | None) -> tuple[str, str]:
    """Return the record as it stands now, as the text that is kept, and the hash of that text."""
    found = await record_of(portal, group, member)
    record = json.dumps(found, ensure_ascii=False, sort_keys=True)
    return record, hashlib.sha256(record.encode()).hexdigest()


async def _tell_officers(portal: Portal, case: Case) -> None:
    for officer in await officers_for(case.group):
        await portal.mail.send(
            to=officer.email,
            template="misuse-reported",
            about=("misuse", case.id),
            path=f"/support/misuse/{case.id}",
        )
