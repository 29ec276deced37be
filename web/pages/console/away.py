"""Being away: who gets one's work until which day; a site administrator says it for anybody of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.away import be_back, go_away
from core.console.notes import colleague, colleagues
from core.console.queries.away import Absence, away_now
from core.errors import Invalid
from core.forms import Choice, Form, at_site, draw, read
from web.contexts import FormContext
from web.forms import see_other, submitted, without_optional
from web.pages.console.forms import AwayUntil
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

OWN, OF_STAFF = "/support/away", "/support/staff/{account:uuid}/away"
LEADS = staff("site-administrator")


@dataclass(frozen=True, slots=True)
class AwayPage(FormContext):
    """Who is away, if they are, and the form that says until when; `name` is empty for oneself."""

    template: ClassVar[str] = "support/away.html"
    name: str
    absence: Absence | None
    path: str
    back: str


@get(OWN, guards=[staff()])
async def show_own(visit: NamedDependency[Visit]) -> Response[Any]:
    """Ask until when one is away."""
    return await _page(visit, None)


@post(OWN, guards=[staff()])
async def send_own(visit: NamedDependency[Visit]) -> Response[Any]:
    """Hand one's own work on."""
    return await _send(visit, None)


@post(f"{OWN}/end", guards=[staff()])
async def send_own_back(visit: NamedDependency[Visit]) -> Response[Any]:
    """Be back."""
    await be_back(visit.who.account_id, by=visit.actor)
    return see_other("/support")


@get(OF_STAFF, guards=[LEADS])
async def show_of_staff(visit: NamedDependency[Visit], account: FromPath[UUID]) -> Response[Any]:
    """Ask until when somebody is away."""
    return await _page(visit, account)


@post(OF_STAFF, guards=[LEADS])
async def send_of_staff(visit: NamedDependency[Visit], account: FromPath[UUID]) -> Response[Any]:
    """Hand somebody's work on."""
    return await _send(visit, account)


@post(f"{OF_STAFF}/end", guards=[LEADS])
async def send_of_staff_back(visit: NamedDependency[Visit], account: FromPath[UUID]) -> Response[Any]:
    """Have somebody be back."""
    await colleague(account)
    await be_back(account, by=visit.actor)
    return see_other("/support/staff")


async def _send(visit: Visit, account: UUID | None) -> Response[Any]:
    whom = account or visit.who.account_id
    await colleague(whom)
    reading = read(_asked(visit), await submitted(visit.request), choices=await _choices(whom))
    if reading.answers is None:
        return await _page(visit, account, reading.form, 422)
    given = reading.answers
    try:
        await go_away(visit.portal, whom, given.day, UUID(given.to) if given.to else None, by=visit.actor)
    except Invalid as wrong:
        return await _page(visit, account, reading.refused(wrong.errors), 422)
    return see_other("/support/staff" if account else "/support")


async def _page(
    visit: Visit, account: UUID | None, form: Form | None = None, status: int = 200
) -> Response[Any]:
    whom = account or visit.who.account_id
    page = AwayPage(
        without_optional(form or draw(_asked(visit), choices=await _choices(whom)), "to"),
        name=(await colleague(whom)).name if account else "",
        absence=await away_now(whom),
        path=f"/support/staff/{account}/away" if account else OWN,
        back="/support/staff" if account else "/support",
    )
    return render(visit.request, page, status=status)


def _asked(visit: Visit) -> type[AwayUntil]:
    """The form with the day as this site writes it."""
    site = visit.portal.site
    return at_site(site.asking, AwayUntil)


async def _choices(whom: UUID) -> dict[str, list[Choice]]:
    others = [each for each in await colleagues() if each.account != whom]
    return {"staff": [Choice("", "Everybody"), *(Choice(str(each.account), each.name) for each in others)]}


handlers = [show_own, send_own, send_own_back, show_of_staff, send_of_staff, send_of_staff_back]
