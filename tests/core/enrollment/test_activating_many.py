"""Large practices are activated some people at a time: nobody waits long, and a crash loses nothing."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from core import clock
from core.access.tables import Grant, Request, WorkItem
from core.activation.actions import activate_group, resume_group, suspend_group
from core.activation.people import AT_ONCE, ActivationWorker
from core.audit.tables import AuditEvent
from core.audit.verification import verify
from core.database import Database, count_statements, transaction
from core.database.cutting import cutting
from core.groups.activation_work import go_on_with
from core.groups.tables import ActivationWork, Group, Member
from core.identity.bound import bind
from core.identity.tables import Account, Person
from core.mfa import authenticators
from tests.conftest import MovableClock
from tests.core.access.test_deciding import counting_portal, crowd
from tests.practices import (
    ANALYST,
    BEN,
    KEYS,
    LINE,
    Practice,
    Someone,
    active,
    check_credentials,
    portal_for,
    practice,
)

PORTAL = portal_for()


@dataclass
class Watched:
    """How many statements each transaction had, and how long this process worked on it."""

    statements: list[int] = field(default_factory=lambda: [0])
    seconds: list[float] = field(default_factory=list)
    begun: float = field(default_factory=time.process_time)

    def __call__(self, point: str) -> None:
        if point == "COMMIT":
            self.seconds.append(time.process_time() - self.begun)
            self.statements.append(0)
            return
        if not self.statements[-1]:
            self.begun = time.process_time()
        self.statements[-1] += 1


class Crash(BaseException):
    """The process ends here."""


@contextmanager
def crashing(after: int) -> Iterator[None]:
    """End the process before its transaction number `after` is committed."""
    commits = 0

    def knife(point: str) -> None:
        nonlocal commits
        commits += point == "COMMIT"
        if commits >= after:
            raise Crash

    with pytest.raises(Crash), cutting(knife):
        yield


async def _checked(lines: int) -> Practice:
    """A crowd that support has only to activate."""
    made = await practice(PORTAL, *crowd(lines))
    await check_credentials(PORTAL, made)
    return made


async def _whole(people: int, lines: int) -> None:
    """Everybody is known, every line is being set up, and nothing is left to do."""
    assert await Person.count() == people
    assert await Member.count().where(Member.person_state == "new") == people
    assert await Grant.count().where(Grant.state == "provisioning") == lines
    assert await WorkItem.count().where(WorkItem.kind == "grant", WorkItem.state == "waiting") == lines
    assert not await ActivationWork.exists()
    (request,) = await Request.select(Request.state)
    assert request["state"] == "in-progress"
    await verify()


@pytest.mark.both_databases
async def test_two_hundred_people_are_activated_without_a_lock_held_for_long(database: Database) -> None:
    portal, catalogue = counting_portal()
    made = await _checked(600)
    watched = Watched()
    with cutting(watched), count_statements() as statements:
        await activate_group(portal, KEYS, made.group, by=ANALYST)

    await _whole(200, 600)
    assert catalogue.looked == 600
    assert len(statements) <= 600
    # The last one finds nobody left, and tells the administrator of all of them.
    assert len(watched.seconds) == 1 + 200 // AT_ONCE + 1
    assert max(watched.statements) <= 53
    assert max(watched.seconds) <= 1, watched.seconds


@pytest.mark.parametrize(("people", "lines"), [(20, 20), (20, 60), (100, 100), (100, 300)])
async def test_activating_takes_at_most_four_statements_a_line(
    database: Database, people: int, lines: int
) -> None:
    asked = [replace(each, wants=each.wants[: lines // people]) for each in crowd(3 * people)]
    made = await practice(PORTAL, *asked)
    await check_credentials(PORTAL, made)
    with count_statements() as statements:
        await activate_group(PORTAL, KEYS, made.group, by=ANALYST)

    await _whole(people, lines)
    # And one for all of them, which says when the administrator gets the summary.
    assert len(statements) <= 4 * lines + 5


async def _known_elsewhere(how_many: int, name: str) -> list[Someone]:
    """As many of each kind: new, with an account to be picked up, with a second factor, known, staff."""
    kinds = ("new", "waiting", "factor", "known", "staff")
    people = {
        kind: [Someone(kind, "Smith", f"{kind}{number}@{name}.example") for number in range(how_many)]
        for kind in kinds
    }
    for kind, password, roles in (("waiting", "", ""), ("factor", "x", ""), ("staff", "x", "analyst")):
        for each in people[kind]:
            account = Account(email_key=each.email, email=each.email, created_at=clock.now())
            account.first_name, account.last_name = each.first, each.last
            account.password_hash, account.staff_roles = password, roles
            await Account.insert(bind(account))
            if kind == "factor":
                await authenticators.confirm_without_code(await authenticators.begin(account.id, KEYS))
    await active(PORTAL, *people["known"], name=f"{name} elsewhere")
    return [each for kind in kinds for each in people[kind]]


async def test_as_many_statements_are_sent_for_many_people_as_for_few(database: Database) -> None:
    sent = []
    for how_many in (1, AT_ONCE // 5):
        administrator = replace(BEN, email=f"ben@group{how_many}.example")
        others = await _known_elsewhere(how_many, f"group{how_many}")
        made = await practice(PORTAL, *others[1:], administrator, name=f"Group {how_many}")
        await check_credentials(PORTAL, made)
        with count_statements() as statements:
            await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
        states = [row["person_state"] for row in await Member.select().where(Member.group == made.group)]
        assert Counter(states) == {"new": 3 * how_many, "asked": how_many, "unclear": how_many}
        sent.append(len(statements))
    assert sent[0] == sent[1], sent


@pytest.mark.parametrize("after", [2, 3])
async def test_a_crash_between_people_is_made_good_by_the_worker(
    database: Database, clock: MovableClock, after: int
) -> None:
    made = await _checked(3 * AT_ONCE * 2)
    with crashing(after):
        await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    assert await Group.exists().where(Group.id == made.group, Group.state == "active")
    assert await Person.count().where(Person.portal_id.is_not_null()) == (after - 2) * AT_ONCE
    await verify()

    worker = ActivationWorker(PORTAL, KEYS)
    assert await worker.attend_due() == 0
    clock.advance(minutes=2)
    assert await worker.attend_due() == 1
    await _whole(2 * AT_ONCE, 6 * AT_ONCE)
    by = await AuditEvent.select(AuditEvent.actor_name).where(AuditEvent.action == "grant.approved")
    assert {row["actor_name"] for row in by} == {ANALYST.name}


async def test_a_crash_before_the_group_is_active_leaves_everything_as_it_was(database: Database) -> None:
    made, events = await _checked(5), await AuditEvent.count()
    with crashing(1):
        await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    assert await Group.exists().where(Group.id == made.group, Group.state == "waiting")
    assert not await ActivationWork.exists() and await AuditEvent.count() == events


@pytest.mark.both_databases
async def test_somebody_who_was_to_be_seen_to_before_is_seen_to_with_everybody(database: Database) -> None:
    made = await _checked(6)
    async with transaction():
        await go_on_with(made.group, by=ANALYST)
    await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    await _whole(2, 6)


@pytest.mark.both_databases
async def test_an_activation_sleeps_while_its_group_is_suspended(
    database: Database, clock: MovableClock
) -> None:
    made = await _checked(6 * AT_ONCE)
    with crashing(3):
        await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    await suspend_group(PORTAL, made.group, LINE, by=ANALYST)
    worker = ActivationWorker(PORTAL, KEYS)
    for _ in range(2):
        clock.advance(minutes=2)
        await worker.attend_due()
    assert await Person.count() == AT_ONCE

    await resume_group(PORTAL, made.group, by=ANALYST)
    assert await worker.attend_due() == 1
    await _whole(2 * AT_ONCE, 6 * AT_ONCE)
