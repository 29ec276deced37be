"""Accounts of the viewer, made without anybody's help."""

from core.plugin_api import Absent, Done, Found, Grant, Held, Outcome, Standing
from sample_application.desk import Desk
from sample_application.fields import Purpose


class Accounts:
    """Stands for a far system: it keeps accounts by the stable key of the grant."""

    def __init__(self) -> None:
        self.by_key: dict[str, str] = {}
        self.called: dict[str, tuple[str, ...]] = {}

    async def grant(self, grant: Grant[Purpose], /) -> Outcome:
        """One account for one grant, however often it is asked for."""
        account = self.by_key.setdefault(grant.key, f"viewer{len(self.by_key) + 1}")
        return Done(account)

    async def update(self, grant: Grant[Purpose], before: Held[Purpose], /) -> Outcome:
        """The account with whom the help desk calls in its practice."""
        done = await self.grant(grant)
        if isinstance(grant.group.kept, Desk):
            self.called[grant.key] = grant.group.kept.called
        return done

    async def revoke(self, held: Held[Purpose], /) -> Outcome:
        """No account, whether there was one or not."""
        self.by_key.pop(held.key, None)
        self.called.pop(held.key, None)
        return Done()

    async def check(self, held: Held[Purpose], /) -> Standing:
        """The account, or that there is none."""
        account = self.by_key.get(held.key)
        return Found(account) if account else Absent()


ACCOUNTS = Accounts()
