"""Views that somebody of the staff saves of a list: kept, opened, renamed and removed, each by its owner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.notes import colleagues
from core.console.queries.said import lost
from core.console.queries.saved import view_of
from core.console.views import keep_view, remove_view, rename_view
from core.errors import Invalid
from core.forms import Form, draw, read
from web.asking import answered, ask
from web.forms import see_other, submitted
from web.pages.console.forms import NameView, StaffQuestion
from web.pages.console.lists import address_of, list_at
from web.pages.console.walking import came_from
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

VIEWS = "/support/views"
VIEW = f"{VIEWS}/{{key:uuid}}"


@get(f"{VIEWS}/new", guards=[staff()])
async def show_new_view(visit: NamedDependency[Visit]) -> Response[Any]:
    """Ask for the name of a view of the list somebody comes from."""
    list_at(came_from(visit))
    return render(visit.request, _new(visit))


@post(f"{VIEWS}/new", guards=[staff()])
async def send_view(visit: NamedDependency[Visit]) -> Response[Any]:
    """Save the list as it is filtered and sorted, and go back to it."""
    of, said = list_at(came_from(visit))
    reading = read(NameView, await submitted(visit.request))
    if reading.answers is None:
        return render(visit.request, _new(visit, reading.form), status=422)
    try:
        key = await keep_view(reading.answers.name, of, said, by=visit.actor)
    except Invalid as wrong:
        return render(visit.request, _new(visit, reading.refused(wrong.errors)), status=422)
    return see_other(f"{VIEWS}/{key}")


@get(VIEW, guards=[staff()])
async def open_view(visit: NamedDependency[Visit], key: FromPath[UUID]) -> Response[Any]:
    """Go to the list of a view, without what is no longer there to look for."""
    return see_other(await _list(visit, key))


@get(f"{VIEW}/rename", guards=[staff()])
async def show_rename(visit: NamedDependency[Visit], key: FromPath[UUID]) -> Response[Any]:
    """Ask for another name."""
    view = await view_of(key, visit.who.account_id)
    return ask(visit, await _renaming(visit, key), NameView, name=view.name)


@post(f"{VIEW}/rename", guards=[staff()])
async def send_rename(visit: NamedDependency[Visit], key: FromPath[UUID]) -> Response[Any]:
    """Rename the view."""
    question = await _renaming(visit, key)

    async def act(given: NameView) -> None:
        await rename_view(key, given.name, by=visit.actor)

    return await answered(visit, question, NameView, act)


@post(f"{VIEW}/remove", guards=[staff()])
async def send_removed(visit: NamedDependency[Visit], key: FromPath[UUID]) -> Response[Any]:
    """Remove the view; the list stays as it is."""
    view = await view_of(key, visit.who.account_id)
    await remove_view(key, by=visit.actor)
    return see_other(address_of(view.of))


async def _list(visit: Visit, key: UUID) -> str:
    view = await view_of(key, visit.who.account_id)
    everybody = [each.account for each in await colleagues()]
    gone = lost(view.of, view.said, visit.portal.applications, everybody)
    said = {name: value for name, value in view.said.items() if name not in gone}
    return address_of(view.of, said | {"view": str(key)})


def _new(visit: Visit, form: Form | None = None) -> StaffQuestion:
    effect = "It stands beside the tabs, for you alone, with the filters and the order the list has now."
    return StaffQuestion(
        "Save this view", effect, "Save the view", came_from(visit), form=form or draw(NameView)
    )


async def _renaming(visit: Visit, key: UUID) -> StaffQuestion:
    view = await view_of(key, visit.who.account_id)
    return StaffQuestion(
        f"Rename “{view.name}”", "The list stays as it is.", "Save the name", await _list(visit, key)
    )


handlers = [show_new_view, send_view, open_view, show_rename, send_rename, send_removed]
