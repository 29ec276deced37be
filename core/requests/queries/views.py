"""My requests: the list, and one request with everybody, every application and its time line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.access.chains import chain
from core.access.lines import load
from core.access.records import RequestDetails, Shown, SignerNote
from core.access.states import REQUESTS
from core.access.steps import Step
from core.access.tables import Request, RequestLine
from core.access.turnaround import Figure, figures
from core.actor import SYSTEM
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.database import at_once
from core.errors import NotFound
from core.groups.rights import administered_by, sent_by_oneself
from core.identity.queries import address_of_account
from core.portal import Portal
from core.requests import words
from core.requests.queries.people import AskedFor, MemberLine, asked_by, members_known, people_in
from core.requests.situation import WAITING, Situation, Viewer, situation

PAGE = 20
_EVENT = (
    AuditEvent.at,
    AuditEvent.action,
    AuditEvent.actor_name,
    AuditEvent.number,
    AuditEvent.details,
)


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """A request in a list; `kind` and `words` say where it stands, `waits_for` who has to act next."""

    id: UUID
    number: str
    group: str
    people: int
    state: str
    kind: str
    words: str
    waits_for: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class RequestList:
    """One page of requests, newest first; `after` leads to the next page, None at the end."""

    lines: tuple[ListedRequest, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the time line."""

    at: datetime
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """Everything about one request; `group` is the key of its group.

    `by_support` is why support sent it in the place of its practice, where it did; `own` says that the one of
    the staff who reads it sent it.
    `ended` says that nothing goes on before support acts: it was declined, or its agreement has ended.

    `expected_by` is None while the date depends on somebody else;
    `expected_words` say it, or what it waits for.
    """

    line: ListedRequest
    group: UUID
    practice: Shown
    signers: tuple[SignerNote, ...]
    members: tuple[MemberLine, ...]
    time_line: tuple[Happening, ...]
    next_step: str
    expected_by: date | None
    expected_words: str
    ended: bool
    by_support: str
    own: bool


async def requests_of(
    portal: Portal, account: UUID, after: str | None = None, limit: int = PAGE
) -> RequestList:
    """List the requests of the account's groups, newest first, from behind number `after`; two statements."""
    query, reader = _requests().where(Request.group.is_in(administered_by(account))), await _reader(account)
    if after:
        query = query.where(Request.number < after)
    rows = await query.order_by(Request.number, ascending=False).limit(limit + 1).output(load_json=True)
    lines = tuple(listed_request(portal, row, reader) for row in rows[:limit])
    return RequestList(lines, lines[-1].number if len(rows) > limit else None)


async def request_of(portal: Portal, number: str, account: UUID) -> RequestView:
    """Find one request of a group the account acts for, by its number; NotFound when absent or another's.

    Three statements, however many people and applications there are.
    """
    mine = (Request.number == number) & Request.group.is_in(administered_by(account))
    rows, reader = await at_once(_found(mine), _reader(account))
    return await _view(portal, rows, reader)


async def request_for_staff(portal: Portal, number: str, account: UUID | None = None) -> RequestView:
    """Find one request by its number, whoever sent it; for staff only, of whom `account` reads it."""
    return await _view(portal, await _found(Request.number == number), account)


async def _found(condition: Any) -> Sequence[Mapping[str, Any]]:
    return list(await _requests().where(condition).output(load_json=True))


async def _view(
    portal: Portal, rows: Sequence[Mapping[str, Any]], reads: Viewer | UUID | None
) -> RequestView:
    if not rows:
        raise NotFound
    row, details = rows[0], RequestDetails.model_validate(rows[0]["details"])
    reader = reads if isinstance(reads, Viewer) else _of_staff(row, reads)
    (asked, took), known, events = await at_once(
        _asked(portal, row["id"]), members_known(row["group"]), _events(row, staff=reader.staff)
    )
    members = people_in(portal, row, asked, took, known)
    days = [figure.days for figure in took.values()]
    now = situation(portal.site, row["state"], details, reader)
    expected_day, expected_words = words.expected(portal, now.kind, days, _since(row, events))
    return RequestView(
        line=_listed(row, details, now),
        group=row["group"],
        practice=details.practice,
        signers=details.signers,
        members=members,
        time_line=tuple(map(_happening, events)),
        next_step=now.next_step,
        expected_by=expected_day,
        expected_words=expected_words,
        ended=now.ended_agreement or now.kind == "declined",
        by_support=details.by_support,
        own=isinstance(reads, UUID) and sent_by_oneself(reads, [row["sent_by"]]),
    )


