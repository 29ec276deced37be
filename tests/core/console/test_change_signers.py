"""Signers of an open change: reached at another address that support proved, and another officer."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.console import change_signers
from core.console.change_signers import Reached
from core.credentials.tables import SponsorAddress
from core.database import Database
from core.errors import Invalid, NotFound, Stale
from core.groups.appointments import Holder, propose, take_up
from core.groups.following import member_playing, plays
from core.groups.people import load_member
from core.office import new_sponsor
from core.portal import Portal
from tests.core.office.changing_sponsors import REASON, asked_to_sign, checked, open_one, somebody_new
from tests.core.office.following import CARA, begun, having_signed_in, mails, waiting
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, portal_for, signing_for
from tests.practices.made import bring_in_force

OWN = ("staff@health.example",)


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    made = await active(portal, BEN, ROSA, AMARA, CARA)
    await having_signed_in(made, "Rosa", "Amara", "Cara")
    return made


def there(email: str, seen: str = "Called the number in the file.") -> Reached:
    return Reached(email, "call-back", seen)


@pytest.mark.both_databases
async def test_a_sponsor_who_signs_a_transfer_is_asked_where_support_proved_it(
    made: Practice, portal: Portal
) -> None:
    signing, sent = signing_for(portal), (await begun(portal, made)).sent
    rosa = next(each for each in sent.signers if "sponsor" in each.roles)
    for wrong in (there("new@rosa.example", " "), there(AMARA.email)):
        with pytest.raises(Invalid):
            await change_signers.correct_address(signing, made.group, rosa.id, wrong, by=ANALYST, own=OWN)
    with pytest.raises(NotFound):
        await change_signers.correct_address(
            signing, made.group, rosa.id, there("new@rosa.example"), by=made.by, own=OWN
        )
    await change_signers.correct_address(
        signing, made.group, rosa.id, there("new@rosa.example"), by=ANALYST, own=OWN
    )
    assert await mails("agreement-address-changed") == [ROSA.email]
    found = await waiting(made)
    assert "new@rosa.example" in {each.email for each in found.sent.signers}
    proved = SponsorAddress.address == "new@rosa.example"
    assert await SponsorAddress.exists().where(proved & (SponsorAddress.member == made.members["Rosa"]))


async def test_somebody_new_is_reached_there_too(made: Practice, portal: Portal) -> None:
    await new_sponsor.ask(portal, made.group, somebody_new(portal), REASON, by=made.by)
    await checked(portal, made)
    await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    found = await open_one(portal, made)
    assert found.sent
    mina = next(each for each in found.sent.signers if "sponsor" in each.roles)
    await change_signers.correct_address(
        signing_for(portal), made.group, mina.id, there("mina@own.example"), by=ANALYST, own=OWN
    )
    assert (await load_member(found.member.id)).email == "mina@own.example"
    again = await open_one(portal, made)
    assert again.check.proof and again.check.address == "mina@own.example"


@pytest.mark.both_databases
async def test_another_officer_signs_and_the_change_goes_on(made: Practice, portal: Portal) -> None:
    officer = Holder(name="Ines Legal", email="ines@law.example")
    await take_up(await propose(made.group, "officer", officer, by=ANALYST), by=ANALYST)
    signing, found = signing_for(portal), await asked_to_sign(portal, made)
    assert found.sent
    row = next(each for each in found.sent.signers if each.roles == ("officer",))
    await change_signers.replace_officer(
        signing, made.group, row.id, ("Otto Legal", "otto@law.example"), by=ANALYST, own=OWN
    )
    again = await open_one(portal, made)
    assert again.sent and again.sent.agreement.id != found.sent.agreement.id
    assert "otto@law.example" in {each.email for each in again.sent.signers}
    held = await plays(made.group, "officer")
    assert held and held.name == "Otto Legal"
    await bring_in_force(signing, again.sent)
    assert await member_playing(made.group, "sponsor") == made.members["Amara"]


async def test_who_the_change_is_about_is_not_replaced(made: Practice, portal: Portal) -> None:
    signing, sent = signing_for(portal), (await asked_to_sign(portal, made)).sent
    assert sent
    with pytest.raises(Stale, match="name someone else"):
        await change_signers.replace_officer(
            signing, made.group, sent.signers[0].id, ("Otto", "o@law.example"), by=ANALYST, own=OWN
        )
    with pytest.raises(Stale, match="isn’t waited for"):
        await change_signers.correct_address(
            signing, made.group, uuid4(), there("x@y.example"), by=ANALYST, own=OWN
        )
