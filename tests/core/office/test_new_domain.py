"""The mail of a practice moves to another domain: seen before, approved, and confirmed person by person."""

from __future__ import annotations

from typing import Any

import pytest

from core.actor import Actor
from core.database import Database
from core.errors import NotFound
from core.groups.people import load_member
from core.identity.bound import rebind
from core.identity.tables import Account
from core.office.change_requests import decide_change
from core.office.new_domain import DomainMoves, apply_addresses, move_domain
from core.office.queries.addresses import waiting_addresses
from core.office.queries.changes import change_asked
from core.portal import Portal
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


async def move(made: Practice, by: Actor, *, ask: bool) -> DomainMoves:
    values: dict[str, list[Any]] = {"before": [f"@{OLD}"], "after": [NEW], "reason": ["New name"]}
    return await move_domain(made.group, values, ask=ask, by=by)


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
    asked = await move(made, made.by, ask=True)
    assert asked.key
    await decide_change(portal, asked.key, True, "", by=ANALYST, apply={"addresses": apply_addresses})
    assert (await change_asked(asked.key)).state == "approved"
    waiting = await waiting_addresses([made.members["Rosa"], made.members["Amara"]])
    assert {each.email for each in waiting.values()} == {f"rosa@{NEW}", f"amara@{NEW}"}
    assert (await load_member(made.members["Rosa"])).email == ROSA.email
