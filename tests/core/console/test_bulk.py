"""Several pieces of work are decided at once after a look, item by item, and nothing twice."""

from uuid import UUID, uuid4

import pytest

from core.access.tables import WorkItem
from core.actor import Actor
from core.audit.tables import AuditEvent
from core.console import working
from core.console.bulk import MISSING, MOST_AT_ONCE, Do, Look, Wish, decide, looks
from core.console.queries.work import work_item
from core.console.working import StaffActor
from core.database import count_statements
from core.errors import Invalid, NotFound
from core.identity.bound import rebind
from core.identity.roles import StaffRoles
from core.identity.tables import Account
from core.portal import Portal
from tests.core.console.conftest import hired
from tests.core.console.test_work import ANALYST, PACS, item_of, kim, made, portal
from tests.practices import state_of

__all__ = ["kim", "made", "portal"]


@pytest.fixture
async def items(made) -> list[UUID]:
    """Cerner for Ben and for Amara, and PACS for Amara."""
    return [
        await item_of(made, *each) for each in (("Ben", "cerner"), ("Amara", "cerner"), ("Amara", "pacs"))
    ]


@pytest.fixture
async def lena(made) -> Actor:
    actor = await hired("lena@health.example", "Lena Boyd")
    await rebind(actor.account, {Account.staff_roles: "provisioning:pacs"})
    return actor


async def holders(items: list[UUID]) -> list[UUID | None]:
    rows = await WorkItem.select(WorkItem.id, WorkItem.assignee).where(WorkItem.id.is_in(items))
    by_item = {row["id"]: row["assignee"] for row in rows}
    return [by_item[item] for item in items]


def against(found: tuple[Look, ...]) -> dict[UUID, str]:
    return {look.item: look.against for look in found}


async def test_a_look_says_what_would_happen_and_changes_nothing(
    portal: Portal, kim: Actor, items: list[UUID]
):
    hand = StaffActor(kim, ANALYST)
    await working.take(items[0], hand)
    events = await AuditEvent.count()

    found = against(await looks(Wish("take"), items, hand))

    assert found == {items[0]: "You have this already.", items[1]: "", items[2]: ""}
    assert await holders(items) == [kim.account, None, None]
    assert await AuditEvent.count() == events


async def test_each_is_one_change_with_its_event(portal: Portal, kim: Actor, items: list[UUID]):
    events = await AuditEvent.count()

    done = await decide(portal, Wish("take"), dict.fromkeys(items), StaffActor(kim, ANALYST))

    assert against(done) == dict.fromkeys(items, "")
    assert await holders(items) == [kim.account] * 3
    written = await AuditEvent.select().where(AuditEvent.number > events).order_by(AuditEvent.number)
    assert {(row["action"], row["subject"]) for row in written} == {
        ("work.taken", str(item)) for item in items
    }
    assert len(written) == 3


@pytest.mark.parametrize("do", ["take", "give", "back", "retry", "refuse"])
async def test_the_same_decision_sent_again_does_nothing_twice(
    portal: Portal, kim: Actor, lena: Actor, items: list[UUID], do: Do
):
    await rebind(lena.account, {Account.staff_roles: "analyst"})
    hand, wish = StaffActor(kim, ANALYST), Wish(do, lena.account, "No such facility")
    if do == "back":
        await decide(portal, Wish("take"), dict.fromkeys(items), hand)
    if do == "retry":
        await decide(portal, Wish("refuse", reason="Wrong"), dict.fromkeys(items), hand)
    seen = dict(zip(items, await holders(items), strict=True))

    first = await decide(portal, wish, seen, hand)
    before = await WorkItem.select().order_by(WorkItem.id)
    again = await decide(portal, wish, seen, hand)

    assert against(first) == dict.fromkeys(items, "")
    assert all(look.against for look in again) and len(again) == 3
    assert await WorkItem.select().order_by(WorkItem.id) == before


@pytest.mark.both_databases
async def test_what_was_refused_together_is_tried_again_together(
    portal: Portal, kim: Actor, made, items: list[UUID]
):
    hand = StaffActor(kim, ANALYST)
    await decide(portal, Wish("refuse", reason="No such facility"), dict.fromkeys(items[:2]), hand)
    states = [await state_of(made.grants[each, "cerner"]) for each in ("Ben", "Amara")]
    assert states == ["failed", "failed"]

    done = against(await decide(portal, Wish("retry"), dict.fromkeys(items), hand))

    assert done == {items[0]: "", items[1]: "", items[2]: "This was neither given up nor refused."}
    states = [await state_of(made.grants[each, "cerner"]) for each in ("Ben", "Amara")]
    assert states == ["provisioning", "provisioning"]


async def test_refusing_needs_a_reason(portal: Portal, kim: Actor, items: list[UUID]):
    with pytest.raises(Invalid) as wrong:
        await decide(portal, Wish("refuse", reason=" "), dict.fromkeys(items), StaffActor(kim, ANALYST))
    assert set(wrong.value.errors) == {"reason"}


