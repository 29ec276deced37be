"""A sponsor who leaves, or whose license lapsed, is replaced within the days of the site."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.access.conditions import NotNow
from core.clock import now
from core.due.worker import DueWorker
from core.errors import Invalid, NotFound, Stale
from core.office import seeking
from core.office.queries.sponsors import open_sponsors, sought
from core.office.seeking import reminding_of_sponsors
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.conftest import MovableClock
from tests.core.office.changing_sponsors import asked_to_sign, named
from tests.core.office.following import mails
from tests.practices import ANALYST, BEN, Practice, signing_for, themselves
from tests.practices.made import bring_in_force


@pytest.mark.both_databases
async def test_practice_and_support_hear_at_once_and_again_when_time_is_over(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    rosa = await themselves(made, "Rosa")
    await seeking.seek(portal, made.group, "leaves", "I retire.", by=rosa)
    told = sorted([BEN.email, portal.site.support_address])
    assert await mails("sponsor-sought") == told
    found = await sought(made.group)
    assert found and found.due_at - now() > timedelta(days=portal.site.new_sponsor_days - 1)
    (row,) = await open_sponsors()
    assert (row.group, row.person, row.due_at) == (made.group, "", found.due_at)
    clock.advance(days=portal.site.new_sponsor_days, minutes=1)
    await DueWorker(reminding_of_sponsors(portal)).attend_due()
    assert await mails("sponsor-sought") == sorted([*told, *told])
    await named(portal, made)
    (row,) = await open_sponsors()
    assert (row.person, row.signing) == ("Amara Okafor", False)


async def test_who_follows_ends_it_and_nobody_is_reminded(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    await seeking.seek(portal, made.group, "license", "It ran out in the register.", by=ANALYST)
    sent = (await asked_to_sign(portal, made)).sent
    assert sent
    await bring_in_force(signing_for(portal), sent)
    assert await sought(made.group) is None and not await open_sponsors()
    clock.advance(days=portal.site.new_sponsor_days + 1)
    await DueWorker(reminding_of_sponsors(portal)).attend_due()
    assert len(await mails("sponsor-sought")) == 2


@pytest.mark.both_databases
async def test_it_is_said_once(made: Practice, portal: Portal) -> None:
    rosa = await themselves(made, "Rosa")
    given = await asyncio.gather(
        *(seeking.seek(portal, made.group, "leaves", "I retire.", by=by) for by in (rosa, made.by, ANALYST)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in given) == ["NoneType", "Stale", "Stale"]
    with pytest.raises(Stale, match="sought already"):
        await seeking.seek(portal, made.group, "license", "Again", by=made.by)


async def test_nobody_else_says_it(made: Practice, portal: Portal) -> None:
    amara = await themselves(made, "Amara")
    async with nothing_changes():
        with pytest.raises(NotFound):
            await seeking.seek(portal, made.group, "leaves", "Spite", by=amara)
        with pytest.raises(NotNow):
            own = replace(ANALYST, account=amara.account)
            await seeking.seek(portal, made.group, "leaves", "Spite", by=own)
        with pytest.raises(Invalid, match="Say why"):
            await seeking.seek(portal, made.group, "leaves", " ", by=made.by)
