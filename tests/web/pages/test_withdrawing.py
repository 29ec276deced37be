"""A practice takes back what it sent, until access works; and sends again what was not signed in time."""

from __future__ import annotations

from dataclasses import replace

from litestar import Litestar

from core.access import actions
from core.access.tables import Request
from core.agreements.tables import Agreement
from core.audit.tables import AuditEvent
from core.mail.tables import OutboxMail
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, practice, state_of
from tests.web.pages.test_end_states import Stage, expired, fresh, panel_of
from tests.web.people import SignIn, sign_in_staff
from tests.web.sent import portal_of


async def state(stage: Stage) -> str:
    row = await Request.select(Request.state).where(Request.number == stage.made.number).first()
    return str(row and row["state"])


async def test_a_request_is_withdrawn_after_a_page_that_says_what_ends(
    app: Litestar, clock: MovableClock
) -> None:
    stage = await fresh(app, clock)
    path = f"/requests/{stage.made.number}/withdraw"
    async with stage.administrator() as ben:
        assert f'href="{path}"' in (await ben.get(f"/requests/{stage.made.number}")).text
        asked = await ben.get(path)
        assert "becomes void" in asked.text and await state(stage) == "waiting-for-signatures"
        assert (await ben.send_form(path, {"reason": " "})).status_code == 422
        assert (await ben.send_form(path, {"reason": "We move away"})).status_code == 303
        assert await state(stage) == "withdrawn"
        page = (await ben.get(f"/requests/{stage.made.number}")).text
        assert "We move away" in panel_of(page) and f'href="{path}"' not in page
        assert [(await ben.get(path)).status_code, (await ben.post_form(path)).status_code] == [404, 404]
    assert {await state_of(grant) for grant in stage.made.grants.values()} == {"revoked"}
    assert await Agreement.count().where(Agreement.state == "void") == 1
    assert await OutboxMail.exists().where(OutboxMail.template == "request-withdrawn")


async def test_it_is_withdrawn_until_access_works_and_not_afterwards(
    app: Litestar, clock: MovableClock
) -> None:
    stage = await fresh(app, clock, works=True)
    path = f"/requests/{stage.made.number}/withdraw"
    async with stage.administrator() as ben:
        assert (await ben.get(path)).status_code == 404
    for grant in stage.made.grants.values():
        await actions.revoke(grant, "A mistake", by=ANALYST)
    assert await state(stage) == "done"


async def test_the_practice_sends_an_agreement_again_that_was_only_late(
    app: Litestar, clock: MovableClock
) -> None:
    stage = await fresh(app, clock)
    path = f"/requests/{stage.made.number}/agreement/anew"
    async with stage.administrator() as ben:
        assert (await ben.get(path)).status_code == 404
    await expired(stage)
    async with stage.administrator() as ben:
        assert (await ben.send_form(path)).status_code == 303
        assert "We wait for" in panel_of((await ben.get(f"/requests/{stage.made.number}")).text)
        assert (await ben.post_form(path)).status_code == 404
    assert await Agreement.count().where(Agreement.state == "out") == 1


async def test_the_signed_document_is_at_hand_for_practice_and_staff_and_for_nobody_else(
    app: Litestar, clock: MovableClock, signed_in_client: SignIn
) -> None:
    stage = await fresh(app, clock, works=True)
    path = f"/agreements/{stage.made.agreement}/signed.pdf"
    other = await signed_in_client("other@elsewhere.example")
    assert (await other.get(path)).status_code == 404
    async with stage.administrator() as ben:
        assert f'href="{path}"' in (await ben.get(f"/requests/{stage.made.number}")).text
        assert (await ben.get(path)).content.startswith(b"%PDF")
    kim = await sign_in_staff(app, "privacy-officer")
    case = f"/support/requests/{stage.made.number}"
    copy = f"{case}/agreement/{stage.made.agreement}/signed.pdf"
    assert f'href="{copy}"' in (await kim.get(case)).text
    assert (await kim.get(copy)).content.startswith(b"%PDF")
    assert await AuditEvent.exists().where(AuditEvent.action == "agreement.downloaded")
    sent_by_another = await fresh_of_another(app)
    foreign = f"/support/requests/{sent_by_another}/agreement/{stage.made.agreement}/signed.pdf"
    assert (await kim.get(foreign)).status_code == 404


async def fresh_of_another(app: Litestar) -> str:
    """The number of a request of another practice."""
    somebody = replace(AMARA, email="zoe@elsewhere.example", npi="")
    return (await practice(portal_of(app), somebody, in_force=False, name="Elsewhere")).number