async def test_what_somebody_else_took_is_neither_taken_nor_refused(
    portal: Portal, kim: Actor, lena: Actor, items: list[UUID]
):
    await working.take(items[2], StaffActor(lena, PACS))
    hand = StaffActor(kim, ANALYST)

    assert "Someone else has taken this" in against(await looks(Wish("take"), items, hand))[items[2]]
    refused = await decide(portal, Wish("refuse", reason="No"), {items[2]: lena.account}, hand)
    assert refused[0].against.startswith("Lena Boyd has taken this.")
    assert await holders(items) == [None, None, lena.account]


@pytest.mark.parametrize("do", ["give", "back", "refuse"])
async def test_what_changed_hands_since_the_look_is_left_alone(
    portal: Portal, kim: Actor, lena: Actor, items: list[UUID], do: Do
):
    seen = {items[2]: kim.account if do != "give" else None}
    await working.take(items[2], StaffActor(lena, PACS))
    noor = await hired("noor@health.example", "Noor Diaz")
    await rebind(noor.account, {Account.staff_roles: "analyst"})

    (look,) = await decide(portal, Wish(do, noor.account, "No"), seen, StaffActor(kim, ANALYST))

    assert look.against
    assert await holders(items) == [None, None, lena.account]


async def test_work_is_given_only_to_those_whose_role_it_takes(
    portal: Portal, kim: Actor, lena: Actor, items: list[UUID]
):
    done = against(
        await decide(portal, Wish("give", lena.account), dict.fromkeys(items), StaffActor(kim, ANALYST))
    )

    assert done[items[2]] == ""
    assert done[items[0]] == done[items[1]] == "Lena Boyd doesn’t do the work of Cerner Millennium."
    with pytest.raises(NotFound):
        await looks(Wish("give", uuid4()), items, StaffActor(kim, ANALYST))


async def test_another_application_is_answered_exactly_like_what_does_not_exist(
    portal: Portal, lena: Actor, items: list[UUID]
):
    absent, hand = uuid4(), StaffActor(lena, PACS)
    wanted = [items[0], absent, items[2]]

    for found in (
        await looks(Wish("take"), wanted, hand),
        await decide(portal, Wish("take"), dict.fromkeys(wanted), hand),
    ):
        told = {look.item: (look.line, look.against) for look in found}
        assert told[items[0]] == told[absent] == (None, MISSING)
    assert await holders(items) == [None, None, lena.account]


async def test_nothing_that_exists_is_no_fault(portal: Portal, kim: Actor):
    absent = uuid4()
    (look,) = await decide(portal, Wish("take"), {absent: None}, StaffActor(kim, ANALYST))
    assert (look.item, look.line, look.against) == (absent, None, MISSING)


async def test_nobody_decides_about_a_request_they_are_named_in(portal: Portal, made, items: list[UUID]):
    account = await Account.select(Account.id).where(Account.email == "ben@peaks.example").first()
    assert account
    named = StaffActor(Actor("staff", account["id"], "Ben Ruiz"), ANALYST)

    done = await decide(portal, Wish("take"), dict.fromkeys(items), named)

    assert all("Someone else has to decide" in look.against for look in done)
    assert await holders(items) == [None] * 3
    assert await AuditEvent.count().where(AuditEvent.action == "work.not-decided") == 3


async def test_a_look_costs_the_same_for_one_as_for_many(portal: Portal, kim: Actor, made, items: list[UUID]):
    hand, counts = StaffActor(kim, StaffRoles.parse("analyst")), []
    for several in (items[:1], items):
        with count_statements() as statements:
            await looks(Wish("give", kim.account), several, hand)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5


@pytest.mark.both_databases
async def test_no_more_at_once_than_a_page_shows(portal: Portal, kim: Actor):
    with pytest.raises(Invalid):
        await looks(Wish("take"), [uuid4() for _ in range(MOST_AT_ONCE + 1)], StaffActor(kim, ANALYST))


@pytest.mark.both_databases
async def test_work_of_several_people_is_finished_with_one_evidence(
    portal: Portal, kim: Actor, made, items: list[UUID]
):
    hand = StaffActor(kim, ANALYST)
    with pytest.raises(Invalid):
        await decide(portal, Wish("done", reason=" "), dict.fromkeys(items), hand)
    lena = await hired("lena@health.example", "Lena Moss")
    assert lena.account
    await rebind(lena.account, {Account.staff_roles: "analyst"})
    await decide(portal, Wish("give", lena.account), {items[2]: None}, hand)
    done = await decide(portal, Wish("done", reason="Ticket 77"), dict.fromkeys(items), hand)

    against = {look.item for look in done if look.against}
    assert against == {items[2]}, "a colleague keeps what they have"
    views = [await work_item(item) for item in items]
    assert [(view.line.state, view.evidence) for view in views[:2]] == [("done", "Ticket 77")] * 2
    assert all(step.at for view in views[:2] for step in view.steps) and views[2].line.state == "people"
    again = await decide(portal, Wish("done", reason="Ticket 77"), dict.fromkeys(items[:2]), hand)
    assert all(look.against for look in again)
