"""The NPI register is asked by itself about everybody who was sent in; the case says where it differs."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock
from core.credentials.looking import NUMBERS, look_up_when_due, looking_up_numbers
from core.credentials.queries import Said, checks
from core.credentials.tables import CredentialFinding
from core.database import Database
from core.due.queries import scheduled
from core.due.worker import DueWorker
from core.portal import Portal
from core.requests.correcting import correct
from core.requests.corrections import give_back
from core.site.parts import NpiRegister
from tests import npi_server as at
from tests.practices import ANALYST, BEN, Practice, Someone, active, portal_for, practice
from tests.practices.portals import portal_of

GRACE = Someone("Grace", "Okoro", "grace@peaks.example", npi=at.GRACE)
JANE = Someone("Jane", "Roe", "jane@peaks.example", npi=at.GRACE, suffix="DO")
LOST = Someone("Lou", "Lost", "lou@peaks.example", npi=at.NOBODY)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with at.npi_register() as address:
        with_register = {"npi_register": NpiRegister(address=address)}
        yield portal_of(portal_for().site.model_copy(update=with_register))


async def said(portal: Portal, made: Practice, first: str) -> tuple[Said, ...]:
    everybody = await checks(portal, made.group)
    return next(each.said for each in everybody if each.member == made.members[first])


async def worked(portal: Portal) -> None:
    worker = DueWorker(looking_up_numbers(portal))
    while await worker.attend_due():
        pass


@pytest.mark.both_databases
async def test_name_suffix_and_license_that_differ_are_told_on_the_case(database: Database, portal: Portal):
    made = await practice(portal, BEN, JANE, LOST)
    await worked(portal)

    (differs,) = await said(portal, made, "Jane")
    assert differs.outcome == "contradicts" and differs.at <= clock.now()
    assert differs.words == "The register says Grace Okoro, M.D., licenses AZ 48213, CA C1"
    assert (await said(portal, made, "Lou"))[0].outcome == "unknown"
    rows = await CredentialFinding.select(CredentialFinding.about).output(load_json=True)
    assert {each["about"]["identifiers"]["npi"] for each in rows} == {at.GRACE, at.NOBODY}


async def test_a_corrected_number_is_looked_up_once_more_and_others_are_not(
    database: Database, portal: Portal
):
    made = await practice(portal, BEN, GRACE, LOST)
    await worked(portal)
    await give_back(portal, made.number, [f"{made.members['Lou']}.npi"], "Which?", by=ANALYST)
    await correct(portal, made.number, {f"{made.members['Lou']}.npi": [at.CLOSED]}, by=made.by)
    await worked(portal)

    (again,) = await said(portal, made, "Lou")
    assert (again.outcome, "no longer active" in again.words) == ("contradicts", True)
    assert await CredentialFinding.count() == 3


async def test_a_register_that_is_silent_is_asked_an_hour_later(database: Database, portal: Portal):
    made = await practice(portal, BEN, Someone("Sam", "Slow", "sam@peaks.example", npi=at.BROKEN))
    at_ = await look_up_when_due(portal, made.group)
    assert at_ and at_ > clock.now() + timedelta(minutes=59)
    assert await CredentialFinding.count() == 0


async def test_nobody_is_looked_up_without_a_register_or_once_the_practice_is_active(
    database: Database, portal: Portal
):
    without = portal_for()
    made = await practice(without, BEN, GRACE, name=f"Without {uuid4().hex[:6]}")
    assert (
        await scheduled(NUMBERS, made.group) is None and await look_up_when_due(without, made.group) is None
    )
    other = await active(portal, BEN, GRACE, name="Another")
    assert await look_up_when_due(portal, other.group) is None
