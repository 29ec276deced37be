"""What is known of a practice, as its administrator changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.office.change_requests import withdraw_change
from core.office.moving import Move, draw_move
from core.office.practice_data import PracticeForm, change_practice, draw_practice
from core.office.queries.changes import AskedChange, open_change_of
from web.contexts import FormContext
from web.forms import see_other, submitted, without_optional
from web.moving import MovePage, taken_move
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

PATH, MOVE = "/office/{group:uuid}/practice", "/office/{group:uuid}/move"
SAVED, ASKED = "Your answers are saved.", "Support decides about the rest, and you get an email then."
DONE = {
    "saved": SAVED,
    "asked": "Support decides about it. You get an email then.",
    "both": f"{SAVED} {ASKED}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDataPage(FormContext):
    """What is known of a practice, what waits for support, and what was just done."""

    template: ClassVar[str] = "office/practice.html"
    name: str
    path: str
    waiting: AskedChange | None
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeMovePage(MovePage):
    """What changes with a move of one's own practice."""

    template: ClassVar[str] = "office/move.html"


@get(PATH, guards=[signed_in])
async def show_practice_data(
    visit: NamedDependency[Visit], group: FromPath[UUID], done: FromQuery[str] = ""
) -> Response[Any]:
    """Show what is known of the practice."""
    drawn = await draw_practice(visit.portal, group, by=visit.actor)
    return await _page(visit, group, drawn, done=DONE.get(done, ""))


@post(PATH, guards=[signed_in])
async def send_practice_data(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Save what may change at once, and ask support for the rest."""
    values = await submitted(visit.request)
    changed = await change_practice(visit.portal, group, values, by=visit.actor)
    if changed.form.wrong:
        return await _page(visit, group, changed, status=422)
    done = "both" if changed.saved and changed.waits else ("asked" if changed.waits else "saved")
    return see_other(f"/office/{group}/practice?done={done}")


@post(f"{PATH}/withdraw", guards=[signed_in])
async def withdraw_practice_change(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Have support not decide about what waits after all."""
    await draw_practice(visit.portal, group, by=visit.actor)
    if waiting := await open_change_of(group):
        await withdraw_change(waiting.id, by=visit.actor)
    return see_other(f"/office/{group}/practice")


async def _page(
    visit: Visit, group: UUID, drawn: PracticeForm, *, done: str = "", status: int = 200
) -> Response[Any]:
    page = PracticeDataPage(
        without_optional(drawn.form, "reason"),
        name=drawn.group.name,
        path=f"/office/{group}",
        waiting=await open_change_of(group),
        done=done,
    )
    return render(visit.request, page, status=status)


@get(MOVE, guards=[signed_in])
async def show_move(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show what is known of the practice, to be changed with a move."""
    return render(visit.request, _move_page(await draw_move(visit.portal, group, by=visit.actor)))


@post(MOVE, guards=[signed_in], status_code=200)
async def send_move(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show what comes of the move, or have support decide about it."""
    return await taken_move(visit, group, _move_page, lambda _: f"/office/{group}/practice?done=asked")


def _move_page(move: Move) -> OfficeMovePage:
    return OfficeMovePage(move.form, move=move, path=f"/office/{move.group.id}")


handlers = [show_practice_data, send_practice_data, withdraw_practice_change, show_move, send_move]
