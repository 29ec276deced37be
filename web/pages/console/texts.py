"""Texts that staff keep to use again: the page that manages them, and putting one into what is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.console.text_blocks import Block, delete_text, keep_text, text_block, text_blocks
from core.errors import Invalid, NotFound
from core.forms import Choice, Form, draw, read
from web.asking import answered, ask
from web.contexts import FormContext
from web.forms import Values, one, see_other, submitted
from web.pages.console.forms import KeepText, StaffQuestion
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

TEXTS = "/support/texts"
TEXT = f"{TEXTS}/{{key:uuid}}"
WRITES = staff("analyst", "credentialing")
MANAGES = staff("analyst", "site-administrator")
# What the buttons that put a text in send besides the form itself.
INSERTING = frozenset({"csrf", "block", "insert"})


@dataclass(frozen=True, slots=True)
class TextsPage(FormContext):
    """Every text, and the form for a new one."""

    template: ClassVar[str] = "support/texts.html"
    texts: Sequence[Block]
    may_manage: bool


@get(TEXTS, guards=[staff("analyst", "credentialing", "site-administrator")])
async def show_texts(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show every text."""
    return await _page(visit, draw(KeepText))


@post(TEXTS, guards=[MANAGES])
async def send_text(visit: NamedDependency[Visit]) -> Response[Any]:
    """Keep a new text."""
    reading = read(KeepText, await submitted(visit.request))
    if reading.answers is None:
        return await _page(visit, reading.form, 422)
    try:
        await keep_text(reading.answers.name, reading.answers.text, by=visit.actor)
    except Invalid as wrong:
        return await _page(visit, reading.refused(wrong.errors), 422)
    return see_other(TEXTS)


@get(TEXT, guards=[MANAGES])
async def show_text(visit: NamedDependency[Visit], key: FromPath[UUID]) -> Response[Any]:
    """Show one text to be changed."""
    found = await text_block(key)
    return ask(visit, _changing(found), KeepText, name=found.name, text=found.text)


@post(TEXT, guards=[MANAGES])
async def send_changed_text(visit: NamedDependency[Visit], key: FromPath[UUID]) -> Response[Any]:
    """Change a text."""
    found = await text_block(key)

    async def act(given: KeepText) -> None:
        await keep_text(given.name, given.text, by=visit.actor, key=key)

    return await answered(visit, _changing(found), KeepText, act)


@post(f"{TEXT}/delete", guards=[MANAGES])
async def send_deleted_text(visit: NamedDependency[Visit], key: FromPath[UUID]) -> Response[Any]:
    """Delete a text."""
    await delete_text(key, by=visit.actor)
    return see_other(TEXTS)


async def with_text(
    model: type[BaseModel],
    values: Values,
    name: str,
    choices: Mapping[str, Sequence[Choice]] | None = None,
) -> Form:
    """Draw a form as it was typed, with the chosen text behind what stands at `name`."""
    typed = one(values, name).rstrip()
    with suppress(NotFound, ValueError):
        typed = "\n\n".join(filter(None, (typed, (await text_block(UUID(one(values, "block")))).text)))
    sent = {key: [*each] for key, each in values.items() if key not in INSERTING} | {name: [typed]}
    known = {
        each: sent[each] if len(sent[each]) > 1 else sent[each][0]
        for each in sent
        if each in model.model_fields
    }
    return draw(model, known, choices=choices or {})


def _changing(found: Block) -> StaffQuestion:
    effect = "Messages that were sent with it stay as they are."
    return StaffQuestion(f"Change “{found.name}”", effect, "Save the text", TEXTS)


async def _page(visit: Visit, form: Form, status: int = 200) -> Response[Any]:
    page = TextsPage(form, await text_blocks(), visit.who.roles.has("analyst", "site-administrator"))
    return render(visit.request, page, status=status)


handlers = [show_texts, send_text, show_text, send_changed_text, send_deleted_text]
