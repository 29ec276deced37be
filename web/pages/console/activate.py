"""Activating groups, after a look at what will happen and to whom; declining a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.activating import Preview, activate, decline, previews
from core.console.assigning import MISSING
from core.errors import Forbidden, NotFound, Stale
from core.identity import Identity
from core.requests.cases import case
from web.asking import answered, ask
from web.contexts import PageContext
from web.forms import one, submitted
from web.pages.console.choosing import Outcome, back_to, tell, ticked
from web.pages.console.forms import StaffQuestion, Why
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

CASE = "/support/requests/{number:str}"
CREDENTIALS = "/support/queues/credentials"
DECIDES = staff("credentialing", "analyst")


@dataclass(frozen=True, slots=True)
class ActivatePage(PageContext):
    """What will happen to each, what cannot be activated, and the list somebody comes from."""

    template: ClassVar[str] = "support/activate.html"
    ready: Sequence[Preview]
    others: Sequence[Preview]
    back: str


@get("/support/activate", guards=[DECIDES])
async def show_activate(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show what will happen to each of these requests, and why some cannot be activated."""
    found = await previews(visit.portal, ticked(visit, "number"), by=visit.actor)
    page = ActivatePage(
        ready=[each for each in found if not each.against],
        others=[each for each in found if each.against],
        back=back_to(str(visit.request.query_params.get("back", "")), CREDENTIALS),
    )
    return render(visit.request, page)


@post("/support/activate", guards=[DECIDES], status_code=200)
async def send_activate(visit: NamedDependency[Visit], identity: NamedDependency[Identity]) -> Response[Any]:
    """Activate them one by one; what changed meanwhile is said, and keeps nobody else waiting."""
    values = await submitted(visit.request)
    done: list[tuple[str, str]] = []
    failed: list[tuple[str, str, str]] = []
    for number in [each for each in values.get("number", []) if isinstance(each, str)][:25]:
        try:
            await activate(visit.portal, identity.keys, number, by=visit.actor)
            done.append((number, f"/support/requests/{number}"))
        except NotFound:
            failed.append((number[:20], "", MISSING))
        except (Stale, Forbidden) as problem:
            failed.append((number, f"/support/requests/{number}", str(problem)))
    told = f"{len(done)} {'request was' if len(done) == 1 else 'requests were'} activated"
    outcome = Outcome("Activated" if done else "Nothing was activated", told if done else "", done, failed)
    return tell(visit, outcome, back_to(one(values, "back"), CREDENTIALS))


@get(f"{CASE}/decline", guards=[DECIDES])
async def show_decline(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Ask why."""
    await case(number)
    return ask(visit, _decline(number), Why)


@post(f"{CASE}/decline", guards=[DECIDES])
async def send_decline(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """End the request."""
    await case(number)

    async def act(given: Why) -> None:
        await decline(visit.signing, number, given.reason, by=visit.actor)

    return await answered(visit, _decline(number), Why, act)


def _decline(number: str) -> StaffQuestion:
    effect = (
        "No access of this request is given, and an agreement that still waits for signatures becomes void. "
        "The practice is told the reason you give. This cannot be undone."
    )
    return StaffQuestion(
        f"Decline {number}", effect, "Decline the request", f"/support/requests/{number}", warn=True
    )


handlers = [show_activate, send_activate, show_decline, send_decline]
