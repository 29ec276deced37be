"""Every end of an agreement and of a request, as each reader sees it: what happened, who acts, what then."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from litestar import Litestar

from core.access import actions as access
from core.agreements import actions
from core.agreements.actions.due import attend
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.agreements.signers import Party
from core.console import agreement
from core.console.activating import decline as decline_request
from core.identity.sessions import start
from core.identity.tables import Account
from core.requests.corrections import give_back
from core.requests.withdrawing import withdraw
from tests.conftest import MovableClock
from tests.core.agreements.sample import BROWSER as AT_HOME
from tests.core.agreements.sample import Sent, newest_code, newest_link
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    Practice,
    active,
    bring_in_force,
    practice,
    signing_for,
    themselves,
)
from tests.web.people import BROWSER, Client, client_for, sign_in_staff
from tests.web.sent import portal_of

SPONSOR = Party("sponsor", AMARA.name, AMARA.email)


@dataclass
class Stage:
    """A practice at one of its ends."""

    app: Litestar
    made: Practice
    signing: Signing
    clock: MovableClock

    @asynccontextmanager
    async def administrator(self) -> AsyncIterator[Client]:
        async with client_for(self.app) as client:
            await Account.update({Account.factor_due_at: None}).where(Account.id == self.made.by.account)
            client.account = self.made.by.account
            client.carry(await start(client.account, "full", by=BROWSER))
            yield client


async def fresh(app: Litestar, clock: MovableClock, *, works: bool = False) -> Stage:
    portal = portal_of(app)
    if not works:
        return Stage(app, await practice(portal, BEN, AMARA, in_force=False), signing_for(portal), clock)
    made = await active(portal, BEN, AMARA)
    for key in made.grants.values():
        await access.activate(portal, key, "a-login", by=ANALYST)
    return Stage(app, made, signing_for(portal), clock)


async def declined(stage: Stage) -> None:
    opened = await Sent(stage.signing, stage.made.agreement).prove(SPONSOR)
    await actions.decline(stage.signing, opened.signer, opened.token, "Not my practice", by=AT_HOME)


async def expired(stage: Stage) -> None:
    stage.clock.advance(days=60)
    await attend(stage.signing, stage.made.agreement)


async def void(stage: Stage) -> None:
    await agreement.void(stage.signing, stage.made.number, "Wrong practice", by=ANALYST)


async def lapsed(stage: Stage) -> None:
    stage.clock.advance(days=365 * 4)
    await attend(stage.signing, stage.made.agreement)


async def withdrawn(stage: Stage) -> None:
    await withdraw(stage.signing, stage.made.number, "We move away", by=stage.made.by)


async def refused(stage: Stage) -> None:
    await decline_request(stage.signing, stage.made.number, "Outside of the region", by=ANALYST)


async def given_back(stage: Stage) -> None:
    sent = await latest_of_request(stage.made.request)
    assert sent
    await bring_in_force(stage.signing, sent)
    fields = [f"{stage.made.members['Amara']}.npi"]
    await give_back(portal_of(stage.app), stage.made.number, fields, "Not in the register", by=ANALYST)


@dataclass(frozen=True)
class Seen:
    """What a reader sees: the heading, more words, who acts next, and the way on."""

    heading: str
    words: str
    waits_for: str
    button: str


SUPPORT = "Banner Health support"
ENDS: Mapping[str, tuple[bool, Callable[[Stage], Awaitable[None]], Seen, Seen]] = {
    "declined": (
        False,
        declined,
        Seen("was declined", "Amara Okafor declined to sign it", SUPPORT, "Write to support"),
        Seen("was declined", "Not my practice", "support", "Send a new agreement"),
    ),
    "expired": (
        False,
        expired,
        Seen(
            "wasn’t signed in time",
            "still had to sign it",
            f"you, or {SUPPORT}",
            "Send the agreement again",
        ),
        Seen("wasn’t signed in time", "still had to sign it", "support", "Send a new agreement"),
    ),
    "void before it was signed": (
        False,
        void,
        Seen("is void", "Wrong practice", SUPPORT, "Write to support"),
        Seen("is void", "Wrong practice", "support", "Send a new agreement"),
    ),
    "void while access works": (
        True,
        void,
        Seen("is void", "All access of the office group is suspended", SUPPORT, "Write to support"),
        Seen("is void", "All access of the office group is suspended", "support", "Send a new agreement"),
    ),
    "lapsed": (
        True,
        lapsed,
        Seen(
            "is over",
            "All access of the office group is suspended",
            f"you, or {SUPPORT}",
            "See who has to sign",
        ),
        Seen("is over", "Its term ended before", "support", "Send a new agreement"),
    ),
    "withdrawn": (
        False,
        withdrawn,
        Seen("Withdrawn", "We move away", "", "Register a practice"),
        Seen("Withdrawn", "We move away", "", ""),
    ),
    "declined by support": (
        False,
        refused,
        Seen("Declined", "Outside of the region", "", "Write to support"),
        Seen("Declined", "Outside of the region", "", ""),
    ),
    "given back": (
        False,
        given_back,
        Seen("Waiting for corrections", "You correct what support sent back", "you", "Correct these answers"),
        Seen("Waiting for corrections", "corrects what support sent back", "the group administrator", ""),
    ),
}


@pytest.fixture(params=ENDS)
async def end(request: pytest.FixtureRequest, app: Litestar, clock: MovableClock) -> tuple[Stage, Seen, Seen]:
    works, happens, practice_sees, staff_sees = ENDS[request.param]
    stage = await fresh(app, clock, works=works)
    await happens(stage)
    return stage, practice_sees, staff_sees


def panel_of(page: str) -> str:
    """The part of a page that says where the request stands, as plain text."""
    part = page[page.index('class="app-panel"') :]
    return " ".join(re.sub(r"<[^>]+>", " ", part[: part.index("</div>")]).split())


def assert_seen(panel: str, seen: Seen) -> None:
    for words in (seen.heading, seen.words, seen.button):
        assert words in panel, (words, panel)
    assert (f"Next: {seen.waits_for}" in panel) if seen.waits_for else ("Next:" not in panel), panel
    assert "Expected by" not in panel


async def test_what_happens_by_itself_is_not_said_to_be_done_by_somebody(
    end: tuple[Stage, Seen, Seen],
) -> None:
    async with end[0].administrator() as ben:
        page = (await ben.get(f"/requests/{end[0].made.number}")).text
    assert "by The portal" not in page and "by Ben Ruiz" in page


async def test_the_administrator_reads_the_true_state_and_what_to_do_on_the_page_and_its_part(
    end: tuple[Stage, Seen, Seen],
) -> None:
    stage, seen, _ = end
    async with stage.administrator() as ben:
        whole = await ben.get(f"/requests/{stage.made.number}")
        part = await ben.get(f"/requests/{stage.made.number}/now", headers={"HX-Request": "true"})
        for page in (whole, part):
            assert_seen(panel_of(page.text), seen)
        assert "<html" not in part.text
        mine = (await ben.get("/requests")).text
        assert seen.heading in mine
        for href in re.findall(r'class="govuk-button" href="(/[^"]+)"', part.text):
            assert (await ben.get(href)).status_code in (200, 303), href


async def test_support_reads_the_true_state_and_what_to_do_on_the_case_and_in_the_list(
    end: tuple[Stage, Seen, Seen],
) -> None:
    stage, _, seen = end
    kim = await sign_in_staff(stage.app, "analyst")
    assert_seen(panel_of((await kim.get(f"/support/requests/{stage.made.number}")).text), seen)
    assert seen.heading in (await kim.get("/support/queues/everything")).text
    waits = bool(seen.button)
    assert (stage.made.number in (await kim.get("/support/queues/ended")).text) is waits


@pytest.mark.both_databases
async def test_support_sends_a_new_agreement_however_the_last_one_ended(
    end: tuple[Stage, Seen, Seen],
) -> None:
    stage, _, seen = end
    kim, case = await sign_in_staff(stage.app, "analyst"), f"/support/requests/{stage.made.number}"
    if not seen.button:
        assert "Send a new agreement" not in (await kim.get(case)).text
        return
    assert (await kim.send_form(f"{case}/agreement/anew", page=case)).status_code == 303
    assert "We wait for" in panel_of((await kim.get(case)).text)
    assert stage.made.number not in (await kim.get("/support/queues/ended")).text


@pytest.mark.parametrize("name", ["declined", "void before it was signed", "void while access works"])
async def test_a_signer_without_account_reads_how_it_ended_and_why(
    name: str, app: Litestar, clock: MovableClock
) -> None:
    works, happens, seen, _ = ENDS[name]
    stage = await fresh(app, clock, works=works)
    link = await newest_link(AMARA.email)
    await happens(stage)
    async with client_for(app) as amara:
        if works:
            base = (await amara.send_form(f"/sign/{link}")).headers["location"].removesuffix("/code")
            await amara.send_form(f"{base}/code", {"code": await newest_code(AMARA.email)})
            page = (await amara.get(f"{base}/done")).text
            assert "no longer in force" in page and "Wrong practice" in page
            assert (await amara.get(f"{base}/document.pdf")).content.startswith(b"%PDF")
        else:
            page = (await amara.get(f"/sign/{link}")).text
            assert seen.heading.removeprefix("was ") in page and "The reason given" in page


async def test_a_sponsor_with_an_account_sees_what_ended_and_keeps_the_signed_document(
    app: Litestar, clock: MovableClock
) -> None:
    stage = await fresh(app, clock, works=True)
    await void(stage)
    amara = await themselves(stage.made, "Amara")
    assert amara.account
    await Account.update({Account.factor_due_at: None}).where(Account.id == amara.account)
    async with client_for(app) as client:
        client.carry(await start(amara.account, "full", by=BROWSER))
        page = (await client.get("/my-applications")).text
        assert "Wrong practice" in page and "not in force since" in page
        document = await client.get(f"/agreements/{stage.made.agreement}/signed.pdf")
        assert document.content.startswith(b"%PDF")
        assert document.headers["content-type"] == "application/pdf"
        assert "attachment" in document.headers["content-disposition"]
        assert document.headers["cache-control"] == "no-store"
