"""One message to several practices: who gets it, the text, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl
from uuid import uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency

from core.console.queries.looks import looked_at
from core.console.queries.queues import STATES
from core.console.queries.reached import Reached
from core.console.queries.said import queue_filters
from core.console.text_blocks import Block, text_blocks
from core.console.to_many import MOST, Sent, practices_in, practices_of, write_to_each
from core.errors import Invalid, TooMany
from core.forms import Form, draw, read
from core.messages.actions import refused_words
from core.messages.forms import NewMessage
from web.contexts import FormContext
from web.forms import one, submitted
from web.pages.console.choosing import Outcome, back_to, tell, ticked
from web.pages.console.lists import QUEUES, queue_named
from web.pages.console.texts import INSERTING, with_text
from web.rendering import render
from web.security.addresses import split
from web.security.guards import staff
from web.visit import Visit

WRITE, EVERYTHING = "/support/write", "/support/queues/everything"
WRITES = staff("analyst")
OURS = frozenset({"number", "back", *INSERTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePage(FormContext):
    """Who gets a message, of whom nobody reads it, the form, and the list somebody comes from.

    `more` says that the list has more practices than one message reaches.
    """

    template: ClassVar[str] = "support/write.html"
    asked: str
    ready: Sequence[Reached]
    others: Sequence[Reached]
    more: bool
    most: int
    texts: Sequence[Block]
    back: str


@get(WRITE, guards=[WRITES])
async def show_write(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show who gets a message: the practices of the chosen requests, or of everything in a list."""
    back = back_to(str(visit.request.query_params.get("back", "")), EVERYTHING)
    everybody = visit.request.query_params.get("all") == "yes"
    found, more = await _in_list(visit, back) if everybody else (await _chosen(visit), False)
    return await _page(visit, found, draw(NewMessage, {"once": str(uuid4()), "seen": "0"}), back, more=more)


@post(WRITE, guards=[WRITES], status_code=200)
async def send_write(visit: NamedDependency[Visit]) -> Response[Any]:
    """Write to each practice, one by one, and say to which not and why."""
    values = await submitted(visit.request)
    back = back_to(one(values, "back"), EVERYTHING)
    numbers = [each[:20] for each in values.get("number", []) if isinstance(each, str)]
    if one(values, "insert"):
        form = await with_text(
            NewMessage, {k: v for k, v in values.items() if k not in OURS - INSERTING}, "text"
        )
        return await _page(visit, await practices_of(visit.portal, numbers), form, back)
    reading = read(NewMessage, values, ignore=OURS)
    if reading.answers is None:
        return await _page(visit, await practices_of(visit.portal, numbers), reading.form, back, status=422)
    given = reading.answers
    try:
        told = await write_to_each(visit.portal, numbers, given.text, given.once, by=visit.actor)
    except (Invalid, TooMany) as refusal:
        form = reading.refused(refused_words(refusal))
        return await _page(visit, await practices_of(visit.portal, numbers), form, back, status=422)
    return await tell(visit, _outcome(visit, told), back)


async def _chosen(visit: Visit) -> tuple[Reached, ...]:
    return await practices_of(visit.portal, ticked(visit, "number"))


async def _in_list(visit: Visit, back: str) -> tuple[tuple[Reached, ...], bool]:
    address = split(back)
    name = address.path.removeprefix(QUEUES)
    queue = queue_named(name if name in STATES else "everything")
    filters = queue_filters(dict(parse_qsl(address.query)))
    return await practices_in(visit.portal, queue, filters, by=visit.actor)


async def _page(
    visit: Visit, found: Sequence[Reached], form: Form, back: str, *, more: bool = False, status: int = 200
) -> Response[Any]:
    await looked_at("recipients", len(found), by=visit.actor)
    ready = [each for each in found if each.email]
    page = WritePage(
        form,
        asked=f"Write to {_counted(visit, len(ready))}",
        ready=ready,
        others=[each for each in found if not each.email],
        more=more,
        most=MOST,
        texts=await text_blocks(),
        back=back,
    )
    return render(visit.request, page, status=status)


def _counted(visit: Visit, number: int) -> str:
    practice = visit.portal.site.terms.practice
    return f"1 {practice}" if number == 1 else f"{number} {practice.plural}"


def _outcome(visit: Visit, told: Sequence[Sent]) -> Outcome:
    done = [_named(each.to) for each in told if not each.against]
    not_done = [(*_named(each.to), each.against) for each in told if each.against]
    words = f"{_counted(visit, len(done))} {'was' if len(done) == 1 else 'were'} written to"
    return Outcome("Sent" if done else "Nothing was sent", words if done else "", done, not_done)


def _named(to: Reached) -> tuple[str, str]:
    return f"{to.number}, {to.name}", f"/support/requests/{to.number}#messages"


handlers = [show_write, send_write]
