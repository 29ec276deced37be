"""The people of a request, with every application that it asks for and how each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from core.access.chains import expected_by
from core.access.records import GrantFacts, LineFacts, Shown
from core.access.states import GRANT
from core.access.tables import RequestLine
from core.access.turnaround import Figure
from core.forms import phone_in_words
from core.groups.records import MemberFacts
from core.groups.rights import KNOWN
from core.groups.tables import Member
from core.identity.queries import portal_ids
from core.names import first_upper
from core.portal import Portal
from core.requests.answers import ANSWERS, can_be_answered_anew
from core.requests.plugin_pages import pages_for
from core.requests.turns import Turn, turn


@dataclass(frozen=True, slots=True)
class Access:
    """One application of a person: its state in words, since when, and the answers as the person saw them.

    `reason` is why, where somebody said so; `expected_by` is set while it is being set up; `pages` are title
    and address of the application's own. `acts` says whose turn it is, empty when nothing is to be done.
    `to_correct` is the name under which its answers can be given back, if they can.
    """

    slug: str
    name: str
    state: str
    words: str
    shown: Shown
    since: datetime
    expected_by: date | None
    pages: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    acts: Turn = ""
    to_correct: str = ""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person of a request with what was asked for; `login` is empty until it is certain to be theirs."""

    id: UUID
    name: str
    email: str
    staff_type: str
    suffix: str
    login: str
    phone: str
    numbers: Shown
    license: str
    shown: Shown
    access: tuple[Access, ...]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One line with its grant; `over` when a later request asked for the same grant."""

    line: LineFacts
    grant: GrantFacts
    over: bool


async def asked_by(request: UUID) -> list[AskedFor]:
    """What a request asks for; one statement."""
    of_grant, of_request = cast(Any, RequestLine.grant), cast(Any, RequestLine.request)
    mine = RequestLine.select(RequestLine.grant).where(RequestLine.request == request)
    columns = (*RequestLine.all_columns(), *of_grant.all_columns(), of_request.number.as_alias("number"))
    query = RequestLine.select(*columns).where(RequestLine.grant.is_in(mine)).order_by(of_request.number)
    rows = await query.output(load_json=True)
    newest = {row["grant"]: row["number"] for row in rows}
    return [
        AskedFor(LineFacts.of(row), _grant(row), row["number"] != newest[row["grant"]])
        for row in rows
        if row["request"] == request
    ]


def _grant(row: Mapping[str, Any]) -> GrantFacts:
    prefix = "grant."
    return GrantFacts.of({name.removeprefix(prefix): row[name] for name in row if name.startswith(prefix)})


Known = tuple[Sequence[MemberFacts], Mapping[UUID, str]]


async def members_known(group: UUID) -> Known:
    """Everybody of a practice, in its order, and the login names that are certain; two statements."""
    members = Member.select().where(Member.group == group).order_by(Member.position, Member.id)
    found = [MemberFacts.of(row) for row in await members.output(load_json=True)]
    return found, await _logins(found)


def people_in(
    portal: Portal,
    row: Mapping[str, Any],
    asked: Sequence[AskedFor],
    took: Mapping[str, Figure],
    known: Known,
) -> tuple[MemberLine, ...]:
    """Everybody of a registration; of other requests, those for whom something is asked."""
    members, logins = known
    order = {slug: place for place, slug in enumerate(portal.applications)}
    access: dict[UUID, list[Access]] = {}
    for each in sorted(asked, key=lambda each: order.get(each.grant.application, len(order))):
        access.setdefault(each.grant.member, []).append(
            _access(portal, each, took.get(each.grant.application))
        )
    found = [each for each in members if row["kind"] == "enrollment" or each.id in access]
    return tuple(
        _member(
            portal,
            each,
            logins.get(each.person or each.id, ""),
            tuple(_in_turn(one, row["state"], each) for one in access.get(each.id, ())),
        )
        for each in found
    )


def _in_turn(access: Access, request_state: str, member: MemberFacts) -> Access:
    return replace(access, acts=turn(request_state, access.state, member.person_state))


async def _logins(members: Sequence[MemberFacts]) -> Mapping[UUID, str]:
    """The login names that are certain; a practice learns nothing of one that is only asked about."""
    return await portal_ids([each.person for each in members if each.person and each.person_state in KNOWN])


def _member(portal: Portal, member: MemberFacts, login: str, access: tuple[Access, ...]) -> MemberLine:
    staff_type, suffix = portal.site.staff_type(member.staff_type), portal.site.suffix(member.suffix)
    return MemberLine(
        id=member.id,
        name=member.name,
        email=member.email,
        staff_type=_part(portal, member) or (staff_type.name if staff_type else member.staff_type),
        suffix=suffix.label if suffix else member.suffix,
        login=login if member.person_state in KNOWN else "",
        phone=phone_in_words(member.phone),
        numbers=portal.site.numbers(member.details.identifiers),
        license=" ".join(filter(None, (member.details.license_state, member.details.license_number))),
        shown=member.details.shown,
        access=access,
    )


def _part(portal: Portal, member: MemberFacts) -> str:
    """The part of who stands in for the administrator, whose staff type alone would say that they are it."""
    backup = portal.site.terms.backup_administrator
    return first_upper(backup) if member.asked_as == "backup" else ""


def _access(portal: Portal, asked: AskedFor, figure: Figure | None) -> Access:
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
        line.reason if asked.over else grant.reason,
        to_correct=f"{grant.id}.{ANSWERS}" if can_be_answered_anew(line, grant) else "",
    )


def _pages(portal: Portal, grant: GrantFacts) -> tuple[tuple[str, str], ...]:
    """The application's own pages about this access."""
    return pages_for(
        portal, "administrator", grant=grant.id, application=grant.application, state=grant.state
    )
