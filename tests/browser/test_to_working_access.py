"""From the public page to working access, in one walk: everybody who has a part does it in a browser."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import ldap_server, postgres
from tests.browser import running
from tests.browser.colleague import Colleague
from tests.browser.conftest import Portal, check_accessible, check_width
from tests.browser.hands import Pointer
from tests.browser.looking import PHONE, at_both_widths, in_mirror, pictured
from tests.browser.machines import Machines, machines
from tests.browser.member import Member
from tests.browser.signer import Signer
from tests.browser.small_practice import OFFICER_NAME, SmallPractice
from tests.browser.walker import Look, Walker
from tests.exercised import NOTE
from tests.mail_server import PostOffice, post_office

pytestmark = pytest.mark.browser
ADMINISTRATOR = "luis@whole.example"
SPONSOR, OFFICER = f"sponsor.{ADMINISTRATOR}", f"officer.{ADMINISTRATOR}"
WORKING = ("Cerner Millennium", "PACS Synapse")
CERNER = "https://workspace.bannerhealth.com"


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs during the walk."""

    portal: Portal
    mail: PostOffice
    machines: Machines


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest,
    portal_factory: Callable[..., Portal],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """A portal, its worker, a mail server and the machines that give access."""
    with ExitStack() as stack:
        mail, given = stack.enter_context(post_office()), stack.enter_context(machines())
        settings = {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mail.port),
            "SMTP_STARTTLS": "off",
            "CONNECTOR_SECRETS": given.secrets,
        }
        site = str(given.site(tmp_path_factory.mktemp("site")))
        if postgres.missing():
            yield House(portal_factory(site, **settings), mail, given)
            return
        server = request.getfixturevalue("postgres_server")
        url = stack.enter_context(running.new_database(server))
        running.portal({**os.environ, "PORTAL_SITE": site, "PORTAL_DATABASE_URL": url}, "migrate")
        portal = portal_factory(site, DATABASE_URL=url, **settings)
        stack.callback(portal.stop)
        stack.enter_context(running.worker_of(portal))
        yield House(portal, mail, given)


@dataclass(frozen=True, slots=True)
class Walk:
    """Opens a browser for each person who has a part in it."""

    house: House
    new_context: Callable[..., BrowserContext]
    mirror: Page

    def desktop(self, email: str, way: str, kind: Any = Walker, **more: str) -> Any:
        """A desktop; each page is looked at in a phone's width too."""
        return self._walker(kind, email, at_both_widths(check_accessible, way), {}, more)

    def phone(self, email: str, way: str, kind: Any = Walker, **more: str) -> Any:
        """A phone."""
        options = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
        return self._walker(kind, email, pictured(check_accessible, way), options, more)

    def plain(self, email: str, way: str, kind: Any = Walker, **more: str) -> Any:
        """A browser without scripts."""
        look = pictured(in_mirror(self.mirror), way)
        return self._walker(kind, email, look, {"java_script_enabled": False}, more)

    def _walker(self, kind: Any, email: str, look: Look, options: Any, more: Any) -> Any:
        page = self.new_context(base_url=self.house.portal.address, **options).new_page()
        return kind(Pointer(page), look, self.house.mail, email, **more)


@pytest.fixture
def walk(house: House, new_context: Callable[..., BrowserContext]) -> Walk:
    return Walk(house, new_context, new_context(base_url=house.portal.address).new_page())


