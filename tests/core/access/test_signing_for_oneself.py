"""Who comes, goes, moves or belongs to two practices, where each member signs an agreement of their own."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.access import leaving
from core.access.tables import Grant
from core.activation import identifying
from core.agreements.tables import Agreement
from core.database import Database
from core.groups.people import load_member, members_of
from core.groups.tables import Member
from core.office.own_agreements import ask_to_sign
from core.portal import Portal
from tests.core.access.test_own_agreements import do_what_is_due, own_of, signs
from tests.core.agreements.sample import mails
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    ROSA,
    active,
    bring_in_force,
    signing_for,
    state_of,
    where_members_sign,
)
from tests.practices.asking_more import agreed_to, asked_for


@pytest.fixture
def portal() -> Portal:
    return where_members_sign()


async def test_somebody_in_two_practices_signs_for_each(database: Database, portal: Portal) -> None:
    first = await active(portal, BEN, AMARA)
    second = await active(portal, replace(BEN, email="ben@second.example"), AMARA, name="Second")
    await identifying.confirm(portal, second.members["Amara"], by=ANALYST)
    await signs(portal, second, "Amara")
    assert (await load_member(second.members["Amara"])).has_signed
    assert not (await load_member(first.members["Amara"])).has_signed
    assert (await own_of(first, "Amara")).agreement.state == "out"
    assert await state_of(first.grants["Amara", "cerner"]) == "approved"


@pytest.mark.both_databases
async def test_who_is_added_later_is_asked_at_once_and_support_may_decide_before_they_sign(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA)
    receipt = await asked_for(portal, made, replace(ROSA, wants=("cerner",)))
    (rosa,) = [each for each in await members_of(made.group) if each.first_name == "Rosa"]
    made.members["Rosa"] = rosa.id
    assert (await own_of(made, "Rosa")).agreement.state == "out"
    await agreed_to(portal, receipt.number)
    grants = {row["member"]: row["id"] for row in await Grant.select() if row["member"] == rosa.id}
    assert await state_of(grants[rosa.id]) == "approved"
    assert await Agreement.count().where(Agreement.member == rosa.id) == 1
    await signs(portal, made, "Rosa")
    assert await state_of(grants[rosa.id]) == "provisioning"


@pytest.mark.both_databases
async def test_who_leaves_while_they_sign_has_nothing_and_is_bound_by_nothing(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA, replace(ROSA, wants=("cerner",)))
    own, member = await own_of(made, "Rosa"), made.members["Rosa"]
    await asyncio.gather(
        bring_in_force(signing_for(portal), own),
        leaving.leave(portal, member, "She moved.", by=ANALYST),
        return_exceptions=True,
    )
    await do_what_is_due(portal)
    assert (await load_member(member)).state == "left" and not (await load_member(member)).has_signed
    assert (await own_of(made, "Rosa")).agreement.state == "void"
    assert await state_of(made.grants["Rosa", "cerner"]) == "revoked"


@pytest.mark.both_databases
async def test_what_is_to_be_signed_follows_the_person_to_another_address(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA)
    await Member.update({Member.email: "amara@new.example", Member.person: None}).where(
        Member.id == made.members["Amara"]
    )
    await ask_to_sign(portal, made.members["Amara"], "She has a new address.", by=ANALYST)
    await do_what_is_due(portal)
    (signer,) = (await own_of(made, "Amara")).signers
    assert signer.email == "amara@new.example" and signer.corrected
    assert "agreement-address-changed" in {row["template"] for row in await mails(AMARA.email)}
