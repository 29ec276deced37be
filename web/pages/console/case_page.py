"""The page of one request as staff see it, drawn the same for everybody who changes something on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID, uuid4

from litestar import Response

from core.access.queries import Holder as Held
from core.access.queries import holder_of, place_of
from core.access.records import Shown
from core.access.states import REFUSED
from core.activation.unidentified import WhoIsWho, who_is_who
from core.agreements.queries import latest_of_request, newest_sealed
from core.agreements.records import AgreementRecord, SignerRecord
from core.agreements.states import ENDED
from core.audit import note
from core.audit.following import newest_number
from core.console.deciding import ToDecide, to_decide
from core.console.notes import Noted, case_colleagues, notes
from core.console.presence import Other, others, stays
from core.console.queries.away import Absence, given_by
from core.console.queries.waits import Wait, waits_of
from core.console.queries.work import WorkLine, work_of_request
from core.console.text_blocks import Block, text_blocks
from core.credentials.doubles import numbers_of_others
from core.credentials.queries import Check, checks, still_open
from core.forms import Choice, Form, draw
from core.identity.roles import Role
from core.messages.forms import NewMessage
from core.messages.queries import Conversation, conversation
from core.requests.corrections import Returned, returned
from core.requests.queries.views import RequestView, request_for_staff
from core.requests.same_practice import HINTS, LookAlike, against_alike, alike
from core.site.terms import Terms
from web.contexts import FormContext
from web.forms import without_optional
from web.matrix import Matrix
from web.pages.console import words
from web.pages.console.case_people import people_of_case
from web.pages.console.forms import Compare, Decide, DecideLines, Holder, NewNote, ProveAddress
from web.pages.console.walking import Walk, among_cases, came_from
from web.parts import Event
from web.rendering import render
from web.visit import Visit

HANDLES: tuple[Role, ...] = ("analyst", "credentialing", "provisioning")
OVER = frozenset({"done", *REFUSED})


class Asked(NamedTuple):
    """A person whose credentials are checked, the forms for it, and whose else their number is."""

    check: Check
    form: Form
    doubles: Sequence[str]
    proof: Form


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whose credentials count and how each stands, the registers there are, and what was given back."""

    asked: Sequence[Asked]
    still_open: str
    registers: Sequence[str]
    returned: Sequence[Returned]
    open_correction: Returned | None


class Compared(NamedTuple):
    """A practice that may be the same, what both have in common, and the form of the decision.

    A `hint` is nothing that has to be decided.
    """

    other: LookAlike
    common: str
    hint: bool
    form: Form


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement with the words and colours of its state, and each signer with those of theirs.

    `sealed` is the one of this practice that everybody signed last, in force or not.
    """

    stored: AgreementRecord
    words: str
    colour: str
    signers: Sequence[tuple[SignerRecord, str, str]]
    ended: bool
    sealed: UUID | None


@dataclass(frozen=True, slots=True)
class Messages:
    """What was written, from before the message `before`, the form to answer, and texts to put into it."""

    talk: Conversation
    before: int | None
    form: Form
    texts: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside a request: who has it, notes, what happened, the practice."""

    holder_form: Form
    given: Absence | None
    notes: Sequence[Noted]
    note_form: Form
    events: Sequence[Event]
    practice: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage(FormContext):
    """Everything about a request; `form` is the one that came back with errors, if any did.

    `newest` is the last event it knows of.
    """

    template: ClassVar[str] = "support/case.html"
    view: RequestView
    walk: Walk
    wait: Wait | None
    newest: int
    people: Matrix
    others: Sequence[Other]
    who_is_who: WhoIsWho
    alike: Sequence[Compared]
    against_alike: str
    credentials: Credentials
    lines: Form | None
    agreement: Agreement | None
    messages: Messages
    work: Sequence[WorkLine]
    work_colours: Mapping[str, str]
    side: Side
    may_decide: bool
    may_act: bool
    may_wait: bool


# What stands before the names of the inputs of the decision about applications.
LINES = "lines."


class Wrong(NamedTuple):
    """A form of the page that came back, with errors or with a text put in, and which one it is."""

    name: str
    form: Form


