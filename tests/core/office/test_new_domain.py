"""The mail of a practice moves to another domain: seen before, approved, and confirmed person by person."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from core.actor import Actor
from core.database import Database
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_member
from core.groups.tables import Member
from core.identity.bound import rebind
from core.identity.shared import Identity
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.office.change_requests import decide_change
from core.office.new_address import confirm
from core.office.new_domain import CHANGED, NO_ADDRESS, DomainMoves, apply_addresses, move_domain
from core.office.queries.addresses import waiting_addresses
from core.office.queries.changes import change_asked
from core.office.undoing_domain import undo_domain
from core.portal import Portal
from tests.core.office.test_new_address import READER, link
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, themselves

OLD, NEW = "peaks.example", "summit.example"


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    return await active(portal, BEN, ROSA, AMARA)


async def confirmed(made: Practice) -> None:
    """The administrator confirmed an address at the new domain."""
    email = f"ben@{NEW}"
    assert made.by.account
    await rebind(made.by.account, {Account.email: email, Account.email_key: email})


async def move(made: Practice, by: Actor, *, ask: bool, after: str = NEW, **typed: str) -> DomainMoves:
    """Type both domains and, once the list was seen, an address for each of these people."""
    values: dict[str, list[Any]] = {"before": [f"@{OLD}"], "after": [after], "reason": ["New name"]}
    for who, text in typed.items():
        values |= {"seen": [NEW], f"to.{made.members[who]}.email": [text]}
    return await move_domain(made.group, values, ask=ask, by=by)


async def approved(portal: Portal, made: Practice, **typed: str) -> UUID:
    """The administrator asked for these addresses, and support approved them."""
    await confirmed(made)
    asked = await move(made, made.by, ask=True, **{"Ben": "", "Rosa": "rosa", "Amara": "amara", **typed})
    assert asked.key, asked.form.errors
    await decide_change(portal, asked.key, True, "", by=ANALYST, apply={"addresses": apply_addresses})
    return asked.key


async def test_nobody_moves_addresses_to_a_domain_at_which_they_confirmed_none(made: Practice) -> None:
    refused = await move(made, made.by, ask=True)
    assert refused.key is None and "Change your own" in (refused.form["after"].error or "")
    with pytest.raises(NotFound):
        await move(made, await themselves(made, "Amara"), ask=False)


@pytest.mark.both_databases
async def test_an_approved_domain_sends_links_and_moves_nobody_who_did_not_confirm(
    portal: Portal, made: Practice
) -> None:
    await confirmed(made)
    seen = await move(made, made.by, ask=False)
    assert seen.key is None and not await waiting_addresses(list(made.members.values()))
    was = {each.name: (each.was, each.now) for each in seen.people}
    assert was["Rosa Alvarez"] == (ROSA.email, f"rosa@{NEW}")
    unseen = await move(made, made.by, ask=True)
    assert unseen.key is None and unseen.form.problems == (CHANGED,)
    key = await approved(portal, made, Rosa="r.alvarez")
    assert (await change_asked(key)).state == "approved"
    waiting = await waiting_addresses([made.members["Rosa"], made.members["Amara"], made.members["Ben"]])
    assert {each.email for each in waiting.values()} == {f"r.alvarez@{NEW}", f"amara@{NEW}"}
    assert (await load_member(made.members["Rosa"])).email == ROSA.email


async def test_what_is_wrong_with_an_address_stands_at_its_person_and_is_kept(made: Practice) -> None:
    await confirmed(made)
    wrong = {"Ben": "x y@z", "Rosa": "jane@elsewhere.example", "Amara": "amara"}
    typed = await move(made, made.by, ask=True, **wrong)
    boxes = {each.name.split()[0]: each.box for each in typed.people}
    assert typed.key is None and {who: box.value for who, box in boxes.items() if box} == {
        **wrong, "Amara": f"amara@{NEW}"
    }  # fmt: skip
    errors = {who: box.error or "" for who, box in boxes.items() if box}
    assert (
        "must be an email address" in errors["Ben"] and f"at {NEW}" in errors["Rosa"] and not errors["Amara"]
    )
    twice = await move(made, made.by, ask=True, Ben="", Rosa="office", Amara=f"OFFICE@{NEW}")
    assert twice.key is None and [message for _, message in twice.form.errors] == [
        "Rosa Alvarez gets this email address, too. Each person needs their own."
    ]
    nothing = await move(made, made.by, ask=True, Ben="", Rosa="", Amara="")
    assert nothing.key is None and nothing.form.problems == (NO_ADDRESS,)
    unproved = await move(
        made, made.by, ask=True, after="lake.example", Ben="", Rosa="r.alvarez", Amara="amara"
    )
    assert "Change your own" in (unproved.form["after"].error or "")
    assert {each.box.value for each in unproved.people if each.box} == {"", "r.alvarez", "amara"}


async def test_an_address_that_somebody_has_is_not_offered_to_another_person(made: Practice) -> None:
    await confirmed(made)
    await Member.update({Member.email: f"rosa@{NEW}"}).where(Member.id == made.members["Amara"])
    offered = {each.name: each for each in (await move(made, made.by, ask=False)).people}
    rosa = offered["Rosa Alvarez"]
    assert set(offered) == {"Ben Ruiz", "Rosa Alvarez"} and not rosa.now and rosa.box
    assert rosa.box.value == "" and "Amara Okafor has" in rosa.box.hint
    refused = await move(made, made.by, ask=True, Ben="", Rosa="rosa")
    assert "Amara Okafor, on the same list" in (refused.form.errors[0][1])


@pytest.mark.both_databases
async def test_stopping_all_keeps_what_was_proved_and_names_it(
    portal: Portal, identity: Identity, made: Practice
) -> None:
    key = await approved(portal, made)
    with pytest.raises(NotFound):
        await undo_domain(portal, key, by=await themselves(made, "Amara"))
    token = await link(f"rosa@{NEW}")
    stopped, proved = await asyncio.gather(
        undo_domain(portal, key, by=made.by),
        confirm(portal, identity, token, by=READER),
        return_exceptions=True,
    )
    assert not isinstance(stopped, BaseException)
    email = (await load_member(made.members["Rosa"])).email
    kept = isinstance(proved, BaseException)
    assert email == (ROSA.email if kept else f"rosa@{NEW}")
    names = [[each.name for each in people] for people in (stopped.waiting, stopped.proved)]
    assert names == ([["Rosa Alvarez", "Amara Okafor"], []] if kept else [["Amara Okafor"], ["Rosa Alvarez"]])
    assert not await waiting_addresses(list(made.members.values()))
    with pytest.raises(Stale):
        await undo_domain(portal, key, by=made.by)


async def test_support_stops_all_with_a_reason_that_the_practice_reads(
    portal: Portal, made: Practice
) -> None:
    key = await approved(portal, made)
    with pytest.raises(Invalid):
        await undo_domain(portal, key, by=ANALYST, reason=" ")
    await undo_domain(portal, key, by=ANALYST, reason="The new domain is not theirs")
    told = await OutboxMail.select(OutboxMail.recipient, OutboxMail.text).where(
        OutboxMail.template == "support-acted"
    )
    assert {row["recipient"] for row in told} == {f"ben@{NEW}", ROSA.email}
    assert all("The new domain is not theirs" in row["text"] and "Amara" in row["text"] for row in told)
