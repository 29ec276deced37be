"""A plugin's provisioner runs in a loop of its own, and can block only that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from core.apart import Loop
from core.plugin_api import ByPeople, Grant, Held, Outcome, Provisioner, Standing


@dataclass(frozen=True, slots=True)
class Apart:
    """A plugin's provisioner, each call of which runs in the loop of the plugin's own thread."""

    loop: Loop
    own: Provisioner[Any]

    async def grant(self, grant: Grant[Any], /) -> Outcome:
        """Give access, as the plugin does."""
        return await self.loop.called("grant", partial(self.own.grant, grant))

    @property
    def changes(self) -> bool:
        """Tell whether the plugin says how access is changed, and not only how it is given."""
        if isinstance(self.own, ByPeople):
            return self.own.to_update is not None
        return getattr(self.own, "update", None) is not None

    async def update(self, grant: Grant[Any], before: Held[Any], /) -> Outcome:
        """Change access, as the plugin does."""
        own: Any = self.own
        outcome: Outcome = await self.loop.called("update", partial(own.update, grant, before))
        return outcome

    async def revoke(self, grant: Held[Any], /) -> Outcome:
        """Take access away, as the plugin does."""
        return await self.loop.called("revoke", partial(self.own.revoke, grant))

    async def check(self, grant: Held[Any], /) -> Standing:
        """Look, as the plugin does."""
        return await self.loop.called("check", partial(self.own.check, grant))
