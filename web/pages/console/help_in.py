"""Letting somebody in again who calls: locked out, or without their second factor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.callers import Called, help_in
from core.console.queries.callers import Caller, caller
from core.dates import in_minutes
from core.errors import Invalid, NotFound, TooMany
from core.forms import Choice, Form, draw, phone_in_words, read
from core.identity import Identity
from core.identity.helping import keep_factor
from web.asking import answered, ask
from web.forms import see_other, submitted
from web.pages.console.forms import HelpIn, StaffQuestion, WhyCanceled
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

HELP = "/support/people/{person:uuid}/sign-in"
CANCEL = "/support/people/{person:uuid}/reset/cancel"
HELPS = staff("analyst", "site-administrator")


@get(HELP, guards=[HELPS])
async def show_help(visit: NamedDependency[Visit], person: FromPath[UUID]) -> Response[Any]:
    """Ask what they need and how it is known who calls."""
    whom = await _caller(person)
    return _page(visit, person, whom, draw(HelpIn, choices=_numbers(whom)))


@post(HELP, guards=[HELPS, fresh_code])
async def send_help(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], person: FromPath[UUID]
) -> Response[Any]:
    """Unlock the account or reset the second factor."""
    whom = await _caller(person)
    reading = read(HelpIn, await submitted(visit.request), choices=_numbers(whom))
    if reading.answers is None:
        return _page(visit, person, whom, reading.form, 422)
    given = reading.answers
    known = Called(given.how, given.number, given.code, given.note)
    try:
        await help_in(identity, person, given.what, known, by=visit.actor)
    except Invalid as wrong:
        return _page(visit, person, whom, reading.refused(wrong.errors), 422)
    except TooMany as refusal:
        words = (
            f"Too many wrong codes. Try again in {in_minutes(refusal.retry_after)}, or call a number on file"
        )
        return _page(visit, person, whom, reading.refused({"code": words}), 429)
    return see_other(f"/support/people/{person}")


@get(CANCEL, guards=[HELPS])
async def show_cancel(visit: NamedDependency[Visit], person: FromPath[UUID]) -> Response[Any]:
    """Ask why a reset that is still to come is canceled."""
    return ask(visit, _canceling(person, await _caller(person)), WhyCanceled)


@post(CANCEL, guards=[HELPS])
async def send_cancel(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], person: FromPath[UUID]
) -> Response[Any]:
    """Cancel the reset."""
    whom = await _caller(person)

    async def act(given: WhyCanceled) -> None:
        await keep_factor(identity, whom.account, given.reason, by=visit.actor)

    return await answered(visit, _canceling(person, whom), WhyCanceled, act)


def _canceling(person: UUID, whom: Caller) -> StaffQuestion:
    heading, back = f"Cancel the reset for {whom.name}", f"/support/people/{person}"
    effect = "Their second factor stays as it is. They are told by email."
    return StaffQuestion(heading, effect, "Cancel the reset", back)


async def _caller(person: UUID) -> Caller:
    found = await caller(person)
    if found is None:
        raise NotFound
    return found


def _numbers(whom: Caller) -> dict[str, list[Choice]]:
    return {"numbers": [Choice(each, phone_in_words(each)) for each in whom.numbers]}


def _page(visit: Visit, person: UUID, whom: Caller, form: Form, status: int = 200) -> Response[Any]:
    site = visit.portal.site
    hours, sponsor = site.factor_reset_hours, site.terms.sponsor.short
    told = f"They and their {sponsor}" if site.enrollment.sponsor else "They"
    later = f" A reset takes effect after {hours} hours, in which they can stop it." if hours else ""
    page = StaffQuestion(
        f"Help {whom.name} to sign in",
        f"Every sign-in of theirs ends. {told} are told by email.{later}",
        "Help them to sign in",
        f"/support/people/{person}",
        warn=True,
        form=form,
    )
    return render(visit.request, page, status=status)


handlers = [show_help, send_help, show_cancel, send_cancel]
