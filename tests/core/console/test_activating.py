"""Groups are activated after a look at what will happen; requests are declined for a reason."""

from dataclasses import replace

import pytest

from core.activation.identifying import Said
from core.activation.unidentified import say_who, who_is_who
from core.actor import Actor
from core.agreements.tables import Agreement
from core.console.activating import activate, decline, previews
from core.console.agreement import send_anew
from core.database import Database
from core.errors import Forbidden, Invalid, Stale
from core.groups.tables import Member
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.core.console.conftest import hired
from tests.practices import (
    AMARA,
    BEN,
    KEYS,
    ROSA,
    check_credentials,
    portal_for,
    practice,
    signing_for,
    state_of,
)


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def kim(database: Database) -> Actor:
    return await hired()


async def test_a_preview_says_what_happens_or_why_it_cannot(portal: Portal, kim: Actor):
    ready, unchecked = await practice(portal, BEN, AMARA), await practice(portal, BEN, AMARA, name="Mesa")
    unsigned = await practice(portal, BEN, in_force=False, name="Gila")
    await check_credentials(portal, ready)
    numbers = [each.number for each in (ready, unchecked, unsigned)]

    found = {each.line.number: each for each in await previews(portal, numbers, by=kim)}

    assert (found[numbers[0]].against, found[numbers[0]].applications) == ("", 3)
    assert found[numbers[1]].against == "Still to be checked: Amara Okafor."
    assert found[numbers[2]].against == "Waiting for signatures."


async def test_activating_sets_up_what_was_asked_for(portal: Portal, kim: Actor):
    made = await practice(portal, BEN, AMARA)
    number = made.number
    with pytest.raises(Stale):
        await activate(portal, KEYS, number, by=kim)
    await check_credentials(portal, made)

    await activate(portal, KEYS, number, by=kim)

    assert await state_of(made.grants["Amara", "pacs"]) == "provisioning"
    with pytest.raises(Stale):
        await activate(portal, KEYS, number, by=kim)


async def test_whose_credentials_are_not_valid_gets_nothing(portal: Portal, kim: Actor):
    made = await practice(portal, BEN, ROSA, AMARA)
    await check_credentials(portal, made, not_valid=["Amara"])
    (preview,) = await previews(portal, [made.number], by=kim)
    assert preview.left_out == ("Amara Okafor",)

    await activate(portal, KEYS, made.number, by=kim)

    assert await state_of(made.grants["Amara", "pacs"]) == "denied"
    assert await state_of(made.grants["Ben", "cerner"]) == "provisioning"


async def test_nobody_activates_or_declines_their_own_request(portal: Portal, kim: Actor):
    made = await practice(portal, BEN, AMARA)
    await check_credentials(portal, made)
    for actor in (
        made.by,
        replace(made.by, kind="staff"),
        await hired("amara@peaks.example", "Amara Okafor"),
    ):
        with pytest.raises(Forbidden):
            await activate(portal, KEYS, made.number, by=actor)
        with pytest.raises(Forbidden):
            await decline(signing_for(portal), made.number, "No", by=actor)


async def test_declining_ends_every_line_and_the_open_agreement(portal: Portal, kim: Actor):
    made = await practice(portal, BEN, AMARA, in_force=False)
    with pytest.raises(Invalid):
        await decline(signing_for(portal), made.number, " ", by=kim)

    await decline(signing_for(portal), made.number, "Outside of the region", by=kim)

    assert {await state_of(grant) for grant in made.grants.values()} == {"denied"}
    agreement = await Agreement.select(Agreement.state).where(Agreement.id == made.agreement).first()
    assert agreement and agreement["state"] == "void"
    mail = await OutboxMail.select().where(OutboxMail.template == "request-declined").first()
    assert mail and "Outside of the region" in mail["text"]
    with pytest.raises(Stale):
        await decline(signing_for(portal), made.number, "Again", by=kim)
    with pytest.raises(Stale, match="has ended"):
        await send_anew(portal, made.number, by=kim)


async def test_support_says_who_an_unclear_person_is(portal: Portal, kim: Actor):
    made = await practice(portal, BEN, AMARA)
    await check_credentials(portal, made)
    await activate(portal, KEYS, made.number, by=kim)
    other = await practice(portal, BEN, replace(AMARA, email="amara@mesa.example"), name="Mesa")
    await Member.update({Member.email: "rosa@mesa.example", Member.person_state: "unclear"}).where(
        Member.id == other.members["Amara"]
    )
    (person,) = (await who_is_who(other.group)).unclear

    with pytest.raises(Invalid):
        await say_who(portal, KEYS, other.number, person.member, Said("nobody-at-all"), by=kim)
    await say_who(portal, KEYS, other.number, person.member, Said("aokafor"), by=kim)

    assert (await who_is_who(other.group)).unclear == ()


async def test_an_account_of_the_staff_never_becomes_that_of_a_member(portal: Portal, kim: Actor):
    made = await practice(portal, BEN, replace(AMARA, email="kim@health.example"))
    await check_credentials(portal, made)
    lena = await hired("lena@health.example", "Lena Boyd")

    await activate(portal, KEYS, made.number, by=lena)

    assert [each.name for each in (await who_is_who(made.group)).unclear] == ["Amara Okafor"]
