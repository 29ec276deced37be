"""What somebody else signed counts for nobody: whoever is then said to be the member signs anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.activation import identifying
from core.activation.identifying import Said
from core.activation.unidentified import undo
from core.agreements.of_members import newest_of_each
from core.database import Database
from core.groups.people import load_member
from core.moves import NotNow
from core.office.own_agreements import ask_to_sign
from core.plugin_api import Done
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.access.test_own_agreements import do_what_is_due, own_of, signs
from tests.core.console.conftest import hired
from tests.core.console.test_who_is_who import everything_done
from tests.core.provisioning.machines import Machine, worker
from tests.practices import AMARA, ANALYST, BEN, KEYS, Practice, active, state_of, where_members_sign

TYPED = "amara@valley.example"


@pytest.fixture
def portal() -> Portal:
    return where_members_sign()


async def matched(portal: Portal) -> Practice:
    """A practice that lists somebody with the number of another Amara, who has a login elsewhere."""
    await active(portal, BEN, AMARA)
    olga = replace(BEN, email="olga@valley.example", first="Olga")
    return await active(portal, olga, replace(AMARA, email=TYPED), name="Valley")


async def of_their_own(portal: Portal, made: Practice) -> None:
    said = Said(email="another@valley.example")
    await identifying.identify(portal, KEYS, made.members["Amara"], said, by=ANALYST)


@pytest.mark.both_databases
async def test_nobody_is_asked_to_sign_before_it_is_certain_who_they_are(
    database: Database, portal: Portal
) -> None:
    made = await matched(portal)
    member = made.members["Amara"]
    assert not await newest_of_each([member])
    with pytest.raises(NotNow, match="certain"):
        await ask_to_sign(portal, member, "She called.", by=ANALYST)
    await identifying.answer_about(portal, member, same=False, by=made.by)
    assert not await newest_of_each([member])

    await of_their_own(portal, made)

    (signer,) = (await own_of(made, "Amara")).signers
    assert signer.email == "another@valley.example"
    assert await state_of(made.grants["Amara", "cerner"]) == "approved"
    await signs(portal, made, "Amara")
    assert await state_of(made.grants["Amara", "cerner"]) == "provisioning"


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_was_signed_under_a_link_that_is_undone_binds_nobody(
    database: Database, portal: Portal, clock: MovableClock, at_once: bool
) -> None:
    made, kim = await matched(portal), await hired()
    member, grant = made.members["Amara"], made.grants["Amara", "cerner"]
    await identifying.confirm(portal, member, by=ANALYST)
    assert (await own_of(made, "Amara")).signers[0].email == AMARA.email
    theirs = await signs(portal, made, "Amara")
    works = worker(portal, Machine(lambda _, at: Done(at.person.portal_id)))
    await everything_done(works, clock)
    assert await state_of(grant) == "active"

    await undo(portal, made.number, member, "Another Amara Okafor.", by=kim)

    assert not (await load_member(member)).has_signed
    if not at_once:
        await do_what_is_due(portal)
        assert (await own_of(made, "Amara")).agreement.state == "void"
    await everything_done(works, clock)
    await of_their_own(portal, made)
    await do_what_is_due(portal)
    asked = await own_of(made, "Amara")
    assert (asked.agreement.state, asked.signers[0].email) == ("out", "another@valley.example")
    assert asked.agreement.id != theirs.agreement.id
    assert not (await load_member(member)).has_signed and await state_of(grant) == "suspended"
    clock.advance(seconds=1)
    await signs(portal, made, "Amara")
    assert (await load_member(member)).has_signed and await state_of(grant) == "provisioning"
