"""Whoever administers a practice answers who asks to join; a yes makes the member, and their request."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core.access.asking import request_applications
from core.access.conditions import NotNow
from core.access.own_agreements import ask_added
from core.access.records import AgreedText, RequestDetails
from core.actor import Actor
from core.audit import changes
from core.credentials.looking import look_up_later
from core.enrollment.making import asked_in, members_added
from core.enrollment.review import Review
from core.groups import authorizations
from core.groups.people import load_group, locked_group
from core.groups.records import MemberFacts
from core.groups.registering import add_members
from core.groups.rights import administrator_of
from core.identity import people
from core.identity.queries import account
from core.joining import joins
from core.names import greeted, names_agree
from core.newcomers.looking import look_at_asked
from core.portal import Portal

NOT_ACTIVE = "This {practice} isn’t active now."


async def accept_join(portal: Portal, join: UUID, *, by: Actor) -> str:
    """Make who asked a member of the practice, and ask for what they need; return the number of the request.

    NotFound for who does not administer it, NotNow where it was answered already or the rules are against it.
    """
    async with changes():
        row = await joins.admit(join, by=by)
        group, asker = row["group"], row["account"]
        if (await locked_group(group)).state != "active":
            raise NotNow(portal.site.terms.said(NOT_ACTIVE))
        looked = await look_at_asked(portal, group, asker, joins.asked_of(row))
        if looked.against:
            raise NotNow(looked.against)
        asked = Review((), (looked.person,), ())
        (member,) = members_added(portal.site, group, asked)
        known = await _known(member, asker)
        await add_members(group, [known])
        await ask_added(portal, group, [known], by=by)
        texts = tuple(AgreedText(text=title, version=version) for title, version in looked.asked.agreed)
        details = RequestDetails(agreed=texts)
        number = await request_applications(portal, group, asked_in(asked), by=by, details=details)
        for each in looked.authorizers:
            await authorizations.ask_for(member.id, each, by=by)
        await look_up_later(portal, group)
        await _tell_accepted(portal, join, member, asker, number)
    return number


async def turn_down(portal: Portal, join: UUID, reason: str, *, by: Actor) -> None:
    """Decline, for a reason the asker reads; NotFound and NotNow as for a yes, Invalid at `reason`."""
    async with changes():
        row = await joins.decline(join, reason, by=by)
        own = await account(row["account"])
        await portal.mail.send(
            to=own.email,
            template="join-declined",
            about=("joining", join),
            first_name=greeted(own.first_name, own.last_name),
            group_name=(await load_group(row["group"])).name,
            reason=reason.strip(),
            path=f"/join/{row['group']}",
        )


async def _known(member: MemberFacts, asker: UUID) -> MemberFacts:
    """The member with the login that their account has already; who has none gets one later, as everybody."""
    person = await people.of_account(asker)
    own = person and (person["first_name"], person["last_name"])
    if not person or not own or not names_agree(own, (member.first_name, member.last_name)):
        return member
    return replace(member, person=person["id"], person_state="known")


async def _tell_accepted(portal: Portal, join: UUID, member: MemberFacts, asker: UUID, number: str) -> None:
    own, practice = await account(asker), (await load_group(member.group)).name
    about, administrator = ("joining", join), await administrator_of(member.group)
    await portal.mail.send(
        to=own.email,
        template="join-accepted",
        about=about,
        first_name=greeted(own.first_name, own.last_name),
        group_name=practice,
        number=number,
        path="/my-applications",
    )
    if administrator is not None:
        await portal.mail.send(
            to=administrator.email,
            template="request-submitted",
            about=about,
            number=number,
            group_name=practice,
            people=1,
            next_step="Support checks it and decides about each application.",
            path=f"/requests/{number}",
        )
