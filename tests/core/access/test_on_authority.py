"""Who acts on a colleague's authority has access while one counts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.access import actions, authorizing, leaving, suspending
from core.access.authority import authority_of
from core.access.by_date import handlers
from core.access.chains import chain
from core.access.conditions import NotNow, against
from core.access.lines import load
from core.access.on_authority import KEPT_DAYS, UNAUTHORIZED, affected_by
from core.access.tables import WorkItem
from core.actor import SYSTEM, Actor
from core.audit import change
from core.credentials.actions import keep_decision
from core.credentials.queries import about
from core.database import Database
from core.due.queries import scheduled
from core.errors import Invalid, NotFound, Stale
from core.groups import authorizations
from core.groups.authority import authorizations_of
from core.groups.people import load_group, load_member
from core.mail.tables import OutboxMail
from core.office import acts
from core.portal import Portal
from tests.conftest import MovableClock
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    ROSA,
    Practice,
    Someone,
    active,
    portal_for,
    portal_of,
    state_of,
)
from tests.practices import themselves as account_of

CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")
DORA = Someone("Dora", "Mills", "dora@peaks.example", ("cerner",), suffix="Coder")


def _vouching(portal: Portal) -> Portal:
    """The shipped site, where staff act on the authority of a provider."""
    types = [
        each.model_copy(update={"authorized_by": ("provider",)}) if each.slug == "staff" else each
        for each in portal.site.staff_types
    ]
    return portal_of(portal.site.model_copy(update={"staff_types": tuple(types)}))


@pytest.fixture(scope="module")
def portal() -> Portal:
    return _vouching(portal_for())


@dataclass(frozen=True)
class Vouched:
    """A practice in which Dora waits for somebody's authority, and what is done there."""

    portal: Portal
    made: Practice

    @property
    def grant(self) -> UUID:
        return self.made.grants["Dora", "cerner"]

    @property
    def dora(self) -> UUID:
        return self.made.members["Dora"]

    async def by(self, first: str) -> Actor:
        return await account_of(self.made, first)

    async def ask(self, first: str) -> UUID:
        return await authorizing.ask(
            self.portal, self.dora, self.made.members[first], by=await self.by("Dora")
        )

    async def agree(self, first: str, key: UUID) -> None:
        await authorizing.agree(self.portal, key, by=await self.by(first))

    async def vouched(self, first: str) -> UUID:
        key = await self.ask(first)
        await self.agree(first, key)
        return key

    async def working(self) -> None:
        await actions.activate(self.portal, self.grant, "dmills", by=SYSTEM)

    async def stands(self) -> tuple[str, str]:
        line = await load(self.grant)
        return line.grant.state, line.grant.suspended_by


@pytest.fixture
async def made(database: Database, clock: object, portal: Portal) -> Vouched:
    return Vouched(portal, await active(portal, BEN, ROSA, AMARA, CARA, DORA))


async def test_set_up_waits_until_a_colleague_answers_and_the_chain_says_for_whom(made: Vouched) -> None:
    assert await made.stands() == ("approved", "")
    with pytest.raises(NotNow, match="Nobody was asked yet"):
        await actions.begin(made.portal, made.grant, by=ANALYST)
    key = await made.ask("Amara")
    steps = {each.name: each for each in await chain(made.portal, await load(made.grant), None)}
    assert (steps["authority"].who, "Amara Okafor was asked" in steps["authority"].words) == (
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


async def _decide(made: Vouched, decision: str) -> None:
    from core.access.on_authority import colleague_changed

    row = await load_member(made.made.members["Amara"])
    async with change("credentials.decided", by=ANALYST, subject=("member", row.id)):
        await keep_decision(row.id, decision, "Seen", about(row), by=ANALYST)  # type: ignore[arg-type]
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


async def test_only_who_can_is_asked_and_may_agree(made: Vouched) -> None:
    portal, members = made.portal, made.made.members
    for nobody in ("Ben", "Dora"):
        with pytest.raises(Invalid, match="list"):
            await authorizing.ask(portal, members["Dora"], members[nobody], by=await made.by("Dora"))
    with pytest.raises(NotFound):
        await authorizing.ask(portal, members["Dora"], members["Amara"], by=await made.by("Cara"))
    key = await made.ask("Amara")
    for stranger in ("Ben", "Dora", "Cara"):
        for act in (authorizing.agree, authorizing.decline):
            with pytest.raises(NotFound):
                await act(portal, key, by=await made.by(stranger))
    with pytest.raises(NotFound):
        await authorizing.withdraw_request(key, by=await made.by("Amara"))
    await acts.begin_leave(portal, members["Amara"], "Leave", by=made.made.by)
    with pytest.raises(NotNow, match="at the moment"):
        await made.agree("Amara", key)
    await authorizing.withdraw_request(key, by=await made.by("Dora"))
    with pytest.raises(Stale):
        await authorizing.decline(portal, key, by=await made.by("Amara"))


@pytest.mark.both_databases
async def test_everybody_is_told_once(made: Vouched) -> None:
    tell = handlers(made.portal)[authorizations.ASKED]
    key = await made.ask("Amara")
    assert await tell(key) is None
    assert await _mails("authority-asked") == [AMARA.email]
    await authorizing.decline(made.portal, key, by=await made.by("Amara"))
    assert await tell(key) is None
    assert await _mails("authority-asked") == [AMARA.email]
    assert await _mails("authority-changed") == sorted([DORA.email, BEN.email])
    key = await made.vouched("Amara")
    await made.working()
    await authorizing.end(made.portal, key, by=made.made.by)
    assert await _mails("authority-changed") == sorted([DORA.email, BEN.email] * 3 + [AMARA.email])
    assert not await _mails("access-ended")


async def _mails(template: str) -> list[str]:
    rows = await OutboxMail.select(OutboxMail.recipient).where(OutboxMail.template == template)
    return sorted(row["recipient"] for row in rows)


@pytest.mark.both_databases
async def test_beside_a_withdrawal_nothing_is_given(made: Vouched) -> None:
    for _ in range(3):
        key = await made.vouched("Amara")
        done = await asyncio.gather(
            authorizing.end(made.portal, key, by=await made.by("Amara")),
            authorizing.end(made.portal, key, by=await made.by("Dora")),
            made.working(),
            return_exceptions=True,
        )
        assert sum(isinstance(each, Stale) for each in done[:2]) == 1, done
        assert (await made.stands())[0] in {"suspended", "failed"}
        assert (await made.stands())[1] == "authority"
    key = await made.ask("Amara")
    await asyncio.gather(
        made.agree("Amara", key),
        leaving.leave(made.portal, made.made.members["Amara"], "Gone", by=ANALYST),
        return_exceptions=True,
    )
    assert (await made.stands())[1] == "authority"
    authority = await authority_of(made.portal, await load_member(made.dora))
    assert authority and not authority.counts
