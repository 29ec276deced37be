"""Provisioners that behave as a test tells them, and the worker that runs them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.access.tables import WorkItem
from core.plugin_api import Absent, Done, Found, Outcome, Standing
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker

Answer = Callable[[str, Any], Outcome]


def yes(call: str, grant: Any) -> Outcome:
    """Everything succeeds at once."""
    return Done(grant.person.portal_id)


@dataclass
class Machine:
    """Keeps who has access, as an application would, and the calls it got that change something.

    `looks` are the grants it was asked about; what it shows is what there is, unless `shows` says otherwise.
    """

    answer: Answer = yes
    calls: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    shows: Callable[[Any], Standing] | None = None
    has: set[str] = field(default_factory=set)
    logins: dict[str, str] = field(default_factory=dict)
    hold: asyncio.Event | None = None
    called: asyncio.Event = field(default_factory=asyncio.Event)

    async def grant(self, grant: Any, /) -> Outcome:
        return await self._call("grant", grant)

    async def revoke(self, grant: Any, /) -> Outcome:
        return await self._call("revoke", grant)

    async def check(self, grant: Any, /) -> Standing:
        self.looks.append(grant.key)
        if self.shows is not None:
            return self.shows(grant)
        return Found(self.logins.get(grant.key, "")) if grant.key in self.has else Absent()

    async def _call(self, call: str, grant: Any) -> Outcome:
        self.calls.append(call)
        self.called.set()
        if self.hold is not None and call == "grant":
            await self.hold.wait()
        outcome = self.answer(call, grant)
        if isinstance(outcome, Done) and call == "grant":
            self.has.add(grant.key)
            self.logins[grant.key] = outcome.account
        if isinstance(outcome, Done) and call == "revoke":
            self.has.discard(grant.key)
        return outcome


def worker(portal: Portal, machine: Machine, **given: Any) -> ProvisioningWorker:
    """A worker whose every application is this machine."""
    return ProvisioningWorker(portal, Connectors(dict.fromkeys(portal.applications, machine)), **given)


async def work_off(works: ProvisioningWorker) -> None:
    """Everything that is due now."""
    while await works.work_due():
        pass


async def items(**where: Any) -> list[dict[str, Any]]:
    """Work items, oldest first."""
    query = WorkItem.select().order_by(WorkItem.made_at, WorkItem.generation)
    for name, value in where.items():
        query = query.where(getattr(WorkItem, name) == value)
    return list(await query.output(load_json=True))
