"""Pages of the applications' own, opened and sent as people do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.access import actions
from core.access.tables import Grant, WorkItem
from core.actor import Actor
from core.console.working import StaffActor
from core.identity.roles import StaffRoles
from core.plugin_api import NoFields, Page
from core.portal import Portal
from core.requests.plugin_forms import PageForm, asking
from core.requests.plugin_pages import opened, submit_page
from plugins.cerner.census import load_mine
from plugins.dsm import APPLICATION as DSM
from tests.plugins.blocking import portal_where
from tests.practices import ANALYST, Practice
from tests.practices.work import hand_to_people

DSM_MAIL = "dsm/complete"
EVERYBODY: Any = frozenset({"administrator", "analyst", "member", "sponsor", "privacy-officer"})


async def working(portal: Portal, made: Practice, application: str = "cerner") -> None:
    """Every access of a practice to an application works."""
    for (first, slug), key in made.grants.items():
        if slug == application:
            await actions.activate(portal, key, f"{first.lower()}-1", by=ANALYST)


async def sent(
    portal: Portal, grant: UUID, path: str, typed: dict[str, Any], by: Actor
) -> tuple[tuple[str, str], ...]:
    """Send the form of a page about one access; what is wrong with it, by field, when it is not taken."""
    opening = await opened(portal, grant, path, "administrator", by=by)
    asked = await asking(opening)
    assert isinstance(asked, PageForm)
    reading = asked.read(typed)
    if reading.answers is None:
        return reading.form.errors
    await submit_page(opening, reading.answers)
    return ()


async def kept(grant: UUID) -> dict[str, Any]:
    """What the plugin keeps of an access."""
    rows = await Grant.select(Grant.kept).where(Grant.id == grant).output(load_json=True)
    return dict(rows[0]["kept"])


async def to_change(portal: Portal, grant: UUID) -> list[str]:
    """The steps of what people are to change at the application for one access, if anything."""
    await hand_to_people(portal)
    open_ = (WorkItem.grant == grant) & (WorkItem.kind == "update") & (WorkItem.state == "people")
    rows = await WorkItem.select(WorkItem.steps).where(open_).output(load_json=True)
    return [step["text"] for row in rows for step in row["steps"]]


def hand(*roles: str) -> StaffActor:
    return StaffActor(ANALYST, StaffRoles.of(roles))


def turning(portal: Portal, submit: Any) -> Portal:
    """The same portal, with a page of Cerner for everybody, whose form does this."""
    page = Page(
        path="turns",
        title="Turns",
        audience=EVERYBODY,
        template="cerner/mine.html",
        load=load_mine,
        fields=NoFields,
        submit=submit,
    )
    # The mails are those of another plugin.
    folder = {"folder": DSM.folder, "permissions": DSM.permissions}
    return portal_where(portal, "cerner", pages=(page,), **folder)
