"""One decision about several pieces of work: what will happen to whom, one button, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from core.console import bulk
from core.console.bulk import DOES, Do, Look, Wish
from core.console.queries.away import Absence, away_now
from core.console.queries.looks import looked_at
from core.console.queries.work import WorkLine
from core.console.working import StaffActor
from core.errors import NotFound
from core.forms import Form, draw, read
from web.contexts import FormContext
from web.forms import one, submitted
from web.pages.console.choosing import Outcome, back_to, key_of, seen_with, tell, ticked
from web.pages.console.forms import SeenOfAll, Why
from web.pages.console.words import BULK, WORK, BulkWords, handed_on, pieces
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

SEVERAL = "/support/work/several"
WORKS = staff("provisioning", "analyst")
# What is asked before it is done.
ASKED: Mapping[Do, type[Why] | type[SeenOfAll]] = {"refuse": Why, "done": SeenOfAll}
OURS = frozenset({"csrf", "do", "holder", "back", "item"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralPage(FormContext):
    """What a decision would do to each, to which it cannot be done, and the list somebody comes from."""

    template: ClassVar[str] = "support/several.html"
    wish: Wish
    words: BulkWords
    who_gets: str
    absence: Absence | None
    asked: str
    ready: Sequence[WorkLine]
    others: Sequence[Look]
    missing: Sequence[Look]
    back: str
    colours: Mapping[str, str]


@get(SEVERAL, guards=[WORKS])
async def show_several(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show what the decision would do to each of the chosen."""
    said = visit.request.query_params
    wish = _wish(str(said.get("do", "")), str(said.get("holder", "")))
    items = [key_of(each) for each in ticked(visit, "item")]
    return await _page(visit, wish, items, draw(ASKED.get(wish.do, Why)), str(said.get("back", "")))


@post(SEVERAL, guards=[WORKS], status_code=200)
async def send_several(visit: NamedDependency[Visit]) -> Response[Any]:
    """Decide again about each, one by one, and say what was done and what was not."""
    values = await submitted(visit.request)
    wish, back = _wish(one(values, "do"), one(values, "holder")), one(values, "back")
    seen = {key_of(key): holder for key, holder in seen_with(values, "item").items()}
    if wish.do in ASKED:
        reading = read(ASKED[wish.do], values, ignore=OURS)
        if reading.answers is None:
            return await _page(visit, wish, [*seen], reading.form, back, 422)
        wish = replace(wish, reason=reading.answers.reason)
    done = await bulk.decide(visit.portal, wish, seen, _hand(visit))
    return await tell(visit, await _outcome(wish, done), back_to(back, "/support/work"))


async def _page(
    visit: Visit, wish: Wish, items: Sequence[UUID], form: Form, back: str, status: int = 200
) -> Response[Any]:
    found = await bulk.looks(wish, items, _hand(visit))
    await looked_at("work", sum(look.line is not None for look in found), by=visit.actor)
    gets, words = await bulk.recipient(wish), BULK[wish.do]
    name = gets.name if gets else ""
    ready = [look.line for look in found if look.line and not look.against]
    page = SeveralPage(
        form,
        wish=wish,
        words=words,
        who_gets=name,
        absence=await away_now(gets.account if gets else None),
        asked=_asked(words, len(ready), name) if ready else "Nothing can be done",
        ready=ready,
        others=[look for look in found if look.line and look.against],
        missing=[look for look in found if look.line is None],
        back=back_to(back, "/support/work"),
        colours=WORK,
    )
    return render(visit.request, page, status=status)


def _asked(words: BulkWords, number: int, name: str) -> str:
    before, after = words.asked
    return " ".join(filter(None, (before, pieces(number), after, name))) + "?"


async def _outcome(wish: Wish, found: Sequence[Look]) -> Outcome:
    gets = await bulk.recipient(wish)
    done = [_named(look) for look in found if not look.against]
    verb = "was" if len(done) == 1 else "were"
    told = f"{pieces(len(done))} {verb} {BULK[wish.do].done}{' ' + gets.name if gets else ''}"
    told += handed_on(await away_now(gets.account if gets else None))
    not_done = [(*_named(look), look.against) for look in found if look.against]
    return Outcome("Done" if done else "Nothing was done", told if done else "", done, not_done)


def _named(look: Look) -> tuple[str, str]:
    line = look.line
    if line is None:
        return "One of the chosen", ""
    return f"{line.application} for {line.person}, {line.group}", f"/support/work/{line.id}"


def _wish(do: str, holder: str) -> Wish:
    known = next((each for each in DOES if each == do), None)
    if known is None:
        raise NotFound
    return Wish(known, key_of(holder) if known == "give" else None)


def _hand(visit: Visit) -> StaffActor:
    return StaffActor(visit.actor, visit.who.roles)


handlers = [show_several, send_several]
