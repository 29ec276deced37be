"""A site at which a practice lists nobody: people register themselves and join it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar

from core import business_days, clock
from core.access.tables import WorkItem
from core.actor import Actor
from core.agreements.of_members import newest_of_each
from core.agreements.queries import latest_of_request, sent_agreement
from core.console.working import StaffActor, complete, take, tick
from core.groups.people import members_of
from core.groups.tables import Authorization
from core.identity.roles import StaffRoles
from core.mail.tables import OutboxMail
from core.requests.cases import case
from core.site import find_site
from tests.practices import bring_in_force, signing_for
from tests.practices.asking_more import agreed_to
from tests.practices.work import hand_to_people
from tests.web.people import Client, client_for, csrf_in, running, settings_for, sign_in_person, sign_in_staff
from tests.web.practices import begun, send
from tests.web.sent import portal_of
from web.app import create_app

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

# A practitioner who joins.
WEI = {
    "staff_type": "practitioner",
    "suffix": "MD",
    "first_name": "Wei",
    "last_name": "Chen",
    "phone": "604 555 0107",
    "physician": "20145",
    "specialty": "Family medicine",
    "applications": ["careconnect"],
    "careconnect.has_account": "no",
    "read": "yes",
    "read_purposes": "Direct patient care",
    "attested": "yes",
}


@pytest.fixture(scope="session")
def site() -> Path:
    """The second site, at which people join."""
    return find_site("careconnect")


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
    """The declaration is signed, support activates the worksite, and its administrator signs their own."""
    sent = await latest_of_request((await case(number)).id)
    assert sent
    await bring_in_force(signing_for(portal_of(app)), sent)
    preview = f"/support/activate?number={number}"
    drawn = await kim.get(preview)
    assert "Activate 1 " in drawn.text
    done = await kim.post("/support/activate", data={"csrf": csrf_in(drawn.text), "number": number})
    assert "1 request was activated" in (await kim.get(done.headers["location"])).text
    await all_sign_their_own(app, number)


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
    sent = {"csrf": csrf_in(page), **WEI, "version": "0", "action": "later"}
    for path in ("/members/new", "/import"):
        assert (await luis.post(f"{hub}{path}", data=sent)).status_code == 404, path


async def asks(client: Client, path: str, typed: dict[str, object]) -> None:
    """Asks to join a worksite; the texts come with the form."""
    asked = await send(client, path, typed, action="send")
    assert asked.headers.get("location") == "/join", asked.text


async def to_answer(luis: Client) -> str:
    """Where the administrator answers the one person who asks, led by what there is to do."""
    page = (await luis.get("/requests")).text
    assert ">1</span>" in page
    (path,) = set(re.findall(r'href="(/office/joining/[0-9a-f-]{36})"', page))
    return path


async def accepted(luis: Client) -> str:
    """The administrator says yes to the one person who asks; the number of the request that follows."""
    path = await to_answer(luis)
    done = await luis.send_form(f"{path}/accept", page=path)
    return str(done.headers["location"]).rpartition("/")[2]


async def all_sign_their_own(app: Litestar, number: str) -> None:
    """Everybody of the worksite signs what was sent to them alone."""
    members = [each.id for each in await members_of((await case(number)).group)]
    asked = [each.id for each in (await newest_of_each(members)).values() if each.state == "out"]
    assert asked
    for agreement in asked:
        await bring_in_force(signing_for(portal_of(app)), await sent_agreement(agreement))


async def set_up(app: Litestar, kim: Client, number: str) -> None:
    """Support agrees to what is requested, and does the work once the agreement of that person is signed."""
    await agreed_to(portal_of(app), number)
    assert not await WorkItem.exists()
    await all_sign_their_own(app, number)
    await hand_to_people(portal_of(app))
    (item,) = await WorkItem.select(WorkItem.id).where(WorkItem.state == "people")
    analyst = StaffActor(Actor("staff", kim.account, "Kim"), StaffRoles.of(["analyst"]))
    await take(item["id"], analyst)
    await tick(item["id"], (0, 1, 2), analyst)
    await complete(portal_of(app), item["id"], "Added.", "wchen", analyst)


async def has_access(wei: Client) -> None:
    """The viewer works for somebody, who is told to join no worksite."""
    assert "Working since" in (await wei.get("/my-applications")).text
    assert "Join the worksite you work from" not in (await wei.get("/requests")).text


async def test_a_practitioner_joins_a_worksite_and_gets_access(app: Litestar) -> None:
    luis, number = await registered(app)
    wei = await sign_in_person(app, "wei@doctors.example", name="Wei Chen")
    assert "Nothing has these letters" in (await wei.send_form("/join", {"name": "harbour"})).text
    kim = await sign_in_staff(app, "analyst")
    await activated(app, kim, number)
    short = await wei.send_form("/join", {"name": "Ha"})
    assert short.status_code == 422 and 'value="Ha"' in short.text and "at least 3 letters" in short.text
    found = (await wei.send_form("/join", {"name": "HARB"})).text
    assert "Harbour Clinic" in found and "Vancouver, BC" in found
    assert not {"Luis", "Olga", "Water St"} & set(re.findall(r"\w+|Water St", found))
    (path,) = set(re.findall(r'href="(/join/[0-9a-f-]{36})"', found))

    wrong = await send(wei, path, {**WEI, "last_name": "", "applications": []}, action="send")
    assert wrong.status_code == 422 and 'value="604 555 0107"' in wrong.text
    assert "Select at least one application" in wrong.text
    research = {**WEI, "read_purposes": ["Direct patient care", "Research"]}
    refused = await send(wei, path, research, action="send")
    assert refused.status_code == 422
    assert "We refuse access for research" in refused.text.partition('id="read_purposes')[0]
    await asks(wei, path, WEI)
    answer = await to_answer(luis)
    assert re.search(
        r"What is the access for\?\s*</dt>\s*<dd[^>]*>\s*Direct patient care", (await luis.get(answer)).text
    )
    for visitor in (wei, kim):
        assert (await visitor.get(answer)).status_code != 200
    lacking = await luis.send_form(f"{answer}/decline", page=answer)
    assert lacking.status_code == 422 and "Say why" in lacking.text
    await luis.send_form(f"{answer}/decline", {"reason": "Enter your whole name."}, page=answer)
    mine = (await wei.get("/join")).text
    assert "Enter your whole name." in mine and f'href="{path}"' in mine

    await asks(wei, path, WEI)
    number = await accepted(luis)
    assert "Wei Chen" in (await luis.get(f"/requests/{number}")).text
    assert "Accepted" in (await wei.get("/join")).text
    await set_up(app, kim, number)
    await has_access(wei)
    await joins_on_authority(app, luis, path)


async def joins_on_authority(app: Litestar, luis: Client, path: str) -> None:
    """Who acts on behalf of a practitioner names them, who is asked once the administrator said yes."""
    maya = await sign_in_person(app, "maya@harbour.example", name="Maya Roy")
    typed = {**WEI, "staff_type": "on-behalf-of", "suffix": "MOA", "first_name": "Maya", "last_name": "Roy"}
    typed = {name: value for name, value in typed.items() if not name.startswith(("license", "specialty"))}
    lacking = await send(maya, path, typed, action="send")
    assert lacking.status_code == 422 and "Choose at least one colleague" in lacking.text
    (colleague,) = re.findall(r'name="authorizers" type="checkbox" value="([^"]+)"', lacking.text)
    await asks(maya, path, {**typed, "authorizers": [colleague]})
    assert "authority of Wei Chen" in (await luis.get(await to_answer(luis))).text
    await accepted(luis)
    (asked,) = await Authorization.select()
    assert (str(asked["by_member"]), asked["state"]) == (colleague, "asked")


async def test_who_is_new_makes_an_account_of_any_kind(app: Litestar) -> None:
    visitor = client_for(app)
    assert "Make an account" in (await visitor.get("/sign-in")).text
    assert "Make your account" in (await visitor.get("/sign-up")).text


async def test_a_worksite_without_applications_takes_as_long_as_any_request(app: Litestar) -> None:
    luis, number = await registered(app)
    sent = await latest_of_request((await case(number)).id)
    assert sent
    await bring_in_force(signing_for(portal_of(app)), sent)
    due = business_days.after(portal_of(app).site, clock.now(), 7)
    assert (
        f"Expected by {portal_of(app).site.dates.day(due)}." in (await luis.get(f"/requests/{number}")).text
    )
