"""Activating groups, after a look at what will happen and to whom; declining a request."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.errors import Forbidden, Stale
from core.identity import Identity
from core.support.activating import activate, decline, previews
from core.support.cases import case
from web.forms import submitted
from web.pages.support.asking import Question, answered, ask, fresh
from web.pages.support.forms import Why
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

CASE = "/support/requests/{number:str}"
DECIDES = staff("credentialing", "analyst")


@get("/support/activate", guards=[DECIDES])
async def show_activate(
    visit: NamedDependency[Visit], number: FromQuery[list[str] | None] = None
) -> Response[Any]:
    """What will happen to each of these requests, and why some cannot be activated."""
    found = await previews(visit.desk, number or [], by=visit.actor)
    return render(
        visit.request,
        "support/activate.html",
        ready=[each for each in found if not each.against],
        others=[each for each in found if each.against],
    )


@post("/support/activate", guards=[DECIDES], status_code=200)
async def send_activate(visit: NamedDependency[Visit], identity: NamedDependency[Identity]) -> Response[Any]:
    """Activates them one by one; what changed meanwhile is said, and keeps nobody else waiting."""
    values = await submitted(visit.request)
    done, failed = [], []
    for number in [each for each in values.get("number", []) if isinstance(each, str)][:25]:
        try:
            await activate(visit.desk, identity.keys, number, by=visit.actor)
            done.append(number)
        except (Stale, Forbidden) as problem:
            failed.append((number, str(problem)))
    return render(visit.request, "support/activated.html", done=done, not_done=failed)


@get(f"{CASE}/decline", guards=[DECIDES])
async def show_decline(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Asks why."""
    await case(number)
    return ask(visit, _decline(number), fresh(Why))


@post(f"{CASE}/decline", guards=[DECIDES])
async def send_decline(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Ends the request."""
    await case(number)

    async def act(given: Why) -> None:
        await decline(visit.desk, number, given.reason, by=visit.actor)

    return await answered(visit, _decline(number), Why, act)


def _decline(number: str) -> Question:
    effect = (
        "No access of this request is given, and an agreement that still waits for signatures is called off. "
        "The practice is told the reason you give. This cannot be undone."
    )
    return Question(
        f"Decline {number}", effect, "Decline the request", f"/support/requests/{number}", warn=True
    )


handlers = [show_activate, send_activate, show_decline, send_decline]
