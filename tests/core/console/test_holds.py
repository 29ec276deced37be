"""What the privacy officer holds is not forgotten while the hold lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock as time_source
from core.access.leaving import leave
from core.actor import SYSTEM
from core.audit.holds import ended, lasting
from core.audit.retiring import KEPT, retire
from core.audit.tables import AuditEvent
from core.audit.verification import verify
from core.console import holding
from core.database import Database, count_statements
from core.errors import Invalid
from core.groups.tables import Group, Member
from core.identity import sessions
from core.identity.proofs import Addressee, make_each
from core.identity.queries import is_held
from core.identity.tables import AccountSession, MailProof
from core.misuse.queries.held import first_held
from core.moves import NotNow
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.misuse.staffed import hired
from tests.core.office.test_log import VALLEY
from tests.practices import AMARA, BEN, ROSA, Practice, active, portal_for, themselves

WHY = "A court asked for it"


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    return await active(portal, BEN, ROSA, AMARA)


async def first(*subjects: object) -> int:
    """The first event about any of these."""
    theirs = AuditEvent.subject.is_in([str(each) for each in subjects])
    row = await AuditEvent.select(AuditEvent.number).where(theirs).order_by(AuditEvent.number).first()
    assert row
    return int(row["number"])


@pytest.mark.both_databases
async def test_retiring_stops_before_the_first_event_that_a_hold_covers(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    rita, nils = await hired(portal, "Rita"), await hired(portal, "Nils")
    other = await active(portal, *VALLEY, name="Valley")
    assert await first_held() is None
    of_person = await holding.hold_person(portal, other.members["Zoe"], WHY, by=rita)
    (held,) = await lasting()
    begun = await first_held()
    zoe = [other.members["Zoe"], *(key for (name, _), key in other.grants.items() if name == "Zoe")]
    account = (await themselves(other, "Zoe")).account
    assert begun and begun <= await first(account, held.about.subject, *zoe)
    assert begun > await first(made.group)
    of_practice = await holding.hold_practice(made.group, WHY, by=rita)
    earlier = await first_held()
    row = await Group.select(Group.enrollment).where(Group.id == made.group).first()
    assert row and earlier
    assert earlier == await first(row["enrollment"]) < begun
    clock.set(time_source.now() + KEPT + timedelta(days=1))
    done = await retire(time_source.now() - KEPT, "Over", first_held, by=SYSTEM)
    assert (done.until, done.held) == (earlier - 1, earlier)
    await holding.end(portal, of_practice, "It is decided", by=nils)
    await holding.end(portal, of_person, "It is decided", by=nils)
    done = await retire(time_source.now() - KEPT, "Over", first_held, by=SYSTEM)
    assert done.held is None and done.until > begun
    assert (await verify()).retired == done.until


@pytest.mark.both_databases
async def test_a_hold_needs_a_reason_a_stranger_and_another_one_to_end_it(
    portal: Portal, made: Practice
) -> None:
    rita, nils = await hired(portal, "Rita"), await hired(portal, "Nils")
    with pytest.raises(Invalid):
        await holding.hold_practice(made.group, " ", by=rita)
    for act in (
        holding.hold_practice(made.group, WHY, by=made.by),
        holding.hold_person(portal, made.members["Amara"], WHY, by=made.by),
    ):
        with pytest.raises(NotNow, match="belong there"):
            await act
    key = await holding.hold_practice(made.group, WHY, by=rita)
    with pytest.raises(NotNow, match="already"):
        await holding.hold_practice(made.group, WHY, by=nils)
    with pytest.raises(NotNow, match="placed it yourself"):
        await holding.end(portal, key, "Over", by=rita)
    await holding.end(portal, key, "Over", by=nils)
    with pytest.raises(NotNow, match="is over"):
        await holding.end(portal, key, "Over", by=nils)
    assert [each.id for each in await ended()] == [key]
    told = (
        await AuditEvent.select(AuditEvent.action)
        .where(AuditEvent.subject == str(key))
        .order_by(AuditEvent.number)
    )
    assert [row["action"] for row in told] == ["hold.placed", "hold.widened", "hold.ended"]


@pytest.mark.both_databases
async def test_old_sign_ins_of_a_held_person_stay(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    amara = await themselves(made, "Amara")
    assert amara.account
    theirs = AccountSession.account == amara.account

    async def signed_in_later() -> int:
        clock.set(time_source.now() + sessions.KEPT + timedelta(days=1))
        assert amara.account
        await sessions.start(amara.account, "full", by=amara)
        return await AccountSession.count().where(theirs)

    await holding.hold_person(portal, made.members["Amara"], WHY, by=await hired(portal, "Rita"))
    before = await AccountSession.count().where(theirs)
    assert [await signed_in_later(), await signed_in_later()] == [before + 1, before + 2]
    (held,) = await lasting()
    await holding.end(portal, held.id, "Over", by=await hired(portal, "Nils"))
    assert await signed_in_later() == 1


async def kept(clock: MovableClock, *of_today: Addressee) -> list[str]:
    """Which keys of mails of today are still stored in a month, when somebody else gets a mail."""
    await make_each("notice", of_today)
    clock.set(time_source.now() + timedelta(days=31))
    await make_each("notice", [Addressee("nobody", None)])
    rows = await MailProof.select(MailProof.email).where(MailProof.email != "nobody")
    await MailProof.delete(force=True)
    return sorted(row["email"] for row in rows)


@pytest.mark.both_databases
async def test_with_a_practice_is_held_whoever_is_or_was_in_it_and_whoever_comes_to_it(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    other = await active(portal, *VALLEY, name="Valley")
    amara, zoe = await themselves(made, "Amara"), await themselves(other, "Zoe")
    assert amara.account and zoe.account
    await leave(portal, made.members["Amara"], "New position", by=made.by)
    rita, nils = await hired(portal, "Rita"), await hired(portal, "Nils")
    await MailProof.delete(force=True)

    async def kept_a_month_later() -> list[str]:
        about = Addressee("about amara", None, subject=made.members["Amara"])
        return await kept(clock, Addressee("amara", amara.account), Addressee("zoe", zoe.account), about)

    assert await kept_a_month_later() == []
    hold = await holding.hold_practice(made.group, WHY, by=rita)
    assert await kept_a_month_later() == ["about amara", "amara"]
    assert [await is_held(each) for each in (AMARA.email, VALLEY[1].email)] == [True, False]
    assert [each.id for each in await lasting()] == [hold]

    # Now Rosa turns out to be whom Valley knows as Zoe.
    (row,) = await Member.select(Member.person).where(Member.id == other.members["Zoe"])
    await Member.update({Member.person: row["person"]}).where(Member.id == made.members["Rosa"])
    widen = holding.widening_holds()[holding.WIDEN]
    with count_statements() as statements:
        assert [bool(await widen(hold)), bool(await widen(hold))] == [True, True]
    assert len(statements) < 20
    assert await kept_a_month_later() == ["about amara", "amara", "zoe"]
    before = await AccountSession.count().where(AccountSession.account == zoe.account)
    clock.set(time_source.now() + sessions.KEPT + timedelta(days=1))
    await sessions.start(zoe.account, "full", by=zoe)
    assert await AccountSession.count().where(AccountSession.account == zoe.account) == before + 1

    await holding.end(portal, hold, "It is decided", by=nils)
    assert await widen(hold) is None and await is_held(AMARA.email) is False
    assert await kept_a_month_later() == []
