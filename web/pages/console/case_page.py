"""The page of one request as staff see it, drawn the same for everybody who changes something on it."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import uuid4

from litestar import Response

from core.activation.unidentified import unclear_in
from core.agreements.queries import latest_of_request
from core.agreements.records import SentAgreement
from core.audit import note
from core.console.notes import colleagues, notes
from core.console.work import work_of_request
from core.credentials.queries import Check, checks, still_open
from core.forms import Choice, Form, draw
from core.messages.forms import NewMessage
from core.messages.queries import conversation
from core.requests.cases import Holder as Held
from core.requests.cases import holder_of
from core.requests.corrections import returned
from core.requests.queries import MemberLine, request_for_staff
from web.forms import without_optional
from web.pages.console import words
from web.pages.console.forms import Decide, Holder, NewNote
from web.parts import COLORS, Event, SummaryRow
from web.rendering import render_loosely as render
from web.visit import Visit


class Asked(NamedTuple):
    """A person whose credentials are checked, with the form of the decision."""

    check: Check
    colour: str
    form: Form


class Wrong(NamedTuple):
    """A form of the page that came back with errors, and which one it is."""

    name: str
    form: Form


async def draw_case(
    visit: Visit, number: str, wrong: Wrong | None = None, before: int | None = None
) -> Response[Any]:
    """Everything about a request: people and lines, credentials, agreement, messages, notes, what happened.

    That somebody of the staff saw it stands in the trail.
    """
    view = await request_for_staff(visit.desk, number)
    await note("request.viewed", by=visit.actor, subject=("request", view.line.id))
    talk = await conversation(view.line.id, "support", before)
    group = await checks(visit.desk, view.group)
    found = await returned(view.line.id)
    context: dict[str, Any] = {
        "view": view,
        "people": [_person(line) for line in view.members],
        "events": [Event(each.words, each.at, each.by) for each in reversed(view.time_line)],
        "practice": [SummaryRow(label, value) for label, value in view.practice],
        "asked": [_asked(each, wrong) for each in group],
        "still_open": still_open(visit.desk.site, group),
        "registers": [each.name for each in visit.desk.applications.validators],
        "sent": _sent(await latest_of_request(view.line.id)),
        "returned": found,
        "unclear": await unclear_in(view.group),
        "work": await work_of_request(view.line.id),
        "work_colours": words.WORK,
        "open_correction": next((each for each in found if each.state == "open"), None),
        "notes": await notes(view.line.id),
        "note_form": _form(wrong, "note", draw(NewNote)),
        "holder_form": await _holder(await holder_of(view.line.id), wrong),
        "talk": talk,
        "before": before,
        "message_form": _form(
            wrong, "message", draw(NewMessage, {"once": str(uuid4()), "seen": str(talk.last)})
        ),
        "colours": COLORS,
        "form": wrong.form if wrong else draw(NewNote),
        "may_decide": visit.who.roles.has("credentialing", "analyst"),
        "may_act": visit.who.roles.has("analyst"),
    }
    return render(visit.request, "support/case.html", status=422 if wrong else 200, **context)


def decision_prefix(member: object) -> str:
    """What stands before the names of the inputs of one person's decision."""
    return f"{member}."


def _person(line: MemberLine) -> tuple[MemberLine, list[tuple[str, str, str, Any]]]:
    return line, [(each.name, each.words, COLORS[each.state], each.shown) for each in line.access]


def _asked(check: Check, wrong: Wrong | None) -> Asked:
    prefix = decision_prefix(check.member)
    return Asked(check, words.CREDENTIALS[check.state], _form(wrong, prefix, draw(Decide, prefix=prefix)))


def _form(wrong: Wrong | None, name: str, fresh: Form) -> Form:
    return wrong.form if wrong and wrong.name == name else fresh


async def _holder(held: Held, wrong: Wrong | None) -> Form:
    staff = [Choice(str(each.account), each.name) for each in await colleagues()]
    chosen = {"holder": str(held.account) if held.account else ""}
    form = draw(Holder, chosen, choices={"staff": [Choice("", "Nobody yet"), *staff]})
    return without_optional(_form(wrong, "holder", form), "holder")


def _sent(found: SentAgreement | None) -> dict[str, Any] | None:
    """The agreement with the words and colours of its state and of each signer's."""
    if found is None:
        return None
    state = found.agreement.state
    signers = [(each, *words.SIGNER[each.state]) for each in found.signers]
    ended = state in {"declined", "void", "expired", "lapsed"}
    said = words.AGREEMENT[state]
    return {
        "agreement": found.agreement,
        "words": said[0],
        "colour": said[1],
        "signers": signers,
        "ended": ended,
    }
