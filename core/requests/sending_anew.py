"""Sending an agreement that ended to the same signers once more."""

from __future__ import annotations

from core.access.lines import locked_request
from core.access.queries import own_place
from core.access.records import RequestFacts
from core.access.states import REFUSED
from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.agreements.states import OPEN
from core.audit import change
from core.errors import NotFound, Stale


def may_be_sent_by_practice(request: RequestFacts) -> bool:
    """Tell whether the practice may send its agreement again: when it was only late."""
    return request.state not in REFUSED and request.details.agreement.state == "expired"


async def send_own_anew(signing: Signing, number: str, *, by: Actor) -> None:
    """Send the agreement of a group that `by` acts for once more, after it was not signed in time.

    NotFound for anybody else's request, Stale when it ended otherwise: then support has to see to it.
    """
    place = await own_place(number, by.account)
    async with change("request.agreement-sent-anew", by=by, subject=("request", place.id)):
        request = await locked_request(place.id)
        if not may_be_sent_by_practice(request):
            raise Stale("Ask support to send a new {agreement.short}.")
        await _send(signing, request, by)


async def send_for_support(signing: Signing, request: RequestFacts, *, by: Actor) -> None:
    """Send the agreement of a request once more for support, however it ended; Stale if it has not."""
    async with change("request.agreement-sent-anew", by=by, subject=("request", request.id)):
        await _send(signing, await locked_request(request.id), by)


async def _send(signing: Signing, request: RequestFacts, by: Actor) -> None:
    if request.state in REFUSED:
        raise Stale("The request has ended.")
    last = await latest_of_request(request.id)
    if last is None:
        raise NotFound
    if last.agreement.state in {*OPEN, "in-force"}:
        raise Stale("The {agreement.short} hasn’t ended.")
    await actions.send_once_more(signing, last.agreement, actions.parties_of(last.signers), by=by)