async def _asked(portal: Portal, request: UUID) -> tuple[Sequence[AskedFor], Mapping[str, Figure]]:
    """What a request asks for, and how long each of these applications takes."""
    asked = await asked_by(request)
    return asked, await figures(portal, {each.grant.application for each in asked})


def _since(row: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> datetime | None:
    """From when the days until access works are counted."""
    signed = next((each["at"] for each in events if each["action"] == words.SIGNED), None)
    sent: datetime = row["submitted_at"]
    return signed if REQUESTS[row["kind"]].first == WAITING else sent


def _requests() -> Any:
    return Request.select(
        Request.id,
        Request.number,
        Request.kind,
        Request.enrollment,
        Request.group,
        Request.group.name.as_alias("group_name"),
        Request.state,
        Request.details,
        Request.submitted_at,
        Request.sent_by,
        Request.assignee,
        Request.assignee_name,
    )


def listed_request(portal: Portal, row: Mapping[str, Any], reader: Viewer) -> ListedRequest:
    """Make a line of a list from the row of a request, in words for this reader."""
    details = RequestDetails.model_validate(row["details"])
    return _listed(row, details, situation(portal.site, row["state"], details, reader))


def _listed(row: Mapping[str, Any], details: RequestDetails, now: Situation) -> ListedRequest:
    return ListedRequest(
        id=row["id"],
        number=row["number"],
        group=row["group_name"],
        people=details.people,
        state=row["state"],
        kind=now.kind,
        words=now.heading,
        waits_for=now.waits_for,
        submitted_at=row["submitted_at"],
    )


async def _reader(account: UUID | None) -> Viewer:
    return Viewer(await address_of_account(account) or "")


def _of_staff(row: Mapping[str, Any], account: UUID | None) -> Viewer:
    """Somebody of the staff; who has the request is told, and called `you` where it is the reader."""
    has_it = account is not None and row["assignee"] == account
    return Viewer(staff=True, holder="you" if has_it else row["assignee_name"])


async def records_of(number: str, account: UUID) -> Sequence[int]:
    """List the numbers of the events of a time line, the first first; NotFound as in `request_of`."""
    mine = (Request.number == number) & Request.group.is_in(administered_by(account))
    row = await Request.select(Request.id, Request.enrollment).where(mine).first()
    if row is None:
        raise NotFound
    return [event["number"] for event in await _events(row)]


async def _events(row: Mapping[str, Any], *, staff: bool = False) -> Sequence[Mapping[str, Any]]:
    told = words.STAFF_HAPPENINGS if staff else words.HAPPENINGS
    subjects = [str(row["id"]), str(row["enrollment"])]
    query = AuditEvent.select(*_EVENT)
    ours = AuditEvent.subject.is_in(subjects) & AuditEvent.action.is_in(list(told))
    query = query.where(ours, in_trail()).order_by(AuditEvent.number)
    return list(await query.output(load_json=True))


def _happening(event: Mapping[str, Any]) -> Happening:
    # What the product does by itself needs no name: "declined to sign, by The portal" reads wrong.
    by = "" if event["actor_name"] == SYSTEM.name else event["actor_name"]
    return Happening(event["at"], words.happened(event["action"], event["details"]), by)


async def chain_of(portal: Portal, number: str, account: UUID, member: UUID, slug: str) -> tuple[Step, ...]:
    """Say why somebody in a group the account acts for has one application or not yet; NotFound if absent."""
    of_line: Any = RequestLine.grant
    of_request: Any = RequestLine.request
    ours = (of_line.member == member) & (of_line.application == slug)
    mine = (of_request.number == number) & (of_request.group.is_in(administered_by(account)))
    row = await RequestLine.select(RequestLine.grant).where(ours & mine).first()
    if row is None:
        raise NotFound
    return await chain(portal, await load(row["grant"]), (await figures(portal, [slug])).get(slug))
