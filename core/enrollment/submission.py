"""Sending a registration: one request, one number, one set of mails, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from core.access.asking import request_applications
from core.access.filing import NewRequest, file_grants, file_lines, file_request
from core.access.own_agreements import ask_added
from core.access.queries import place_of_enrollment
from core.access.records import RequestDetails
from core.actor import Actor
from core.agreements.actions import Dispatch, Received, send_out
from core.audit import change
from core.credentials.looking import look_up_later
from core.database import transaction
from core.enrollment.drafts import Draft
from core.enrollment.making import (
    agreed_texts,
    asked_in,
    grants_of,
    group_of,
    holders_of,
    members_added,
    members_of,
    request_details,
)
from core.enrollment.moves import moving_draft
from core.enrollment.reading import draft_of, row_of
from core.enrollment.review import Missing, Review, review
from core.enrollment.rules import lists_people
from core.enrollment.signers import administrator_in, parties, practice_of, signers
from core.enrollment.states import ENROLLMENT
from core.enrollment.storing import AlreadySent
from core.errors import Invalid, NotFound
from core.groups import appointments
from core.groups.people import locked_group
from core.groups.registering import add_members, register
from core.groups.rights import administrator_of
from core.identity.queries import email_key
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a submission answers, the first time and every time after."""

    request: UUID
    number: str
    group: UUID


class NotReady(Invalid):
    """Something is missing; nothing was sent. `missing` says what and where."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__({"": "Some answers are missing or no longer right"})
        self.missing = missing


async def submit(portal: Portal, enrollment: UUID, *, by: Actor) -> Receipt:
    """Send a registration; the second time, or at the same time, the answer is that of the first.

    Raises NotReady when something is missing, NotFound when the draft is absent or another's, AlreadySent
    when it was given up.
    """
    async with transaction():
        receipt = await _once(portal, enrollment, by)
    return receipt  # noqa: RET504 - a return inside the block looks to mypy like one that may be skipped


async def receipt_of(enrollment: UUID) -> Receipt:
    """Find the request that a submitted draft became."""
    place = await place_of_enrollment(enrollment)
    return Receipt(place.id, place.number, place.group)


async def _once(portal: Portal, enrollment: UUID, by: Actor) -> Receipt:
    row = await row_of(enrollment, by.account, lock=True)
    if row is None:
        raise NotFound
    if row["state"] == "submitted":
        return await receipt_of(enrollment)
    if row["state"] != ENROLLMENT.first:
        raise AlreadySent
    if row["group"] is not None:
        # As the practice stands until this is over.
        await locked_group(row["group"])
    draft = await draft_of(row)
    looked = review(portal, draft)
    if not looked.ready:
        raise NotReady(looked.missing)
    if draft.group is not None:
        return await _ask_for_more(portal, draft, draft.group, looked, by)
    return await _submit(portal, draft, looked, by)


async def _ask_for_more(portal: Portal, draft: Draft, group: UUID, looked: Review, by: Actor) -> Receipt:
    """Add who is new, and ask for what everybody of the draft wants. Of the staff, whoever said why."""
    by_support = draft.by_support if by.kind == "staff" else ""
    if by.kind == "staff" and not by_support:
        raise NotFound
    new = members_added(portal.site, group, looked)
    await add_members(group, new)
    await ask_added(portal, group, new, by=by)
    details = RequestDetails(agreed=agreed_texts(looked), by_support=by_support)
    await request_applications(portal, group, asked_in(looked), by=by, draft=draft.id, details=details)
    await moving_draft(draft.id, draft.state, "submitted", by=by)
    await look_up_later(portal, group)
    receipt = await receipt_of(draft.id)
    # Where support asks, it tells the practice itself, and why.
    if not by_support:
        await _received_more(portal, draft, receipt)
    return receipt


async def _received_more(portal: Portal, draft: Draft, receipt: Receipt) -> None:
    await portal.mail.send(
        to=draft.address,
        template="request-submitted",
        about=("request", receipt.request),
        number=receipt.number,
        group_name=draft.section("practice").answers["name"],
        people=len(draft.people),
        next_step="Support checks it and decides about each application.",
        path=f"/requests/{receipt.number}",
    )


async def _submit(portal: Portal, draft: Draft, looked: Review, by: Actor) -> Receipt:
    request = uuid4()
    async with change("request.submitted", by=by, subject=("request", request)) as event:
        group = group_of(looked)
        members = members_of(portal.site, group.id, looked)
        grants = grants_of(portal, draft, members, looked)
        await register(draft.id, group, list(members.values()))
        details = request_details(portal, draft, looked)
        new = NewRequest(request, "enrollment", group.id, draft.account, details, draft.id)
        number = await file_request(portal, new)
        await file_grants(grants)
        await file_lines(request, {each.id: each.answered for each in grants})
        practice, signing = practice_of(draft, group), parties(portal.site, draft)
        dispatch = Dispatch("first", practice, signing, request, received=_received(portal, draft, number))
        agreement = await send_out(portal.mail, dispatch, by=by)
        holders = holders_of(draft, members, draft.account)
        await appointments.appoint(group.id, holders, agreement=agreement, by=by)
        await look_up_later(portal, group.id)
        await moving_draft(draft.id, draft.state, "submitted", by=by)
        event.details |= {"number": number, "people": len(members), "applications": len(grants)}
        await _confirm(portal, draft, number, (request, group.id))
    return Receipt(request, number, group.id)


def _listed(portal: Portal, draft: Draft) -> int:
    """How many people a draft names to be given something; 0 where they join."""
    return len(draft.people) if lists_people(portal.site, draft) else 0


def _received(portal: Portal, draft: Draft, number: str) -> tuple[Received, ...]:
    """What whoever sends the registration, and the administrator they name, are told in any case."""
    people, named = _listed(portal, draft), administrator_in(draft)
    # Where no account sends it, the administrator is reached at the address that was typed.
    sender = draft.address or (named.email if named else "")
    sent = Received(sender, number, people, f"/requests/{number}")
    if named is None or named.email == sender:
        return (sent,)
    return (sent, Received(named.email, number, people, "/sign-in", named=True))


async def _confirm(portal: Portal, draft: Draft, number: str, made: tuple[UUID, UUID]) -> None:
    """Tell whoever can open the request now, and the administrator if that is somebody else.

    Who signs was told with the agreement.
    """
    request, group = made
    named, acting = administrator_in(draft), await administrator_of(group)
    if named is None or acting is None:
        return
    asked = {signer.email for signer in signers(portal.site, draft)}
    names = ", ".join(signer.name for signer in signers(portal.site, draft))
    group_name = draft.section("practice").answers.get("name", "")
    if email_key(acting.email) not in asked:
        await portal.mail.send(
            to=acting.email,
            template="request-submitted",
            about=("request", request),
            number=number,
            group_name=group_name,
            people=_listed(portal, draft),
            next_step=f"The {portal.site.terms.agreement} has to be signed by {names}.",
            path=f"/requests/{number}",
        )
    if named.email not in {email_key(acting.email), *asked}:
        await portal.mail.send(
            to=named.email,
            template="administrator-named",
            about=("request", request),
            number=number,
            group_name=group_name,
            path="/sign-in",
        )
