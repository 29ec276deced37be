"""Login names stand where people follow them; what is missing before access counts is said on the page."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from litestar import Litestar

from core.access.tables import WorkItem
from core.identity.sessions import start
from core.identity.tables import Account
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, Practice, Someone, active, state_of, themselves
from tests.practices.work import hand_to_people
from tests.web.people import BROWSER, Client, client_for, sign_in_staff
from tests.web.sent import portal_of

DSM = {"dsm.direct_address": "amara@direct.peaks.example"}


async def with_work(app: Litestar, *people: Someone) -> Practice:
    """A practice whose access waits for people to set it up."""
    portal = portal_of(app)
    made = await active(portal, BEN, *people)
    await hand_to_people(portal)
    return made


async def signed_in(app: Litestar, made: Practice, first: str) -> Client:
    who = await themselves(made, first)
    assert who.account
    await Account.update({Account.factor_due_at: None}).where(Account.id == who.account)
    client = client_for(app)
    client.carry(await start(who.account, "full", by=BROWSER))
    return client


async def item_of(grant: UUID) -> str:
    row = await WorkItem.select(WorkItem.id).where(WorkItem.grant == grant).first()
    assert row
    return f"/support/work/{row['id']}"


async def test_the_login_name_stands_on_request_case_work_and_own_account(
    app: Litestar, clock: MovableClock
) -> None:
    made = await with_work(app, AMARA)
    ben, amara = await signed_in(app, made, "Ben"), await signed_in(app, made, "Amara")
    kim = await sign_in_staff(app, "analyst")
    pages = {
        "request": await ben.get(f"/requests/{made.number}"),
        "case": await kim.get(f"/support/requests/{made.number}"),
        "work": await kim.get(await item_of(made.grants["Amara", "cerner"])),
        "account": await amara.get("/account"),
    }
    assert {name: "aokafor" in page.text for name, page in pages.items()} == dict.fromkeys(pages, True)
    overview = pages["request"].text
    assert "Internal medicine" in overview or "Specialty" in overview
    await ben.aclose()
    await amara.aclose()


async def test_a_login_name_that_is_only_asked_about_is_not_shown_to_the_practice(
    app: Litestar, clock: MovableClock
) -> None:
    await active(portal_of(app), BEN, AMARA)
    other = replace(BEN, email="olga@valley.example")
    made = await active(portal_of(app), other, AMARA, name="Valley")
    olga = await signed_in(app, made, "Ben")
    assert "aokafor" not in (await olga.get(f"/requests/{made.number}")).text
    await olga.aclose()


async def test_finishing_before_the_application_agrees_says_what_is_missing(
    app: Litestar, clock: MovableClock
) -> None:
    made = await with_work(app, replace(AMARA, wants=("dsm",), answers=DSM))
    grant = made.grants["Amara", "dsm"]
    path = await item_of(grant)
    kim = await sign_in_staff(app, "analyst")
    steps = (await kim.get(path)).text.count('name="step"')
    done = {"step": [str(each) for each in range(steps)], "action": "done", "evidence": "Seen"}
    answer = await kim.send_form(f"{path}/steps", done, page=path)
    assert answer.status_code == 422 and "Still to be recorded" in answer.text
    assert "another window" not in answer.text and "Seen" in answer.text
    assert await state_of(grant) == "provisioning"
