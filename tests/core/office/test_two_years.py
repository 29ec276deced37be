"""Two years of one practice, from due date to due date: every mail they make, on its day, to whom it goes.

The days are those of a site whose clock changes twice a year, and a 29 February lies in them. Its access is
reviewed twice a year; one of these reviews nobody answers before it suspends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.access import actions, leaving
from core.access.by_date import handlers
from core.access.looking import LOOK
from core.access.renewing import seeing_to_terms
from core.agreements.tables import AgreementWork
from core.agreements.terms import open_renewal
from core.agreements.worker import AgreementWorker
from core.credentials.looking import NUMBERS
from core.database import Database
from core.due.tables import Due
from core.due.worker import DueWorker
from core.identity.sessions import start
from core.mail.tables import OutboxMail
from core.office import acts
from core.office.disuse import looking_for_disuse
from core.portal import Portal
from core.reviews import answering, finishing
from core.reviews.after_events import looking_again
from core.reviews.campaigns import planning
from core.reviews.closing import SEAL
from core.reviews.queries.reviews import load_review, open_review
from core.reviews.telling import telling
from tests.conftest import MovableClock
from tests.core.reviews.reviewing import answered, named, opened, seen
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    Practice,
    active,
    bring_in_force,
    portal_of,
    signing_for,
    state_of,
    themselves,
)

APPROVED = Path(__file__).with_name("mails_of_two_years.txt")
DENVER = ZoneInfo("America/Denver")
Act = Callable[[], Awaitable[None]]


def at(day: str) -> datetime:
    """Half past nine in the morning of a day at the site."""
    return datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=DENVER)


async def _nothing(_: UUID) -> datetime | None:
    return None


@dataclass
class Years:
    """One practice, the clock, and the workers that come by whenever anything is due."""

    portal: Portal
    clock: MovableClock
    made: Practice

    async def until(self, day: str) -> None:
        """Go from due date to due date, and on to this day."""
        while (moment := await self._next()) and moment <= at(day):
            self.clock.set(max(self.clock(), moment))
            await self._come_by()
        self.clock.set(at(day))
        await self._come_by()

    async def _next(self) -> datetime | None:
        found = []
        for table in (Due, AgreementWork):
            rows = await table.select(table.due).where(table.due.is_not_null()).order_by(table.due).limit(1)
            found += [row["due"] for row in rows]
        return min(found, default=None)

    async def _come_by(self) -> None:
        signing = signing_for(self.portal)
        kinds = {**handlers(self.portal), **seeing_to_terms(self.portal, signing)}
        kinds |= {LOOK: _nothing, NUMBERS: _nothing, **looking_for_disuse(self.portal)}
        kinds |= {SEAL: _nothing, **planning(self.portal), **looking_again(self.portal)}
        kinds |= telling(self.portal)
        while await DueWorker(kinds).attend_due() or await AgreementWorker(signing).attend_due():
            pass

    async def sign(self) -> None:
        """Everybody who is asked to renew signs."""
        sent = await open_renewal(self.made.group)
        assert sent
        await bring_in_force(signing_for(self.portal), sent)

    async def reviews(self) -> None:
        """Ben says that Amara works there and keeps what she has; she decides about his own."""
        found = await open_review(self.made.group)
        assert found
        await named(self.portal, self.made, found.id, "Amara")
        self.clock.advance(seconds=20)
        await answered(self.portal, self.made, found.id)
        await finishing.finish_review(self.portal, found.id, by=self.made.by)
        await self._come_by()
        amara = await themselves(self.made, "Amara")
        for line in (await seen(self.portal, found.id)).open_for("sponsor"):
            key = line.person.member.id
            await answering.answer(self.portal, found.id, key, [line.access.id], "keep", by=amara)
        await finishing.finish_review(self.portal, found.id, by=amara)
        assert (await load_review(found.id)).state == "done"

    async def set_up(self, grant: UUID) -> None:
        """What came back is set up at the application."""
        await actions.activate(self.portal, grant, "aokafor", by=ANALYST)

    async def uses(self, first: str) -> None:
        """Somebody signs in."""
        who = await themselves(self.made, first)
        assert who.account
        await start(who.account, "full", by=who)


@pytest.fixture
async def years(database: Database, portal: Portal, clock: MovableClock) -> Years:
    clock.set(at("2027-02-28"))
    kind = portal.site.agreement.model_copy(update={"term_months": 12})
    site = portal.site.model_copy(update={"timezone": "America/Denver", "agreements": (kind,)})
    portal = portal_of(site)
    return Years(portal, clock, await active(portal, BEN, AMARA))


async def test_two_years_of_a_practice_make_the_mails_that_were_approved(years: Years) -> None:
    grant = years.made.grants["Amara", "cerner"]
    await years.set_up(grant)
    begun = years.clock()

    await _is_used_too_little(years, grant)
    await _is_renewed_in_time(years, grant)
    await _lapses_and_comes_back(years, grant)

    assert await _mails(begun) == APPROVED.read_text("utf-8").splitlines()


async def _is_used_too_little(years: Years, grant: UUID) -> None:
    amara, ben = years.made.members["Amara"], await themselves(years.made, "Ben")
    # Nobody signs in: two warnings, the end, and Ben brings it back.
    await years.until("2027-06-10")
    assert await state_of(grant) == "suspended"
    await acts.bring_back(years.portal, amara, by=ben)
    await years.set_up(grant)
    # The first review is answered on the next morning.
    await years.until("2027-07-01")
    await opened(years.portal, years.made)
    await years.until("2027-07-02")
    await years.reviews()
    # One warning, and she signs in.
    await years.until("2027-08-20")
    await years.uses("Amara")
    # A leave lasts longer than any warning.
    await years.until("2027-09-01")
    await leaving.go_on_leave(years.portal, amara, "Parental leave", by=ben)
    await years.until("2027-12-20")
    await leaving.come_back(years.portal, amara, by=ben)
    await years.set_up(grant)
    # The second one after the first reminder.
    await opened(years.portal, years.made)
    await years.until("2028-01-06")
    await years.reviews()


async def _is_renewed_in_time(years: Years, grant: UUID) -> None:
    """Nothing stops on 28 February."""
    await years.until("2028-02-19")
    await years.uses("Amara")
    await years.sign()
    await years.until("2028-03-01")
    assert await state_of(grant) == "active"
    for day in ("2028-04-10", "2028-06-01", "2028-07-20"):
        await years.until(day)
        await years.uses("Amara")
    await _ignores_a_review(years, grant)
    for day in ("2028-11-01", "2028-12-20"):
        await years.until(day)
        await years.uses("Amara")
    await opened(years.portal, years.made)
    await years.until("2028-12-21")
    await years.reviews()


async def _ignores_a_review(years: Years, grant: UUID) -> None:
    """Nobody answers: access is suspended after notice, and comes back as Ben finishes the review."""
    await opened(years.portal, years.made)
    await years.until("2028-09-02")
    assert await state_of(grant) == "active"
    await years.until("2028-09-10")
    assert await state_of(grant) == "suspended"
    await years.reviews()
    await years.set_up(grant)
    await years.uses("Amara")


async def _lapses_and_comes_back(years: Years, grant: UUID) -> None:
    """Access ends with the term, and comes back with the last signature."""
    await years.until("2029-02-10")
    await years.uses("Amara")
    await years.until("2029-02-27")
    assert await state_of(grant) == "active"
    await years.until("2029-02-28")
    assert await state_of(grant) == "suspended"
    await years.until("2029-03-12")
    await years.sign()
    assert await state_of(grant) == "provisioning"
    await years.set_up(grant)


async def _mails(since: datetime) -> list[str]:
    """Every mail after the practice was active: its day at the site, to whom it goes, and its subject."""
    rows = await OutboxMail.select().where(OutboxMail.queued_at > since).order_by(OutboxMail.queued_at)
    lines = [
        f"{row['queued_at'].astimezone(DENVER).date()}  {row['recipient']}  {row['subject']}" for row in rows
    ]
    return sorted(lines)
