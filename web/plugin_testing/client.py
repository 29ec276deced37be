"""The made-up portal around one plugin, and whoever opens its pages there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import httpx2

from core.applications import Catalogue, load_applications
from core.binding import put_back
from core.database import elsewhere, migrate
from core.demo.going_on import bring_work_on
from core.identity.sessions import start
from core.plugin_api import Audience, ClinicalApplication, hookimpl
from core.plugin_testing import Target
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.requests.openings import GROUP_PATHS, PATHS, SITE_PATH
from core.settings import Settings, load_settings
from core.site import load_site
from web.app import create_app
from web.plugin_check import opened
from web.plugin_check.environment import hidden
from web.plugin_check.offline import offline
from web.plugin_serving.made_up import secrets_of, serving, write_site
from web.plugin_testing.practice import Practice, Typed, make_practice
from web.security.sessions import Cookies

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tried:
    """A plugin, and what is known of it for the made-up site."""

    application: ClinicalApplication[Any]
    answers: Typed
    options: Mapping[str, Any]
    target: Target | None

    @hookimpl
    def clinical_applications(self) -> Iterator[ClinicalApplication[Any]]:
        """Yield it as its module does."""
        yield self.application


class PluginClient:
    """A browser of somebody who is signed in, without JavaScript; it follows no redirect.

    `application` is as the host uses it, and `target` the made-up system, if there is one. `group`, `member`
    and `grant` are the keys of the practice, of who has the application there, and of their access.
    """

    def __init__(self, app: Any, settings: Settings, practice: Practice, target: Target | None) -> None:
        self._portal: Portal = app.state.portal
        self.target = target
        self._connectors = Connectors.open(self._portal.applications, settings.connector_secrets)
        (self.application,) = self._portal.applications.values()
        self.group, self.member, self.grant = map(str, (practice.group, practice.member, practice.grant))
        self.reader: Audience = "administrator"
        self._readers, self._cookie = practice.readers, Cookies(settings.base_url).session
        self._browser = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, raise_app_exceptions=False), base_url=settings.base_url
        )

    async def sign_in(self, as_: Audience) -> None:
        """Go on as another reader of the same practice, or of the staff."""
        self.reader, by = as_, self._readers[as_]
        if by.account is None:
            raise RuntimeError("whoever reads pages has an account")
        self._browser.cookies.clear()
        self._browser.cookies.set(self._cookie, await start(by.account, "full", by=by))

    def address(self, path: str) -> str:
        """Return where the page of the plugin with this path stands for the reader; LookupError."""
        for page in self.application.pages:
            if page.path == path:
                places = {"grant": PATHS[self.reader], "group": GROUP_PATHS[self.reader], "site": SITE_PATH}
                known = {"grant": self.grant, "group": self.group, "slug": self.application.slug}
                return places[page.scope].format(**known, path=path)
        raise LookupError(f"{self.application.slug} has no page {path!r}")

    async def get(self, address: str) -> httpx2.Response:
        """Open whatever stands at an address of the portal."""
        return await self._browser.get(address)

    async def page(self, path: str) -> httpx2.Response:
        """Open the page of the plugin with this path, whatever it is about; LookupError."""
        return await self.get(self.address(path))

    async def send(self, page: str, fields: Mapping[str, str | Sequence[str]] = _NOTHING) -> httpx2.Response:
        """Open a page, by its path or an address, and send its form with these fields and its hidden token.

        The answer is 303 where it was taken and 422 where a rule is against it; where the page does not open,
        it is the answer to opening it.
        """
        address = page if page.startswith("/") else self.address(page)
        drawn = await self.get(address)
        token = _TOKEN.search(drawn.text)
        if drawn.is_error or token is None:
            return drawn
        return await self._browser.post(address, data={"csrf": token[1], **fields})

    async def work(self) -> None:
        """Do what is due: jobs of the plugin, what it does about moves, and giving and taking access."""
        await PluginWorker(self._portal).work_due()
        await bring_work_on(self._portal, self._connectors)

    async def close(self) -> None:
        """Close the browser."""
        await self._browser.aclose()


@asynccontextmanager
async def plugin_client(
    plugin: ClinicalApplication[Any] | Path,
    *,
    as_: Audience = "administrator",
    answers: Typed = _NOTHING,
    options: Mapping[str, Any] = _NOTHING,
    target: Target | None = None,
) -> AsyncIterator[PluginClient]:
    """Sign somebody in where one person of a made-up practice has the application, for a block.

    `plugin` is the application or the path of its folder or project: then its `conformance.py` says what is
    not given. `answers` are a form as it is typed, made up where there are none; `options` are its section of
    the profile. The made-up system `target` runs as long as the block, and then is as it was before. Raises
    NoAccess, and PluginFaults or SiteFaults as a start does.
    """
    with (
        _tried(plugin, answers, options, target) as tried,
        TemporaryDirectory(prefix="plugin-client-") as folder,
        offline(),
        put_back(),
        _as_it_was(tried.target),
    ):
        async with serving(tried.target, Path(folder) / "accounts.json") as laid_over:
            settings, applications = _deployed(tried, {**tried.options, **laid_over}, Path(folder))
            async with elsewhere(settings.database_url), _client(settings, applications, tried) as client:
                await client.sign_in(as_)
                yield client


@contextmanager
def _tried(
    plugin: ClinicalApplication[Any] | Path, answers: Typed, options: Mapping[str, Any], target: Target | None
) -> Iterator[_Tried]:
    if isinstance(plugin, ClinicalApplication):
        yield _Tried(application=plugin, answers=answers, options=options, target=target)
        return
    with opened(plugin) as subject:
        yield _Tried(
            application=subject.record,
            answers=answers or subject.answers,
            options=options or subject.options,
            target=target or subject.target,
        )


@contextmanager
def _as_it_was(target: Target | None) -> Iterator[None]:
    kept = deepcopy(target.state) if target else None
    try:
        yield
    finally:
        if target:
            target.state = kept


def _deployed(tried: _Tried, section: Mapping[str, Any], folder: Path) -> tuple[Settings, Catalogue]:
    """Make settings and applications of a demo in a folder; nothing of the environment reaches them."""
    site, secrets = write_site(tried.application, section, folder / "site"), secrets_of(section)
    with hidden():
        settings = load_settings(
            site=str(site),
            connector_secrets=secrets,
            demo=True,
            data_folder=folder,
            cheap_passwords=True,
        )
    here = {tried.application.slug: lambda: tried}
    return settings, load_applications(load_site(site), here=here, secrets=settings.connector_secrets)


@asynccontextmanager
async def _client(settings: Settings, applications: Catalogue, tried: _Tried) -> AsyncIterator[PluginClient]:
    # Not served: so nothing works in the background, and what is due is done when the test says so.
    app = create_app(settings, applications)
    identity, portal = app.state.identity, app.state.portal
    try:
        await migrate(applications.migrations)
        practice = await make_practice(identity, portal, settings, tried.answers)
        client = PluginClient(app, settings, practice, tried.target)
        try:
            yield client
        finally:
            await client.close()
    finally:
        identity.close()
