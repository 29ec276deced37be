"""What handlers are given, for the site as it is at each request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from litestar.datastructures import State
from litestar.di import Provide

from core.access.following import signing_of
from core.agreements.context import Signing
from core.identity import Identity
from core.portal import Portal
from core.running.running import Running
from core.settings import Settings
from web.assets import Assets
from web.rendering import Pages
from web.visit import visits


class KeptCode(BytecodeCache):
    """Keeps the code of each template: pages of a site that was changed are not compiled again."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code that was kept, if the template is the same."""
        if (code := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


@dataclass(frozen=True, slots=True)
class Served:
    """Everything of one deployment that depends on its site, as it is at one moment."""

    portal: Portal
    identity: Identity
    signing: Signing
    pages: Pages


class Serving:
    """Hands out what is served now, and changes it as the site changes."""

    def __init__(self, settings: Settings, running: Running, identity: Identity, assets: Assets) -> None:
        self._settings, self._running, self._assets = settings, running, assets
        self._code = KeptCode()
        self._served = self._made(running.portal, identity)
        self.state = State({"settings": settings, "assets": assets, "running": running})
        self._tell()
        running.follow(self._follow)

    def dependencies(self) -> dict[str, Provide]:
        """Return what handlers ask for by name."""
        return {
            "settings": _given(lambda: self._settings),
            "running": _given(lambda: self._running),
            "site": _given(lambda: self._served.portal.site),
            "applications": _given(lambda: self._served.portal.applications),
            "mail": _given(lambda: self._served.portal.mail),
            "portal": _given(lambda: self._served.portal),
            "signing": _given(lambda: self._served.signing),
            "identity": _given(lambda: self._served.identity),
            "visit": Provide(visits(lambda: (self._served.portal, self._served.signing))),
        }

    async def _follow(self, portal: Portal) -> None:
        self._served = await asyncio.to_thread(self._made, portal, self._served.identity)
        self._tell()

    def _made(self, portal: Portal, identity: Identity) -> Served:
        site = portal.site
        pages = Pages(site, self._assets, *portal.applications.templates, code=self._code)
        signing = signing_of(portal, self._settings)
        return Served(portal, replace(identity, site=site, mail=portal.mail), signing, pages)

    def _tell(self) -> None:
        now = self._served
        self.state.update({"portal": now.portal, "site": now.portal.site})
        self.state.update({"identity": now.identity, "pages": now.pages})


def _given(value: Callable[[], object]) -> Provide:
    return Provide(value, sync_to_thread=False)
