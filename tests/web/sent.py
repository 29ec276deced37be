"""A request that somebody sent, made by the real actions and not by filling in pages."""

from __future__ import annotations

from litestar import Litestar

from core.actor import Actor
from core.applications import load_applications
from core.enrollment import starting
from core.enrollment.submission import submit
from core.portal import Portal
from tests.core.enrollment.test_submission import complete
from tests.web.people import Client


def portal_of(app: Litestar) -> Portal:
    """What the application decides with."""
    state = app.state
    return Portal(state.site, load_applications(state.site), state.identity.mail)


def actor_of(client: Client) -> Actor:
    """The person who sits in front of a browser."""
    return Actor("person", client.account, "Ada Okafor", "127.0.0.1", "Firefox")


async def sent_request(app: Litestar, client: Client) -> str:
    """The number of a request of this person."""
    portal, by = portal_of(app), actor_of(client)
    enrollment = await starting.start(by=by)
    await complete(portal, enrollment, by)
    return (await submit(portal, enrollment, by=by)).number
