"""Work at applications as it goes on: machines hand it to people, who do it, refuse it or leave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.demo.queries import work_of_people
from core.plugin_api import Done, Found, Outcome, Provisioner, Standing
from core.portal import Portal
from core.provisioning import people
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker

EVIDENCE = "Seen in the application’s own list of users."


class Silent:
    """An application that does not answer."""

    async def grant(self, _: object) -> Outcome:
        """Give no answer."""
        raise TimeoutError

    async def revoke(self, _: object) -> Outcome:
        """Give no answer."""
        raise TimeoutError

    async def check(self, _: object) -> Standing:
        """Give no answer."""
        raise TimeoutError


class Willing:
    """An application in which a machine does at once what it is asked for."""

    async def grant(self, _: object) -> Outcome:
        """Have it done."""
        return Done()

    async def revoke(self, _: object) -> Outcome:
        """Have it done."""
        return Done()

    async def check(self, _: object) -> Standing:
        """Show it."""
        return Found()


@dataclass(frozen=True, slots=True)
class Hands:
    """Whoever works at applications, and the machines that do some of it or hand it to them."""

    portal: Portal
    by: Actor

    async def hand_over(self, machine: type[Provisioner[Any]] | None = None) -> None:
        """Do what machines do now: `machine` works everywhere, or people do as the plugins say."""
        own = {slug: each.provisioner for slug, each in self.portal.applications.items()}
        if machine is not None:
            own = {slug: machine() for slug in own}
        worker = ProvisioningWorker(self.portal, Connectors(own))
        while await worker.work_due():
            pass

    async def do(self, each: int = 1, of: int = 1) -> None:
        """Do so many of so many pieces that wait for people, and leave the others."""
        for number, item in enumerate(await work_of_people()):
            if number % of < each and self.portal.applications[item.application].still_missing is None:
                await people.take(item.id, by=self.by)
                for step in range(item.steps):
                    await people.tick(item.id, step, done=True, by=self.by)
                await people.complete(self.portal, item.id, EVIDENCE, by=self.by)

    async def take(self, of: int = 2) -> None:
        """Take one of so many pieces."""
        for number, item in enumerate(await work_of_people()):
            if number % of == 0:
                await people.take(item.id, by=self.by)

    async def refuse(self, of: int = 4) -> None:
        """Refuse one of so many pieces."""
        for number, item in enumerate(await work_of_people()):
            if number % of == 0:
                await people.refuse(self.portal, item.id, "The name is taken by somebody else.", by=self.by)
