"""The real application on a free port, a real browser, and nothing that goes wrong in it goes unseen."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.practices.portals import PEPPER, SECRET_KEY

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
# Known in GOV.UK Frontend: radios and tick boxes that open further questions carry aria-expanded.
# Milliseconds that a page may take on a machine with much else to do.
SLOWEST = 30_000
KNOWN_UPSTREAM = {"aria-allowed-attr": "aria-expanded"}


# What differs between two drawings of the same page.
_SECRET = re.compile(r' value="[\w-]{40,}"')
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_PASSING = re.compile(r"[\w.+-]+@[\w.-]+|CS\d{7}|\b\d{1,2}:\d\d [AP]M|127\.0\.0\.1:\d+")
_MEDIA = "['forced-colors: active', 'prefers-color-scheme: dark', 'pointer: coarse']"
_flawless: set[tuple[str, str]] = set()


class Portal:
    """One running portal: its address, and its folder with the database in it."""

    def __init__(self, folder: Path, site: str = "banner", **settings: str) -> None:
        self.folder = folder
        self.database_url = settings.pop("DATABASE_URL", f"sqlite:///{folder / 'portal.sqlite'}")
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        given = {
            "SITE": site,
            "DEMO": "true",
            "DATA_FOLDER": str(folder),
            "DATABASE_URL": self.database_url,
            "BASE_URL": self.address,
            # The ones that rows are bound with which tests write behind it.
            "SECRET_KEY": SECRET_KEY,
            "PEPPER": PEPPER,
            **settings,
        }
        self.environment = {**os.environ, **{f"PORTAL_{name}": value for name, value in given.items()}}
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serves until `stop`; returns when pages are answered."""
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "--factory",
            "web.app:create_app",
            "--port",
            str(self.port),
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        # One client for all attempts: each new one reads every certificate of the machine.
        with httpx.Client(timeout=1) as client:
            for _ in range(1200):
                if self._process.poll() is not None:
                    break
                try:
                    client.get(self.address)
                except httpx.TransportError:
                    time.sleep(0.1)
                else:
                    return
        raise AssertionError(f"the portal did not start:\n{self.log.read_text()}")

    def stop(self, *, kill: bool = False) -> None:
        """Ends the server, politely or as a crash does."""
        if self._process is None:
            return
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        self._process.wait(timeout=20)
        self._process = None


class Watch:
    """Collects what must never happen in a page: broken rules of the CSP, script errors, failed requests."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        # Answers a test means to provoke, by status: the browser writes each failed load to the console.
        self.expected: set[int] = set()

    def attach(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("requestfailed", lambda request: self._on_failed(request.url, request.failure))

    def _on_console(self, message: ConsoleMessage) -> None:
        provoked = any(f"status of {status} " in message.text for status in self.expected | {422})
        if message.type in {"error", "warning"} and not provoked:
            self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _on_failed(self, url: str, failure: str | None) -> None:
        # A page that is left cancels what it was still loading.
        if failure != "net::ERR_ABORTED":
            self.faults.append(f"failed request: {url} {failure}")


@pytest.fixture(scope="module")
def portal_factory(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Portal]]:
    """Starts portals with a migrated, empty SQLite database each: `portal_factory(site="…", SETTING="…")`.

    They end with the file that started them: one that nobody asks any more still works for itself.
    `DATABASE_URL` names another database, which is migrated by whoever gives it.
    """
    started: list[Portal] = []

    def start(site: str = "banner", **settings: str) -> Portal:
        folder = tmp_path_factory.mktemp("portal")
        if "DATABASE_URL" not in settings:
            shutil.copy(sqlite_template, folder / "portal.sqlite")
        portal = Portal(folder, site, **settings)
        started.append(portal)
        portal.start()
        return portal

    yield start
    for portal in started:
        portal.stop()


@pytest.fixture(scope="module")
def portal(portal_factory: Callable[..., Portal]) -> Portal:
    """One running portal for the tests of a file."""
    return portal_factory()


@pytest.fixture(scope="package")
def browser(sqlite_template: Path) -> Iterator[Browser]:
    """One Chromium for this folder; tests that need it are skipped where none is installed.

    Playwright keeps an event loop running in this thread, so everything that calls `asyncio.run` comes before
    it (`sqlite_template`), and it ends with this folder, before tests with loops of their own.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    expect.set_options(timeout=SLOWEST)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test at its end when anything went wrong in a page."""
    watching = Watch()
    yield watching
    assert watching.faults == []


@pytest.fixture
def new_context(browser: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Opens watched browser contexts: `new_context(java_script_enabled=False, viewport=…)`."""
    opened: list[BrowserContext] = []

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.on("page", watch.attach)
        context.set_default_timeout(SLOWEST)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], portal: Portal) -> Page:
    """A page 1280 wide with JavaScript; addresses may leave out the host."""
    return new_context(base_url=portal.address).new_page()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], portal: Portal) -> Page:
    """A page 390 wide, as on a phone."""
    return new_context(
        base_url=portal.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).new_page()


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext], portal: Portal) -> Page:
    """A page with JavaScript off."""
    return new_context(base_url=portal.address, java_script_enabled=False).new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Checks a page for accessibility faults and for sideways scrolling: `axe(page)`."""
    return check_accessible


def check_accessible(page: Page) -> None:
    """Fails with every axe violation, and when the page is wider than the window.

    A page that differs from one without violations in nothing but keys, tokens, names and times has none.
    """
    page.wait_for_load_state()
    if (look := _look(page)) not in _flawless:
        _fail_for_violations(page)
        _flawless.add(look)
    check_width(page)


def _look(page: Page) -> tuple[str, str]:
    """What axe would see, in which window; equal keys stay equal, so that doubled ones are seen."""
    seen: dict[str, str] = {}
    content = _SECRET.sub("", page.content())
    content = _KEY.sub(lambda found: seen.setdefault(found[0], f"key-{len(seen)}"), content)
    kind = page.evaluate(f"{_MEDIA}.map(each => matchMedia(`(${{each}})`).matches)")
    return _PASSING.sub("~", content), f"{page.viewport_size} {kind}"


def _fail_for_violations(page: Page) -> None:
    found = _violations(page)
    faults = [
        f"{fault['id']}: {node['html']} – {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
        if KNOWN_UPSTREAM.get(fault["id"], "\0") not in node["failureSummary"]
    ]
    assert faults == [], f"{page.url}\n" + "\n".join(faults)


def _violations(page: Page) -> list[dict[str, object]]:
    """What axe finds; a page that goes on to the next one meanwhile is looked at once it is there."""
    for _ in range(3):
        page.wait_for_load_state()
        try:
            looked = Axe().run(page, options={"resultTypes": ["violations"]})
        except Error:
            continue
        return list(looked.response["violations"])
    raise AssertionError(f"{page.url} cannot be looked at")


def check_width(page: Page) -> None:
    """Fails when the page is wider than the window."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide}px wider than the window"


def picture(page: Page, name: str) -> None:
    """Keeps a picture of the whole page to look at, when PORTAL_TEST_PICTURES names a folder."""
    if folder := os.environ.get("PORTAL_TEST_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        # Hiding the caret would put a style into the page, which its policy forbids.
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, caret="initial")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
