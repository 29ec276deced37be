"""What stands on the page of one request for staff, part by part, read and with its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID, uuid4

from core.access.queries import Holder as Held
from core.access.queries import RequestPlace, holder_of
from core.access.records import Shown
from core.agreements.queries import latest_of_request, newest_sealed
from core.agreements.records import AgreementRecord, SignerRecord
from core.agreements.states import ENDED
from core.console.deciding import ToDecide, to_decide
from core.console.notes import Noted, case_colleagues, notes
from core.console.queries.away import Absence, given_by
from core.console.queries.waits import Wait, waits_of
from core.console.text_blocks import Block, text_blocks
from core.credentials.doubles import numbers_of_others
from core.credentials.queries import Check, checks, still_open
from core.database import at_once
from core.forms import Choice, Form, draw
from core.identity.staff import StaffMember
from core.messages.forms import NewMessage
from core.messages.queries import Conversation, conversation
from core.requests.corrections import Returned, returned
from core.requests.queries.views import RequestView, request_for_staff
from core.requests.same_practice import HINTS, LookAlike
from core.site.terms import Terms
from web.forms import without_optional
from web.pages.console import words
from web.pages.console.forms import Compare, Decide, DecideLines, Holder, NewNote, ProveAddress
from web.parts import Event
from web.visit import Visit


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


# What stands before the names of the inputs of the decision about applications.
LINES = "lines."


class Wrong(NamedTuple):
    """A form of the page that came back, with errors or with a text put in, and which one it is."""

    name: str
    form: Form


def decision_prefix(member: object) -> str:
    """Return what stands before the names of the inputs of one person's decision."""
    return f"{member}."


def proof_prefix(member: object) -> str:
    """Return what stands before the names of the inputs of the proof of one person's address."""
    return f"{member}.proof."


def same_prefix(number: str) -> str:
    """Return what stands before the names of the inputs of the comparison with one other practice."""
    return f"same-{number[:20]}."


async def view_of(
    visit: Visit, number: str, wrong: Wrong | None
) -> tuple[RequestView, Wait | None, Form | None]:
    """The request itself, until when it is left alone, and the form in which to decide about its lines."""
    view = await request_for_staff(visit.portal, number, visit.who.account_id)
    waits = waits_of({view.line.id: view.line.state})
    if view.own:
        return view, (await waits).get(view.line.id), None
    found, lines = await at_once(waits, _lines(number, wrong))
    return view, found.get(view.line.id), lines


async def credentials_of(visit: Visit, place: RequestPlace, wrong: Wrong | None) -> Credentials:
    group, found, doubles = await at_once(
        checks(visit.portal, place.group),
        returned(place.id),
        numbers_of_others(visit.portal.site, place.group),
    )
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


async def messages_of(place: RequestPlace, wrong: Wrong | None, before: int | None) -> Messages:
    talk, texts = await at_once(conversation(place.id, "support", before), text_blocks())
    fresh = draw(NewMessage, {"once": str(uuid4()), "seen": str(talk.last)})
    return Messages(talk, before, _form(wrong, "message", fresh), texts)


async def beside(place: RequestPlace, wrong: Wrong | None) -> tuple[Form, Absence | None, Sequence[Noted]]:
    """Who has the request and could have it, whose work it is, and what was noted about it."""
    (holder, given), written = await at_once(_holders(place, wrong), notes(place.id))
    return holder, given, written


async def _holders(place: RequestPlace, wrong: Wrong | None) -> tuple[Form, Absence | None]:
    held, staff = await at_once(holder_of(place.id), case_colleagues())
    return _holder(held, staff, wrong), await given_by(place.id, held.account)


def side_of(
    view: RequestView, read: tuple[Form, Absence | None, Sequence[Noted]], wrong: Wrong | None
) -> Side:
    holder, given, written = read
    return Side(
        holder_form=holder,
        given=given,
        notes=written,
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


def compared(other: LookAlike, terms: Terms, wrong: Wrong | None) -> Compared:
    prefix = same_prefix(other.number)
    form = _form(wrong, prefix, draw(Compare, {"other": other.number}, prefix=prefix))
    return Compared(other, words.in_common(other.common, terms), other.common <= HINTS, form)


def _form(wrong: Wrong | None, name: str, fresh: Form) -> Form:
    return wrong.form if wrong and wrong.name == name else fresh


def _holder(held: Held, colleagues: Sequence[StaffMember], wrong: Wrong | None) -> Form:
    staff = [Choice(str(each.account), each.name) for each in colleagues]
    chosen = {"holder": str(held.account) if held.account else ""}
    form = draw(Holder, chosen, choices={"staff": [Choice("", "Nobody yet"), *staff]})
    return without_optional(_form(wrong, "holder", form), "holder")


async def agreement_of(place: RequestPlace) -> Agreement | None:
    found, sealed = await at_once(latest_of_request(place.id), newest_sealed(place.group))
    if found is None:
        return None
    state = found.agreement.state
    signers = [(each, *words.SIGNER[each.state]) for each in found.signers]
    return Agreement(found.agreement, *words.AGREEMENT[state], signers, state in ENDED, sealed)
