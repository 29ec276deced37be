"""Tells endpoints what happened; any number of workers may run, in any processes.

The trail is where this is stored: an event is written in the transaction of its change, so that nothing is
told that did not happen, and nothing is lost that did. How far an endpoint was told is one number, and one
worker at a time has it: the next event goes out when the one before was taken.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from core.audit.following import events_behind, newest_number
from core.database.leases import Lease
from core.database.worker import LeaseWorker
from core.site import SiteProfile
from core.webhooks import actions
from core.webhooks.actions import HookPlace
from core.webhooks.delivering import SECONDS, Endpoint, hook_client
from core.webhooks.messages import message_of
from core.webhooks.signing import Secrets
from core.webhooks.tables import WebhookPlace
from core.webhooks.vocabulary import kinds_for

AT_ONCE = 20
# A message is sent well before the lease ends, so that no two are on their way to one endpoint.
LEASE_SECONDS = 60.0


@dataclass(slots=True)
class WebhookWorker:
    """Sends what endpoints don’t know of yet; one that hangs holds up none but itself."""

    site: SiteProfile
    secrets: Secrets
    seconds: float = SECONDS
    idle_seconds: float = 2
    leases: LeaseWorker = field(init=False)
    _endpoints: Mapping[str, Endpoint] = field(init=False)

    def __post_init__(self) -> None:
        hooks = self.site.webhooks
        self._endpoints = {each.name: Endpoint(each, self.secrets, self.seconds) for each in hooks}
        self.leases = LeaseWorker(
            "webhooks",
            WebhookPlace,
            self._attend,
            failed="webhook.not-attended",
            about=lambda row: {"webhook": str(row["name"])},
            at_once=max(8, len(hooks)),
            lease_seconds=LEASE_SECONDS,
            idle_seconds=self.idle_seconds,
            afterwards=self._look,
        )

    async def work_due(self) -> int:
        """Send what is due now; return at how many endpoints."""
        await self._look()
        return await self.leases.attend_due()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send while the block runs."""
        async with self.leases.running():
            yield

    async def _look(self) -> None:
        newest = await newest_number()
        await actions.begin(self._endpoints, newest)
        await actions.wake(self._endpoints, newest)

    async def _attend(self, lease: Lease) -> None:
        if (endpoint := self._endpoints.get(lease.row["name"])) is None:
            # It is in the profile no more. Should it come back, it goes on from its place.
            await lease.settle({})
        else:
            await _send(endpoint, HookPlace.of(lease))


async def _send(endpoint: Endpoint, place: HookPlace) -> None:
    """Send the next of what an endpoint does not know of, until there is none or one was not taken."""
    newest = await newest_number()
    events = await events_behind(place.number, newest, kinds_for(endpoint.hook), most=AT_ONCE)
    async with hook_client() as client:
        for event in events:
            if (message := await message_of(endpoint.hook, event)) is None:
                continue
            # Who slept meanwhile leaves it to whoever has it now.
            if not await place.lease.renew(LEASE_SECONDS):
                return
            answer = await endpoint.post(client, message)
            if not answer.well:
                await actions.not_sent(place, answer)
                return
            if (further := await actions.sent(place, event.number, answer)) is None:
                break
            place = further
    more = len(events) == AT_ONCE
    await actions.let_go(place, events[-1].number if more else newest, more=more)
