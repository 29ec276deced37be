"""Who works for the site: a site administrator invites them, changes their roles and lets them go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.queries.away import Absence, absences
from core.errors import Invalid, NotFound
from core.forms import Form, draw
from core.identity import Identity, helping, proofs, staffing
from core.identity import staff as accounts
from core.identity.queries import email_key
from core.identity.roles import DUTIES, NAMES, NOBODY, ROLES, TAKES_TWO
from core.identity.staff import Newcomer, StaffMember
from core.identity.staffing import Proposed
from web.asking import taken
from web.contexts import PageContext
from web.forms import see_other
from web.pages.console.forms import StaffQuestion
from web.pages.console.staff_forms import (
    HelpColleague,
    Invite,
    Roles,
    Why,
    read_roles,
    role_choices,
    typed_roles,
)
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

DAYS = proofs.MINUTES["staff"] // (24 * 60)
STAFF, ONE = "/support/staff", "/support/staff/{account:uuid}"
LEADS = staff("site-administrator")
SEES = staff("site-administrator", "privacy-officer")


@dataclass(frozen=True, slots=True)
class StaffPage(PageContext):
    """Everybody who works for the site, and what waits for a second person."""

    template: ClassVar[str] = "support/staff.html"
    everybody: Sequence[StaffMember]
    away: Mapping[UUID, Absence]
    waiting: Sequence[Proposed]
    may_lead: bool


@dataclass(frozen=True, slots=True)
class RolesPage(PageContext):
    """What each role may do, and which are given by two people."""

    template: ClassVar[str] = "support/staff_roles.html"
    roles: Sequence[tuple[str, str, bool]]
    hours: int


@dataclass(frozen=True, slots=True)
class ColleaguePage(PageContext):
    """One of the staff: what they may do, and what can be done about it."""

    template: ClassVar[str] = "support/staff_member.html"
    member: StaffMember
    duties: Sequence[tuple[str, str]]
    away: Absence | None
    waiting: Proposed | None
    oneself: bool
    may_lead: bool


@get(STAFF, guards=[SEES])
async def show_staff(visit: NamedDependency[Visit]) -> Response[str]:
    """Show everybody who works for the site, and as what."""
    leads = visit.who.roles.has("site-administrator")
    page = StaffPage(await accounts.everybody(), await absences(), await staffing.waiting(), leads)
    return render(visit.request, page)


@get(f"{STAFF}/roles", guards=[staff()])
async def show_roles(visit: NamedDependency[Visit]) -> Response[str]:
    """Show what each role may do."""
    roles = [(NAMES[each], DUTIES[each], each in TAKES_TWO) for each in ROLES]
    return render(visit.request, RolesPage(roles, visit.portal.site.second_person_hours))


@get(f"{STAFF}/invite", guards=[LEADS])
async def show_invite(visit: NamedDependency[Visit]) -> Response[Any]:
    """Ask whom to invite."""
    return render(visit.request, _inviting(visit, draw(Invite, choices=role_choices(visit.portal))))


@post(f"{STAFF}/invite", guards=[LEADS, fresh_code])
async def send_invite(visit: NamedDependency[Visit], identity: NamedDependency[Identity]) -> Response[Any]:
    """Invite somebody to the staff."""

    async def act(given: Invite) -> Response[Any]:
        if any(email_key(each.email) == email_key(given.email) for each in await accounts.everybody()):
            raise Invalid({"email": "They belong to the staff, or did. Change their roles on their own page"})
        whom = Newcomer(given.email, given.first_name, given.last_name)
        await staffing.choose(identity, whom, read_roles(given.roles), given.reason, by=visit.actor)
        return see_other(STAFF)

    choices = role_choices(visit.portal)
    return await taken(visit.request, Invite, lambda form: _inviting(visit, form), act, choices)


@get(ONE, guards=[SEES])
async def show_colleague(visit: NamedDependency[Visit], account: FromPath[UUID]) -> Response[Any]:
    """Show one of the staff."""
    member = await _member(account)
    waiting = [each for each in await staffing.waiting() if each.email_key == email_key(member.email)]
    page = ColleaguePage(
        member,
        [(NAMES[each], DUTIES[each]) for each in ROLES if each in member.roles.names],
        (await absences()).get(account),
        waiting[0] if waiting else None,
        oneself=member.is_of(visit.who.account_id),
        may_lead=visit.who.roles.has("site-administrator"),
    )
    return render(visit.request, page)


@get(f"{ONE}/roles", guards=[LEADS])
async def show_change(visit: NamedDependency[Visit], account: FromPath[UUID]) -> Response[Any]:
    """Ask which roles somebody is to have."""
    member = await _member(account)
    values = {"roles": typed_roles(member.roles)}
    return render(
        visit.request, _changing(visit, member, draw(Roles, values, choices=role_choices(visit.portal)))
    )


@post(f"{ONE}/roles", guards=[LEADS, fresh_code])
async def send_change(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], account: FromPath[UUID]
) -> Response[Any]:
    """Give somebody exactly these roles."""
    member = await _member(account)

    async def act(given: Roles) -> Response[Any]:
        roles = read_roles(given.roles)
        await staffing.choose(identity, member.called, roles, given.reason, by=visit.actor)
        return see_other(f"{STAFF}/{account}")

    choices = role_choices(visit.portal)
    return await taken(visit.request, Roles, lambda form: _changing(visit, member, form), act, choices)


@get(f"{ONE}/end", guards=[LEADS])
async def show_end(visit: NamedDependency[Visit], account: FromPath[UUID]) -> Response[Any]:
    """Ask why somebody leaves the staff."""
    return render(visit.request, _ending(visit, await _member(account), draw(Why)))


@post(f"{ONE}/end", guards=[LEADS, fresh_code])
async def send_end(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], account: FromPath[UUID]
) -> Response[Any]:
    """Let somebody go, with every sign-in of theirs."""
    member = await _member(account)

    async def act(given: Why) -> Response[Any]:
        await staffing.choose(identity, member.called, NOBODY, given.reason, by=visit.actor)
        return see_other(f"{STAFF}/{account}")

    return await taken(visit.request, Why, lambda form: _ending(visit, member, form), act)


@get(f"{ONE}/sign-in", guards=[LEADS])
async def show_help(visit: NamedDependency[Visit], account: FromPath[UUID]) -> Response[Any]:
    """Ask what keeps a colleague from signing in."""
    return render(visit.request, _helping(visit, await _member(account), draw(HelpColleague)))


@post(f"{ONE}/sign-in", guards=[LEADS, fresh_code])
async def send_help(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], account: FromPath[UUID]
) -> Response[Any]:
    """Help a colleague to sign in again."""
    member = await _member(account)

    async def act(given: HelpColleague) -> Response[Any]:
        does = helping.unlock if given.what == "password" else helping.reset_factor
        await does(identity, account, by=visit.actor, colleague=True, how="colleague", note=given.reason)
        return see_other(f"{STAFF}/{account}")

    return await taken(visit.request, HelpColleague, lambda form: _helping(visit, member, form), act)


@post(f"{ONE}/invite", guards=[LEADS, fresh_code])
async def invite_again(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], account: FromPath[UUID]
) -> Response[Any]:
    """Send the invitation once more to somebody who has not set the account up."""
    await staffing.invite_again(identity, account, by=visit.actor)
    return see_other(f"{STAFF}/{account}")


@post(f"{STAFF}/changes/{{proposal:uuid}}/{{act:str}}", guards=[SEES, fresh_code])
async def decide(
    visit: NamedDependency[Visit],
    identity: NamedDependency[Identity],
    proposal: FromPath[UUID],
    act: FromPath[str],
) -> Response[Any]:
    """Confirm what somebody else proposed, or withdraw it."""
    if act == "confirm":
        await staffing.confirm(identity, proposal, by=visit.actor)
    elif act == "withdraw":
        await staffing.withdraw(proposal, by=visit.actor)
    else:
        raise NotFound
    return see_other(STAFF)


async def _member(account: UUID) -> StaffMember:
    found = next((each for each in await accounts.everybody() if each.is_of(account)), None)
    if found is None:
        raise NotFound
    return found


def _two(visit: Visit) -> str:
    names = " or ".join(NAMES[each].lower() for each in TAKES_TWO)
    hours = visit.portal.site.second_person_hours
    return f"Who gets or loses the role of {names} is confirmed by a second person within {hours} hours."


def _inviting(visit: Visit, form: Form) -> StaffQuestion:
    effect = f"They get an email with a link to set up their account, open for {DAYS} days. {_two(visit)}"
    return StaffQuestion("Add someone to the staff", effect, "Send the invitation", STAFF, form=form)


def _changing(visit: Visit, member: StaffMember, form: Form) -> StaffQuestion:
    again = "They belong to the staff again, and set up their account anew. " if member.disabled else ""
    effect = f"{again}It takes effect with the next page they open. {_two(visit)}"
    back = f"{STAFF}/{member.account}"
    return StaffQuestion(f"Roles of {member.name}", effect, "Change the roles", back, form=form)


def _ending(visit: Visit, member: StaffMember, form: Form) -> StaffQuestion:
    by_two = f" {_two(visit)}" if member.roles.has(*TAKES_TWO) else ""
    return StaffQuestion(
        f"{member.name} leaves the staff",
        "Every sign-in of theirs ends then, and they can’t sign in any more. What is assigned to them"
        f" stays theirs until it is handed on.{by_two}",
        "End their work here",
        f"{STAFF}/{member.account}",
        warn=True,
        form=form,
    )


def _helping(visit: Visit, member: StaffMember, form: Form) -> StaffQuestion:
    hours = visit.portal.site.factor_reset_hours
    later = f" A second factor is reset after {hours} hours, in which they can stop it." if hours else ""
    return StaffQuestion(
        f"Help {member.name} to sign in",
        f"Every sign-in of theirs ends. They are told by email.{later}",
        "Help them to sign in",
        f"{STAFF}/{member.account}",
        warn=True,
        form=form,
    )


handlers = [
    show_staff, show_roles, show_invite, send_invite, show_colleague, show_change, send_change, show_end,
    send_end, show_help, send_help, invite_again, decide,
]  # fmt: skip
