"""How the form of one person is drawn: on a page of its own or above the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from litestar import Response

from core.enrollment.drafts import Draft
from core.enrollment.grid import Grid
from core.enrollment.members import PersonPage
from core.forms import Form
from web.contexts import FormContext
from web.pages.enrollment import members
from web.pages.enrollment.by_number import OnForm, number_of, on_form
from web.pages.enrollment.conflicts import Difference
from web.pages.enrollment.sayings import Message
from web.pages.enrollment.shared import Place, address, came_from, place
from web.rendering import render, wants_fragment
from web.security.addresses import split
from web.visit import Visit


class Summary(NamedTuple):
    """What is wrong on the whole page, for the summary on top."""

    errors: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]

    @property
    def wrong(self) -> bool:
        """Whether anything at all is to be put right."""
        return bool(self.errors or self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPage(FormContext):
    """The form of a person, as a page or above the list.

    `conflict` is where another window differs. After a message the list behind the dialog is drawn again too.
    """

    template: ClassVar[str] = "enrollment/member.html"
    place: Place
    heading: str
    here: str
    list: str
    drawn: PersonPage
    version: int
    new: bool
    entry: str
    in_dialog: bool
    of_number: OnForm | None
    conflict: Sequence[Difference] | None = None
    message: Message | None = None
    caption: str = ""
    grid: Grid | None = None


def member_page(
    visit: Visit,
    draft: Draft,
    key: UUID | None,
    drawn: PersonPage,
    then: str | None = None,
    *,
    entry: str = "",
) -> MemberPage:
    """Make the form of a person who is listed, or of a new one with the mark of this `entry`."""
    return MemberPage(
        _summary(drawn),
        place=place(visit, draft, "members"),
        heading=_heading(drawn.person.name) if key else "Add a person",
        here=address(draft, "members", key or "new") + came_from(then),
        list=address(draft, "members"),
        drawn=drawn,
        version=drawn.person.version,
        new=key is None,
        entry=entry if key is None else "",
        in_dialog=in_dialog(visit),
        of_number=on_form(visit.portal.site, None, number_of(visit.portal.site, drawn.person)),
    )


def answer(visit: Visit, page: MemberPage, status: int = 200) -> Response[Any]:
    """Show the page, or for htmx the dialog; its frame is there already if its form was sent from within."""
    fragment = "dialog" if visit.request.method == "GET" else "member"
    headers = members.announce(page.message)
    return render(visit.request, page, status=status, fragment=fragment, headers=headers)


def in_dialog(visit: Visit) -> bool:
    """Tell whether the form stands above the list, and not on a page of its own."""
    current = split(visit.request.headers.get("hx-current-url", "")).path
    return wants_fragment(visit.request) and current.endswith("/members")


def whole(drawn: PersonPage) -> Form:
    """Draw details and the questions of every application that is asked for, as one form."""
    inputs = [*drawn.form]
    for offer in drawn.offers:
        if offer.wanted and offer.form:
            inputs += [*offer.form]
    return Form(tuple(inputs))


def _summary(drawn: PersonPage) -> Summary:
    not_offered = tuple(f"{name} wasn’t selected: {words}" for name, words in drawn.left_out)
    of_offers = tuple(
        problem for offer in drawn.offers if offer.lacking and offer.form for problem in offer.form.problems
    )
    return Summary(drawn.errors, (*drawn.form.problems, *of_offers, *not_offered))


def _heading(name: str) -> str:
    return f"{name}: details and applications" if name else "Details and applications"
