"""The page of one request, drawn the same for everybody who changes something on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import uuid4

from litestar import Response

from core.access.records import Shown
from core.agreements.records import SentAgreement
from core.applications import Closure
from core.audit.following import newest_number
from core.database import at_once
from core.forms import Form, draw
from core.messages.forms import NewMessage
from core.messages.queries import Conversation, conversation
from core.requests.corrections import Returned, open_one
from core.requests.queries.views import RequestView, request_of
from core.requests.signers import Asked, asked_to_sign, waiting_agreement
from core.requests.situation import WAITING
from core.usage.queries import COMING
from web.contexts import FormContext
from web.matrix import Matrix, collapsed
from web.matrix_of_request import matrix_of
from web.pages.requests.next_steps import NextStep, next_steps
from web.parts import Event
from web.rendering import render
from web.visit import Visit


class Looks(NamedTuple):
    """What of a request is looked at: messages older than `before`, and the people a filter finds."""

    before: int | None = None
    show: str = ""


EVERYTHING = Looks()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage(FormContext):
    """One request; messages are older than `before`, and `newest` is the last event it knows of.

    `people` is missing where nothing is requested for anybody.
    """

    template: ClassVar[str] = "requests/request.html"
    view: RequestView
    people: Matrix | None
    events: Sequence[Event]
    practice: Shown
    talk: Conversation
    before: int | None
    newest: int
    correction: Returned | None
    signers: Sequence[Asked]
    own: str
    changeable: bool
    steps: Sequence[NextStep]
    closed: Sequence[Closure]


async def draw_request(
    visit: Visit,
    number: str,
    *,
    form: Form | None = None,
    looks: Looks = EVERYTHING,
    status: int = 200,
    fragment: str = "content",
) -> Response[Any]:
    """Draw where a request stands, who must act next, everybody in it, what happened and what was written."""
    # The newest event is read with the first of the rest: whatever changes from here on is told.
    newest, view = await at_once(newest_number(), request_of(visit.portal, number, visit.who.account_id))
    talk, (sent, signers), correction, steps = await at_once(
        conversation(view.line.id, "practice", looks.before),
        _signers(view),
        open_one(view.line.id),
        next_steps(view, visit.who.account_id, await visit.standing()),
    )
    page = RequestPage(
        form or draw(NewMessage, {"once": str(uuid4()), "seen": str(talk.last)}),
        view=view,
        people=_people(visit, view, looks),
        events=_events(view),
        practice=view.practice,
        talk=talk,
        before=looks.before,
        newest=newest,
        correction=correction,
        signers=signers,
        own=visit.who.email,
        changeable=bool(sent and sent.nobody_signed),
        steps=steps,
        closed=_closed(visit, view),
    )
    return render(visit.request, page, status=status, fragment=fragment)


async def _signers(view: RequestView) -> tuple[SentAgreement | None, Sequence[Asked]]:
    """The agreement that waits for signatures, and how far each of its signers is."""
    sent = await waiting_agreement(view.line.id) if view.line.state == WAITING else None
    return sent, await asked_to_sign(sent) if sent else ()


def _people(visit: Visit, view: RequestView, looks: Looks) -> Matrix | None:
    if not any(each.access for each in view.members):
        return None
    return collapsed(matrix_of(visit.portal, view, "practice", looks.show))


def _closed(visit: Visit, view: RequestView) -> list[Closure]:
    """What is closed to new requests, of what is still under way here."""
    coming = {each.slug for line in view.members for each in line.access if each.state in COMING}
    return [each for each in visit.portal.applications.closures() if each.slug in coming]


def _events(view: RequestView) -> list[Event]:
    events = [Event(each.words, each.at, each.by) for each in reversed(view.time_line)]
    ahead = [Event("Access ready", None, text=view.expected_words)] if view.expected_words else []
    return [*ahead, *events]
