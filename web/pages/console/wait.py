"""Leaving a request or a piece of work alone until a date, and bringing it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console import waiting, working
from core.console.working import StaffActor
from core.requests.cases import case
from web.asking import answered, ask
from web.forms import see_other
from web.pages.console.forms import StaffQuestion, WaitUntil
from web.pages.console.walking import WORK_LIST, and_say, came, came_from
from web.security.guards import staff, staff_with_cases
from web.visit import Visit

CASE, ITEM = "/support/requests/{number:str}", "/support/work/{item:uuid}"
HANDLES, WORKS = (
    staff_with_cases("analyst", "credentialing", "provisioning"),
    staff("provisioning", "analyst"),
)
EFFECT = (
    "It leaves the lists until that day, then it comes back by itself. It comes back sooner when something "
    "moves it on. Nobody outside learns of it."
)


@get(f"{CASE}/wait", guards=[HANDLES])
async def show_wait(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Ask until when the request is left alone, and why."""
    await case(number)
    return ask(visit, _of_request(visit, number), WaitUntil)


@post(f"{CASE}/wait", guards=[HANDLES])
async def send_wait(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Leave the request alone."""
    await case(number)

    async def act(given: WaitUntil) -> None:
        await waiting.wait_with_request(visit.portal, number, given.day, given.reason, by=visit.actor)

    return await answered(visit, _of_request(visit, number), WaitUntil, act)


@post(f"{CASE}/wait/end", guards=[HANDLES])
async def send_request_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Bring the request back."""
    await waiting.request_waits_no_more(number, by=visit.actor)
    return see_other(f"/support/requests/{number}{came(came_from(visit))}")


@get(f"{ITEM}/wait", guards=[WORKS])
async def show_wait_with_work(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Ask until when the work is left alone, and why."""
    await working.look(item, _hand(visit))
    return ask(visit, _of_work(visit, item), WaitUntil)


@post(f"{ITEM}/wait", guards=[WORKS])
async def send_wait_with_work(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Leave the work alone, and go back to the list, where the next one is."""
    await working.look(item, _hand(visit))

    async def act(given: WaitUntil) -> None:
        await waiting.wait_with_work(visit.portal, item, given.day, given.reason, _hand(visit))

    then = and_say(came_from(visit) or WORK_LIST, done=str(item))
    return await answered(visit, _of_work(visit, item), WaitUntil, act, then)


@post(f"{ITEM}/wait/end", guards=[WORKS])
async def send_work_back(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Bring the work back."""
    await waiting.work_waits_no_more(item, _hand(visit))
    return see_other(f"/support/work/{item}{came(came_from(visit))}")


def _of_request(visit: Visit, number: str) -> StaffQuestion:
    back = f"/support/requests/{number}{came(came_from(visit))}"
    return StaffQuestion(f"Leave {number} alone until a day", EFFECT, "Wait until that day", back)


def _of_work(visit: Visit, item: UUID) -> StaffQuestion:
    back = f"/support/work/{item}{came(came_from(visit))}"
    return StaffQuestion("Leave this work alone until a day", EFFECT, "Wait until that day", back)


def _hand(visit: Visit) -> StaffActor:
    return StaffActor(visit.actor, visit.who.roles)


handlers = [
    show_wait,
    send_wait,
    send_request_back,
    show_wait_with_work,
    send_wait_with_work,
    send_work_back,
]
