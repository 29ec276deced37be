"""Asking to join a practice, for one's own account; whoever administers it is told."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.rights import administrator_of
from core.identity.queries import account
from core.joining import joins
from core.names import full_name, greeted
from core.newcomers.drafts import empty_draft
from core.newcomers.forms import JoinPage, Values, draw_join, read_join, redraw_join
from core.portal import Portal


async def form_of(portal: Portal, group: UUID, *, by: Actor) -> JoinPage:
    """Draw what is asked; NotFound for a practice that nobody can join now, and for staff."""
    return draw_join(portal, await empty_draft(portal, group, _asker(by)))


async def redrawn(portal: Portal, group: UUID, values: Values, *, by: Actor) -> JoinPage:
    """Draw what was typed so far; NotFound as for `form_of`."""
    return redraw_join(portal, await empty_draft(portal, group, _asker(by)), values)


async def ask_to_belong(portal: Portal, group: UUID, values: Values, *, by: Actor) -> JoinPage:
    """Ask to join, unless something is wrong: the page that comes back says what.

    NotFound as for `form_of`, Stale for who belongs there or has asked already, TooMany for who asks too
    often.
    """
    page = read_join(portal, await empty_draft(portal, group, _asker(by)), values)
    if not page.wrong:
        asked = page.asked

        async def tell(join: UUID) -> None:
            await _tell(portal, join, group, page, by)

        await joins.ask(group, asked, tell, by=by)
    return page


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
