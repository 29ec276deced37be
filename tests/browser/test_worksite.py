"""A worksite is registered, people join it and open the viewer: all on phones, and all without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.guides.quick_steps import own_minutes
from core.site import find_site, load_site
from tests.browser import running
from tests.browser.colleague import Colleague
from tests.browser.conftest import Portal, check_accessible
from tests.browser.hands import Pointer
from tests.browser.looking import PHONE, in_mirror, pictured
from tests.browser.own_time import Counted, Postbox, Spent
from tests.browser.signer import Signer
from tests.browser.walker import Look
from tests.browser.worksite import VIEWER, Newcomer, OfWorksite, SiteAdministrator, Worksite
from tests.exercised import NOTE
from tests.mail_server import PostOffice, post_office

pytestmark = pytest.mark.browser
FOLDER = find_site("careconnect")
SITE = load_site(FOLDER)
ADDRESS = str(SITE.plugins["careconnect"]["launch_url"])
DECLARATION = str(SITE.terms.agreement)
# Minutes of their own in which everybody gets in.
MOST = 30
# Minutes by which the estimate of a guide may differ: an administrator needs no application, and opens none.
FAR_OFF = 6
# Who makes an account says that they have read these.
TEXTS = " ".join((FOLDER / "texts" / f"{name}-1.md").read_text("utf-8") for name in ("privacy", "terms"))


class People(NamedTuple):
    """Who has a part in it; `signing` is the individual with signing authority."""

    administrator: str
    signing: str
    physician: str
    assistant: str
    support: str


PHONE_PEOPLE = People("Luis Fuentes", "Olga Reyes", "Wei Chen", "Maya Roy", "Kim Alvarez")
PLAIN_PEOPLE = People("Paul Adler", "Ines Novak", "Mei Lin", "Tara Singh", "Dana Whitfield")


def address(name: str, way: str) -> str:
    """The address of somebody on one of the ways."""
    return f"{name.split(maxsplit=1)[0].lower()}@{way}.example"


HARBOUR = Worksite(
    "Harbour Clinic", "1 Water Street", "604 555 0100", PHONE_PEOPLE.signing, address("Olga", "phone")
)
ORCHARD = Worksite(
    "Orchard Family Practice", "88 Elm Road", "604 555 0180", PLAIN_PEOPLE.signing, address("Ines", "plain")
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Opens a browser for each of them, all of one kind, and counts what their part takes of their time."""

    mail: PostOffice
    way: str
    open: Callable[[], Page]
    look: Look
    scripts: bool = True
    spent: dict[str, Spent] = field(default_factory=dict)

    def person(self, kind: Any, part: str, name: str, **more: Any) -> Any:
        """Somebody who never was here before."""
        spent = self.spent[part] = Spent()
        if issubclass(kind, OfWorksite):
            spent.read(TEXTS)
        look = spent.reading(self._pictured(part))
        hands, box = Counted(self.open(), spent), Postbox(self.mail, spent)
        return kind(hands, look, box, self.address(name), name, site=SITE, **more)

    def newcomer(self, part: str, name: str) -> Newcomer:
        """Somebody who will join."""
        found: Newcomer = self.person(Newcomer, part, name, scripts=self.scripts)
        return found

    def support(self, name: str, invitation: str) -> Colleague:
        """Somebody who works for the site."""
        look, email = self._pictured("support"), self.address(name)
        kim = Colleague(Pointer(self.open()), look, self.mail, email, site=SITE)
        kim.set_up(invitation)
        return kim

    def address(self, name: str) -> str:
        """The address of somebody on this way."""
        return address(name, self.way)

    def is_in(self, staff_type: str) -> None:
        """Hold what somebody’s own part took so far against what their quick-start guide says of it."""
        kind, minutes = SITE.staff_type(staff_type), self.spent[staff_type].minutes
        assert kind
        assert abs(minutes - own_minutes(SITE, kind)) <= FAR_OFF, f"{staff_type}: {minutes:.1f} minutes"

    def _pictured(self, part: str) -> Look:
        return pictured(self.look, f"worksite-{self.way}-{part}")


@pytest.fixture(scope="module")
def mail() -> Iterator[PostOffice]:
    """The mail server that the portal of this file uses."""
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def portal(portal_factory: Callable[..., Portal], mail: PostOffice) -> Portal:
    """A portal of the second site that hands its mails to a real mail server."""
    return portal_factory("careconnect", SMTP_HOST="127.0.0.1", SMTP_PORT=str(mail.port), SMTP_STARTTLS="off")


