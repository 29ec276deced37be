"""Asking to join a practice, for one's own account; whoever administers it is told."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.enrollment.drafts import Draft
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.rights import administrator_of
from core.identity.limits import Limit
from core.identity.queries import account
from core.joining import joins
from core.names import full_name, greeted
from core.newcomers.drafts import empty_draft, with_who_may_authorize
from core.newcomers.forms import JoinPage, Values, draw_join, read_join, redraw_join
from core.portal import Portal

# Whoever has to name a colleague reads who could be named: of some practices a day, and not forever.
LOOKS = Limit("join-looks", 60, 60 * 60)
PRACTICES = Limit("join-practices", 10, 24 * 60 * 60)
_SEEN = Limit("join-seen", 1, 24 * 60 * 60)


async def form_of(portal: Portal, group: UUID, *, by: Actor) -> JoinPage:
    """Draw what is asked; NotFound for a practice that nobody can join now, and for staff."""
    return draw_join(portal, await _draft(portal, group, by))


async def redrawn(portal: Portal, group: UUID, values: Values, *, by: Actor) -> JoinPage:
    """Draw what was typed so far; NotFound as for `form_of`, TooMany for who looks too often."""
    page = redraw_join(portal, await _draft(portal, group, by), values)
    await _count_look(page, group, _asker(by))
    return page


async def ask_to_belong(portal: Portal, group: UUID, values: Values, *, by: Actor) -> JoinPage:
    """Ask to join, unless something is wrong: the page that comes back says what.

    NotFound as for `form_of`, Stale for who belongs there or has asked already, TooMany for who asks, or
    looks at colleagues, too often.
    """
    page = read_join(portal, await _draft(portal, group, by), values)
    if not page.wrong:
        asked = page.asked

        async def tell(join: UUID) -> None:
            await _tell(portal, join, group, page, by)

        await joins.ask(group, asked, tell, by=by)
    else:
        await _count_look(page, group, _asker(by))
    return page


async def _count_look(page: JoinPage, group: UUID, asker: UUID) -> None:
    """Count that somebody reads the names of a practice; what names nobody counts nothing."""
    if not page.authorizers.inputs:
        return
    await LOOKS.spend(str(asker))
    seen = f"{asker}:{group}"
    if not await _SEEN.is_spent(seen):
        await PRACTICES.spend(str(asker))
        await _SEEN.count(seen)


async def _draft(portal: Portal, group: UUID, by: Actor) -> Draft:
    draft = await empty_draft(portal, group, _asker(by))
    return await with_who_may_authorize(portal, draft, group)


def _asker(by: Actor) -> UUID:
    if by.account is None or by.kind != "person":
        raise NotFound
    return by.account


async def _tell(portal: Portal, join: UUID, group: UUID, page: JoinPage, by: Actor) -> None:
    own, practice = await account(_asker(by)), (await load_group(group)).name
    typed = page.drawn.person
    kind = portal.site.staff_type(typed.staff_type)
    about, administrator = ("joining", join), await administrator_of(group)
    if administrator is not None:
        await portal.mail.send(
            to=administrator.email,
            template="join-asked",
            about=about,
            first_name=administrator.first_name,
            group_name=practice,
            person=full_name(typed.typed("first_name"), typed.typed("last_name")),
            email=own.email,
            role=kind.name if kind else "",
            path=f"/office/joining/{join}",
        )
    await portal.mail.send(
        to=own.email,
        template="join-sent",
        about=about,
        first_name=greeted(own.first_name, own.last_name),
        group_name=practice,
        path="/join",
    )