def test_from_the_public_page_to_working_access(
    walk: Walk, house: House, tmp_path: Path, record_property: Callable[[str, str], None]
) -> None:
    for words in filter(None, (postgres.missing(), ldap_server.missing())):
        record_property(NOTE, f"went another way, because {words}")
    administrator = walk.desktop(ADMINISTRATOR, "administrator", SmallPractice)
    # What leads to the request has a test of its own that looks at every page.
    number = replace(administrator, look=check_width).whole(tmp_path)
    signers = everybody_signs(walk)
    expect(administrator.page.get_by_text("Credentials are being checked").first).to_be_visible(
        timeout=60_000
    )
    administrator.look(administrator.page)

    check_and_activate(walk, number)
    physician = walk.phone(SPONSOR, "physician", Member)
    portal_id = physician.sign_in(physician.open_account())
    physician.see_applications(*WORKING)

    administrator.register_factor_anew()
    work_through(walk, administrator)
    administrator.page.goto(f"/requests/{number}")
    expect(administrator.page.get_by_role("heading", name="Done")).to_be_visible(timeout=60_000)
    expect(administrator.page.locator(".app-timeline")).to_contain_text("Agreement signed by Helen Park")
    administrator.look(administrator.page)

    physician.see_applications(*WORKING, "Direct Secure Messaging", "iECG EKG management")
    physician.open_application("Cerner Millennium", CERNER)
    assert house.machines.logins() == ([portal_id, "lfuentes"], [portal_id])
    everybody_has_the_agreement(house, signers, tmp_path)
    the_trail_has_the_opening(house, tmp_path)


def check_and_activate(walk: Walk, number: str) -> None:
    """Support looks at the sponsor's credentials and activates the group."""
    lena = walk.desktop("lena@health.example", "credentialing", Colleague)
    lena.set_up(running.invite(walk.house.portal.environment, lena.email, "Lena Boyd", "credentialing"))
    lena.check_credentials(number, "Amara Okafor")
    lena.activate()


def work_through(walk: Walk, administrator: SmallPractice) -> None:
    """What no machine does; messaging counts when both sides have had a test message."""
    marco = walk.desktop("marco@health.example", "provisioning", Colleague)
    marco.set_up(running.invite(walk.house.portal.environment, marco.email, "Marco Chung", "provisioning"))
    marco.open_work("Direct Secure Messaging", "Amara Okafor")
    marco.record("Ask the practice for a test message")
    administrator.record("send us a test message", "We sent the test message")
    marco.record("The test message arrived", "We answered it")
    administrator.record("we answered your test message", "We received the answer")
    marco.finish_work("Both directions tested", "amara.okafor@direct.desertpeaks.example")
    marco.open_work("iECG EKG management", "Amara Okafor")
    marco.finish_work("Seen in the list of readers", "aokafor")
    marco.open_work("Qventus", "Michelle Reyes")
    marco.finish_work("Ticket 4711", "mreyes")


def everybody_signs(walk: Walk) -> list[Signer]:
    """On a phone, without scripts, and with a drawing."""
    sponsor = walk.phone(SPONSOR, "sponsor", Signer, name="Amara Okafor")
    sponsor.sign_by_name()
    administrator = walk.plain(ADMINISTRATOR, "plain", Signer, name="Luis Fuentes")
    administrator.sign_by_name()
    officer = walk.desktop(OFFICER, "officer", Signer, name=OFFICER_NAME)
    officer.sign_by_drawing()
    return [sponsor, administrator, officer]


def everybody_has_the_agreement(house: House, signers: list[Signer], folder: Path) -> None:
    """Each signer was sent the same sealed document, and it is whole."""
    copies = {signer.copy_mail().code for signer in signers}
    file = signers[0].fetch_copy(folder)
    said = running.portal(house.portal.environment, "agreement", "verify", str(file))
    assert copies == {hashlib.sha256(file.read_bytes()).hexdigest()}
    assert f"{file}: whole, sealed by" in said and "the site's own record since" in said


def the_trail_has_the_opening(house: House, folder: Path) -> None:
    """The trail is whole, in the database and as a file, and says once who opened what."""
    file = folder / "trail.jsonl"
    running.portal(house.portal.environment, "audit", "export", str(file))
    running.portal(house.portal.environment, "audit", "verify")
    running.portal(house.portal.environment, "audit", "verify", "--file", str(file))
    events = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    opened = [each for each in events if each.get("action") == "application.opened"]
    assert [(each["actor_name"], each["details"]["application"]) for each in opened] == [
        ("Amara Okafor", "cerner")
    ]
