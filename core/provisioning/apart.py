"""A plugin's provisioner runs in a loop of its own, and can block only that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from core.apart import Loop
from core.plugin_api import Grant, Held, Outcome, Provisioner, Standing


@dataclass(frozen=True, slots=True)
class Apart:
    """A plugin's provisioner, each call of which runs in the loop of the plugin's own thread."""

    loop: Loop
    own: Provisioner[Any]

    async def grant(self, grant: Grant[Any], /) -> Outcome:
        """Give access, as the plugin does."""
        return await self.loop.run(partial(self.own.grant, grant))

    async def revoke(self, grant: Held[Any], /) -> Outcome:
        """Take access away, as the plugin does."""
        return await self.loop.run(partial(self.own.revoke, grant))

    async def check(self, grant: Held[Any], /) -> Standing:
        """Look, as the plugin does."""
        return await self.loop.run(partial(self.own.check, grant))
