"""Who acts on a colleague's authority has access while one counts."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from core.access import actions, authorizing, leaving, suspending
from core.access.authority import authority_of
from core.access.by_date import handlers
from core.access.chains import chain
from core.access.conditions import NotNow, against
from core.access.lines import load
from core.access.on_authority import KEPT_DAYS, UNAUTHORIZED, affected_by, colleague_changed
from core.access.tables import WorkItem
from core.activation.unidentified import undo
from core.actor import SYSTEM
from core.audit import change
from core.credentials.actions import Decision, keep_decision
from core.credentials.queries import about
from core.credentials.tables import CredentialDecision
from core.database import Database
from core.due.queries import scheduled
from core.errors import Invalid, Stale, TooMany
from core.groups.authority import OPEN, authorizations_of
from core.groups.people import load_group, load_member
from core.groups.tables import Member
from core.mail.tables import OutboxMail
from core.office import acts
from core.portal import Portal
from tests.conftest import MovableClock
from tests.practices import (
    ANALYST,
    state_of,
)
from tests.practices.vouching import Vouched, vouching_portal


@pytest.fixture(scope="module")
def portal() -> Portal:
    return vouching_portal()


@pytest.fixture
async def made(database: Database, clock: object, portal: Portal) -> Vouched:
    return await Vouched.at(portal)


async def test_set_up_waits_until_a_colleague_answers_and_the_chain_says_for_whom(made: Vouched) -> None:
    assert await made.stands() == ("approved", "")
    with pytest.raises(NotNow, match="Nobody is asked now"):
        await actions.begin(made.portal, made.grant, by=ANALYST)
    key = await made.ask("Amara")
    steps = {each.name: each for each in await chain(made.portal, await load(made.grant), None)}
    assert (steps["authority"].who, "Waiting for Amara Okafor" in steps["authority"].words) == (
        "authorizer",
        True,
    )
    await made.agree("Amara", key)
    assert await made.stands() == ("provisioning", "")
    await made.working()
    assert await against(made.portal, await load(made.grant)) is None


async def hold(made: Vouched) -> None:
    await acts.suspend_all(made.portal, made.made.members["Amara"], "Charts", by=made.made.by)


async def unhold(made: Vouched) -> None:
    await acts.resume_all(made.portal, made.made.members["Amara"], by=made.made.by)


async def away(made: Vouched) -> None:
    await acts.begin_leave(made.portal, made.made.members["Amara"], "Leave", by=made.made.by)


async def back(made: Vouched) -> None:
    await acts.end_leave(made.portal, made.made.members["Amara"], by=made.made.by)


async def dormant(made: Vouched) -> None:
    async with change("test.dormant", by=SYSTEM):
        await leaving.go_dormant(made.portal, made.made.members["Amara"], "Not used", by=SYSTEM)


async def not_valid(made: Vouched) -> None:
    await _decide(made, "not-valid")


async def valid(made: Vouched) -> None:
    await _decide(made, "valid")


async def _decide(made: Vouched, decision: Decision) -> None:
    row = await load_member(made.made.members["Amara"])
    async with change("credentials.decided", by=ANALYST, subject=("member", row.id)):
        await keep_decision(row.id, decision, "Seen", about(row), by=ANALYST)
        await colleague_changed(made.portal, await load_group(row.group), row, by=ANALYST)


Act = Callable[[Vouched], Awaitable[None]]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("goes", "comes"), [(hold, unhold), (away, back), (not_valid, valid), (dormant, back)]
)
async def test_access_goes_and_comes_with_the_only_one_who_answers(
    made: Vouched, goes: Act, comes: Act
) -> None:
    await made.vouched("Amara")
    await made.working()
    (affected,) = await affected_by(made.portal, made.made.members["Amara"])
    assert str(affected) == "Dora Mills: Cerner Millennium"
    await goes(made)
    assert await made.stands() == ("suspended", "authority")
    assert await against(made.portal, await load(made.grant))
    assert not await affected_by(made.portal, made.made.members["Amara"])
    if goes is dormant:
        await leaving.come_back(made.portal, made.made.members["Amara"], by=ANALYST)
    else:
        await comes(made)
    assert await made.stands() == ("provisioning", "")


async def test_of_two_who_answer_one_is_enough_and_the_application_is_told_who_is_left(made: Vouched) -> None:
    await made.vouched("Amara")
    await made.working()
    second = await made.vouched("Cara")
    assert not await affected_by(made.portal, made.made.members["Amara"])
    updates = WorkItem.count().where((WorkItem.grant == made.grant) & (WorkItem.kind == "update"))
    assert await updates == 1
    await leaving.leave(made.portal, made.made.members["Cara"], "Gone", by=ANALYST)
    assert await made.stands() == ("active", "")
    assert {each.state for each in await authorizations_of([made.dora])} == {"in-force", "ended"}
    assert second and await WorkItem.exists().where(
        (WorkItem.grant == made.grant) & (WorkItem.kind == "update") & (WorkItem.generation > 1)
    )


@pytest.mark.both_databases
async def test_another_colleague_brings_back_what_was_suspended_and_after_weeks_it_ends(
    made: Vouched, clock: MovableClock
) -> None:
    first = await made.vouched("Amara")
    await made.working()
    await authorizing.end(made.portal, first, by=await made.by("Amara"))
    assert await made.stands() == ("suspended", "authority")
    await made.vouched("Cara")
    assert await made.stands() == ("provisioning", "")
    await leaving.leave(made.portal, made.made.members["Cara"], "Gone", by=ANALYST)
    assert await made.stands() == ("failed", "authority")
    await made.vouched("Amara")
    assert await made.stands() == ("provisioning", "")
    await made.working()
    await acts.begin_leave(made.portal, made.made.members["Amara"], "Leave", by=made.made.by)
    look = handlers(made.portal)[UNAUTHORIZED]
    assert await look(made.dora) is not None
    assert await made.stands() == ("suspended", "authority")
    await leaving.leave(made.portal, made.made.members["Amara"], "Gone", by=ANALYST)
    due = await scheduled(UNAUTHORIZED, made.dora)
    assert due and due > clock() + timedelta(days=KEPT_DAYS - 1)
    assert await look(made.dora) is None
    assert await state_of(made.grant) == "revoked"


async def test_what_a_side_suspended_too_comes_back_with_the_last_of_both(made: Vouched) -> None:
    key = await made.vouched("Amara")
    await made.working()
    await authorizing.end(made.portal, key, by=made.made.by)
    await suspending.suspend(made.grant, "Charts", by=ANALYST)
    assert await made.stands() == ("suspended", "authority support")
    await made.vouched("Amara")
    assert await made.stands() == ("suspended", "support")
    await suspending.resume(made.portal, made.grant, by=ANALYST)
    assert await made.stands() == ("provisioning", "")


ACTS = ("ask", "agree", "end", "away", "back", "hold", "unhold", "not-valid", "valid", "work", "dora", "back")


@pytest.mark.parametrize("seed", [3, 11])
async def test_whatever_happens_nothing_is_given_without_an_authority_that_counts(
    made: Vouched, seed: int
) -> None:
    dice, happened = Random(seed), 0
    for _ in range(40):
        colleague = dice.choice(("Amara", "Cara"))
        with suppress(Stale, Invalid, TooMany):
            await _happens(made, dice.choice(ACTS), colleague)
            happened += 1
        authority = await authority_of(made.portal, await load_member(made.dora))
        state, sides = await made.stands()
        assert authority
        assert authority.counts or state not in {"active", "provisioning"}, (state, sides)
        here = (await load_member(made.dora)).standing == "active"
        assert not (authority.counts and here and sides == "authority"), (state, sides)
    assert happened > 10


async def _happens(made: Vouched, act: str, colleague: str) -> None:
    portal, member, by = made.portal, made.made.members[colleague], made.made.by
    open_ = {
        (each.by.first_name, each.state): each.id for each in await authorizations_of([made.dora], *OPEN)
    }
    if act == "ask":
        await made.ask(colleague)
    elif act == "agree" and (key := open_.get((colleague, "asked"))):
        await made.agree(colleague, key)
    elif act == "end" and (key := open_.get((colleague, "in-force"))):
        await authorizing.end(portal, key, by=by)
    elif act == "back":
        for each in (made.dora, member):
            with suppress(Stale):
                await acts.end_leave(portal, each, by=by)
    else:
        await {
            "work": made.working,
            "valid": lambda: _decide(made, "valid"),
            "not-valid": lambda: _decide(made, "not-valid"),
            "dora": lambda: acts.begin_leave(portal, made.dora, "Leave", by=by),
            "away": lambda: acts.begin_leave(portal, member, "Leave", by=by),
            "hold": lambda: acts.suspend_all(portal, member, "Charts", by=by),
            "unhold": lambda: acts.resume_all(portal, member, by=by),
        }.get(act, _nothing)()


async def _nothing() -> None:
    """Nobody to whom this could happen."""


@pytest.mark.both_databases
async def test_who_agreed_counts_only_once_support_found_their_license_valid_as_it_is(made: Vouched) -> None:
    amara = made.made.members["Amara"]
    await CredentialDecision.delete().where(CredentialDecision.member == amara)
    await made.vouched("Amara")
    assert await made.stands() == ("approved", "")
    steps = {each.name: each for each in await chain(made.portal, await load(made.grant), None)}
    assert (steps["authority"].who, "Support checks their" in steps["authority"].words) == ("support", True)
    mails = await OutboxMail.select().where(OutboxMail.template == "authority-changed")
    assert mails and all("once support has checked" in each["text"] for each in mails)
    await valid(made)
    assert await made.stands() == ("provisioning", "")
    await made.working()
    row = await load_member(amara)
    async with change("credentials.decided", by=ANALYST, subject=("member", row.id)):
        await keep_decision(row.id, "valid", "Seen", {**about(row), "last_name": "Then"}, by=ANALYST)
        await colleague_changed(made.portal, await load_group(row.group), row, by=ANALYST)
    assert await made.stands() == ("suspended", "authority")
    await valid(made)
    assert await made.stands() == ("provisioning", "")


@pytest.mark.both_databases
async def test_undoing_who_somebody_is_ends_what_was_agreed_in_their_name(made: Vouched) -> None:
    amara = made.made.members["Amara"]
    await made.vouched("Amara")
    await made.working()
    await Member.update({Member.person_state: "known"}).where(Member.id == amara)
    await undo(made.portal, made.made.number, amara, "A mistake.", by=ANALYST)
    assert await made.stands() == ("suspended", "authority")
    assert not await authorizations_of([made.dora], *OPEN)


async def test_who_is_uncertain_counts_for_nobody_and_who_acted_reads_no_own_name(made: Vouched) -> None:
    await made.vouched("Amara")
    await made.working()
    unclear = {Member.person_state: "unclear"}
    await Member.update(unclear).where(Member.id == made.made.members["Amara"])
    dora = await load_member(made.dora)
    async with change("test.changed", by=ANALYST):
        await colleague_changed(made.portal, await load_group(dora.group), dora, by=ANALYST)
    assert await made.stands() == ("suspended", "authority")
    texts = [each["text"] for each in await OutboxMail.select()]
    assert any("No colleague’s authority counts for Dora Mills" in each for each in texts)
    assert not any("The authority of Dora" in each for each in texts)
