"""A subscription changes while it works: alerts, fax, facilities and who gets the emails."""

from __future__ import annotations

from dataclasses import dataclass

from core.plugin_api import Opened, Page
from plugins.report2web.fields import Subscription


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands beside the form: for whose patients the alerts are."""

    provider: str


async def load(opened: Opened[Subscription]) -> Shown:
    """Load whose subscription it is."""
    return Shown(opened.grant.person.name)


async def in_force(opened: Opened[Subscription]) -> Subscription:
    """Return the subscription as it is."""
    return opened.grant.answers


async def store(opened: Opened[Subscription], chosen: Subscription) -> None:
    """Put another subscription in its place, and tell whoever answers for the practice."""
    before = opened.grant.answers
    if chosen.model_dump() == before.model_dump():
        raise ValueError("Nothing is different yet. Change something, or go back.")
    async with opened.change("subscription-changed"):
        await opened.answer(opened.grant.key, chosen)
        await opened.tell("sponsor", "report2web/changed", who=opened.name, census=_of_census(chosen, before))


def _of_census(chosen: Subscription, before: Subscription) -> str:
    """Say what happens to the workbook with the census; nothing where it stays as it is."""
    if chosen.census and not before.census:
        return "begins"
    return "ends" if chosen.ends_census_of(before) else ""


PAGE: Page[Subscription] = Page(
    path="alerts",
    title="Change the alerts",
    audience=frozenset({"administrator", "analyst"}),
    template="report2web/alerts.html",
    load=load,
    fields=Subscription,
    values=in_force,
    submit=store,
    fresh=True,
)
