"""Who writes the database and lacks its key becomes no staff, and gets no mail of another account."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from core import binding, clock
from core.audit.tables import AuditEvent
from core.errors import NotFound
from core.identity import Identity, bound, queries, reset, sessions, staff
from core.identity.roles import StaffRoles
from core.identity.staff import Newcomer
from core.identity.tables import Account
from core.keys import Keys
from core.mail.tables import OutboxMail
from tests.core.identity.attacker import GUESSED, Attack, Attacker, attacker_of
from tests.core.identity.conftest import SOMEBODY
from tests.core.identity.test_grafts import BEN, IDLE

KIM, ANALYST = Newcomer("kim@health.example", "Kim", "Alvarez"), StaffRoles.parse("analyst")


async def _his_account_made_one_of_staff(by: Attacker) -> bool:
    token = await sessions.start(by.account, "full", by=SOMEBODY)
    await _change_account(by, by.account, staff_roles="analyst")
    found = await sessions.find(token, IDLE)
    return found is not None and found.roles.has("analyst")


async def _the_key_of_his_account_swapped_with_one_of_staff(by: Attacker) -> bool:
    """The row of staff under his address: he asks for a reset, and has their roles."""
    kim = await staff.create_ready(by.identity, KIM, "violet anchor on a quiet hill", ANALYST, by=SOMEBODY)
    await _change_account(by, by.account, email_key="gone@practice.example", email="gone@practice.example")
    await _change_account(by, kim, email_key=BEN.email, email=BEN.email)
    return await queries.account_of(BEN.email) is not None


async def _somebody_of_staff_who_was_removed_brought_back(by: Attacker) -> bool:
    kim = await staff.create_ready(by.identity, KIM, "violet anchor on a quiet hill", ANALYST, by=SOMEBODY)
    await staff.remove(KIM.email, by=SOMEBODY)
    await _change_account(by, kim, disabled_at=None)
    return await queries.account_of(KIM.email) is not None


async def _an_account_of_staff_of_his_own_making(by: Attacker) -> bool:
    row = {"id": uuid4(), "email_key": "new@practice.example", "email": "new@practice.example"}
    roles = {"staff_roles": "analyst", "disabled_at": None}
    await by.insert(Account, bound.BINDING, **row, **roles, created_at=clock.now())
    return await queries.account_of("new@practice.example") is not None


async def _the_reset_of_another_sent_to_himself(by: Attacker) -> bool:
    await _change_account(by, by.victim, email_key="his@elsewhere.example", email="his@elsewhere.example")
    await reset.ask(by.identity, "his@elsewhere.example", by=SOMEBODY)
    sent = (
        await OutboxMail.select(OutboxMail.template).order_by(OutboxMail.queued_at, ascending=False).first()
    )
    assert sent
    return str(sent["template"]) == "reset-password"


async def _the_mails_of_another_sent_to_himself(by: Attacker) -> bool:
    await _change_account(by, by.victim, email="his@elsewhere.example")
    return await queries.address_of_account(by.victim) is not None


async def _change_account(by: Attacker, account: UUID, **values: Any) -> None:
    await by.rewrite(Account, Account.id == account, bound.BINDING, **values)


ATTACKS: list[Attack] = [
    _his_account_made_one_of_staff,
    _the_key_of_his_account_swapped_with_one_of_staff,
    _somebody_of_staff_who_was_removed_brought_back,
    _an_account_of_staff_of_his_own_making,
    _the_reset_of_another_sent_to_himself,
    _the_mails_of_another_sent_to_himself,
]
EACH = pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__[1:])


@EACH
async def test_who_writes_the_database_without_its_key_gets_nothing_by_an_account(
    identity: Identity, ada: UUID, attack: Attack
) -> None:
    attacker = await attacker_of(identity, ada, identity.keys)

    with capture_logs() as entries:
        assert not await attack(attacker)

    assert [each["event"] for each in entries if each["log_level"] == "error"] == ["row.not-bound"]


@EACH
async def test_the_attacker_becomes_staff_where_accounts_are_bound_with_what_everybody_knows(
    identity: Identity, ada: UUID, attack: Attack
) -> None:
    assert await attack(await attacker_of(identity, ada, GUESSED))


async def test_what_binds_an_account_of_staff_binds_no_other(identity: Identity, ada: UUID) -> None:
    kim = await staff.create_ready(identity, KIM, "violet anchor on a quiet hill", ANALYST, by=SOMEBODY)
    token = await sessions.start(ada, "full", by=SOMEBODY)
    theirs = await Account.select(Account.binding, Account.staff_roles).where(Account.id == kim).first()
    await Account.update(theirs or {}).where(Account.id == ada)
    assert await sessions.find(token, IDLE) is None


@pytest.mark.both_databases
async def test_an_account_that_somebody_else_wrote_is_an_event_and_what_was_forged_is_never_bound(
    identity: Identity, ada: UUID
) -> None:
    token = await sessions.start(ada, "full", by=SOMEBODY)
    await Account.update({Account.staff_roles: "analyst"}).where(Account.id == ada)

    for _ in range(3):
        assert await sessions.find(token, IDLE) is None
    with pytest.raises(NotFound):
        await bound.rebind(ada, {Account.staff_roles: "site-administrator"})
    binding.use(Keys("another-secret" * 4, "p3pper-" * 8, former=["k3y-" * 16]))
    assert await bound.bind_anew() == 0
    assert await staff.everybody() == ()

    events = await AuditEvent.select().where(AuditEvent.action == "account.not-bound")
    assert [each["subject"] for each in events] == [str(ada)]
