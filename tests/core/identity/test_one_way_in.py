"""Once a password was chosen, no other link that was mailed before chooses another one."""

import asyncio
import re

import pytest

from core.actor import SYSTEM, Actor
from core.errors import NotFound
from core.identity import Identity, pick_up, proofs, reset, sessions, staff
from core.identity.actions import Person, change_password, create_account
from core.identity.roles import StaffRoles
from core.identity.staff import Newcomer
from core.mail.tables import OutboxMail

EMAIL, PASSWORD = "ada@practice.example", "kettle orchard violin sparrow"
OTHER = "marble lantern thicket oboe"
ADA = Person("Ada", "Okafor", EMAIL, "+16025550123")
BROWSER = Actor("person", None, "A visitor", "203.0.113.7", "Firefox")


async def links(page: str) -> list[str]:
    """The tokens of every mail with a link to this page, in the order they were written."""
    rows = await OutboxMail.select().order_by(OutboxMail.queued_at)
    return re.findall(rf"/{page}/([\w-]+)", "\n".join(row["text"] for row in rows))


@pytest.fixture
async def ada(identity: Identity) -> str:
    """The token of a whole session of somebody with an account."""
    account = await create_account(identity, ADA, PASSWORD, by=BROWSER)
    return await sessions.start(account, "full", by=BROWSER)


async def test_of_several_reset_links_only_one_is_ever_used(identity: Identity, ada: str) -> None:
    for _ in range(2):
        await reset.ask(identity, EMAIL, by=BROWSER)
    first, second = await links("reset/choose")
    await reset.choose(identity, second, OTHER, by=BROWSER)
    with pytest.raises(NotFound):
        await reset.choose(identity, first, PASSWORD, by=BROWSER)


@pytest.mark.both_databases
async def test_a_reset_that_was_asked_for_is_void_once_the_password_was_changed(
    identity: Identity, ada: str
) -> None:
    await reset.ask(identity, EMAIL, by=BROWSER)
    session = await sessions.find(ada, sessions.LONGEST)
    assert session
    await change_password(identity, session, PASSWORD, OTHER, by=BROWSER)
    with pytest.raises(NotFound):
        await reset.choose(identity, (await links("reset/choose"))[0], PASSWORD, by=BROWSER)


@pytest.mark.both_databases
async def test_who_says_it_was_not_me_makes_earlier_reset_links_worthless(
    identity: Identity, ada: str
) -> None:
    for _ in range(2):
        await reset.ask(identity, EMAIL, by=BROWSER)
    first, second = await links("reset/choose")
    await reset.choose(identity, second, OTHER, by=BROWSER)
    await reset.ask(identity, EMAIL, by=BROWSER)
    await reset.deny((await links("not-me"))[2], by=BROWSER)
    for token in (first, (await links("reset/choose"))[2]):
        with pytest.raises(NotFound):
            await reset.choose(identity, token, PASSWORD, by=BROWSER)


async def test_a_second_invitation_makes_the_first_one_worthless(identity: Identity) -> None:
    kim = Newcomer("kim@health.example", "Kim", "Alvarez")
    for _ in range(2):
        await staff.invite(identity, kim, StaffRoles.parse("analyst"), by=SYSTEM)
    first, second = await links("staff/set-up")
    with pytest.raises(NotFound):
        await staff.set_up(identity, first, PASSWORD, by=BROWSER)
    await staff.set_up(identity, second, PASSWORD, by=BROWSER)


async def test_an_invitation_is_void_once_the_password_was_chosen_another_way(identity: Identity) -> None:
    kim = Newcomer("kim@health.example", "Kim", "Alvarez")
    await staff.invite(identity, kim, StaffRoles.parse("analyst"), by=SYSTEM)
    await reset.ask(identity, kim.email, by=BROWSER)
    await reset.choose(identity, (await links("reset/choose"))[0], OTHER, by=BROWSER)
    with pytest.raises(NotFound):
        await staff.set_up(identity, (await links("staff/set-up"))[0], PASSWORD, by=BROWSER)


async def test_a_pick_up_is_void_once_the_password_was_chosen_another_way(identity: Identity) -> None:
    account = await create_account(identity, ADA, PASSWORD, by=BROWSER)
    keys = await proofs.make("pick-up", EMAIL, account)
    await reset.ask(identity, EMAIL, by=BROWSER)
    await reset.choose(identity, (await links("reset/choose"))[0], OTHER, by=BROWSER)
    with pytest.raises(NotFound):
        await pick_up.pick_up(identity, keys.link, PASSWORD, by=BROWSER)


@pytest.mark.both_databases
async def test_of_four_links_used_at_once_one_chooses_the_password(identity: Identity, ada: str) -> None:
    for _ in range(4):
        await reset.ask(identity, EMAIL, by=BROWSER)
    chosen = await asyncio.gather(
        *(reset.choose(identity, link, OTHER, by=BROWSER) for link in await links("reset/choose")),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in chosen) == ["NoneType", *["NotFound"] * 3]
