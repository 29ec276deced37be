"""My requests: the list, and one request with everybody, every application and its time line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from core.access.chains import chain, expected_by
from core.access.lines import load
from core.access.records import GrantFacts, LineFacts, RequestDetails, Shown, SignerNote
from core.access.states import GRANT, REQUEST_WORDS, REQUESTS
from core.access.steps import Step
from core.access.tables import Request, RequestLine
from core.access.turnaround import Figure, figures
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.errors import NotFound
from core.groups.records import MemberFacts
from core.groups.rights import administered_by
from core.groups.tables import Member
from core.portal import Portal
from core.requests import words
from core.requests.plugin_pages import pages_for

PAGE = 20


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """A request in a list; `waits_for` says who has to act next."""

    id: UUID
    number: str
    group: str
    people: int
    state: str
    words: str
    waits_for: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class RequestList:
    """One page of requests, newest first; `after` leads to the next page, None at the end."""

    lines: tuple[ListedRequest, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Access:
    """One application of a person: its state in words, since when, and the answers as the person saw them.

    `expected_by` is set while it is being set up; `pages` are title and address of the application's own.
    """

    slug: str
    name: str
    state: str
    words: str
    shown: Shown
    since: datetime
    expected_by: date | None
    pages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person of a request with what was asked for."""

    id: UUID
    name: str
    email: str
    staff_type: str
    suffix: str
    shown: Shown
    access: tuple[Access, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the time line."""

    at: datetime
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """Everything about one request; `group` is the key of its group.

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


async def requests_of(
    portal: Portal, account: UUID, after: str | None = None, limit: int = PAGE
) -> RequestList:
    """List the requests of the account's groups, newest first, from behind number `after`; one statement."""
    query = _requests().where(Request.group.is_in(administered_by(account)))
    if after:
        query = query.where(Request.number < after)
    rows = await query.order_by(Request.number, ascending=False).limit(limit + 1).output(load_json=True)
    lines = tuple(listed_request(portal, row) for row in rows[:limit])
    return RequestList(lines, lines[-1].number if len(rows) > limit else None)


async def request_of(portal: Portal, number: str, account: UUID) -> RequestView:
    """Find one request of a group the account acts for, by its number; NotFound when absent or another's.

    Five statements, however many people and applications there are.
    """
    mine = (Request.number == number) & Request.group.is_in(administered_by(account))
    return await _view(portal, mine)


async def request_for_staff(portal: Portal, number: str) -> RequestView:
    """Find one request by its number, whoever sent it; for staff only. As many statements as `request_of`."""
    return await _view(portal, Request.number == number)


async def _view(portal: Portal, condition: Any) -> RequestView:
    rows = await _requests().where(condition).output(load_json=True)
    if not rows:
        raise NotFound
    row, details = rows[0], RequestDetails.model_validate(rows[0]["details"])
    asked = await _asked(row["id"])
    took = await figures(portal, {each.grant.application for each in asked})
    members, events = await _members(portal, row, asked, took), await _events(row)
    days = [figure.days for figure in took.values()]
    expected_day, expected_words = words.expected(portal, row["state"], days, _since(row, events))
    return RequestView(
        line=listed_request(portal, row),
        group=row["group"],
        practice=details.practice,
        signers=details.signers,
        members=members,
        time_line=tuple(map(_happening, events)),
        next_step=words.next_step(portal.site, row["state"], details),
        expected_by=expected_day,
        expected_words=expected_words,
    )


def _since(row: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> datetime | None:
    """From when the days until access works are counted."""
    signed = next((each["at"] for each in events if each["action"] == words.SIGNED), None)
    sent: datetime = row["submitted_at"]
    return signed if REQUESTS[row["kind"]].first == words.WAITING else sent


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
    )


def listed_request(portal: Portal, row: Mapping[str, Any]) -> ListedRequest:
    """Make a line of a list from the row of a request."""
    details = RequestDetails.model_validate(row["details"])
    return ListedRequest(
        id=row["id"],
        number=row["number"],
        group=row["group_name"],
        people=details.people,
        state=row["state"],
        words=REQUEST_WORDS[row["state"]],
        waits_for=words.who_acts(portal.site, row["state"], details),
        submitted_at=row["submitted_at"],
    )


@dataclass(frozen=True, slots=True)
class _AskedFor:
    """One line with its grant; `over` when a later request asked for the same grant."""

    line: LineFacts
    grant: GrantFacts
    over: bool


async def _asked(request: UUID) -> list[_AskedFor]:
    """What a request asks for; one statement."""
    of_grant, of_request = cast(Any, RequestLine.grant), cast(Any, RequestLine.request)
    mine = RequestLine.select(RequestLine.grant).where(RequestLine.request == request)
    columns = (*RequestLine.all_columns(), *of_grant.all_columns(), of_request.number.as_alias("number"))
    query = RequestLine.select(*columns).where(RequestLine.grant.is_in(mine)).order_by(of_request.number)
    rows = await query.output(load_json=True)
    newest = {row["grant"]: row["number"] for row in rows}
    return [
        _AskedFor(LineFacts.of(row), _grant(row), row["number"] != newest[row["grant"]])
        for row in rows
        if row["request"] == request
    ]


def _grant(row: Mapping[str, Any]) -> GrantFacts:
    prefix = "grant."
    return GrantFacts.of({name.removeprefix(prefix): row[name] for name in row if name.startswith(prefix)})


async def _members(
    portal: Portal, row: Mapping[str, Any], asked: Sequence[_AskedFor], took: Mapping[str, Figure]
) -> tuple[MemberLine, ...]:
    """Everybody of a registration; of other requests, those for whom something is asked."""
    members = Member.select().where(Member.group == row["group"]).order_by(Member.position, Member.id)
    order = {slug: place for place, slug in enumerate(portal.applications)}
    access: dict[UUID, list[Access]] = {}
    for each in sorted(asked, key=lambda each: order.get(each.grant.application, len(order))):
        access.setdefault(each.grant.member, []).append(
            _access(portal, each, took.get(each.grant.application))
        )
    return tuple(
        _member(portal, each, tuple(access.get(each.id, ())))
        for each in map(MemberFacts.of, await members.output(load_json=True))
        if row["kind"] == "enrollment" or each.id in access
    )


def _member(portal: Portal, member: MemberFacts, access: tuple[Access, ...]) -> MemberLine:
    staff_type, suffix = portal.site.staff_type(member.staff_type), portal.site.suffix(member.suffix)
    return MemberLine(
        id=member.id,
        name=member.name,
        email=member.email,
        staff_type=staff_type.name if staff_type else member.staff_type,
        suffix=suffix.label if suffix else member.suffix,
        shown=member.details.shown,
        access=access,
    )


def _access(portal: Portal, asked: _AskedFor, figure: Figure | None) -> Access:
    """How it stands; what a later request asked for once more stands here as this one left it."""
    grant, line = asked.grant, asked.line
    state = line.outcome if asked.over else grant.state
    return Access(
        grant.application,
        grant.application_name,
        state,
        GRANT.in_words(state),
        line.shown,
        line.closed_at if asked.over and line.closed_at else grant.changed_at,
        None if asked.over or figure is None else expected_by(portal, grant, figure),
        () if asked.over else _pages(portal, grant),
    )


def _pages(portal: Portal, grant: GrantFacts) -> tuple[tuple[str, str], ...]:
    """The application's own pages about this access."""
    return pages_for(
        portal, "administrator", grant=grant.id, application=grant.application, state=grant.state
    )


async def _events(row: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    subjects = [str(row["id"]), str(row["enrollment"])]
    query = AuditEvent.select(AuditEvent.at, AuditEvent.action, AuditEvent.actor_name, AuditEvent.number)
    ours = AuditEvent.subject.is_in(subjects) & AuditEvent.action.is_in(list(words.HAPPENINGS))
    return list(await query.where(ours, in_trail()).order_by(AuditEvent.number))


def _happening(event: Mapping[str, Any]) -> Happening:
    return Happening(event["at"], words.HAPPENINGS[event["action"]], event["actor_name"])


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
