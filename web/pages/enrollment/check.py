"""Check your answers, and send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.enrollment.drafts import Draft
from core.enrollment.review import CheckedPerson, Missing, Review, review
from core.enrollment.signers import administrator_in
from core.enrollment.submission import NotReady, submit
from core.forms import Form, Input
from core.names import first_upper
from web.contexts import PageContext
from web.forms import see_other
from web.pages.enrollment import words
from web.pages.enrollment.conflicts import NOT_TICKED, in_words
from web.pages.enrollment.shared import CHECK, Place, address, opened, place
from web.parts import SummaryRow
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

_TEXTS = ("purpose", "additional", "attestation")


class Group(NamedTuple):
    """The answers of one step, with the address where they are changed."""

    heading: str
    change: str
    rows: Sequence[SummaryRow]


class ToMend(NamedTuple):
    """One thing that is missing, with the address where it is put right."""

    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage(PageContext):
    """Everything that will be sent; `members` is where people are changed, `failed` says that it was sent."""

    template: ClassVar[str] = "enrollment/check.html"
    place: Place
    steps_answered: Sequence[Group]
    people: Sequence[SummaryRow]
    members: str
    texts: Sequence[str]
    missing: Sequence[ToMend]
    failed: bool
    passes_on: str

    @property
    def wrong(self) -> bool:
        """Whether it was sent although something is missing."""
        return self.failed


@get("/enrollment/{enrollment_id:uuid}/check", guards=[signed_in])
async def check(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Show everything that will be sent, each answer with its Change link."""
    draft = await opened(visit, enrollment_id)
    return _answer(visit, draft, review(visit.portal, draft))


@post("/enrollment/{enrollment_id:uuid}/check", guards=[signed_in], status_code=200)
async def send(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Send the registration; however often it is sent, it becomes one request."""
    try:
        receipt = await submit(visit.portal, enrollment_id, by=visit.actor)
    except NotReady:
        draft = await opened(visit, enrollment_id)
        return _answer(visit, draft, review(visit.portal, draft), status=422)
    return see_other(f"/requests/{receipt.number}/sent")


def _answer(visit: Visit, draft: Draft, looked: Review, status: int = 200) -> Response[Any]:
    steps = [
        Group(words.title_of(visit.portal, each.name), _change(draft, each.name), _rows(each.form))
        for each in looked.sections
        if each.name not in _TEXTS
    ]
    page = CheckPage(
        place=place(visit, draft, CHECK),
        steps_answered=steps,
        people=[_person(visit, draft, each) for each in looked.people],
        members=_change(draft, "members"),
        texts=[words.title_of(visit.portal, each.name) for each in looked.sections if each.name in _TEXTS],
        missing=[_to_mend(draft, each) for each in looked.missing],
        failed=status == 422,
        passes_on=_next_one(draft),
    )
    return render(visit.request, page, status=status)


def _next_one(draft: Draft) -> str:
    """The administrator to whom the request will pass; nothing when it is who registers."""
    named = administrator_in(draft) if draft.passes_on else None
    return f"{named.name}, {named.email}" if named else ""


def _person(visit: Visit, draft: Draft, checked: CheckedPerson) -> SummaryRow:
    """One person in a few lines: who they are, what they ask for, and what they answered about it."""
    person, site = checked.person, visit.portal.site
    staff_type, suffix = site.staff_type(person.staff_type), site.suffix(person.suffix)
    part = first_upper(site.terms.backup_administrator) if person.role == "backup" else ""
    called = part or (staff_type and staff_type.name)
    kind = ", ".join(each for each in (called, suffix and suffix.label) if each)
    wanted = [offer for offer in checked.offers if offer.wanted]
    lines = [kind, person.email, f"Applications: {', '.join(each.name for each in wanted) or 'none'}"]
    for offer in wanted:
        lines += (
            [f"{offer.name}: {row.label}: {row.value}" for row in _rows(offer.form)] if offer.form else []
        )
    return SummaryRow(person.name or "No name yet", lines, _change(draft, f"members/{person.id}"))


def _rows(form: Form) -> list[SummaryRow]:
    """What was answered; questions that were not asked are left out."""
    return [
        SummaryRow(drawn.label, in_words(drawn))
        for drawn in form
        if _given(drawn) and _asked(form, drawn.shown_when)
    ]


def _given(drawn: Input) -> bool:
    return drawn.kind != "hidden" and in_words(drawn) not in ("", NOT_TICKED)


def _asked(form: Form, shown_when: tuple[str, str] | None) -> bool:
    if shown_when is None:
        return True
    parent = next((drawn for drawn in form if drawn.name == shown_when[0]), None)
    if parent is None or not _asked(form, parent.shown_when):
        return False
    return shown_when[1] in ((parent.value,) if isinstance(parent.value, str) else parent.value)


def _change(draft: Draft, section: str) -> str:
    return f"{address(draft, section)}?then={CHECK}"


def _to_mend(draft: Draft, missing: Missing) -> ToMend:
    section = f"members/{missing.person}" if missing.person else missing.section
    return ToMend(missing.words, _change(draft, section))


handlers = [check, send]
