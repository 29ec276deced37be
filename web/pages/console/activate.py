"""Activating groups, after a look at what will happen and to whom; declining a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.activating import MOST_AT_ONCE, Preview, activate, decline, previews
from core.console.assigning import MISSING
from core.console.queries.queues import STATES
from core.errors import Forbidden, NotFound, Stale
from core.identity import Identity
from core.requests.cases import case
from web.asking import answered, ask
from web.contexts import PageContext
from web.forms import one, see_other, submitted
from web.pages.console.choosing import Outcome, back_to, tell, ticked
from web.pages.console.forms import StaffQuestion, Why
from web.pages.console.walking import among_cases, came, came_from
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

CASE = "/support/requests/{number:str}"
CREDENTIALS = "/support/queues/credentials"
DECIDES = staff("credentialing", "analyst")
ACTIVATED = (*STATES["access"], "done")


@dataclass(frozen=True, slots=True)
class ActivatePage(PageContext):
    """What will happen to each, what cannot be activated, and the list somebody comes from."""

    template: ClassVar[str] = "support/activate.html"
    ready: Sequence[Preview]
    others: Sequence[Preview]
    back: str


@get("/support/activate", guards=[DECIDES])
async def show_activate(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show what will happen to each of these requests, and why some cannot be activated.

    With `sent` it was decided already: then it shows how each of them stands.
    """
    said = visit.request.query_params
    back = back_to(str(said.get("back", "")), CREDENTIALS)
    if said.get("sent"):
        return await _told(visit, ticked(visit, "number"), said.getall("not", []), back)
    found = await previews(visit.portal, ticked(visit, "number"), by=visit.actor)
    page = ActivatePage(
        ready=[each for each in found if not each.against],
        others=[each for each in found if each.against],
        back=back,
    )
    return render(visit.request, page)


@post("/support/activate", guards=[DECIDES, fresh_code])
async def send_activate(visit: NamedDependency[Visit], identity: NamedDependency[Identity]) -> Response[Any]:
    """Activate them one by one, then lead to what came of it: what changed meanwhile keeps nobody waiting."""
    values = await submitted(visit.request)
    back = back_to(one(values, "back"), CREDENTIALS)
    said = [("back", back), ("sent", "yes")]
    for number in [each[:20] for each in values.get("number", []) if isinstance(each, str)][:MOST_AT_ONCE]:
        try:
            await activate(visit.portal, identity.keys, number, by=visit.actor)
            said.append(("number", number))
        except (NotFound, Stale, Forbidden):
            said.append(("not", number))
    return see_other(f"/support/activate?{urlencode(said)}")


async def _told(visit: Visit, sent: Sequence[str], refused: Sequence[str], back: str) -> Response[Any]:
    """Say how these requests stand after they were sent to be activated, and which request comes next."""
    found = {
        each.line.number: each for each in await previews(visit.portal, [*sent, *refused], by=visit.actor)
    }
    active = [each for each in sent if each in found and found[each].line.state in ACTIVATED]
    failed = [_refused(each, found.get(each)) for each in [*sent, *refused] if each not in active]
    told = f"{len(active)} {'request was' if len(active) == 1 else 'requests were'} activated"
    done = [(each, f"/support/requests/{each}") for each in active]
    outcome = Outcome("Activated" if done else "Nothing was activated", told if done else "", done, failed)
    walk = await among_cases(visit, max([*sent, *refused], default=""), back)
    return await tell(visit, outcome, back, walk.following or walk.previous)


def _refused(number: str, found: Preview | None) -> tuple[str, str, str]:
    if found is None:
        return number[:20], "", MISSING
    return number, f"/support/requests/{number}", found.against or "Try again."


@get(f"{CASE}/decline", guards=[DECIDES])
async def show_decline(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Ask why."""
    await case(number)
    return ask(visit, _decline(visit, number), Why)


@post(f"{CASE}/decline", guards=[DECIDES])
async def send_decline(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """End the request."""
    await case(number)

    async def act(given: Why) -> None:
        await decline(visit.signing, number, given.reason, by=visit.actor)

    return await answered(visit, _decline(visit, number), Why, act)


def _decline(visit: Visit, number: str) -> StaffQuestion:
    effect = (
        "No access of this request is given, and {agreement.short.a} that still waits for signatures "
        "becomes void. The {practice} is told the reason you give. This can’t be undone."
    )
    back = f"/support/requests/{number}{came(came_from(visit))}"
    return StaffQuestion(f"Decline {number}", effect, "Decline the request", back, warn=True)


handlers = [show_activate, send_activate, show_decline, send_decline]