@pytest.fixture(scope="module")
def invitations(portal: Portal) -> dict[str, str]:
    """Links for the two who work for the site, from before anybody else comes."""
    who = {"phone": PHONE_PEOPLE.support, "plain": PLAIN_PEOPLE.support}
    return {
        way: running.invite(portal.environment, address(name, way), name, "analyst")
        for way, name in who.items()
    }


@pytest.fixture
def record(record_property: Callable[[str, str], None]) -> Callable[[Crowd], None]:
    """Says how much of their own time each part took, and that it is less than half an hour."""

    def record(crowd: Crowd) -> None:
        for part, spent in crowd.spent.items():
            record_property(NOTE, f"{crowd.way}, {part}: {spent}")
        assert {part: str(spent) for part, spent in crowd.spent.items() if spent.minutes >= MOST} == {}

    return record


def test_on_phones(
    portal: Portal,
    mail: PostOffice,
    new_context: Callable[..., BrowserContext],
    invitations: dict[str, str],
    record: Callable[[Crowd], None],
) -> None:
    def opened() -> Page:
        return new_context(base_url=portal.address, viewport=PHONE, has_touch=True, is_mobile=True).new_page()

    crowd = Crowd(mail, "phone", opened, check_accessible)
    everybody_gets_in(crowd, PHONE_PEOPLE, HARBOUR, "20145", invitations["phone"])
    record(crowd)


def test_without_scripts(
    portal: Portal,
    mail: PostOffice,
    new_context: Callable[..., BrowserContext],
    page: Page,
    invitations: dict[str, str],
    record: Callable[[Crowd], None],
) -> None:
    def opened() -> Page:
        return new_context(base_url=portal.address, java_script_enabled=False).new_page()

    mirrored = in_mirror(page)

    def look(seen: Page) -> None:
        # All others look as they do with scripts, which is looked at on the other way.
        if seen.locator("main noscript").count():
            mirrored(seen)

    crowd = Crowd(mail, "plain", opened, look, scripts=False)
    everybody_gets_in(crowd, PLAIN_PEOPLE, ORCHARD, "20777", invitations["plain"])
    record(crowd)


def everybody_gets_in(crowd: Crowd, people: People, worksite: Worksite, number: str, invitation: str) -> None:
    """From nothing to two people who open the viewer, and to one of them again who can’t any more."""
    luis, request = registered(crowd, people, worksite)
    kim = crowd.support(people.support, invitation)
    kim.open_credentials(request)
    kim.activate()
    luis.sign_own_agreement()
    crowd.is_in("site-administrator")

    wei = crowd.newcomer("practitioner", people.physician)
    wei.find(worksite.name)
    wei.ask_as_physician(number)
    let_in(luis, kim, wei, license_of=wei.name)
    sets_up(kim, wei)
    crowd.is_in("practitioner")

    maya = crowd.newcomer("on-behalf-of", people.assistant)
    maya.find(worksite.name)
    maya.ask_as_assistant(wei.name)
    let_in(luis, kim, maya)
    wei.answer_for(maya.name)
    sets_up(kim, maya)
    crowd.is_in("on-behalf-of")
    nobody_answers_any_more(wei, maya)


def registered(crowd: Crowd, people: People, worksite: Worksite) -> tuple[SiteAdministrator, str]:
    """It is registered, and the declaration is signed and sealed."""
    luis: SiteAdministrator = crowd.person(SiteAdministrator, "site-administrator", people.administrator)
    number = luis.register(worksite)
    olga: Signer = crowd.person(Signer, "signing authority", people.signing, document=DECLARATION)
    olga.sign_by_name()
    olga.copy_mail()
    return luis, number


def let_in(luis: SiteAdministrator, kim: Colleague, who: Newcomer, *, license_of: str = "") -> None:
    """The administrator accepts somebody, they sign their own agreement, and support agrees."""
    number = luis.accept(who.name)
    who.sign_own_agreement()
    kim.decide(number, f"{who.name}: {VIEWER}", license_of=license_of)


def sets_up(kim: Colleague, who: Newcomer) -> None:
    """Support sets the viewer up, and somebody opens it."""
    kim.open_work(VIEWER, who.name)
    kim.finish_work("Seen in the viewer’s list of accounts", who.name.split()[0].lower())
    who.open_viewer(ADDRESS)


def nobody_answers_any_more(wei: Newcomer, maya: Newcomer) -> None:
    """The authority is withdrawn, and access on it is suspended a moment later."""
    wei.end(maya.name)
    maya.page.goto("/my-applications")
    maya.reach("My applications")
    expect(maya.page.get_by_text("Suspended. A colleague has to answer first")).to_be_visible()
    expect(maya.page.get_by_role("button", name=f"Open {VIEWER}")).to_have_count(0)
    maya.mail.wait_for(maya.email, f"Who answers for {maya.name}")
