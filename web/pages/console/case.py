"""One request: what staff decide, note and answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.console import credentials
from core.console.assigning import assign
from core.console.notes import add_note, case_colleagues
from core.errors import Invalid, TooMany
from core.forms import Choice, read
from core.messages.actions import answer, mark_read_by_support, needs_no_answer, refused_words
from core.messages.forms import NewMessage
from core.requests.same_practice import compare
from web.forms import one, see_other, submitted
from web.pages.console.case_page import draw_case
from web.pages.console.case_parts import Wrong, decision_prefix, proof_prefix, same_prefix
from web.pages.console.forms import Compare, Decide, Holder, NewNote, ProveAddress
from web.pages.console.texts import INSERTING, with_text
from web.pages.console.walking import came, came_from
from web.security.fresh import fresh_code
from web.security.guards import staff, staff_with_cases
from web.visit import Visit

CASE = "/support/requests/{number:str}"


@get(CASE, guards=[staff_with_cases()])
async def show_case(
    visit: NamedDependency[Visit],
    number: FromPath[str],
    before: FromQuery[int | None] = None,
    show: FromQuery[str] = "",
) -> Response[Any]:
    """Show everything about a request."""
    return await draw_case(visit, number, before=before, show=show)


@post(f"{CASE}/assign", guards=[staff_with_cases("analyst", "credentialing", "provisioning")])
async def send_holder(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Give the request to somebody."""
    people = [Choice("", ""), *(Choice(str(each.account), each.name) for each in await case_colleagues())]
    reading = read(Holder, await submitted(visit.request), choices={"staff": people})
    if reading.answers is None:
        return await draw_case(visit, number, Wrong("holder", reading.form))
    holder = UUID(reading.answers.holder) if reading.answers.holder else None
    await assign(number, holder, by=visit.actor)
    return see_other(_at(visit, number))


@post(f"{CASE}/notes", guards=[staff_with_cases("analyst", "credentialing", "provisioning")])
async def send_note(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Leave a note for the others of the staff."""
    reading = read(NewNote, await submitted(visit.request))
    if reading.answers is None:
        return await draw_case(visit, number, Wrong("note", reading.form))
    try:
        await add_note(number, reading.answers.text, by=visit.actor)
    except Invalid as wrong:
        return await draw_case(visit, number, Wrong("note", reading.refused(wrong.errors)))
    return see_other(_at(visit, number, "notes"))


@post(f"{CASE}/messages", guards=[staff("analyst")])
async def send_message(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Answer the practice."""
    values = await submitted(visit.request)
    if one(values, "insert"):
        return await draw_case(visit, number, Wrong("message", await with_text(NewMessage, values, "text")))
    reading = read(NewMessage, values, ignore=INSERTING)
    if reading.answers is None:
        return await draw_case(visit, number, Wrong("message", reading.form))
    try:
        await answer(visit.portal, number, reading.answers, by=visit.actor)
    except (TooMany, Invalid) as refusal:
        return await draw_case(visit, number, Wrong("message", reading.refused(refused_words(refusal))))
    return see_other(_at(visit, number, "messages"))


@post(f"{CASE}/messages/read", guards=[staff("analyst")])
async def send_read(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Note that everything up to a message has been seen."""
    seen = one(await submitted(visit.request), "seen")
    await mark_read_by_support(number, int(seen) if seen.isdecimal() and len(seen) < 9 else 0, by=visit.actor)
    return see_other(_at(visit, number, "messages"))


@post(f"{CASE}/messages/settled", guards=[staff("analyst")])
async def send_settled(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Note that the last message needs no answer."""
    await needs_no_answer(number, by=visit.actor)
    return see_other(_at(visit, number, "messages"))


@post(f"{CASE}/credentials/{{member:uuid}}", guards=[staff("credentialing", "analyst")])
async def send_decision(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Say whether somebody's credentials are valid."""
    prefix = decision_prefix(member)
    reading = read(Decide, await submitted(visit.request), prefix=prefix)
    if reading.answers is None:
        return await draw_case(visit, number, Wrong(prefix, reading.form))
    given = reading.answers
    try:
        await credentials.decide(visit.portal, number, member, given.decision, given.reason, by=visit.actor)
    except Invalid as wrong:
        return await draw_case(visit, number, Wrong(prefix, reading.refused(wrong.errors)))
    return see_other(_at(visit, number, "credentials"))


@post(f"{CASE}/credentials/{{member:uuid}}/address", guards=[staff("credentialing", "analyst"), fresh_code])
async def send_proof(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Record how the sponsor's address was proved."""
    prefix = proof_prefix(member)
    reading = read(ProveAddress, await submitted(visit.request), prefix=prefix)
    if reading.answers is None:
        return await draw_case(visit, number, Wrong(prefix, reading.form))
    given = reading.answers
    await credentials.prove_address(visit.portal, number, member, given.how, given.seen, by=visit.actor)
    return see_other(_at(visit, number, "credentials"))


@post(f"{CASE}/same-practice", guards=[staff("credentialing", "analyst")])
async def send_comparison(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Say whether another practice is the same as the one of this request."""
    values = await submitted(visit.request)
    prefix = same_prefix(one(values, "for"))
    reading = read(Compare, values, prefix=prefix, ignore=frozenset({"csrf", "for"}))
    if reading.answers is None:
        return await draw_case(visit, number, Wrong(prefix, reading.form))
    given = reading.answers
    await compare(number, given.other, given.decision, given.reason, by=visit.actor)
    return see_other(_at(visit, number, "same-practice"))


@post(f"{CASE}/credentials/{{member:uuid}}/look-up", guards=[staff("credentialing", "analyst")])
async def send_look_up(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Ask every register about somebody."""
    await credentials.look_up(visit.portal, number, member, by=visit.actor)
    return see_other(_at(visit, number, "credentials"))


def _at(visit: Visit, number: str, part: str = "") -> str:
    """This part of the page, which goes on to know the list it was opened from."""
    return f"/support/requests/{number}{came(came_from(visit))}{f'#{part}' if part else ''}"


handlers = [
    show_case,
    send_holder,
    send_note,
    send_message,
    send_read,
    send_settled,
    send_decision,
    send_proof,
    send_comparison,
    send_look_up,
]
