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
from web.forms import AnyRequest
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
            "settings": Provide(lambda: self._settings, sync_to_thread=False),
            "running": Provide(lambda: self._running, sync_to_thread=False),
            "site": self._of_request(lambda served: served.portal.site),
            "applications": self._of_request(lambda served: served.portal.applications),
            "mail": self._of_request(lambda served: served.portal.mail),
            "portal": self._of_request(lambda served: served.portal),
            "signing": self._of_request(lambda served: served.signing),
            "identity": self._of_request(lambda served: served.identity),
            "visit": Provide(visits(self._at_visit)),
        }

    def _at(self, request: AnyRequest) -> Served:
        """What was served when the request first asked: it sees one site until its answer is drawn."""
        served: Served = request.scope.setdefault("state", {}).setdefault("served", self._served)
        return served

    def _at_visit(self, request: AnyRequest) -> tuple[Portal, Signing]:
        served = self._at(request)
        return served.portal, served.signing

    def _of_request(self, part: Callable[[Served], object]) -> Provide:
        def provide(request: AnyRequest) -> object:
            return part(self._at(request))

        return Provide(provide, sync_to_thread=False)

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
