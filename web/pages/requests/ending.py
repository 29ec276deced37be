"""Taking a request over, withdrawing it, and sending its agreement again that was not signed in time."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.access.lines import request_numbered
from core.access.queries import own_place
from core.errors import NotFound
from core.forms import field
from core.groups.rights import is_named
from core.requests.sending_anew import may_be_sent_by_practice, send_own_anew
from core.requests.taking_over import take_over
from core.requests.withdrawing import may_be_withdrawn, withdraw_own
from web.asking import answered, ask
from web.pages.requests.signers import PracticeQuestion
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

REQUEST = "/requests/{number:str}"


class Withdrawing(BaseModel):
    """Why a request is withdrawn."""

    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        hint="Support reads this.",
        missing="Say why you withdraw the request",
    )


class Nothing(BaseModel):
    """A question that is answered by its button alone."""


@get(f"{REQUEST}/take-over", guards=[signed_in])
async def show_take_over(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Say what changes for whom, and ask the named administrator whether they take the request over."""
    return ask(visit, await _taking_over(visit, number), Nothing)


@post(f"{REQUEST}/take-over", guards=[signed_in, fresh_code])
async def send_take_over(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Have the named administrator act for the practice alone."""

    async def act(_: Nothing) -> None:
        await take_over(number, by=visit.actor)

    return await answered(visit, await _taking_over(visit, number), Nothing, act)


@get(f"{REQUEST}/withdraw", guards=[signed_in])
async def show_withdraw(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Say what ends with a request, and ask whether it is to be withdrawn."""
    return ask(visit, await _withdrawing(visit, number), Withdrawing)


@post(f"{REQUEST}/withdraw", guards=[signed_in])
async def send_withdraw(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Withdraw the request."""

    async def act(given: Withdrawing) -> None:
        await withdraw_own(visit.signing, number, given.reason, by=visit.actor)

    return await answered(visit, await _withdrawing(visit, number), Withdrawing, act)


@get(f"{REQUEST}/agreement/anew", guards=[signed_in])
async def show_anew(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Say to whom the agreement goes, and ask whether it is to be sent again."""
    return ask(visit, await _anew(visit, number), Nothing)


@post(f"{REQUEST}/agreement/anew", guards=[signed_in])
async def send_anew(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Send the agreement to the same people again."""

    async def act(_: Nothing) -> None:
        await send_own_anew(visit.signing, number, by=visit.actor)

    return await answered(visit, await _anew(visit, number), Nothing, act)


async def _taking_over(visit: Visit, number: str) -> PracticeQuestion:
    """NotFound for another's request, and for who acts for its practice alone already."""
    place = await own_place(number, visit.who.account_id)
    if not await is_named(visit.who.account_id, place.group):
        raise NotFound
    terms = visit.portal.site.terms
    effect = (
        f"You are named as the {terms.administrator}. The request is yours from then on, and email about the "
        f"{terms.group} comes to you. Whoever registered the {terms.group} no longer sees it."
    )
    return PracticeQuestion(
        f"Take over request {number}", effect, "Take the request over", f"/requests/{number}"
    )


async def _withdrawing(visit: Visit, number: str) -> PracticeQuestion:
    """NotFound for another's request, and for one that cannot be withdrawn any more."""
    await own_place(number, visit.who.account_id)
    if not await may_be_withdrawn(await request_numbered(number)):
        raise NotFound
    effect = (
        "Nothing that it requested is set up. {Agreement.short.a} that still waits for signatures "
        "becomes void, and its signers are told. You can send a new request at any time."
    )
    return PracticeQuestion(
        f"Withdraw request {number}", effect, "Withdraw the request", f"/requests/{number}", warn=True
    )


async def _anew(visit: Visit, number: str) -> PracticeQuestion:
    """NotFound for another's request, and while the practice has nothing to send again."""
    await own_place(number, visit.who.account_id)
    request = await request_numbered(number)
    if not may_be_sent_by_practice(request):
        raise NotFound
    word, names = visit.portal.site.terms.agreement, ", ".join(each.name for each in request.details.signers)
    effect = (
        f"A new {word} goes to {names}. Everybody signs again, those who had signed as well. "
        "You can correct an address, or name someone else, on the page of the request afterwards."
    )
    return PracticeQuestion(
        f"Send the {word} again", effect, f"Send the {word.short} again", f"/requests/{number}"
    )


handlers = [show_take_over, send_take_over, show_withdraw, send_withdraw, show_anew, send_anew]