async def draw_case(
    visit: Visit, number: str, wrong: Wrong | None = None, before: int | None = None, show: str = ""
) -> Response[Any]:
    """Draw everything about a request: people and lines, credentials, agreement, messages, notes, history.

    That somebody of the staff saw it stands in the trail.
    """
    place = await place_of(number)
    await stays(place.id, by=visit.actor)  # before the others are told that somebody came
    await note("request.viewed", by=visit.actor, subject=("request", place.id))
    newest = await newest_number()  # before the rest is read: whatever changes from here on is told
    view = await request_for_staff(visit.portal, number, visit.who.account_id)
    look_alikes = await alike(view.group)
    page = CasePage(
        wrong.form if wrong else draw(NewNote),
        view=view,
        walk=await among_cases(visit, number, came_from(visit)),
        wait=(await waits_of({view.line.id: view.line.state})).get(view.line.id),
        newest=newest,
        people=people_of_case(visit, view, show),
        others=await others(view.line.id, visit.who.account_id),
        who_is_who=await who_is_who(view.group),
        alike=[_compared(each, visit.portal.site.terms, wrong) for each in look_alikes],
        against_alike=against_alike(look_alikes),
        credentials=await _credentials(visit, view, wrong),
        lines=None if view.own else await _lines(number, wrong),
        agreement=await _agreement(view),
        messages=await _messages(view, wrong, before),
        work=await work_of_request(view.line.id),
        work_colours=words.WORK,
        side=await _side(view, wrong),
        may_decide=not view.own and visit.who.roles.has("credentialing", "analyst"),
        may_act=visit.who.roles.has("analyst"),
        may_wait=not view.own and view.line.state not in OVER and visit.who.roles.has(*HANDLES),
    )
    return render(visit.request, page, status=422 if wrong and wrong.form.wrong else 200)


def decision_prefix(member: object) -> str:
    """Return what stands before the names of the inputs of one person's decision."""
    return f"{member}."


def proof_prefix(member: object) -> str:
    """Return what stands before the names of the inputs of the proof of one person's address."""
    return f"{member}.proof."


def same_prefix(number: str) -> str:
    """Return what stands before the names of the inputs of the comparison with one other practice."""
    return f"same-{number[:20]}."


async def _credentials(visit: Visit, view: RequestView, wrong: Wrong | None) -> Credentials:
    group, found = await checks(visit.portal, view.group), await returned(view.line.id)
    doubles = await numbers_of_others(visit.portal.site, view.group)
    return Credentials(
        asked=[_asked(each, wrong, doubles.get(each.member, ())) for each in group],
        still_open=still_open(visit.portal.site, group),
        registers=[each.name for each in visit.portal.applications.validators],
        returned=found,
        open_correction=next((each for each in found if each.state == "open"), None),
    )


async def _lines(number: str, wrong: Wrong | None) -> Form | None:
    """The form to decide in, with everything selected; None when nothing is to be decided."""
    if not (found := await to_decide(number)):
        return None
    typed = {"lines": [str(each.grant) for each in found]}
    fresh = draw(DecideLines, typed, choices=line_choices(found), prefix=LINES)
    return without_optional(_form(wrong, LINES, fresh), "reason")


def line_choices(found: Sequence[ToDecide]) -> Mapping[str, Sequence[Choice]]:
    """Return the list of what can be decided about."""
    return {"lines": [Choice(str(each.grant), f"{each.person}: {each.application}") for each in found]}


async def _messages(view: RequestView, wrong: Wrong | None, before: int | None) -> Messages:
    talk = await conversation(view.line.id, "support", before)
    fresh = draw(NewMessage, {"once": str(uuid4()), "seen": str(talk.last)})
    return Messages(talk, before, _form(wrong, "message", fresh), await text_blocks())


async def _side(view: RequestView, wrong: Wrong | None) -> Side:
    held = await holder_of(view.line.id)
    return Side(
        holder_form=await _holder(held, wrong),
        given=await given_by(view.line.id, held.account),
        notes=await notes(view.line.id),
        note_form=_form(wrong, "note", draw(NewNote)),
        events=[Event(each.words, each.at, each.by) for each in reversed(view.time_line)],
        practice=view.practice,
    )


def _asked(check: Check, wrong: Wrong | None, doubles: Sequence[str]) -> Asked:
    prefix = decision_prefix(check.member)
    proof = proof_prefix(check.member)
    return Asked(
        check,
        without_optional(_form(wrong, prefix, draw(Decide, prefix=prefix)), "reason"),
        doubles,
        _form(wrong, proof, draw(ProveAddress, prefix=proof)),
    )


def _compared(other: LookAlike, terms: Terms, wrong: Wrong | None) -> Compared:
    prefix = same_prefix(other.number)
    form = _form(wrong, prefix, draw(Compare, {"other": other.number}, prefix=prefix))
    return Compared(other, words.in_common(other.common, terms), other.common <= HINTS, form)


def _form(wrong: Wrong | None, name: str, fresh: Form) -> Form:
    return wrong.form if wrong and wrong.name == name else fresh


async def _holder(held: Held, wrong: Wrong | None) -> Form:
    staff = [Choice(str(each.account), each.name) for each in await case_colleagues()]
    chosen = {"holder": str(held.account) if held.account else ""}
    form = draw(Holder, chosen, choices={"staff": [Choice("", "Nobody yet"), *staff]})
    return without_optional(_form(wrong, "holder", form), "holder")


async def _agreement(view: RequestView) -> Agreement | None:
    if (found := await latest_of_request(view.line.id)) is None:
        return None
    state, sealed = found.agreement.state, await newest_sealed(view.group)
    signers = [(each, *words.SIGNER[each.state]) for each in found.signers]
    return Agreement(found.agreement, *words.AGREEMENT[state], signers, state in ENDED, sealed)
