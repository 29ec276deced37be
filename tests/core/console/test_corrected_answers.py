"""Support asks to correct the answers of one application: in its own form, and work follows."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.access.tables import Grant, RequestLine, WorkItem
from core.access.work import OPEN
from core.database import Database
from core.errors import Invalid, NotFound, Stale
from core.portal import Portal
from core.requests.cases import case
from core.requests.correcting import correct, draw_correction
from core.requests.corrections import give_back, returned, take_back
from core.requests.queries.needs import find_standing
from core.reviews.queries.needs import EVERY_NEED
from tests.practices import ANALYST, BEN, Practice, Someone, active, portal_for, practice
from tests.practices.work import hand_to_people

AMARA = Someone("Amara", "Okafor", "amara@peaks.example", wants=("dsm", "pacs"))
WHY = "The address does not answer"


@pytest.fixture(scope="module")
def portal() -> Portal:
    return portal_for()


async def asked(portal: Portal, made: Practice) -> UUID:
    grant = made.grants["Amara", "dsm"]
    await give_back(portal, made.number, [f"{grant}.answers"], WHY, by=ANALYST)
    return grant


async def answers_of(grant: UUID) -> tuple[str, str]:
    """The address as the grant and as its line have it."""
    row = await Grant.select(Grant.answers).where(Grant.id == grant).first().output(load_json=True)
    line = await RequestLine.select(RequestLine.shown).where(RequestLine.grant == grant).first()
    assert row and line
    return row["answers"]["direct_address"], str(line["shown"])


def typed(grant: UUID, address: str) -> dict[str, list[str]]:
    return {f"{grant}.direct_address": [address]}


@pytest.mark.both_databases
async def test_the_practice_answers_in_the_form_of_the_application(database: Database, portal: Portal):
    made = await practice(portal, BEN, AMARA)
    grant = await asked(portal, made)

    page = await draw_correction(portal, made.number, by=made.by)
    assert [each.name for each in page.parts[0].form] == [f"{grant}.direct_address", f"{grant}.own_domain"]
    for wrong in ("nonsense", "someone@gmail.com", "amara@peaks.example"):
        page = await correct(portal, made.number, typed(grant, wrong), by=made.by)
        assert page.wrong, wrong
    assert not (
        await correct(portal, made.number, typed(grant, "new@direct.peaks.example"), by=made.by)
    ).wrong

    address, shown = await answers_of(grant)
    assert address == "new@direct.peaks.example" and address in shown
    (once,) = await returned(made.request)
    assert once.changes[0].title == "Amara Okafor: Direct Secure Messaging"
    assert once.changes[0].was and once.changes[0].now == address
    assert (await case(made.number)).state == "checking-credentials"


async def test_work_that_is_under_way_begins_anew_with_the_new_answers(database: Database, portal: Portal):
    made = await active(portal, BEN, AMARA)
    await hand_to_people(portal)
    grant, pacs = await asked(portal, made), made.grants["Amara", "pacs"]
    before = {each: await open_work(each) for each in (grant, pacs)}
    assert (await case(made.number)).state == "in-progress", "everything else of it goes on"
    assert "correct" in {
        each.kind for each in (await find_standing(portal, made.by.account, EVERY_NEED)).needs
    }

    await correct(portal, made.number, typed(grant, "new@direct.peaks.example"), by=made.by)

    assert (await answers_of(grant))[0] == "new@direct.peaks.example"
    assert await open_work(grant) != before[grant] and await open_work(pacs) == before[pacs]
    assert (await case(made.number)).state == "in-progress"
    assert "correct" not in {
        each.kind for each in (await find_standing(portal, made.by.account, EVERY_NEED)).needs
    }


async def open_work(grant: UUID) -> list[UUID]:
    """What is to be done for it now: one thing at a time."""
    theirs = (WorkItem.grant == grant) & WorkItem.state.is_in([*OPEN])
    found = [each["id"] for each in await WorkItem.select(WorkItem.id).where(theirs)]
    assert len(found) == 1
    return found


async def test_once_access_is_set_up_only_answers_can_be_corrected(database: Database, portal: Portal):
    made = await active(portal, BEN, AMARA)
    for name in (f"{made.members['Amara']}.npi", "practice.phone", f"{made.members['Ben']}.email"):
        with pytest.raises(Invalid):
            await give_back(portal, made.number, [name], WHY, by=ANALYST)


async def test_access_that_came_to_work_meanwhile_keeps_its_answers(database: Database, portal: Portal):
    made = await active(portal, BEN, AMARA)
    grant = made.grants["Amara", "pacs"]
    with pytest.raises(Invalid):
        await give_back(portal, made.number, [f"{grant}.answers"], WHY, by=ANALYST)
    grant = await asked(portal, made)
    with pytest.raises(Stale):
        await asked(portal, made)
    before = await answers_of(grant)
    await Grant.update({Grant.state: "active"}).where(Grant.id == grant)

    assert not (await draw_correction(portal, made.number, by=made.by)).parts
    await correct(portal, made.number, typed(grant, "new@direct.peaks.example"), by=made.by)

    assert await answers_of(grant) == before
    assert [each.state for each in await returned(made.request)] == ["answered"]


async def test_others_correct_nothing_and_support_may_take_it_back(database: Database, portal: Portal):
    made = await active(portal, BEN, AMARA)
    grant = await asked(portal, made)
    with pytest.raises(NotFound):
        await correct(
            portal, made.number, typed(grant, "x@evil.example"), by=replace(made.by, account=uuid4())
        )
    await take_back(made.number, by=ANALYST)
    with pytest.raises(NotFound):
        await correct(portal, made.number, typed(grant, "x@evil.example"), by=made.by)
    assert (await case(made.number)).state == "in-progress"
