"""Practices that have been submitted, in the real tables, for tests of what comes after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.access.filing import file_lines
from core.access.following import signing_of
from core.access.numbers import next_number
from core.access.states import GRANT, REQUESTS
from core.access.tables import Grant, Request
from core.activation.actions import activate_group
from core.actor import Actor
from core.agreements.content import Content, FrozenText
from core.agreements.context import Signing
from core.agreements.tables import Agreement
from core.applications import load_applications
from core.console.credentials import Decision, decide
from core.credentials.queries import checks
from core.database import transaction
from core.groups.rights import part_key
from core.groups.tables import Appointment, Group, Member
from core.identity.tables import Account
from core.keys import Keys
from core.mail import Mail
from core.portal import Portal
from core.settings import Settings
from core.site import SiteProfile, find_site, load_site

KEYS = Keys("k3y-" * 16, "p3pper-" * 8)
ANALYST = Actor("staff", uuid4(), "Ines Analyst", "203.0.113.9", "Firefox")
ASKER = Actor("person", uuid4(), "Ben Ruiz", "203.0.113.7", "Firefox")
TEXT = {"title": "Agreement", "version": "1", "date": date(2025, 11, 1), "blocks": ()}
CONTENT = Content(
    **TEXT, organization="Health System", group="Peaks", group_word="practice", address=(), signers=(),
    term_months=36, consent=FrozenText(**TEXT),
)  # fmt: skip
LINE = "This access is no longer needed."


def desk_for(**sections: dict[str, Any]) -> Portal:
    """A desk of the shipped site, with sections of plugins put in place of its own."""
    site = load_site(find_site("banner"))
    plugins = {slug: sections.get(slug, dict(section)) for slug, section in site.plugins.items()}
    return desk_of(site.model_copy(update={"plugins": plugins}))


def desk_of(site: SiteProfile) -> Portal:
    """A desk of this site."""
    return Portal(
        site, load_applications(site), Mail(site, "https://portal.example", "portal@portal.example")
    )


def signing_for(desk: Portal) -> Signing:
    """What agreements are signed with at this desk, access following them."""
    return signing_of(desk, Settings(demo=True, secret_key="k3y-" * 16))


@dataclass(frozen=True, slots=True)
class Someone:
    """A person to put into a practice, and what is asked for them."""

    first: str
    last: str
    email: str
    wants: tuple[str, ...] = ("cerner",)
    suffix: str = "MD"
    staff_type: str = "provider"
    npi: str = ""
    administrator: bool = False


BEN = Someone(
    "Ben",
    "Ruiz",
    "ben@peaks.example",
    ("cerner",),
    "Office Manager",
    "group-administrator",
    administrator=True,
)
AMARA = Someone("Amara", "Okafor", "amara@peaks.example", ("cerner", "pacs"), npi="1234567893")


@dataclass(slots=True)
class Practice:
    """The keys of what was stored."""

    group: UUID
    request: UUID
    agreement: UUID
    members: dict[str, UUID] = field(default_factory=dict)
    grants: dict[tuple[str, str], UUID] = field(default_factory=dict)


async def practice(desk: Portal, *people: Someone, in_force: bool = True, name: str = "Peaks") -> Practice:
    """A submitted practice whose agreement is signed, or not."""
    made, now = Practice(uuid4(), uuid4(), uuid4()), clock.now()
    async with transaction():
        await Group.insert(
            Group(
                id=made.group, enrollment=uuid4(), name=name, name_key=name.lower(),
                jurisdiction="AZ", postcode="85004", facility="BUMCP", created_at=now,
                details={"address": "1 Main St", "city": "Phoenix", "phone": "+16025550123"},
            )
        )  # fmt: skip
        await Request.insert(
            Request(
                id=made.request, number=await next_number(desk.site), group=made.group,
                enrollment=uuid4(), sent_by=ASKER.account, submitted_at=now,
                state="checking-credentials" if in_force else REQUESTS["enrollment"].first,
                details={"people": len(people), "signers": [], "practice": []},
            )
        )  # fmt: skip
        for position, someone in enumerate(people or (BEN, AMARA)):
            await _add(desk, made, someone, position)
        await Agreement.insert(agreement_of(made, in_force=in_force))
    return made


async def _add(desk: Portal, made: Practice, someone: Someone, position: int) -> None:
    key, details = uuid4(), {"npi": someone.npi} if someone.npi else {}
    made.members[someone.first] = key
    await Member.insert(
        Member(
            id=key, group=made.group, staff_type=someone.staff_type, suffix=someone.suffix,
            asked_as="administrator" if someone.administrator else "member",
            first_name=someone.first, middle_initial="", last_name=someone.last,
            email=someone.email, phone="+16025550100", details=details, position=position,
            key=f"{made.group}:{someone.email}",
        )
    )  # fmt: skip
    if someone.administrator:
        await appoint(made, someone.first, "administrator", account=ASKER.account)
    for slug in someone.wants:
        grant = made.grants[someone.first, slug] = uuid4()
        await Grant.insert(
            Grant(
                id=grant, member=key, application=slug,
                application_name=desk.applications[slug].name, state=GRANT.first, fields_version="1",
                changed_at=clock.now(), key=f"{key}:{slug}",
            )
        )  # fmt: skip
        await file_lines(made.request, {grant: {"fields_version": "1"}})


async def appoint(made: Practice, first: str, part: str, *, account: UUID | None = None) -> UUID:
    """Somebody of a practice plays a part, which `account` acts in until their own login is known."""
    row = Appointment(group=made.group, part=part, member=made.members[first], account=account)
    row.state, row.since, row.held_for = "in-force", clock.now(), part_key(made.group, part)
    row.agreement = made.agreement
    await Appointment.insert(row)
    return row.id


def agreement_of(made: Practice, *, in_force: bool) -> Agreement:
    """An agreement of a practice, to be stored."""
    now = clock.now()
    return Agreement(
        id=made.agreement, group=made.group, purpose="first",
        open_for=None if in_force else f"{made.group}:first", request=made.request,
        slug="daa", version="1", content=CONTENT.stored(), text_hash=CONTENT.text_hash,
        state="in-force" if in_force else "out", contact="ben@peaks.example", sent_at=now,
        expires_at=now + timedelta(days=30), in_force_at=now if in_force else None,
        ends_at=now + timedelta(days=365) if in_force else None, reason="",
    )  # fmt: skip


async def active(desk: Portal, *people: Someone, **given: Any) -> Practice:
    """A practice that support has activated."""
    made = await practice(desk, *people, **given)
    await _register()
    await check_credentials(desk, made)
    await activate_group(desk, KEYS, made.group, by=ANALYST)
    return made


async def _register() -> None:
    """The account that asks belongs to the administrator; nobody has opened it with a password."""
    account = Account(id=ASKER.account, email_key=BEN.email, email=BEN.email, first_name=BEN.first)
    account.last_name, account.created_at = BEN.last, clock.now()
    await Account.insert(account).on_conflict(target=Account.email_key, action="DO NOTHING")


async def check_credentials(desk: Portal, made: Practice, decision: Decision = "valid") -> None:
    """Support looks at everybody whose license counts."""
    request = await Request.select(Request.number).where(Request.id == made.request).first()
    for check in await checks(desk, made.group):
        await decide(desk, str(request and request["number"]), check.member, decision, "Seen.", by=ANALYST)


async def state_of(grant: UUID) -> str:
    """Where a grant stands."""
    row = await Grant.select(Grant.state).where(Grant.id == grant).first()
    return str(row["state"]) if row else ""
