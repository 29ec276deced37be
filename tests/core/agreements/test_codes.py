"""The codes that prove a signer's address: few tries, few codes, and only the newest counts."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from core.agreements.actions import enter_code, open_link, send_another_code
from core.agreements.tables import SignerVisit
from core.audit.holds import HeldRecord, place_hold
from core.clock import now
from core.database import Database
from core.errors import Invalid, NotFound, PortalError, TooMany
from core.identity.queries import email_key
from core.identity.tables import Person
from tests.conftest import MovableClock
from tests.core.agreements.sample import BROWSER, SPONSOR, newest_code, newest_link, sent

pytestmark = pytest.mark.both_databases


async def test_codes_are_limited_in_tries_in_number_and_in_time(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    link = await newest_link(SPONSOR.email)
    opened = await open_link(agreement.signing, link, by=BROWSER)
    right = await newest_code(SPONSOR.email)
    wrong = f"{(int(right.replace(' ', '')) + 1) % 10**8:08}"
    guesses = [enter_code(opened.signer, opened.token, wrong, by=BROWSER) for _ in range(20)]
    assert all(isinstance(each, Invalid) for each in await asyncio.gather(*guesses, return_exceptions=True))
    with pytest.raises(Invalid):
        await enter_code(opened.signer, opened.token, right, by=BROWSER)

    for _ in range(4):
        opened = await open_link(agreement.signing, link, by=BROWSER)
    with pytest.raises(TooMany):
        await open_link(agreement.signing, link, by=BROWSER)
    clock.advance(minutes=15)
    with pytest.raises(Invalid, match="too old"):
        await enter_code(opened.signer, opened.token, await newest_code(SPONSOR.email), by=BROWSER)


async def test_another_code_ends_the_one_before_and_no_stranger_has_it_sent(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    before = await open_link(agreement.signing, await newest_link(SPONSOR.email), by=BROWSER)
    code = await newest_code(SPONSOR.email)
    with pytest.raises(NotFound):
        await send_another_code(agreement.signing, before.signer, "a-token-of-his-own", by=BROWSER)

    after = await send_another_code(agreement.signing, before.signer, before.token, by=BROWSER)
    with pytest.raises(NotFound):
        await send_another_code(agreement.signing, before.signer, before.token, by=BROWSER)
    with pytest.raises(PortalError):
        await enter_code(before.signer, before.token, code, by=BROWSER)
    with pytest.raises(Invalid):
        await enter_code(after.signer, after.token, code, by=BROWSER)
    await enter_code(after.signer, after.token, await newest_code(SPONSOR.email), by=BROWSER)


async def test_visits_that_are_over_are_forgotten_but_those_of_somebody_held(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    link = await newest_link(SPONSOR.email)
    human = Person(account=uuid4(), email_key=email_key(SPONSOR.email), made_at=now())
    await Person.insert(human)

    async def visits_after_another() -> int:
        clock.advance(hours=3)
        await open_link(agreement.signing, link, by=BROWSER)
        return await SignerVisit.count()

    assert [await visits_after_another(), await visits_after_another()] == [1, 1]
    await place_hold(HeldRecord("person", human.id, SPONSOR.name), "A court asked for it", by=BROWSER)
    assert await visits_after_another() == 2
