"""Giving a request back to be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.text_blocks import Block, text_blocks
from core.errors import Invalid
from core.forms import Choice, Form, draw, read
from core.requests.cases import case
from core.requests.corrections import give_back, take_back, to_correct
from core.requests.fields import PRACTICE, Part
from web.contexts import FormContext
from web.forms import one, see_other, submitted, without_optional
from web.pages.console.forms import GiveBack
from web.pages.console.texts import INSERTING, with_text
from web.pages.console.walking import came, came_from
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

CASE = "/support/requests/{number:str}"
# What stands before the name of a field that something is asked about.
QUESTION = "question."
DECIDES = staff("credentialing", "analyst")


@dataclass(frozen=True, slots=True)
class GiveBackPage(FormContext):
    """Every answer that can be given back, by person, with what is asked about it.

    `checked` says that credentials are being checked: later only answers about applications can be corrected.
    """

    template: ClassVar[str] = "support/give_back.html"
    number: str
    checked: bool
    parts: Sequence[Part]
    questions: Mapping[str, str]
    texts: Sequence[Block]


@get(f"{CASE}/give-back", guards=[DECIDES])
async def show_give_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Ask which answers are to be corrected, and why; the address may name the first."""
    parts = await to_correct(visit.portal, await case(number))
    named = [str(each) for each in visit.request.query_params.getall("field", [])]
    form = draw(GiveBack, {"fields": named}, choices={"fields": _choices(parts)})
    return await _page(visit, form, number, parts)


@post(f"{CASE}/give-back", guards=[DECIDES])
async def send_give_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Open exactly these answers to the practice again."""
    parts = await to_correct(visit.portal, await case(number))
    values, choices = await submitted(visit.request), {"fields": _choices(parts)}
    questions = {key.removeprefix(QUESTION): one(values, key) for key in values if key.startswith(QUESTION)}
    if one(values, "insert"):
        inserted = await with_text(GiveBack, values, "reason", choices)
        return await _page(visit, inserted, number, parts, questions=questions)
    reading = read(GiveBack, values, choices=choices, ignore=INSERTING | {f"{QUESTION}*"})
    if reading.answers is None:
        return await _page(visit, reading.form, number, parts, 422, questions)
    given = reading.answers
    try:
        await give_back(visit.portal, number, given.fields, given.reason, by=visit.actor, questions=questions)
    except Invalid as wrong:
        return await _page(visit, reading.refused(wrong.errors), number, parts, 422, questions)
    return see_other(f"/support/requests/{number}{came(came_from(visit))}")


@post(f"{CASE}/take-back", guards=[DECIDES])
async def send_take_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Take it back: nothing has to be corrected after all."""
    await take_back(number, by=visit.actor)
    return see_other(f"/support/requests/{number}{came(came_from(visit))}")


async def _page(
    visit: Visit,
    form: Form,
    number: str,
    parts: Sequence[Part],
    status: int = 200,
    questions: Mapping[str, str] = MappingProxyType({}),
) -> Response[Any]:
    checked = any(each.key == PRACTICE for each in parts)
    form = without_optional(form, "fields", "reason")
    page = GiveBackPage(form, number, checked, parts, questions, await text_blocks())
    return render(visit.request, page, status=status)


def _choices(parts: tuple[Part, ...]) -> list[Choice]:
    return [
        Choice(f"{part.prefix}{name}", f"{part.title}: {part.label(name)}")
        for part in parts
        for name in part.names
        if name != "no_middle_initial"
    ]


handlers = [show_give_back, send_give_back, send_take_back]
