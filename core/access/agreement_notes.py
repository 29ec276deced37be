"""What requests remember of the agreement that binds their group: told with each of its moves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core import clock
from core.access.records import AgreementNote, RequestDetails, RequestFacts, SignerNote
from core.access.states import REFUSED, REQUESTS
from core.access.tables import Request
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord
from core.agreements.states import OPEN


async def keep_signers(agreement: AgreementRecord, request: RequestFacts) -> None:
    """Note on a locked request, and those that wait with it, who signs and who has."""
    sent = await sent_agreement(agreement.id)
    signers = tuple(
        SignerNote(roles=tuple(each.roles), name=each.name, email=each.email, signed_at=each.signed_at)
        for each in sent.signers
    )
    for each in (request, *await _waiting_with(request)):
        update: dict[str, Any] = {"signers": signers}
        # Beside one that binds, another is only signed for later: nothing has ended.
        if sent.agreement.state in OPEN and each.details.agreement.state != "in-force":
            bound = each.details.agreement.bound
            update["agreement"] = AgreementNote(state="out", at=sent.agreement.sent_at, bound=bound)
        await _write(each, each.details.model_copy(update=update), {Request.agreement_ended: None})


async def note_binding(agreement: AgreementRecord) -> None:
    """Note on every request of a group that this agreement binds it now."""
    binding = AgreementNote(state="in-force", at=agreement.in_force_at, bound=True)
    for request in await _of_group(agreement.group):
        await _note(request, binding, {Request.agreement_ended: None})


async def note_bound_no_more(agreement: AgreementRecord, why: str) -> None:
    """Note on every request of a group that nothing binds it any more; the agreement's own waits for support.

    Only what was given, or could have been given at once, is concerned by it.
    """
    ended = await _how_it_ended(agreement, why, bound=True)
    for request in await _of_group(agreement.group):
        if request.state != REQUESTS["enrollment"].first or request.id == agreement.request:
            await _note(request, ended, _to_settle(agreement, request))


async def note_unsigned(agreement: AgreementRecord, request: RequestFacts, why: str) -> AgreementNote:
    """Note on a locked request that its agreement ended before all had signed; return what was noted."""
    ended = await _how_it_ended(agreement, why, bound=request.details.agreement.bound)
    for each in (request, *await _waiting_with(request)):
        if each.state not in REFUSED:
            await _note(each, ended, _to_settle(agreement, each))
    return ended


async def _how_it_ended(agreement: AgreementRecord, why: str, *, bound: bool) -> AgreementNote:
    sent = await sent_agreement(agreement.id)
    return AgreementNote(
        state=agreement.state,
        at=clock.now(),
        reason=(why or agreement.reason).strip(),
        by=sent.declined_by.name if sent.declined_by else "",
        unsigned=tuple(each.name for each in sent.waiting_for),
        bound=bound,
    )


def _to_settle(agreement: AgreementRecord, request: RequestFacts) -> dict[Any, Any]:
    own = request.id == agreement.request
    return {Request.agreement_ended: agreement.state} if own else {}


async def _waiting_with(request: RequestFacts) -> list[RequestFacts]:
    """The other requests whose access ended with an agreement, and comes back with the next one."""
    others = [each for each in await _of_group(request.group) if each.id != request.id]
    notes = [(each, each.details.agreement) for each in others]
    return [each for each, note in notes if note.bound and note.state != "in-force"]


async def _of_group(group: UUID) -> list[RequestFacts]:
    """The requests of a group that an agreement still means something to; with the group locked."""
    theirs = (Request.group == group) & Request.state.not_in([*REFUSED])
    rows = await Request.select().where(theirs).order_by(Request.number).output(load_json=True)
    return [RequestFacts.of(row) for row in rows]


async def _note(request: RequestFacts, note: AgreementNote, values: dict[Any, Any]) -> None:
    await _write(request, request.details.model_copy(update={"agreement": note}), values)


async def _write(request: RequestFacts, details: RequestDetails, values: dict[Any, Any]) -> None:
    await Request.update({Request.details: details.stored(), **values}).where(Request.id == request.id)
