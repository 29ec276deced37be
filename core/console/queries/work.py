"""The queue of work at the applications: what people do, and what the worker gave up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from piccolo.query.methods.select import SelectRaw

from core import clock
from core.access.records import StepNote, shown_of
from core.access.tables import Request, RequestLine, WorkItem
from core.actor import Actor
from core.console.queries.in_order import places_behind
from core.console.queries.waits import READY, Wait, waits_of
from core.console.queries.whom import Whom, whom_of
from core.console.queries.work_filters import WorkFilters, chosen
from core.console.queries.work_order import OPEN, STATES, order_of, work_parts
from core.database import at_once
from core.errors import NotFound
from core.identity.roles import StaffRoles
from core.names import full_name
from core.portal import Portal
from core.provisioning.queries import NOT_DONE

PAGE = 25
KINDS: Mapping[str, str] = {
    "grant": "Give access",
    "update": "Change access",
    "revoke": "Take access away",
    "check": "Look how it stands",
}
# The number of the request that asked last for the grant of a piece of work.
NUMBER = SelectRaw(
    "(SELECT request.number FROM request_line AS line JOIN access_request AS request"
    ' ON request.id = line.request WHERE line."grant" = work_item."grant"'
    " ORDER BY request.number DESC LIMIT 1) AS number"
)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One thing to do, as the queue shows it. `alarmed` says that it became overdue at some time."""

    id: UUID
    kind: str
    slug: str
    application: str
    person: str
    group: str
    request: str
    state: str
    words: str
    holder: UUID | None
    holder_name: str
    steps: int
    ticked: int
    made_at: datetime
    days: int
    alarmed: bool
    person_key: str
    practice_key: str
    wait: Wait | None = None

    @property
    def late(self) -> bool:
        """Whether it is overdue and still to be done."""
        return self.alarmed and self.state in NOT_DONE

    @property
    def names(self) -> Mapping[str, str]:
        """The names by which lists are sorted."""
        return {"person": self.person_key, "practice": self.practice_key, "holder": self.holder_name}

    @property
    def state_words(self) -> str:
        """How it stands, as people read it."""
        return STATES.get(self.state, "Over")

    @property
    def kind_words(self) -> str:
        """What is to be done."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class WorkList:
    """One page, in the order that was chosen; `after` leads to the next, empty at the end."""

    lines: tuple[WorkLine, ...]
    after: str


@dataclass(frozen=True, slots=True)
class AboutGrant:
    """The access that work is about: its key, application and state."""

    id: UUID
    application: str
    state: str


@dataclass(frozen=True, slots=True)
class WorkView:
    """Everything about one thing to do; `account` is the login name there, as far as it is known.

    `whom` says how the person is looked up there. `grant` is the access it is about.
    """

    line: WorkLine
    grant: AboutGrant
    steps: tuple[StepNote, ...]
    whom: Whom
    shown: tuple[tuple[str, str], ...]
    account: str
    evidence: str
    failures: int
    for_whom: str


async def work_list(
    portal: Portal,
    roles: StaffRoles,
    filters: WorkFilters,
    after: str = "",
    *,
    by: Actor,
    limit: int = PAGE,
) -> WorkList:
    """List one page of the queue in few statements; who provisions some applications sees only those."""
    order, conditions = order_of(filters), own_work(portal, roles, filters) + await chosen(filters, by)
    place = order.place(after)
    parts = [(rank, [part, *conditions]) for rank, part in await work_parts(filters, order, place)]
    places = await places_behind(WorkItem, parts, order, place, limit + 1)
    keys = [each.values[-1] for each in places[:limit]]
    by_key = {row["id"]: row for row in await _rows(keys)}
    rows = [by_key[key] for key in keys if key in by_key]
    waits = {} if filters.shown == READY else await _waits(rows)
    return WorkList(
        tuple(_line(row, waits) for row in rows), str(places[limit - 1]) if len(places) > limit else ""
    )


async def work_item(item: UUID) -> WorkView:
    """Find one thing to do; NotFound when there is none."""
    rows = await _rows([item])
    if not rows:
        raise NotFound
    row = rows[0]
    return WorkView(
        line=_line(row, await _waits(rows)),
        grant=AboutGrant(row["grant"], row["application"], row["grant_state"]),
        steps=tuple(map(StepNote.model_validate, row["steps"])),
        whom=await whom_of(row),
        shown=shown_of(row["shown"]),
        account=row["account"],
        evidence=row["evidence"],
        failures=row["failures"],
        for_whom=row["for_whom"],
    )


async def some_work(items: Sequence[UUID]) -> tuple[WorkLine, ...]:
    """List these things to do, the oldest first, whatever their state; what does not exist is left out."""
    return tuple(map(_line, await _rows(items)))


async def work_of_request(request: UUID) -> tuple[WorkLine, ...]:
    """List everything that is still to be done for one request; two statements."""
    asked = RequestLine.select(RequestLine.grant).where(RequestLine.request == request)
    open_ = WorkItem.state.is_in(list(STATES)) & WorkItem.grant.is_in(asked)
    keys, this = await at_once(_first_of(open_), _number_of(request))
    rows = await _rows(keys)
    # What a later request asked for once more is that one's.
    return tuple(_line(row) for row in rows if row["number"] == this)


async def _first_of(open_: Any) -> list[UUID]:
    rows = await WorkItem.select(WorkItem.id).where(open_).order_by(WorkItem.made_at).limit(500)
    return [row["id"] for row in rows]


async def _number_of(request: UUID) -> str | None:
    row = await Request.select(Request.number).where(Request.id == request).first()
    return row["number"] if row else None


async def work_on(grant: UUID) -> UUID | None:
    """Find what is still to be done by people for one access, if anything is."""
    this = (WorkItem.grant == grant) & WorkItem.state.is_in(list(OPEN))
    row = await WorkItem.select(WorkItem.id).where(this).first()
    return row["id"] if row else None


def may_work(roles: StaffRoles, application: str) -> bool:
    """Tell whether somebody with these roles does the work of an application."""
    return roles.has("analyst") or roles.may_set_up(application)


def may_look(roles: StaffRoles, application: str) -> bool:
    """Tell whether these roles see work at this application: who sets up some sees only those."""
    return roles.sees_cases or roles.may_set_up(application)


def own_work(portal: Portal, roles: StaffRoles, filters: WorkFilters) -> list[Any]:
    """Return the conditions for work at the applications that somebody sees, or the one they look for."""
    found: list[Any] = []
    if not roles.sees_cases:
        found.append(WorkItem.application.is_in(sorted(roles.applications)))
    if filters.application in portal.applications:
        found.append(WorkItem.application == filters.application)
    return found


async def _rows(keys: Sequence[UUID]) -> list[dict[str, Any]]:
    if not keys:
        return []
    grant: Any = WorkItem.grant
    query = WorkItem.select(
        WorkItem.id, WorkItem.kind, WorkItem.application, WorkItem.state, WorkItem.words, WorkItem.assignee,
        WorkItem.assignee_name, WorkItem.steps, WorkItem.made_at, WorkItem.evidence, WorkItem.failures,
        WorkItem.for_whom, WorkItem.alarmed_at, WorkItem.grant, WorkItem.practice_key,
        WorkItem.person_key.as_alias("person_order"),
        grant.state.as_alias("grant_state"),
        grant.application_name.as_alias("application_name"),
        grant.shown.as_alias("shown"),
        grant.account.as_alias("account"),
        grant.member.first_name.as_alias("first_name"),
        grant.member.last_name.as_alias("last_name"),
        grant.member.email.as_alias("email"),
        grant.member.phone.as_alias("phone"),
        grant.member.id.as_alias("member_key"),
        grant.member.details.as_alias("member_details"),
        grant.member.group.id.as_alias("group_key"),
        grant.member.person.as_alias("person_key"),
        grant.member.person_state.as_alias("person_state"),
        grant.member.group.name.as_alias("group_name"),
        NUMBER,
    ).where(WorkItem.id.is_in(list(keys)))  # fmt: skip
    rows: list[dict[str, Any]] = await query.order_by(WorkItem.made_at, WorkItem.id).output(load_json=True)
    return rows


async def _waits(rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Wait]:
    return await waits_of({row["id"]: row["state"] for row in rows})


def _line(row: Mapping[str, Any], waits: Mapping[UUID, Wait] = MappingProxyType({})) -> WorkLine:
    return WorkLine(
        id=row["id"],
        kind=row["kind"],
        slug=row["application"],
        application=row["application_name"],
        person=full_name(row["first_name"], row["last_name"]),
        group=row["group_name"],
        request=row["number"],
        state=row["state"],
        words=row["words"],
        holder=row["assignee"],
        holder_name=row["assignee_name"],
        steps=len(row["steps"]),
        ticked=sum(step["at"] is not None for step in row["steps"]),
        made_at=row["made_at"],
        days=(clock.now() - row["made_at"]).days,
        alarmed=row["alarmed_at"] is not None,
        person_key=row["person_order"],
        practice_key=row["practice_key"],
        wait=waits.get(row["id"]),
    )
