"""A site at which a practice lists nobody: people register themselves and join it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar

from core.agreements.queries import latest_of_request
from core.mail.tables import OutboxMail
from core.requests.cases import case
from tests.practices import bring_in_force, signing_for
from tests.web.people import Client, csrf_in, running, settings_for, sign_in_person, sign_in_staff
from tests.web.practices import begun, send
from tests.web.sent import portal_of
from web.app import create_app

SITE = Path(__file__).parents[2] / "sites" / "careconnect"
PRACTICE = {
    "name": "Harbour Clinic",
    "address": "1 Water St",
    "city": "Vancouver",
    "state": "BC",
    "postcode": "V6Z 1Y6",
    "phone": "604 555 0100",
    "officer_name": "Olga Reyes",
    "officer_email": "olga@harbour.example",
}
ADMINISTRATOR = {
    "suffix": "Manager",
    "first_name": "Luis",
    "last_name": "Fuentes",
    "email": "luis@harbour.example",
    "phone": "604-555-0101",
}


@pytest.fixture(scope="session")
def site(sample_plugin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second site, at which people join."""
    assert sample_plugin.is_dir()
    folder = shutil.copytree(SITE, tmp_path_factory.mktemp("sites") / "careconnect")
    profile = folder / "profile.toml"
    asked = profile.read_text().replace("[enrollment]\n", '[enrollment]\npeople = "join"\n')
    profile.write_text(asked)
    return folder


@pytest.fixture
async def app(sqlite_url: str, site: Path) -> AsyncIterator[Litestar]:
    """The application at that site."""
    async with running(create_app(settings_for(sqlite_url, site=str(site)))) as started:
        yield started


async def registered(app: Litestar) -> tuple[Client, str]:
    """The administrator of a worksite that was sent, and the number of its request."""
    luis = await sign_in_person(app, "luis@harbour.example", name="Luis Fuentes")
    hub = await begun(luis)
    for step, typed in (("practice", PRACTICE), ("administrator", ADMINISTRATOR)):
        assert (await send(luis, f"{hub}/{step}", typed)).status_code == 303
    assert (await send(luis, f"{hub}/attestation", {"attested": "yes"})).headers["location"] == f"{hub}/check"
    sent = await send(luis, f"{hub}/check")
    return luis, str(sent.headers["location"]).split("/")[2]


async def activated(app: Litestar, kim: Client, number: str) -> None:
    """The declaration is signed, and support activates the worksite."""
    sent = await latest_of_request((await case(number)).id)
    assert sent
    await bring_in_force(signing_for(portal_of(app)), sent)
    preview = f"/support/activate?number={number}"
    drawn = await kim.get(preview)
    assert "Activate 1 " in drawn.text
    done = await kim.post("/support/activate", data={"csrf": csrf_in(drawn.text), "number": number})
    assert "1 request was activated" in (await kim.get(done.headers["location"])).text


MEMBER = {"staff_type": "practitioner", "suffix": "MD", "first_name": "Wei", "last_name": "Chen"}


async def test_a_worksite_is_registered_without_people_and_becomes_active(app: Litestar) -> None:
    luis, number = await registered(app)
    mails = {row["recipient"]: row["text"] for row in await OutboxMail.select()}
    assert "It names" not in mails["luis@harbour.example"] and "/sign/" in mails["olga@harbour.example"]
    page = (await luis.get(f"/requests/{number}")).text
    assert "1 person" not in page and "Then support checks the details and activates the worksite." in page
    assert "People and applications" not in page

    kim = await sign_in_staff(app, "analyst")
    await activated(app, kim, number)
    page = (await luis.get(f"/requests/{number}")).text
    assert "Nothing is left to do." in page and "People and applications" not in page
    assert "lfuentes" in (await kim.get(f"/support/requests/{number}")).text
    (told,) = await OutboxMail.select().where(OutboxMail.template == "portal-id")
    assert told["recipient"] == "luis@harbour.example" and "lfuentes" in told["text"]


async def test_a_registration_lists_nobody(app: Litestar) -> None:
    luis = await sign_in_person(app, "luis@harbour.example", name="Luis Fuentes")
    hub = await begun(luis)
    page = (await luis.get(hub)).text
    assert "People and application access" not in page
    for path in ("/members", "/members/new", "/import", "/members/same"):
        assert (await luis.get(f"{hub}{path}")).status_code == 404, path
    sent = {"csrf": csrf_in(page), **MEMBER, "version": "0", "action": "later"}
    for path in ("/members/new", "/import"):
        assert (await luis.post(f"{hub}{path}", data=sent)).status_code == 404, path
