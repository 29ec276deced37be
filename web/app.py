"""The only place where the parts of the portal are joined."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from litestar import Litestar
from litestar.di import Provide

from core import binding
from core.applications import Catalogue, load_applications
from core.blocking import watched
from core.database import connect
from core.identity import Identity
from core.plugin_levels.package import packages_of
from core.portal import Portal
from core.running.running import Running
from core.settings import Settings, UnfitForProduction, load_settings
from core.site import SiteProfile, find_site, load_site
from web.assets import load_assets
from web.compression import compress
from web.errors import HANDLERS
from web.head_requests import answer_head
from web.live import Live
from web.pages import console, enrollment, static
from web.pages.account import (
    account,
    getting_started,
    joining,
    kept,
    my_applications,
    pick_up,
    proof,
    reset,
    sign_in,
    sign_up,
    texts,
)
from web.pages.account import new_address as confirm_address
from web.pages.office import agreement as office_agreement
from web.pages.office import (
    answering,
    backing_up,
    editing,
    handing_over,
    leavers,
    log,
    misuse,
    new_sponsor,
    office,
    plugin_pages,
    practice,
    requesting,
    review,
    roster,
    sponsoring,
)
from web.pages.office import joining as office_joining
from web.pages.office import new_address as office_address
from web.pages.office import new_domain as office_domain
from web.pages.office import people as office_people
from web.pages.public import demo_mail, guides, health, home, quick_starts, registered, samples, trail
from web.pages.requests import (
    access_file,
    changes,
    correct,
    documents,
    ending,
    list,
    messages,
    signers,
    taking_back,
)
from web.pages.signing import signing
from web.request_log import RequestLog
from web.security.bodies import refuse_nul
from web.security.csrf import refuse_forged
from web.security.fresh import NotProved
from web.security.guards import GoFirst, on_go_first
from web.security.headers import add_security_headers
from web.security.pace import at_a_human_pace
from web.security.sessions import Cookies, Sessions, provide_entering, provide_who
from web.serving import Serving
from web.workers import working

# The largest body anybody needs to send is a spreadsheet of members.
LARGEST_BODY = 5 * 1024 * 1024
LEVEL_NOT_ASKED = "comes from outside: start with `portal serve`, which looks whether it is known to be safe"

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]

# Families of pages, in the order of a person's way through the product.
FAMILIES = (
    static,
    health,
    trail,
    home,
    guides,
    quick_starts,
    samples,
    sign_up,
    sign_in,
    texts,
    reset,
    account,
    kept,
    proof,
    pick_up,
    confirm_address,
    registered,
    enrollment,
    list,
    access_file,
    correct,
    messages,
    joining,
    my_applications,
    getting_started,
    office,
    office_joining,
    misuse,
    office_agreement,
    office_people,
    practice,
    requesting,
    editing,
    office_address,
    office_domain,
    roster,
    handing_over,
    log,
    new_sponsor,
    sponsoring,
    answering,
    backing_up,
    leavers,
    review,
    plugin_pages,
    changes,
    documents,
    ending,
    taking_back,
    signers,
    signing,
    console,
)


def create_app(settings: Settings | None = None, applications: Catalogue | None = None) -> Litestar:
    """Make the whole web application for one site; the database is open for as long as it serves.

    The applications are those that the site switches on, unless they were loaded before; in production those
    from outside have to be, for `portal serve` looks first whether they are known to be safe.
    """
    settings = (settings or load_settings()).require_ready()
    binding.use(settings.keys)
    site = load_site(find_site(settings.site))
    if applications is None:
        applications = _loaded(settings, site)
    assets = load_assets(site.folder)
    identity, cookies = Identity.open(settings, site), Cookies(settings.base_url)
    live = Live(timedelta(minutes=site.session_idle_minutes))
    running = Running(Portal(site, applications, identity.mail))
    serving = Serving(settings, running, identity, assets)
    serving.state.update({"cookies": cookies, "live": live})
    families = (*FAMILIES, demo_mail) if settings.demo else FAMILIES
    application = Litestar(
        route_handlers=[handler for family in families for handler in family.handlers],
        dependencies={
            **serving.dependencies(),
            "who": Provide(provide_who),
            "entering": Provide(provide_entering),
        },
        state=serving.state,
        lifespan=_lifespan(settings, running, identity, live),
        guards=[refuse_forged, refuse_nul, at_a_human_pace],
        middleware=[RequestLog(), Sessions(identity, cookies)],
        before_send=[add_security_headers],
        exception_handlers={**HANDLERS, GoFirst: on_go_first, NotProved: proof.on_not_proved},
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,  # logs are set up once for the process, not by each application
    )
    application.asgi_handler = answer_head(compress(application.asgi_handler))
    return application


def _loaded(settings: Settings, site: SiteProfile) -> Catalogue:
    """The applications of the site; nothing from outside, which only whoever asked for its level may load."""
    outside = [] if settings.demo else [each for each in packages_of(site) if each.origin == "outside"]
    if outside:
        raise UnfitForProduction([f"plugins.{each.slug}: {LEVEL_NOT_ASKED}" for each in outside])
    secrets, lacking = settings.connector_secrets, settings.run_without
    return load_applications(site, secrets=secrets, may_lack=lacking)


def _lifespan(settings: Settings, running: Running, identity: Identity, live: Live) -> Sequence[Lifespan]:
    """What runs as long as the application serves, in the order in which it starts."""
    work: Sequence[Lifespan] = [lambda _: working(settings, running)] if settings.worker_in_server else []
    database = _database(settings, identity)
    return [_watched, database, lambda _: running.watching(), *work, live.with_app]


@asynccontextmanager
async def _watched(_: Litestar) -> AsyncIterator[None]:
    with watched("loop.blocked"):
        yield


def _database(settings: Settings, identity: Identity) -> Lifespan:
    @asynccontextmanager
    async def open_database(_: Litestar) -> AsyncIterator[None]:
        database = await connect(settings.database_url, replica=settings.replica_database_url)
        try:
            yield
        finally:
            await database.close()
            identity.close()

    return open_database
