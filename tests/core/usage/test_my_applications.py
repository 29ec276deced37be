import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core.access import actions
from core.access.conditions import NotNow
from core.access.tables import Grant
from core.activation.actions import suspend_group
from core.actor import Actor
from core.agreements.tables import Agreement
from core.audit.tables import AuditEvent
from core.database import Database, count_statements
from core.errors import NotFound
from core.groups.tables import Appointment, Member
from core.identity.tables import Account, Person
from core.portal import Portal
from core.usage import queries
from core.usage.actions import open_application
from core.usage.tables import Use
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, Practice, active, portal_for, practice

WORKSPACE = "https://workspace.bannerhealth.com"


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal, clock: MovableClock) -> Practice:
    """Amara has working access to Cerner; PACS is being set up since the Monday before Thanksgiving."""
    clock.set(datetime(2026, 11, 23, 16, tzinfo=UTC))
    made = await active(portal, BEN, AMARA)
    await actions.activate(portal, made.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    return made


async def account_of(made: Practice, first: str) -> UUID:
    member = await Member.select(Member.person).where(Member.id == made.members[first]).first()
    person = await Person.select(Person.account).where(Person.id == member["person"]).first()
    return person["account"]


async def actor(made: Practice, first: str) -> Actor:
    return Actor("person", await account_of(made, first), first)


async def test_what_works_is_a_tile_and_the_rest_says_what_is_missing(portal: Portal, made: Practice) -> None:
    (place,) = await queries.mine(portal, await account_of(made, "Amara"))

    assert [(tile.name, tile.account, tile.opens) for tile in place.tiles] == [
        ("Cerner Millennium", "aokafor", True)
    ]
    first = {each.slug: each.first.words for each in place.missing}
    assert first["pacs"] == "It is being set up." and "Nobody has requested" in first["iecg"]
    (expected,) = [each.first.expected for each in place.missing if each.slug == "pacs"]
    assert str(expected) == "2026-11-27"  # three business days, and Thanksgiving is none
    _, pacs = await queries.why_not_mine(portal, await account_of(made, "Amara"), place.member, "pacs")
    assert [step.name for step in pacs.chain] == [
        "agreement", "group", "suffix", "place", "rule", "details", "license",
        "approval", "login", "set-up", "factor",
    ]  # fmt: skip


@pytest.mark.both_databases
async def test_each_opening_is_an_event_and_the_last_use(portal: Portal, made: Practice, clock) -> None:
    grant, by = made.grants["Amara", "cerner"], await actor(made, "Amara")
    assert await open_application(portal, grant, by=by) == WORKSPACE
    clock.advance(hours=2)
    await asyncio.gather(*(open_application(portal, grant, by=by) for _ in range(5)))

    (use,) = await Use.select()
    assert (use["times"], use["last_at"] - use["first_at"]) == (6, timedelta(hours=2))
    assert await AuditEvent.count().where(AuditEvent.action == "application.opened") == 6
    (place,) = await queries.mine(portal, by.account)
    assert place.tiles[0].last_used == clock()


async def test_nobody_opens_what_is_not_theirs(portal: Portal, made: Practice) -> None:
    ben, stranger = await actor(made, "Ben"), Actor("person", uuid4(), "Someone")
    for by, grant in (
        (ben, made.grants["Amara", "cerner"]),
        (stranger, made.grants["Amara", "cerner"]),
        (ben, uuid4()),
    ):
        with pytest.raises(NotFound):
            await open_application(portal, grant, by=by)
    assert await Use.count() == 0
    with pytest.raises(NotFound):
        await queries.why_not_mine(portal, ben.account, made.members["Amara"], "pacs")


async def test_what_is_suspended_or_without_agreement_does_not_open(
    portal: Portal, made: Practice, clock
) -> None:
    grant, by = made.grants["Amara", "cerner"], await actor(made, "Amara")
    with pytest.raises(NotNow):
        await open_application(portal, made.grants["Amara", "pacs"], by=by)
    ends = (await Agreement.select(Agreement.ends_at).first())["ends_at"]
    clock.set(ends)  # the worker that suspends has not come by yet
    with pytest.raises(NotNow, match="isn’t in force"):
        await open_application(portal, grant, by=by)
    (place,) = await queries.mine(portal, by.account)
    assert place.tiles == () and place.missing[0].first.name == "agreement"
    clock.advance(days=-1)
    await suspend_group(portal, made.group, "Suspected misuse.", by=ANALYST)
    with pytest.raises(NotNow):
        await open_application(portal, grant, by=by)
    assert await AuditEvent.count().where(AuditEvent.action == "application.not-opened") == 3


async def test_a_person_without_login_name_has_nothing_yet(portal: Portal, database: Database) -> None:
    await practice(portal, BEN, AMARA)
    assert await queries.mine(portal, uuid4()) == ()


async def test_the_page_costs_the_same_however_many_applications_there_are(
    portal: Portal, made: Practice
) -> None:
    account = await account_of(made, "Amara")
    with count_statements() as few:
        await queries.mine(portal, account)
    for slug in ("pacs", "dsm", "qventus"):
        key = f"{made.members['Amara']}:{slug}"
        if not await Grant.exists().where(Grant.key == key):
            row = (await Grant.select().where(Grant.id == made.grants["Amara", "cerner"]))[0]
            await Grant.insert(
                Grant(
                    **row | {"id": uuid4(), "application": slug, "key": key, "answers": "{}", "shown": "[]"}
                )
            )
    with count_statements() as many:
        await queries.mine(portal, account)
    assert len(few) == len(many)
    assert await Account.count() == 2


async def test_whom_to_ask_is_the_administrator_of_today_and_never_oneself(
    portal: Portal, made: Practice
) -> None:
    async def asked(first: str) -> list[str]:
        return [place.administrator for place in await queries.mine(portal, await account_of(made, first))]

    assert (await asked("Ben"), await asked("Amara")) == ([""], [BEN.name])
    # Who registered the practice acts for it no longer, now that the administrator's own login is known.
    amara = await account_of(made, "Amara")
    await Appointment.update({Appointment.account: amara}).where(Appointment.part == "administrator")
    assert (await asked("Ben"), await asked("Amara")) == ([""], [BEN.name])
