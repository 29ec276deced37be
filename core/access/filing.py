"""Filing a request with new grants: who asks, for what, and the answers as people saw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import clock
from core.access.figures import grants_moved, request_filed
from core.access.numbers import next_number
from core.access.places import due_day, practice_key
from core.access.records import RequestDetails, Shown
from core.access.searched import index_request
from core.access.states import GRANT, REQUESTS
from core.access.tables import Grant, Request, RequestLine
from core.audit import count
from core.database.rows import insert_all
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request that is about to be filed; `enrollment` is the draft it comes from, if it comes from one."""

    id: UUID
    kind: str
    group: UUID
    sent_by: UUID | None
    details: RequestDetails
    enrollment: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewGrant:
    """Access that nobody asked for before, with the answers of its application."""

    id: UUID
    member: UUID
    application: str
    application_name: str
    answers: Mapping[str, Any]
    fields_version: str
    shown: Shown

    @property
    def answered(self) -> dict[str, Any]:
        """The answers as grant and line keep them."""
        shown = [list(row) for row in self.shown]
        return {"answers": dict(self.answers), "fields_version": self.fields_version, "shown": shown}


async def file_request(portal: Portal, new: NewRequest) -> str:
    """Store a request in the first state of its kind and return its number; part of a change."""
    number = await next_number(portal.site)
    practice, due = await practice_key(new.group), due_day(portal.site)
    row = Request(id=new.id, number=number, kind=new.kind, group=new.group, sent_by=new.sent_by, due_on=due)
    row.practice_key, row.enrollment, row.state = practice, new.enrollment, REQUESTS[new.kind].first
    row.details, row.submitted_at = new.details.stored(), clock.now()
    await Request.insert(row)
    count(request_filed(row.state, row.submitted_at))
    await index_request(new.id, number)
    return number


async def file_grants(grants: Sequence[NewGrant]) -> None:
    """Store grants that are requested; part of a change."""
    await insert_all(Grant, [_grant(each) for each in grants])
    count(grants_moved(*((each.application, "", GRANT.first) for each in grants)))


async def file_lines(request: UUID, asked: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Store an open line of a request for each of these grants, with the answers; part of a change."""
    lines = [
        RequestLine(request=request, grant=grant, what="give", open_for=grant, **answered)
        for grant, answered in asked.items()
    ]
    await insert_all(RequestLine, lines)


def _grant(new: NewGrant) -> Grant:
    return Grant(
        id=new.id,
        member=new.member,
        application=new.application,
        application_name=new.application_name,
        state=GRANT.first,
        changed_at=clock.now(),
        key=f"{new.member}:{new.application}",
        **new.answered,
    )
