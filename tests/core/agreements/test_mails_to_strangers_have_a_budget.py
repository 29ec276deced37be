"""Nobody makes the portal send mails without end to addresses that nobody proved."""

from __future__ import annotations

import ast
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

import core
from core.actor import Actor
from core.agreements.actions import correct_address, replace_signer, resend
from core.agreements.queries import sent_agreement
from core.agreements.signers import Party
from core.audit import change
from core.database import Database
from core.errors import PortalError
from core.mail import budget
from core.mail.budget import TooManyMails
from core.mail.tables import OutboxMail
from tests.conftest import MovableClock
from tests.core.agreements.sample import ADMINISTRATOR, SPONSOR, SUPPORT, Sent, sent

# Mails to addresses that are proved, that staff or the product itself write, or that have limits of their
# own (`core.identity.policy`, `core.joining.actions`); every other mail names who has it sent.
WITHOUT_A_BUDGET = {
    "core/access/authorizing.py": "to people of one practice and who administers it, each change once",
    "core/access/notices.py": "to administrators and to people who have access",
    "core/access/telling_of_ends.py": "once when an agreement ended: its signers, administrator, support",
    "core/access/following_members.py": "once when an agreement ended: who signs it, and the administrator",
    "core/access/telling_who_follows.py": "to who speaks for the practice; each change asks signers first",
    "core/access/telling_of_terms.py": "to who speaks for the practice and to support, by date",
    "core/activation/copies.py": "to the administrator, after staff activated a practice",
    "core/activation/identifying.py": "after staff activated a practice",
    "core/activation/unidentified.py": "staff",
    "core/agreements/actions/opening.py": "five codes an hour, to who was sent the link",
    "core/agreements/actions/due.py": "once when an agreement is sealed",
    "core/console/activating.py": "staff",
    "core/console/callers.py": "staff, to the sponsor of whom support helps to sign in",
    "core/enrollment/submission.py": "to the administrator, once for each request",
    "core/identity/helping.py": "staff, to whom support helps to sign in",
    "core/identity/notices.py": "to the proved address of the account",
    "core/identity/reset.py": "limited by policy.mails",
    "core/identity/sign_up.py": "limited by policy.mails",
    "core/identity/staff.py": "operators invite staff",
    "core/identity/staff_notices.py": "to staff, after staff changed it",
    "core/groups/question.py": "to the administrator, after an activation, by date, or ten times an hour",
    "core/joining/actions.py": "limited by network, sender and practice",
    "core/newcomers/answering.py": "to the account that asked and the administrator, once for each",
    "core/newcomers/asking.py": "to the account that asks and the administrator, twenty a day",
    "core/messages/actions.py": "to administrator and support, thirty an hour",
    "core/office/acts.py": "to support",
    "core/misuse/cancelling.py": "to administrator and sponsor, after two people of the staff",
    "core/misuse/deadlines.py": "to administrator and privacy officer, once for each report",
    "core/misuse/handling.py": "to staff",
    "core/misuse/reporting.py": "to the privacy officer",
    "core/office/asking.py": "to the administrator, once for each request that staff sent",
    "core/office/by_support.py": "to administrator and sponsor, after staff",
    "core/office/new_address.py": "to the address before, with a mail to the new one that has a budget",
    "core/office/backing_up.py": "to who speaks for the practice, once for each change",
    "core/office/new_sponsor.py": "to support, and after staff",
    "core/office/objecting.py": "to administrator, sponsor and support; one objection is open at a time",
    "core/office/seeking.py": "to administrator, sponsor and support, once and by date",
    "core/office/change_requests.py": "to the administrator, after staff decided",
    "core/office/carrying_over.py": "to administrator and sponsor, once, after two of the staff decided",
    "core/office/telling_of_disuse.py": "to who has access and who answers for them, by date",
    "core/provisioning/late.py": "to support, once for each change that is late",
    "core/reviews/telling.py": "to administrator, sponsor and support, a few for each review",
    "core/requests/corrections.py": "staff",
    "core/requests/page_mails.py": "to staff, and to people of an active practice",
    "core/requests/withdrawing.py": "to the administrator, once for each request",
}


