"""Check your answers, and send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.enrollment.drafts import Draft, WaitingRows
from core.enrollment.review import Missing, Review, review
from core.enrollment.rules import lists_people
from core.enrollment.signers import administrator_in
from core.enrollment.submission import NotReady
from core.mail.budget import TooManyMails
from core.moves import NotNow
from core.office.asking import send_draft
from web.contexts import PageContext
from web.forms import see_other
from web.matrix import Matrix
from web.pages.enrollment import words
from web.pages.enrollment.checked import Facts, change_link, facts, people_of
from web.pages.enrollment.shared import CHECK, Place, opened, place
from web.rendering import render
from web.security.guards import drafting
from web.visit import Visit

_LEFT_OUT = frozenset({"no_middle_initial"})
_TEXTS = ("purpose", "additional", "attestation")


class Group(NamedTuple):
    """The answers of one step, with the address where they are changed."""

    heading: str
    change: str
    facts: Facts


class ToMend(NamedTuple):
    """One thing that is missing, with the address where it is put right."""

    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage(PageContext):
    """Everything that will be sent.

    `people` are those who are listed. `failed` says that it was sent in vain, and `refused` why, where
    nothing is missing.
    """

    template: ClassVar[str] = "enrollment/check.html"
    place: Place
    steps_answered: Sequence[Group]
    people: Matrix | None
    texts: Sequence[str]
    missing: Sequence[ToMend]
    failed: bool
    refused: str
    passes_on: str
    waiting: WaitingRows

    @property
    def wrong(self) -> bool:
        """Whether it was sent in vain."""
        return self.failed


@get("/enrollment/{enrollment_id:uuid}/check", guards=[drafting])
async def check(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Show everything that will be sent, each answer with its Change link."""
    draft = await opened(visit, enrollment_id)
    return _answer(visit, draft, review(visit.portal, draft))


@post("/enrollment/{enrollment_id:uuid}/check", guards=[drafting], status_code=200)
async def send(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Send the registration; however often it is sent, it becomes one request."""
    try:
        receipt = await send_draft(visit.portal, enrollment_id, by=visit.actor)
    except NotReady:
        return await _in_vain(visit, enrollment_id)
    except (TooManyMails, NotNow) as wrong:
        return await _in_vain(visit, enrollment_id, str(wrong))
    case, own = f"/support/requests/{receipt.number}", f"/requests/{receipt.number}/sent"
    return see_other(case if visit.who.roles else own)


async def _in_vain(visit: Visit, enrollment: UUID, refused: str = "") -> Response[Any]:
    draft = await opened(visit, enrollment)
    return _answer(visit, draft, review(visit.portal, draft), status=422, refused=refused)


def _answer(
    visit: Visit, draft: Draft, looked: Review, *, status: int = 200, refused: str = ""
) -> Response[Any]:
    steps = [
        Group(
            words.title_of(visit.portal, each.name),
            change_link(draft, each.name),
            facts(each.form, _LEFT_OUT),
        )
        for each in looked.sections
        if each.name not in _TEXTS
    ]
    page = CheckPage(
        place=place(visit, draft, CHECK),
        steps_answered=[each for each in steps if each.facts],
        people=people_of(visit.portal, draft, looked) if lists_people(visit.portal.site, draft) else None,
        texts=[words.title_of(visit.portal, each.name) for each in looked.sections if each.name in _TEXTS],
        missing=[_to_mend(visit, draft, each) for each in looked.missing],
        failed=status == 422,
        refused=refused,
        passes_on=_next_one(draft),
        waiting=draft.waiting,
    )
    return render(visit.request, page, status=status)


def _next_one(draft: Draft) -> str:
    """The administrator to whom the request will pass; nothing when it is who registers."""
    named = administrator_in(draft) if draft.passes_on else None
    return f"{named.name}, {named.email}" if named else ""


def _to_mend(visit: Visit, draft: Draft, missing: Missing) -> ToMend:
    section = f"members/{missing.person}" if missing.person else missing.section
    said = missing.words or f"“{words.title_of(visit.portal, missing.section)}” isn’t filled in yet"
    return ToMend(said, change_link(draft, section))


handlers = [check, send]
