"""Whoever is second in a race finds what the first has done, though it was not written when they began."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.access import leaving
from core.errors import Invalid, Stale
from core.groups.people import load_member
from core.groups.tables import Appointment
from core.identity.sessions import live, start
from core.office import acts, handing_over
from core.office.queries.followers import change_under_way
from core.portal import Portal
from tests.core.office.following import waiting
from tests.core.office.test_own_places import mesa
from tests.interleaved import interleaved
from tests.practices import ANALYST, Practice, themselves

pytestmark = pytest.mark.both_databases
WHY = "New position"


async def test_whoever_leaves_two_practices_at_once_is_signed_in_nowhere(
    made: Practice, portal: Portal
) -> None:
    other, amara = await mesa(portal, made), await themselves(made, "Amara")
    assert amara.account
    await start(amara.account, "full", by=amara)
    one, two = made.members["Amara"], other.members["Amara"]
    answer = await interleaved(
        leaving.leave(portal, one, WHY, by=made.by), leaving.leave(portal, two, WHY, by=other.by)
    )
    assert answer is None
    assert await live(amara.account, timedelta(minutes=15)) == []


async def test_the_second_of_two_transfers_finds_the_first(made: Practice, portal: Portal) -> None:
    first, second = made.members["Amara"], made.members["Cara"]
    answer = await interleaved(
        handing_over.begin(portal, made.group, first, by=made.by),
        handing_over.begin(portal, made.group, second, "Asked", by=ANALYST),
    )
    assert isinstance(answer, Stale)
    assert (await waiting(made)).member.id == first
    assert await Appointment.count().where(Appointment.open_for.is_not_null()) == 1


async def test_nobody_is_chosen_who_leaves_at_that_moment(made: Practice, portal: Portal) -> None:
    amara = made.members["Amara"]
    answer = await interleaved(
        leaving.leave(portal, amara, WHY, by=made.by),
        handing_over.begin(portal, made.group, amara, by=made.by),
    )
    assert isinstance(answer, Invalid) and await change_under_way(made.group) is None


async def test_the_administrator_does_not_leave_while_somebody_is_being_chosen(
    made: Practice, portal: Portal
) -> None:
    answer = await interleaved(
        handing_over.begin(portal, made.group, made.members["Amara"], by=made.by),
        acts.end_access(portal, made.members["Ben"], None, WHY, by=made.by),
    )
    assert isinstance(answer, Stale)
    assert (await load_member(made.members["Ben"])).state == "active"
