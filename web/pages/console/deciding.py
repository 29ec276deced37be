"""Support decides about the applications that a practice asked for after its activation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.deciding import approve_lines, deny_lines, to_decide
from core.errors import Invalid
from core.forms import read
from core.moves import NotNow
from web.forms import see_other, submitted
from web.pages.console.case_page import draw_case
from web.pages.console.case_parts import LINES, Wrong, line_choices
from web.pages.console.forms import DecideLines
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


handlers = [send_lines]
