"""Somebody joins two practices at once, leaves one of them, and is refused by a third."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.access.leaving import leave
from core.access.tables import Grant
from core.groups.people import members_of
from core.newcomers.answering import accept_join, turn_down
from core.newcomers.queries import own_joins
from core.portal import Portal
from tests.audit_diff import audited
from tests.core.newcomers.test_joining_a_practice import WEI, asked, made, mails, portal
from tests.practices import BEN, Practice, active, portal_for
from tests.practices.enrolling import account_for

__all__ = ["made", "portal"]


async def test_each_practice_answers_for_itself_and_what_one_ends_stays_with_the_other(
    made: Practice, portal: Portal
) -> None:
    mesa = await active(portal_for(), replace(BEN, email="olga@mesa.example"), name="Mesa")
    yuma = await active(portal_for(), replace(BEN, email="omar@yuma.example"), name="Yuma")
    wei = await account_for(portal, WEI)
    joins = {each.group: await asked(portal, each.group, WEI, wei) for each in (made, mesa, yuma)}

    async with audited():
        await asyncio.gather(*(accept_join(portal, joins[each.group], by=each.by) for each in (made, mesa)))
    await turn_down(portal, joins[yuma.group], "You work elsewhere.", by=yuma.by)
    here, there = [
        next(each for each in await members_of(practice.group) if each.email == WEI.email)
        for practice in (made, mesa)
    ]
    await leave(portal, here.id, "New position", by=made.by)

    states = {each.group: each.state for each in await own_joins(wei.account)}
    assert states == {made.group: "accepted", mesa.group: "accepted", yuma.group: "declined"}
    grants = {
        row["member"]: row["state"] for row in await Grant.select().where(Grant.application == "cerner")
    }
    assert grants[here.id] not in {"requested", "approved", "provisioning", "active"}
    assert grants[there.id] == "requested"
    now = {each.id: each.state for group in (made, mesa) for each in await members_of(group.group)}
    assert (now[here.id], now[there.id]) == ("left", "active")
    assert not any(each.email == WEI.email for each in await members_of(yuma.group))
    assert ("join-declined", WEI.email) in await mails()
