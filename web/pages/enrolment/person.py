"""How the form of one person is drawn: on a page of its own or above the list."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from litestar import Response

from core.forms import Form
from core.groups.drafts import Draft
from core.groups.members import PersonPage
from web.pages.enrolment import members
from web.pages.enrolment.grid import drawn_grid
from web.pages.enrolment.shared import address, came_from, page
from web.pages.enrolment.tellings import Message
from web.rendering import wants_fragment
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


def answer(
    visit: Visit,
    draft: Draft,
    key: UUID | None,
    drawn: PersonPage,
    *,
    message: Message | None = None,
    then: str | None = None,
    **context: Any,
) -> Response[Any]:
    """The form of a person; after a message the list behind the dialog is drawn again too."""
    name = drawn.person.name
    heading = (
        (f"{name}: details and applications" if name else "Details and applications")
        if key
        else "Add a person"
    )
    context = {
        "conflict": None,
        "back": False,
        "version": drawn.person.version,
        "new": key is None,
        **context,
    }
    here = address(draft, "members", key or "new") + came_from(then)
    context |= {"here": here, "list": address(draft, "members")}
    context |= {"drawn": drawn, "heading": heading, "form": _summary(drawn), "in_dialog": in_dialog(visit)}
    context |= {"message": message, "grid": drawn_grid(visit.desk, draft) if message else None}
    # The dialog's frame is there already when its form was sent from within.
    fragment = "dialog" if visit.request.method == "GET" else "member"
    headers = members.announce(message)
    return page(
        visit, "enrolment/member.html", draft, "members", fragment=fragment, headers=headers, **context
    )


def in_dialog(visit: Visit) -> bool:
    """Whether the form stands above the list, and not on a page of its own."""
    current = split(visit.request.headers.get("hx-current-url", "")).path
    return wants_fragment(visit.request) and current.endswith("/members")


def whole(drawn: PersonPage) -> Form:
    """Details and the questions of every application that is asked for, as one form."""
    inputs = [*drawn.form]
    for offer in drawn.offers:
        if offer.wanted and offer.form:
            inputs += [*offer.form]
    return Form(tuple(inputs))


def _summary(drawn: PersonPage) -> Summary:
    not_offered = tuple(f"{name} was not ticked: {words}" for name, words in drawn.left_out)
    of_offers = tuple(
        problem for offer in drawn.offers if offer.lacking and offer.form for problem in offer.form.problems
    )
    return Summary(drawn.errors, (*drawn.form.problems, *of_offers, *not_offered))
