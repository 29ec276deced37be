"""Sending a registration: one request, one number, one set of mails, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from core import clock
from core.access.numbers import next_number
from core.access.states import REQUESTS
from core.access.tables import Grant, Request, RequestLine
from core.actor import Actor
from core.agreements.actions import Dispatch, send_out
from core.audit import change
from core.database import transaction
from core.database.rows import insert_all
from core.enrollment.drafts import Draft, draft_of, row_of
from core.enrollment.making import grants_of, group_of, holders_of, lines_of, members_of, request_details
from core.enrollment.moves import moving_draft
from core.enrollment.review import Missing, Review, review
from core.enrollment.signers import administrator_in, parties, practice_of, signers
from core.enrollment.states import ENROLLMENT
from core.enrollment.storing import AlreadySent
from core.errors import Invalid, NotFound
from core.groups import appointments
from core.groups.tables import Group, Member
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a submission answers, the first time and every time after."""

    request: UUID
    number: str


class NotReady(Invalid):
    """Something is missing; nothing was sent. `missing` says what and where."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__({"": "Some answers are missing or no longer right"})
        self.missing = missing


async def submit(desk: Portal, enrollment: UUID, *, by: Actor) -> Receipt:
    """Send a registration; the second time, or at the same time, the answer is that of the first.

    Raises NotReady when something is missing, NotFound when the draft is absent or another's, AlreadySent
    when it was given up.
    """
    async with transaction():
        receipt = await _once(desk, enrollment, by)
    return receipt  # noqa: RET504 - a return inside the block looks to mypy like one that may be skipped


async def receipt_of(enrollment: UUID) -> Receipt:
    """The request that a submitted draft became."""
    rows = await Request.select(Request.id, Request.number).where(Request.enrollment == enrollment)
    if not rows:
        raise NotFound
    return Receipt(rows[0]["id"], rows[0]["number"])


async def _once(desk: Portal, enrollment: UUID, by: Actor) -> Receipt:
    row = await row_of(enrollment, by.account, lock=True)
    if row is None:
        raise NotFound
    if row["state"] == "submitted":
        return await receipt_of(enrollment)
    if row["state"] != ENROLLMENT.first:
        raise AlreadySent
    draft = await draft_of(row)
    looked = review(desk, draft)
    if not looked.ready:
        raise NotReady(looked.missing)
    return await _submit(desk, draft, looked, by)


async def _submit(desk: Portal, draft: Draft, looked: Review, by: Actor) -> Receipt:
    request = uuid4()
    async with change("request.submitted", by=by, subject=("request", request)) as event:
        number = await next_number(desk.site)
        group = group_of(desk.site, draft, looked)
        members = members_of(desk.site, draft, group, looked)
        grants = grants_of(desk, draft, members, looked)
        await Group.insert(group)
        await insert_all(Member, list(members.values()))
        await Request.insert(
            Request(
                id=request,
                number=number,
                enrollment=draft.id,
                group=group.id,
                sent_by=draft.account,
                kind="enrollment",
                state=REQUESTS["enrollment"].first,
                details=request_details(desk, draft, looked).stored(),
                submitted_at=clock.now(),
            )
        )
        await insert_all(Grant, grants)
        await insert_all(RequestLine, lines_of(request, grants))
        dispatch = Dispatch("first", practice_of(draft, group), parties(desk.site, draft), request)
        agreement = await send_out(desk.mail, dispatch, by=by)
        await appointments.appoint(group.id, holders_of(draft, members), agreement=agreement, by=by)
        await moving_draft(draft.id, draft.state, "submitted", by=by)
        event.details |= {"number": number, "people": len(members), "applications": len(grants)}
        await _confirm(desk, draft, number, request)
    return Receipt(request, number)


async def _confirm(desk: Portal, draft: Draft, number: str, request: UUID) -> None:
    administrator = administrator_in(draft)
    if administrator is None:
        return
    names = ", ".join(signer.name for signer in signers(desk.site, draft))
    await desk.mail.send(
        to=administrator.email,
        template="request-submitted",
        about=("request", request),
        number=number,
        group_name=draft.section("practice").answers.get("name", ""),
        people=len(draft.people),
        next_step=f"The {desk.site.terms.agreement} has to be signed by {names}.",
        path=f"/requests/{number}",
    )
