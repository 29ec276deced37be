"""The questions before somebody objects to a person, leaves a practice, or support decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.actor import Actor
from core.errors import NotFound, Stale
from core.forms import field
from core.groups.membership import OBJECTION
from core.groups.people import load_member
from core.groups.rights import is_oneself, sent_by_oneself
from core.office import acts, objecting
from core.office.possible import REACHED
from core.office.queries.objections import load_objection, objections_to
from core.office.queries.people import OfficePerson, person_for_staff
from core.portal import Portal
from web.ending_answers import Nothing
from web.ending_questions import Asked, affected_lines, never
from web.new_sponsor import placed


class Objects(BaseModel):
    """Why somebody objects to a person."""

    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why you object",
        hint="Support and the {administrator} read it. Don’t name any patient.",
    )


class Leaves(BaseModel):
    """Why somebody leaves a practice."""

    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why",
        hint="Such as: new position. The {administrator} reads it.",
    )


class Decides(BaseModel):
    """What support found out about an objection."""

    reason: str = field(
        "What you found out",
        kind="textarea",
        max_length=500,
        missing="Say what you found out",
        hint="Who objected and the {administrator} read it.",
    )


async def object_question(portal: Portal, member: UUID, by: Actor) -> Asked:
    """Say what happens when somebody objects; NotFound for who may not, Stale while an objection is open."""
    kind = await objecting.may_object(await load_member(member), by)
    group, person = await person_for_staff(portal, member)
    if person.member.state == "left":
        raise NotFound
    if await objections_to([member]):
        raise Stale(objecting.TWICE)

    async def act(given: Any) -> None:
        await placed(objecting.object_to(portal, member, given.reason, by=by))

    terms, name = portal.site.terms, person.member.name
    lines = [
        _reached(person),
        *affected_lines(person),
        f"The {terms.administrator} of {group.name} and support get an email at once.",
        "Support decides what happens next. You get an email about it.",
        "Until then you can take the objection back.",
    ]
    if kind == "self":
        return Asked(f"Say that you don’t work at {group.name}", lines, "Object", Objects, act, warn=True)
    return Asked(f"Object to {name} of {group.name}", lines, "Object", Objects, act, warn=True)


async def leave_question(portal: Portal, member: UUID, by: Actor) -> Asked:
    """Say what ends when somebody leaves one practice; NotFound for everybody else."""
    if not await is_oneself(by.account, member):
        raise NotFound
    group, person = await person_for_staff(portal, member)
    if person.member.state == "left":
        raise NotFound
    terms = portal.site.terms

    async def act(given: Any) -> None:
        await placed(acts.leave_practice(portal, member, given.reason, by=by))

    heading = f"Leave {group.name}"
    if "sponsor" in person.parts or "administrator" in person.parts:
        called = terms.sponsor if "sponsor" in person.parts else terms.administrator
        effect = (
            f"You are the {called}, and a {terms.practice} always has one. Someone follows first: "
            f"select “Change the {called}” for {group.name}."
        )
        return Asked(f"You can’t leave {group.name} yet", (), "", Nothing, never, effect=effect)
    lines = [
        _ends(person),
        *affected_lines(person),
        f"Nothing changes in another {terms.practice} that names you.",
        f"{portal.site.with_the_sponsor('You', f'the {terms.administrator}')} get one email each.",
        f"Only the {terms.administrator} or support can bring you back.",
    ]
    return Asked(heading, lines, f"Leave this {terms.practice}", Leaves, act, warn=True)


async def take_back_question(portal: Portal, objection: UUID, by: Actor) -> tuple[Asked, str]:
    """Say what comes back with one's own objection, and where it was made; NotFound for another's."""
    found = await load_objection(objection)
    if not sent_by_oneself(by.account, [found.account]):
        raise NotFound
    back = "/my-practices" if found.kind == "self" else "/sponsor"
    group, person = await person_for_staff(portal, found.member)

    async def act(_: BaseModel) -> None:
        await placed(objecting.take_objection_back(portal, objection, by=by))

    lines = [_comes_back(person), "Support doesn’t have to decide any more."]
    name = group.name if found.kind == "self" else person.member.name
    return Asked(f"Take back the objection about {name}", lines, "Take it back", Nothing, act), back


async def decision_question(portal: Portal, objection: UUID, what: str, by: Actor) -> Asked:
    """Say what support's decision does; NotFound for another decision, or an objection that is over."""
    found = await load_objection(objection)
    if what not in {"keep", "end"} or found.state != "open":
        raise NotFound
    group, person = await person_for_staff(portal, found.member)
    decide = objecting.keep_person if what == "keep" else objecting.end_access
    name, terms = person.member.name, portal.site.terms

    async def act(given: Decides) -> None:
        await placed(decide(portal, objection, given.reason, by=by))

    told = f"Who objected and the {terms.administrator} get an email."
    if what == "keep":
        lines = [_comes_back(person), told]
        return Asked(f"Keep {name} in {group.name}", lines, "End the objection", Decides, act)
    return Asked(
        f"End all access of {name} in {group.name}",
        [_ends(person), *affected_lines(person), told],
        "End all access",
        Decides,
        act,
        warn=True,
    )


def _reached(person: OfficePerson) -> str:
    names = [each.name for each in person.access if each.state in REACHED]
    return f"Suspended at once: {', '.join(names)}." if names else "No application works for them now."


def _comes_back(person: OfficePerson) -> str:
    names = [each.name for each in person.access if OBJECTION in each.suspended_by]
    return (
        f"This comes back, where nothing else is against it: {', '.join(names)}."
        if names
        else "Nothing has to come back."
    )


def _ends(person: OfficePerson) -> str:
    names = [each.name for each in person.access if each.state not in {"denied", "revoked", "expired"}]
    return f"This access ends at once: {', '.join(names)}." if names else "No application has to end."
