"""A colleague is asked to answer for somebody, answers, and answers for them no longer.

What follows for access is part of the same change, with the group locked. Everybody concerned is told once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from core import clock
from core.access.authority import authority_of, can_authorize
from core.access.conditions import NotNow
from core.access.lines import Line
from core.access.notices import address_of
from core.access.on_authority import KEPT_DAYS, follow_authority
from core.actor import Actor
from core.audit import changes
from core.database import transaction
from core.due.worker import Handler
from core.errors import Invalid, NotFound
from core.groups import authorizations
from core.groups.authority import AuthorizationFacts, load_authorization
from core.groups.people import load_member, locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import KNOWN, administrator_of, is_oneself
from core.identity.limits import Limit
from core.mail import NewMail
from core.portal import Portal

CANNOT = "You can’t answer for a colleague at the moment. Ask support why."
NOT_ONE = "Choose a colleague from the list"
ANSWERS = "{colleague} answers for {name} now"
AGREED = "{colleague} agreed to answer for {name}. It counts once support has checked their {license}"
# Each question is a mail to a colleague, who can be asked again once it was withdrawn.
ASKS = Limit("authority-asks", 20, 24 * 60 * 60)
OF_ONE = Limit("authority-asks-of-one", 5, 24 * 60 * 60)
NO_MORE = "{name} doesn’t answer for them any more."
Held = tuple[GroupFacts, MemberFacts, AuthorizationFacts]


async def ask(portal: Portal, member: UUID, colleague: UUID, *, by: Actor) -> UUID:
    """Ask a colleague to answer for a member; Invalid at `colleague` for who can’t.

    NotFound for everybody but the member and who administers the practice, Stale for who was asked already,
    TooMany for who asks too often.
    """
    # Whoever may not ask uses up nobody's questions.
    await authorizations.require_side_of(member, (await load_member(member)).group, by)
    await ASKS.spend(str(by.account))
    await OF_ONE.spend(f"{member}:{colleague}")
    async with changes():
        group = await locked_group((await load_member(member)).group)
        await authorizations.require_side_of(member, group.id, by)
        people = {each.id for each in await can_authorize(portal, await load_member(member))}
        if colleague not in people:
            raise Invalid({"colleague": NOT_ONE})
        return await authorizations.ask_for(member, colleague, by=by)


async def agree(portal: Portal, authorization: UUID, *, by: Actor) -> None:
    """Answer for a colleague: what waited for that is set up. NotFound for everybody but who was asked.

    NotNow for who cannot answer for anybody as they stand. It counts once support found their license valid.
    """
    async with changes():
        held = group, member, found = await _held(authorization)
        await authorizations.grant(authorization, by=by)
        if found.by.id not in {each.id for each in await can_authorize(portal, member)}:
            raise NotNow(CANNOT)
        await follow_authority(portal, group, [member.id], "", by=by)
        authority = await authority_of(portal, member)
        counts = authority is None or found.by.id in {each.id for each in authority.counts}
        said = ANSWERS if counts else AGREED
        words = {"colleague": found.by.name, "name": member.name, "license": portal.site.terms.license}
        await _tell(portal, held, said.format(**words), by)


async def decline(portal: Portal, authorization: UUID, *, by: Actor) -> None:
    """Refuse to answer for a colleague; NotFound for everybody but who was asked."""
    async with changes():
        held = _, member, found = await _held(authorization)
        await authorizations.decline(authorization, by=by)
        await _tell(portal, held, f"{found.by.name} declined to answer for {member.name}", by)


async def withdraw_request(authorization: UUID, *, by: Actor) -> None:
    """Ask a colleague no more; NotFound for everybody but the member and who administers the practice."""
    await authorizations.withdraw(authorization, by=by)


async def end(portal: Portal, authorization: UUID, *, by: Actor) -> None:
    """Let an authorization end, by either of the two or who administers; access goes with the last one."""
    async with changes():
        held = group, member, found = await _held(authorization)
        await authorizations.end(authorization, by=by)
        because = NO_MORE.format(name=found.by.name)
        taken = await follow_authority(portal, group, [member.id], because, by=by, telling=False)
        what = f"{found.by.name} doesn’t answer for {member.name} any more"
        await _tell(portal, held, what, by, suspended=taken, colleague_too=True)


def telling_who_was_asked(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler of the mail to a colleague who was asked."""
    return {authorizations.ASKED: partial(_tell_who_was_asked, portal)}


async def _tell_who_was_asked(portal: Portal, authorization: UUID) -> datetime | None:
    async with transaction():
        group, member, found = await _held(authorization)
        if found.state != "asked":
            return None
        if found.by.person_state not in KNOWN:
            # Who has no login yet could not answer.
            return clock.now() + timedelta(days=1)
        await portal.mail.send(
            to=await address_of(found.by),
            template="authority-asked",
            about=("member", member.id),
            first_name=found.by.first_name,
            person=member.name,
            group_name=group.name,
            path="/authority",
        )
    return None


async def _held(authorization: UUID) -> Held:
    """The group, held until the change ends, with the member and the authorization as they are then."""
    first = await load_authorization(authorization)
    if first is None:
        raise NotFound
    group = await locked_group((await load_member(first.member)).group)
    found = await load_authorization(authorization)
    return group, await load_member(first.member), found or first


async def _tell(
    portal: Portal,
    held: Held,
    what: str,
    by: Actor,
    *,
    suspended: Sequence[Line] = (),
    colleague_too: bool = False,
) -> None:
    """Tell the member and who administers, with `colleague_too` also whose authority it was."""
    group, member, found = held
    told = {await address_of(member): (member.first_name, "/authority")}
    if colleague_too and not await is_oneself(by.account, found.by.id):
        told.setdefault(await address_of(found.by), (found.by.first_name, "/authority"))
    if administrator := await administrator_of(group.id):
        path = f"/office/people/{member.id}/authority"
        told.setdefault(administrator.email, (administrator.first_name, path))
    names = [line.grant.application_name for line in suspended]
    said = {"what": what, "person": member.name, "group_name": group.name, "applications": names}
    about = ("member", member.id)
    await portal.mail.send_each(
        NewMail(
            email, "authority-changed", about, {**said, "first_name": called, "path": path, "days": KEPT_DAYS}
        )
        for email, (called, path) in told.items()
    )
