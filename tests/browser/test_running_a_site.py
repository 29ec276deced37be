"""A site administrator runs the site in the browser, and every page shows it without a restart."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core import clock
from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, Watch, check_width, picture
from tests.browser.hands import Pointer
from tests.today import SHIFT

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
SITE = "/support/site"
WEEK = 7 * 24 * 60 * 60


class Lead:
    """Somebody who looks after the site; every page they reach is looked at."""

    def __init__(self, page: Page, look: Check) -> None:
        self.page, self.hands, self.look = page, Pointer(page), look

    def reach(self, heading: str | re.Pattern[str]) -> None:
        """The page with this heading is there, and nothing is wrong with it."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.look(self.page)

    def invite(self, first: str) -> None:
        """Ask an analyst to work for the site."""
        self.page.goto("/support/staff")
        self.hands.press("Add someone to the staff")
        self.reach("Add someone to the staff")
        self.hands.type("First name", first)
        self.hands.type("Last name", "Ortiz")
        self.hands.type("Work email address", f"{first.lower()}@health.example")
        self.page.get_by_label("Support analyst").check()
        self.hands.type("Reason", "Starts on Monday.")
        self.hands.press("Send the invitation")
        expect(self.page.get_by_role("row", name=f"{first} Ortiz")).to_contain_text("Invited")

    def open_area(self, area: str, thing: str) -> None:
        """Go from the overview to one thing of an area."""
        self.page.goto(SITE)
        self.reach("Site")
        self.hands.follow(area)
        self.reach(area)
        self.page.get_by_role("main").get_by_text(thing, exact=True).click()
        self.reach(thing)

    def confirm(self, reason: str, *, shows: str, day: str = "") -> None:
        """Say why and from when, see what follows, and change it."""
        if day:
            self.hands.type("From (optional)", day)
        self.hands.type("Reason", reason)
        self.hands.press("See what follows")
        self.reach("Check the change")
        expect(self.page.get_by_role("main")).to_contain_text(shows)
        self.hands.press("Change it")
        self.reach(re.compile(r"^Change \d+|Changes of the siteChange \d+"))

    def look_around(self) -> None:
        """Read what changes nothing."""
        for path in ("/health", "/texts/terms/versions/1"):
            self.page.goto(f"{SITE}{path}")
            self.look(self.page)

    def undo(self, change: str, reason: str) -> None:
        """Take a change back in the history."""
        self.page.goto(f"{SITE}/changes")
        self.reach("Changes of the site")
        self.hands.follow(change)
        self.reach(change)
        self.hands.press("Undo this change")
        self.reach("Undo the change")
        self.hands.type("Reason", reason)
        self.hands.press("Undo the change")
        expect(self.page.get_by_text("Undone")).to_be_visible()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to go through the pages, with things of its own to change; its changes begin with `first`."""

    name: str
    options: dict[str, object]
    first: int
    application: str
    code: str
    text: str
    address: str


SCREEN: dict[str, object] = {}
PHONE: dict[str, object] = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
WAYS = (
    Way("Ana", SCREEN, 1, "PACS Synapse", "HILL", "Customer service terms and conditions", "/terms"),
    Way("Bea", PHONE, 5, "Qventus", "DALE", "Privacy policy", "/privacy"),
)


@pytest.fixture(scope="module")
def tokens(portal: Portal) -> dict[str, str]:
    """The sessions of somebody who looks after the site, and of an analyst."""
    return dict(behind(portal.database_url, "leads"))


@pytest.fixture(scope="module")
def next_week(portal: Portal) -> Iterator[Portal]:
    """Another process over the same database, whose clock is a week ahead."""
    later = Portal(portal.folder)
    later.environment[SHIFT] = str(float(os.environ[SHIFT]) + WEEK)
    later.start()
    yield later
    later.stop()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_an_analyst_is_invited_and_what_is_changed_stands_on_every_page_without_a_restart(
    portal: Portal,
    tokens: dict[str, str],
    new_context: Callable[..., BrowserContext],
    axe: Check,
    way: Way,
) -> None:
    context = new_context(base_url=portal.address, **way.options)
    sign_in(context, portal.address, tokens["lead"])
    stranger = new_context(base_url=portal.address, java_script_enabled=False).new_page()
    lead = Lead(context.new_page(), axe if way.options is SCREEN else check_width)
    lead.invite(way.name)
    lead.look_around()
    lead.open_area("Applications", way.application)
    lead.hands.answer("New requests", "Paused for now")
    notice = f"{way.name} says why."
    lead.hands.type("Notice", notice)
    lead.confirm("The servers move.", shows=notice)
    stranger.goto("/applications")
    expect(stranger.get_by_text(notice)).to_be_visible()

    lead.open_area("Facilities", "Add a facility")
    lead.hands.type("Code", way.code)
    lead.hands.type("Name", f"Clinic {way.code}")
    lead.hands.choose("Region", "Arizona")
    lead.confirm("It opens on Monday.", shows=f"Clinic {way.code}", day=f"{_next_monday():%m/%d/%Y}")
    lead.page.goto(SITE)
    expect(lead.page.get_by_role("table", name="Changes that begin later")).to_contain_text(way.code)

    lead.open_area("Texts", way.text)
    lead.hands.type("Version", "2099-01")
    lead.hands.type("Text", f"We are kind to {way.name}.")
    lead.confirm("Plainer words.", shows=f"We are kind to {way.name}.")
    picture(lead.page, f"site-change-{way.name}")
    stranger.goto(way.address)
    expect(stranger.get_by_text(f"We are kind to {way.name}.")).to_be_visible()

    lead.undo(f"Change {way.first}", "They are done early.")
    stranger.goto("/applications")
    expect(stranger.get_by_text(notice)).to_have_count(0)


def test_from_monday_on_the_facility_is_there(
    next_week: Portal, new_context: Callable[..., BrowserContext]
) -> None:
    """After the others of this file, in a process that was never told."""
    lead = new_context(base_url=next_week.address).new_page()
    sign_in(lead.context, next_week.address, behind(next_week.database_url, "lead_later", str(WEEK))["token"])
    lead.goto(f"{SITE}/facilities")
    for way in WAYS:
        expect(lead.get_by_text(f"Clinic {way.code}")).to_be_visible()


def test_nobody_else_of_the_staff_reaches_any_of_it(
    portal: Portal, tokens: dict[str, str], page: Page, watch: Watch
) -> None:
    watch.expected.add(403)
    sign_in(page.context, portal.address, tokens["analyst"])
    page.goto("/support")
    expect(page.get_by_role("link", name="Site", exact=True)).to_have_count(0)
    for path in (
        "",
        "/applications",
        "/facilities/new",
        "/texts/terms",
        "/changes",
        "/changes/1/undo",
        "/health",
    ):
        answer = page.goto(f"{SITE}{path}")
        assert answer and answer.status == 403, path


def _next_monday() -> date:
    today = clock.now().astimezone(ZoneInfo("America/Phoenix")).date()
    return today + timedelta(days=7 - today.weekday())
