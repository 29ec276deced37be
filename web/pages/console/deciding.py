"""Support decides about what a practice asks for after its activation: applications, and changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.changing import approve_change, decline_change
from core.console.deciding import approve_lines, deny_lines, to_decide
from core.errors import Invalid
from core.forms import read
from core.moves import NotNow
from web.forms import see_other, submitted
from web.pages.console.case_page import CHANGE, LINES, Wrong, draw_case, line_choices
from web.pages.console.forms import DecideChange, DecideLines
from web.pages.console.walking import came, came_from
from web.security.guards import staff
from web.visit import Visit


@post("/support/requests/{number:str}/lines", guards=[staff("analyst")])
async def send_lines(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Agree to what was chosen, or decline it."""
    choices = line_choices(await to_decide(number))
    reading = read(DecideLines, await submitted(visit.request), choices=choices, prefix=LINES)
    if reading.answers is None:
        return await draw_case(visit, number, Wrong(LINES, reading.form))
    given, grants = reading.answers, [UUID(each) for each in reading.answers.lines]
    try:
        if given.decision == "approve":
            await approve_lines(visit.portal, number, grants, by=visit.actor)
        else:
            await deny_lines(number, grants, given.reason, by=visit.actor)
    except Invalid as wrong:
        return await draw_case(visit, number, Wrong(LINES, reading.refused(wrong.errors)))
    except NotNow as wrong:
        return await draw_case(visit, number, Wrong(LINES, reading.refused({"": str(wrong)})))
    return see_other(f"/support/requests/{number}{came(came_from(visit))}#people")


@post("/support/requests/{number:str}/change", guards=[staff("analyst")])
async def send_change(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Approve a change of a member, or decline it."""
    reading = read(DecideChange, await submitted(visit.request), prefix=CHANGE)
    if reading.answers is None:
        return await draw_case(visit, number, Wrong(CHANGE, reading.form))
    given = reading.answers
    try:
        if given.decision == "approve":
            await approve_change(visit.portal, number, by=visit.actor)
        else:
            await decline_change(number, given.reason, by=visit.actor)
    except Invalid as wrong:
        return await draw_case(visit, number, Wrong(CHANGE, reading.refused(wrong.errors)))
    except NotNow as wrong:
        return await draw_case(visit, number, Wrong(CHANGE, reading.refused({"": str(wrong)})))
    return see_other(f"/support/requests/{number}{came(came_from(visit))}")


handlers = [send_lines, send_change]
