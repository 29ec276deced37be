"""Somebody who was added is taken back alone, as long as support decided nothing about them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from uuid import UUID

import pytest

from core import clock
from core.access import leaving
from core.access.queries import grants_asked
from core.access.tables import Grant, Request
from core.activation.people import ActivationWorker
from core.console.deciding import approve_lines
from core.database import Database
from core.due.queries import scheduled
from core.errors import Invalid, NotFound, PortalError, Stale
from core.groups import authorizations
from core.groups.following import member_playing
from core.groups.membership import LAST_DAY
from core.groups.tables import Authorization
from core.office import new_sponsor
from core.portal import Portal
from core.requests.taking_back import take_person_back, to_take_back
from tests.core.office.changing_sponsors import REASON, checked, open_one
from tests.core.office.following import mails
from tests.core.office.test_asking_for_more import DANA, NORA, STRANGER, member_called
from tests.practices import ANALYST, BEN, KEYS, ROSA, Practice, active, signing_for
from tests.practices.asking_more import asked_for
from tests.practices.made import bring_in_force


async def id_of(first: str) -> UUID:
    return UUID(str((await member_called(first))["id"]))


async def taken_back(
    portal: Portal, made: Practice, number: str, first: str, why: str = "By mistake"
) -> None:
    await take_person_back(portal, signing_for(portal), number, await id_of(first), why, by=made.by)


async def standing(number: str) -> tuple[str, dict[str, str]]:
    """How the request stands, and each application of it that is not over."""
    request = await Request.select().where(Request.number == number).first()
    assert request
    rows = await Grant.select().where(Grant.id.is_in(await grants_asked(request["id"])))
    return request["state"], {row["application"]: row["state"] for row in rows if row["state"] != "revoked"}


@pytest.mark.both_databases
async def test_one_is_taken_back_and_the_others_stay_until_the_last_takes_the_request_along(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    number = (await asked_for(portal, made, NORA, existing="Ben")).number
    names = [each.name for each in await to_take_back(number, made.by.account)]
    assert names == ["Ben Ruiz", "Nora Quintana"]
    with pytest.raises(Invalid):
        await taken_back(portal, made, number, "Nora", " ")
    await taken_back(portal, made, number, "Nora")
    assert await standing(number) == ("to-be-decided", {"iecg": "requested"})
    assert (await member_called("Nora"))["state"] == "left" and not await mails("request-withdrawn")
    with pytest.raises(Stale):
        await taken_back(portal, made, number, "Nora")
    await taken_back(portal, made, number, "Ben")
    assert await standing(number) == ("withdrawn", {})
    assert (await member_called("Ben"))["state"] == "active" and await mails("request-withdrawn") == [
        BEN.email
    ]


@pytest.mark.both_databases
async def test_who_is_to_sponsor_the_practice_stays_in_it_and_is_known_once_they_do(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA)
    number, dana = (await asked_for(portal, made, DANA)).number, await id_of("Dana")
    await new_sponsor.ask(portal, made.group, dana, REASON, by=made.by)
    await taken_back(portal, made, number, "Dana")
    assert (await member_called("Dana"))["state"] == "active"
    await checked(portal, made)
    await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    sent = (await open_one(portal, made)).sent
    assert sent
    await bring_in_force(signing_for(portal), sent)
    await ActivationWorker(portal, KEYS).attend_due()
    assert await member_playing(made.group, "sponsor") == dana
    assert (await member_called("Dana"))["person_state"] == "new"


async def test_nothing_comes_due_for_who_was_taken_back(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA)
    number, nora = (await asked_for(portal, made, NORA)).number, await id_of("Nora")
    day = (clock.now() + timedelta(days=9)).date()
    await leaving.set_last_day(portal, nora, day, by=made.by)
    await authorizations.ask_for(nora, made.members["Rosa"], by=made.by)
    await taken_back(portal, made, number, "Nora")
    assert await scheduled(LAST_DAY, nora) is None
    assert [row["state"] for row in await Authorization.select(Authorization.state)] == ["declined"]


async def test_nobody_else_takes_anybody_back(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA)
    number = (await asked_for(portal, made, NORA)).number
    with pytest.raises(NotFound):
        await to_take_back(number, STRANGER.account)
    nora = await id_of("Nora")
    with pytest.raises(NotFound):
        await take_person_back(portal, signing_for(portal), number, nora, "x", by=STRANGER)
    assert (await member_called("Nora"))["state"] == "active"


@pytest.mark.both_databases
async def test_of_taking_back_and_approving_at_once_one_counts(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA)
    receipt = await asked_for(portal, made, NORA, existing="Ben")
    asked = await grants_asked(receipt.request)

    async def tried(act: Awaitable[object]) -> bool:
        try:
            await act
        except PortalError:
            return False
        return True

    both = (
        taken_back(portal, made, receipt.number, "Nora"),
        approve_lines(portal, receipt.number, asked, by=ANALYST),
    )
    back, agreed = await asyncio.gather(*(tried(each) for each in both))
    state, left = await standing(receipt.number)
    assert back != agreed
    assert (state, set(left)) == (
        ("to-be-decided", {"iecg"}) if back else ("in-progress", {"iecg", "cerner", "pacs"})
    )
