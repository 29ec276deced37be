"""Giving a request back to be corrected."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import Invalid
from core.forms import Choice, Form, draw, read
from core.requests.cases import case
from core.requests.corrections import give_back, take_back
from core.requests.fields import Part, parts_of
from web.forms import see_other, submitted
from web.pages.console.forms import GiveBack
from web.rendering import render_loosely as render
from web.security.guards import staff
from web.visit import Visit

CASE = "/support/requests/{number:str}"
DECIDES = staff("credentialing", "analyst")


@get(f"{CASE}/give-back", guards=[DECIDES])
async def show_give_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Asks which answers are to be corrected, and why."""
    parts = await parts_of(visit.desk, await case(number))
    return _page(visit, number, parts, draw(GiveBack, choices={"fields": _choices(parts)}))


@post(f"{CASE}/give-back", guards=[DECIDES])
async def send_give_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Opens exactly these answers to the practice again."""
    parts = await parts_of(visit.desk, await case(number))
    reading = read(GiveBack, await submitted(visit.request), choices={"fields": _choices(parts)})
    if reading.answers is None:
        return _page(visit, number, parts, reading.form, 422)
    given = reading.answers
    try:
        await give_back(visit.desk, number, given.fields, given.reason, by=visit.actor)
    except Invalid as wrong:
        return _page(visit, number, parts, reading.refused(wrong.errors), 422)
    return see_other(f"/support/requests/{number}")


@post(f"{CASE}/take-back", guards=[DECIDES])
async def send_take_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Nothing has to be corrected after all."""
    await take_back(number, by=visit.actor)
    return see_other(f"/support/requests/{number}")


def _choices(parts: tuple[Part, ...]) -> list[Choice]:
    return [
        Choice(f"{part.prefix}{name}", f"{part.title}: {part.label(name)}")
        for part in parts
        for name in part.names
        if name != "no_middle_initial"
    ]


def _page(visit: Visit, number: str, parts: tuple[Part, ...], form: Form, status: int = 200) -> Response[Any]:
    return render(
        visit.request,
        "support/give_back.html",
        status=status,
        number=number,
        form=form,
        parts=parts,
    )


handlers = [show_give_back, send_give_back, send_take_back]
