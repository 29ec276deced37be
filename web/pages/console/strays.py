"""Accounts at applications that belong to no access: what to do about each, and why one may stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.queries.looks import looked_at
from core.console.queries.work import may_look, may_work
from core.errors import Invalid, Stale
from core.identity.roles import Role
from core.plugin_work.queries import Stray, stray_accounts, strays_at
from core.plugin_work.strays import clear_stray, open_stray
from web.contexts import FormContext
from web.forms import one, see_other, submitted
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

STRAYS = "/support/stray-accounts"
CLEARS: tuple[Role, ...] = ("provisioning", "analyst")


@dataclass(frozen=True, slots=True)
class StrayRow:
    """An account of no access, and at which application; `error` stands at its box, `typed` in it.

    `may_clear` tells whether the reader does the work of that application.
    """

    stray: Stray
    application: str
    may_clear: bool
    error: str
    typed: str


@dataclass(frozen=True, slots=True)
class StrayForms:
    """The boxes of a page together: what is wrong stands in one list above them."""

    errors: Sequence[tuple[str, str]]
    problems: ClassVar[Sequence[str]] = ()

    @property
    def wrong(self) -> bool:
        """Whether something is to be put right."""
        return bool(self.errors)


@dataclass(frozen=True, slots=True)
class StraysPage(FormContext):
    """The accounts of no access, what was found first first, and those that may stay; how many of each."""

    template: ClassVar[str] = "support/strays.html"
    strays: Sequence[StrayRow]
    number: int
    staying: Sequence[StrayRow]
    number_staying: int


@get(STRAYS, guards=[staff()])
async def show_strays(visit: NamedDependency[Visit]) -> Response[Any]:
    """List the accounts that belong to no access and that nobody has cleared, where one sees the work."""
    return await _draw(visit, {}, {})


@post(f"{STRAYS}/{{stray:uuid}}/clear", guards=[staff(*CLEARS)], status_code=200)
async def send_stray(visit: NamedDependency[Visit], stray: FromPath[UUID]) -> Response[Any]:
    """Let an account stay, for a reason."""
    reason = one(await submitted(visit.request), "reason")
    try:
        # Where somebody else was first, the list is without it.
        with suppress(Stale):
            await clear_stray(stray, reason, partial(may_work, visit.who.roles), by=visit.actor)
    except Invalid as wrong:
        return await _draw(visit, {stray: next(iter(wrong.errors.values()))}, {stray: reason})
    return see_other(STRAYS)


@post(f"{STRAYS}/{{stray:uuid}}/open", guards=[staff(*CLEARS)])
async def send_again(visit: NamedDependency[Visit], stray: FromPath[UUID]) -> Response[Any]:
    """Take back that an account may stay."""
    # Where somebody else was first, it stands in the list already.
    with suppress(Stale):
        await open_stray(stray, partial(may_work, visit.who.roles), by=visit.actor)
    return see_other(STRAYS)


async def _draw(visit: Visit, wrong: Mapping[UUID, str], typed: Mapping[UUID, str]) -> Response[Any]:
    strays, number = await _rows(visit, wrong, typed)
    staying, number_staying = await _rows(visit, {}, {}, cleared=True)
    await looked_at("stray-accounts", len(strays) + len(staying), by=visit.actor)
    errors = [(f"reason-{place}", each.error) for place, each in enumerate(strays, 1) if each.error]
    page = StraysPage(StrayForms(errors), strays, number, staying, number_staying)
    return render(visit.request, page, status=422 if wrong else 200)


async def _rows(
    visit: Visit, wrong: Mapping[UUID, str], typed: Mapping[UUID, str], *, cleared: bool = False
) -> tuple[Sequence[StrayRow], int]:
    """Those at applications that one sees, and how many there are beside those that are shown."""
    every, roles = visit.portal.applications, visit.who.roles
    seen = {
        slug: number for slug, number in (await strays_at(cleared=cleared)).items() if may_look(roles, slug)
    }
    rows = [
        StrayRow(
            each,
            every[each.application].name if each.application in every else each.application,
            may_work(roles, each.application),
            wrong.get(each.id, ""),
            typed.get(each.id, ""),
        )
        for each in await stray_accounts(seen, cleared=cleared)
    ]
    return rows, sum(seen.values())


handlers = [show_strays, send_stray, send_again]
