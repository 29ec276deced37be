"""Pages of the applications' own, opened and sent as people do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.access import actions
from core.access.tables import Grant, WorkItem
from core.actor import Actor
from core.portal import Portal
from core.requests.plugin_forms import PageForm, asking
from core.requests.plugin_pages import opened, submit_page
from tests.practices import ANALYST, Practice
from tests.practices.work import hand_to_people


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