class Cannon:
    """The attacker: corrects and replaces signers, and asks them again, as often as it goes."""

    def __init__(self, agreement: Sent, by: Actor = ADMINISTRATOR) -> None:
        self.agreement, self.by, self.number = agreement, by, 0
        self.key = agreement.key

    async def fire(self, times: int) -> None:
        """Try each way in turn, until nothing went through three times one after the other."""
        in_vain = 0
        for _ in range(times):
            self.number += 1
            got = [await self._got(way) for way in (self._correct, self._replace, self._again)]
            in_vain = 0 if any(got) else in_vain + 1
            if in_vain == 3:
                return

    async def _got(self, way: Callable[[], Awaitable[None]]) -> bool:
        """Whether a way led anywhere; what is refused changes nothing."""
        try:
            await way()
        except PortalError:
            return False
        return True

    async def _signer(self):
        signers = (await sent_agreement(self.key)).signers
        return next(each for each in signers if "sponsor" in each.roles)

    async def _correct(self) -> None:
        signer, to = await self._signer(), f"victim{self.number}@far{self.number % 7}.example"
        await correct_address(self.agreement.signing, signer.id, to, by=self.by)

    async def _replace(self) -> None:
        party = Party("sponsor", "Ann Other", f"other{self.number}@far{self.number % 7}.example")
        signer = await self._signer()
        self.key = await replace_signer(self.agreement.signing, signer.id, party, by=self.by)

    async def _again(self) -> None:
        async with change("test.again", by=self.by):
            await resend(self.agreement.signing.mail, (await self._signer()).id, by=self.by)


async def test_an_administrator_who_corrects_replaces_and_asks_again_soon_has_to_wait(
    database: Database, clock: MovableClock, data: Path
) -> None:
    cannon = Cannon(await sent(data))
    await cannon.fire(60)

    assert await OutboxMail.count() <= budget.BY_ACTOR
    before = await OutboxMail.count()
    clock.advance(hours=1, seconds=1)
    await cannon.fire(1)
    assert await OutboxMail.count() > before
    for _ in range(23):
        clock.advance(hours=1)
        await cannon.fire(20)
    assert await OutboxMail.count() < 2 * budget.BY_ACTOR_A_DAY


async def test_the_cannon_is_found_without_the_budget(
    database: Database, clock: MovableClock, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unlimited(*_: object) -> None:
        """What the door did before."""

    monkeypatch.setattr(budget, "require_left", unlimited)
    await Cannon(await sent(data)).fire(20)

    assert await OutboxMail.count() > 2 * budget.BY_ACTOR


async def test_what_is_refused_says_so_in_words_and_changes_nothing(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    signer, number = await agreement.signer(SPONSOR), 0
    with pytest.raises(TooManyMails) as caught:
        for number in range(budget.BY_ACTOR):
            await correct_address(agreement.signing, signer.id, f"{number}@far.example", by=ADMINISTRATOR)

    assert "try again in an hour" in caught.value.errors[""]
    assert (await agreement.signer(SPONSOR)).email == f"{number - 1}@far.example"


async def test_support_is_not_held_up(database: Database, clock: MovableClock, data: Path) -> None:
    agreement = await sent(data)
    cannon = Cannon(agreement)
    await cannon.fire(60)
    signer = next(each for each in (await sent_agreement(cannon.key)).signers if "sponsor" in each.roles)

    await correct_address(agreement.signing, signer.id, "right@desertsun.example", by=SUPPORT)

    assert await OutboxMail.count().where(OutboxMail.recipient == "right@desertsun.example") == 1


@pytest.mark.both_databases
async def test_many_people_together_do_not_flood_one_address_and_honest_ones_get_through(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    signer = await agreement.signer(SPONSOR)

    async def ask(by: Actor, times: int) -> int:
        """How many mails somebody gets sent to the sponsor."""
        done = 0
        for _ in range(times):
            try:
                await resend(agreement.signing.mail, signer.id, by=by)
            except TooManyMails:
                break
            done += 1
        return done

    robots = [await ask(replace(ADMINISTRATOR, account=uuid4()), 20) for _ in range(12)]

    assert robots[0] == budget.TO_ONE_ADDRESS and robots[-1] == budget.FEW_TO_ADDRESS
    assert await ask(replace(ADMINISTRATOR, account=uuid4()), 1) == 1


def mails_of(source: str) -> list[bool]:
    """For each mail a file sends, whether it names who has it sent."""
    doors = {"send", "send_each"}
    return [
        any(word.arg == "by" for word in node.keywords)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in doors
        and "mail" in ast.unparse(node.func.value)
    ]


def test_every_mail_has_a_budget_or_a_reason_why_not() -> None:
    root = Path(core.__file__).parent
    found = {
        f"core/{path.relative_to(root)}"
        for path in root.rglob("*.py")
        if path.parent.name != "mail" and not all(mails_of(path.read_text()))
    }
    # The mails of an activation are caused by staff; the same file has the one that a practice asks for.
    assert found - {"core/identity/pick_up.py"} == set(WITHOUT_A_BUDGET)


def test_a_mail_without_a_budget_is_seen() -> None:
    assert mails_of("await portal.mail.send(to=a, template=b)\nawait mail.send(to=a, by=by)") == [False, True]
