"""A move of a practice, previewed and sent alike by its administrator and by support."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response

from core.office.moving import Move, move_practice
from web.contexts import FormContext
from web.forms import see_other, submitted
from web.rendering import render
from web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePage(FormContext):
    """What changes with a move of a practice, and what comes of it."""

    move: Move
    path: str


async def taken_move(
    visit: Visit, group: UUID, page: Callable[[Move], MovePage], after: Callable[[Move], str]
) -> Response[Any]:
    """Show what comes of the move that was typed, or ask support and lead to what comes after."""
    sent = await submitted(visit.request)
    ask = list(sent.get("do", ())) == ["send"]
    values = {name: texts for name, texts in sent.items() if name != "do"}
    move = await move_practice(visit.portal, group, values, ask=ask, by=visit.actor)
    if move.key is not None:
        return see_other(after(move))
    return render(visit.request, page(move), status=422 if move.form.wrong else 200)
