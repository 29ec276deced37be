"""Work at the applications is taken, ticked off and finished by those with the role for it."""

import time
from uuid import UUID

import pytest

from core.access.tables import WorkItem
from core.actor import Actor
from core.console import working
from core.console.queries.work import work_item, work_list, work_of_request
from core.console.queries.work_filters import WorkFilters
from core.console.working import StaffActor
from core.database import Database, count_statements
from core.errors import Forbidden, Invalid, NotFound
from core.identity.roles import StaffRoles
from core.identity.tables import Account
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from tests.core.console.conftest import hired
from tests.practices import AMARA, BEN, active, portal_for, state_of

ANALYST = StaffRoles.parse("analyst")
PACS = StaffRoles.parse("provisioning:pacs")


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal):
    """An active practice whose access is to be set up by people."""
    practice = await active(portal, BEN, AMARA)
    await ProvisioningWorker(portal, Connectors.open(portal.applications, {})).work_due()
    return practice


@pytest.fixture
async def kim(made) -> Actor:
    return await hired()


async def item_of(made, first: str, slug: str) -> UUID:
    row = await WorkItem.select(WorkItem.id).where(WorkItem.grant == made.grants[first, slug]).first()
    assert row
    return row["id"]


async def test_the_queue_is_filtered_and_each_provisions_their_own_applications(
    portal: Portal, made, kim: Actor
):
    async def found(roles: StaffRoles = ANALYST, **filters: str) -> set[tuple[str, str]]:
        with count_statements() as statements:
            page = await work_list(portal, roles, WorkFilters(**filters), by=kim)
        assert len(statements) <= 6
        return {(line.slug, line.person) for line in page.lines}

    cerner = {("cerner", "Ben Ruiz"), ("cerner", "Amara Okafor")}
    assert await found() == cerner | {("pacs", "Amara Okafor")}
    assert await found(PACS) == {("pacs", "Amara Okafor")}
    assert await found(application="cerner") == cerner
    assert await found(search="okaf") == {("cerner", "Amara Okafor"), ("pacs", "Amara Okafor")}
    assert await found(search="ben@peaks.example") == {("cerner", "Ben Ruiz")}
    assert len(await found(search="peaks")) == 3
    assert await found(search="%") == set() == await found(state="dead") == await found(holder="mine")


async def test_work_is_taken_ticked_and_finished_with_evidence(portal: Portal, made, kim: Actor):
    item, hand = await item_of(made, "Amara", "pacs"), StaffActor(kim, PACS)
    await working.take(item, hand)
    steps = len((await work_item(item)).steps)

    with pytest.raises(Invalid) as wrong:
        await working.complete(portal, item, " ", "", hand)
    assert set(wrong.value.errors) == {"steps", "evidence"}
    await working.tick(item, range(steps), hand)
    await working.tick(item, range(1, steps), hand)
    assert [step.at is None for step in (await work_item(item)).steps].count(True) == 1
    await working.tick(item, range(steps), hand)
    await working.complete(portal, item, "Ticket 77", "aokafor", hand)

    assert await state_of(made.grants["Amara", "pacs"]) == "active"
    view = await work_item(item)
    assert (view.line.state, view.evidence, view.account, view.line.holder_name) == (
        "done",
        "Ticket 77",
        "aokafor",
        "Kim Alvarez",
    )


async def test_another_role_or_ones_own_request_is_refused(portal: Portal, made, kim: Actor):
    item = await item_of(made, "Amara", "cerner")
    account = await Account.select(Account.id).where(Account.email == "ben@peaks.example").first()
    assert account
    named = Actor("staff", account["id"], "Ben Ruiz")
    for hand in (
        StaffActor(kim, PACS),
        StaffActor(kim, StaffRoles.parse("credentialing")),
        StaffActor(named, ANALYST),
    ):
        with pytest.raises(Forbidden):
            await working.take(item, hand)


async def test_who_provisions_some_applications_sees_no_work_at_others(portal: Portal, made, kim: Actor):
    pacs, cerner = await item_of(made, "Amara", "pacs"), await item_of(made, "Amara", "cerner")
    assert (await working.look(pacs, StaffActor(kim, PACS))).line.slug == "pacs"
    with pytest.raises(Forbidden, match="another role"):
        await working.look(cerner, StaffActor(kim, PACS))
    for roles in ("analyst", "provisioning", "privacy-officer", "analyst provisioning:pacs"):
        assert (await working.look(cerner, StaffActor(kim, StaffRoles.parse(roles)))).line.slug == "cerner"


async def test_work_is_given_only_to_those_who_may_do_it(portal: Portal, made, kim: Actor):
    item = await item_of(made, "Amara", "cerner")
    with pytest.raises(NotFound):
        await working.give(
            item, kim.account, StaffActor(kim, ANALYST)
        )  # Kim's account has only credentialing
    with pytest.raises(NotFound):
        await working.give(item, UUID(int=3), StaffActor(kim, ANALYST))
    await working.give(item, None, StaffActor(kim, ANALYST))


async def test_what_is_refused_can_be_tried_again(portal: Portal, made, kim: Actor):
    item, hand = await item_of(made, "Amara", "cerner"), StaffActor(kim, ANALYST)
    await working.refuse(portal, item, "No such facility", hand)
    assert await state_of(made.grants["Amara", "cerner"]) == "failed"
    page = await work_list(portal, ANALYST, WorkFilters(state="failed"), by=kim)
    assert [line.words for line in page.lines] == ["No such facility"]

    await working.retry(portal, item, hand)

    assert await state_of(made.grants["Amara", "cerner"]) == "provisioning"


@pytest.mark.both_databases
async def test_a_request_shows_its_own_work(made):
    assert len(await work_of_request(made.request)) == 3


async def test_pages_follow_each_other_and_do_not_slow_down(portal: Portal, made, kim: Actor):
    rows = [
        dict(row) for row in await WorkItem.select().where(WorkItem.grant == made.grants["Ben", "cerner"])
    ]
    for start in range(0, 5000, 250):
        copies = []
        for number in range(start, start + 250):
            copy = WorkItem(**{name: value for name, value in rows[0].items() if name not in {"id", "key"}})
            copy.key = f"copy {number}"
            copies.append(copy)
        await WorkItem.insert(*copies)
    seen: set[UUID] = set()
    after, began = "", time.process_time()
    for _ in range(4):
        page = await work_list(portal, ANALYST, WorkFilters(), after, by=kim)
        seen |= {line.id for line in page.lines}
        after = page.after
    assert len(seen) == 100 and after
    assert time.process_time() - began < 4
