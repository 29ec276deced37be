"""What a browser shows of itself with a form: who signed in with it before, and a puzzle it solved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from core.identity import Identity, puzzles
from core.identity.browsers import Browser, accounts_in, noted
from core.identity.policy import PRESSURE
from web.forms import AnyRequest, one, submitted
from web.security.guards import anyone
from web.security.sessions import cookies_of

FIELD = "altcha"


async def browser_of(request: AnyRequest, form: str) -> Browser:
    """Read the browser's note, and use up the puzzle that was solved for this form."""
    keys = _identity(request).keys
    known = accounts_in(keys, request.cookies.get(cookies_of(request).known, ""))
    solution = one(await submitted(request), FIELD)
    solved = bool(solution) and await puzzles.accept(
        keys, solution, form, hard=await PRESSURE[form].is_high()
    )
    return Browser(known, solved)


def remember(request: AnyRequest, answer: Response[Any], account: UUID) -> None:
    """Have the browser keep a note that this account signed in with it."""
    cookies = cookies_of(request)
    note = noted(_identity(request).keys, request.cookies.get(cookies.known, ""), account)
    cookies.note(answer, note)


def puzzle_for(form: str, path: str) -> HTTPRouteHandler:
    """Make the address of the puzzles of a form; the script of the page asks for one, people never see it."""

    @get(path, guards=[anyone], media_type=MediaType.JSON)
    async def new_puzzle(identity: NamedDependency[Identity]) -> dict[str, Any]:
        return puzzles.make(identity.keys, form, hard=await PRESSURE[form].is_high())

    return new_puzzle


def _identity(request: Request[Any, Any, Any]) -> Identity:
    identity: Identity = request.app.state.identity
    return identity
