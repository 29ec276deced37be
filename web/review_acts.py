"""What is sent from the page of a review, by the practice or by staff: the same acts, and answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.datastructures import UploadFile

from core.access.conditions import NotNow
from core.enrollment.spreadsheet.opening import PASTED
from core.errors import Invalid, NotFound, Stale
from core.reviews import answering, finishing, recalling
from core.reviews.answering import AnswerSent
from core.reviews.recalling import OwnList
from web.forms import Values, one, see_other, submitted
from web.rendering import wants_fragment
from web.uploads import uploaded
from web.visit import Visit

# Where words stand on the page: at the top, or at a box.
PLACES = ("all", "pasted", "file", "reason", "count", "why")
# Draws the page again, with words at fields and what was typed.
Draw = Callable[[dict[str, str], Values], Awaitable[Response[Any]]]


async def send_review(visit: Visit, review: UUID, act: str, path: str, draw: Draw) -> Response[Any]:
    """Do what was sent, and go on; or show the page again with words at what is wrong."""
    values = await submitted(visit.request)
    do = ACTS.get(act)
    if do is None:
        raise NotFound
    try:
        await do(visit, review, values)
    except Invalid as wrong:
        return await draw({_place(act, name): words for name, words in wrong.errors.items()}, values)
    except (Stale, NotNow) as problem:
        return await draw({"all": str(problem)}, values)
    if wants_fragment(visit.request):
        return await draw({}, {})
    return see_other(f"{path}#{one(values, 'at')}" if one(values, "at").isidentifier() else path)


def _place(act: str, name: str) -> str:
    """Where words about a field stand: each act has boxes of its own."""
    if act == "postpone":
        return "why"
    return name if name in {"pasted", "file", "reason", "count"} else "all"


async def _who(visit: Visit, review: UUID, values: Values) -> None:
    name, data = await uploaded(values) if _has_list(values) else (PASTED, b"")
    given = OwnList(name, data, frozenset(_keys(values, "member")))
    await recalling.say_who_works_here(visit.portal, review, given, by=visit.actor)


async def _here(visit: Visit, review: UUID, values: Values) -> None:
    for member in _keys(values, "member")[:1]:
        await recalling.works_here(visit.portal, review, member, by=visit.actor)


async def _leave(visit: Visit, review: UUID, values: Values) -> None:
    reason, count, members = one(values, "reason"), one(values, "count"), _keys(values, "member")
    await recalling.let_leave(visit.portal, review, members, reason, count, by=visit.actor)


async def _answer(visit: Visit, review: UUID, values: Values) -> None:
    (member,) = _keys(values, "member") or (UUID(int=0),)
    given = AnswerSent(_keys(values, "grant"), one(values, "answer"), one(values, "seen"))
    await answering.answer_as_seen(visit.portal, review, member, given, by=visit.actor)


async def _reduce(visit: Visit, review: UUID, values: Values) -> None:
    (member,) = _keys(values, "member") or (UUID(int=0),)
    removed, seen = _keys(values, "grant"), one(values, "seen")
    await answering.reduce(visit.portal, review, member, removed, seen, by=visit.actor)


async def _finish(visit: Visit, review: UUID, _: Values) -> None:
    await finishing.finish_review(visit.portal, review, by=visit.actor)


async def _postpone(visit: Visit, review: UUID, values: Values) -> None:
    await finishing.postpone(visit.portal, review, one(values, "why"), by=visit.actor)


def _has_list(values: Values) -> bool:
    """Whether a list came with the names that were ticked."""
    files = (each for each in values.get("file", []) if isinstance(each, UploadFile))
    return bool(one(values, "pasted").strip()) or any(each.filename for each in files)


def _keys(values: Values, name: str) -> list[UUID]:
    """The keys that were sent; Invalid for what is none."""
    try:
        return [UUID(each) for each in values.get(name, []) if isinstance(each, str)]
    except ValueError as problem:
        raise NotFound from problem


def every_error(errors: dict[str, str]) -> dict[str, str]:
    """Return words for each place on the page, empty where nothing is wrong."""
    return {name: errors.get(name, "") for name in PLACES}


def what_was_typed(values: Values) -> dict[str, str]:
    """Return what was typed into each box of the page."""
    return {name: one(values, name) for name in PLACES}


ACTS: dict[str, Callable[[Visit, UUID, Values], Awaitable[None]]] = {
    "who": _who,
    "here": _here,
    "leave": _leave,
    "answer": _answer,
    "reduce": _reduce,
    "finish": _finish,
    "postpone": _postpone,
}
