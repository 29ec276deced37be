"""The practice changes its signers itself, until somebody has signed."""

from __future__ import annotations

import asyncio
import re
from uuid import UUID

import pytest
from litestar import Litestar

from core.agreements.queries import latest_of_request
from core.agreements.records import SignerRecord
from core.agreements.tables import Agreement, Signer
from core.identity.sessions import start
from core.mail import budget
from core.mail.tables import OutboxMail
from core.requests.resending import PER_HOUR
from tests.conftest import MovableClock
from tests.web.people import BROWSER, Client, SignIn, csrf_in
from tests.web.sent import sent_request


@pytest.fixture
async def owner(app: Litestar, signed_in_client: SignIn) -> Client:
    client = await signed_in_client()
    client.number = await sent_request(app, client)
    return client


async def path_of(owner: Client, what: str) -> str:
    """The first signer's page on the page of the request."""
    page = (await owner.get(f"/requests/{owner.number}")).text
    return str(re.findall(rf'href="(/requests/[^"]+/signers/[^"]+/{what})"', page)[0])


async def signers() -> list[SignerRecord]:
    (newest,) = await Agreement.select(Agreement.request).where(Agreement.state == "out")
    found = await latest_of_request(UUID(str(newest["request"])))
    return list(found.signers) if found else []


async def test_a_wrong_address_is_corrected_and_a_new_link_goes_there(owner: Client) -> None:
    answer = await owner.send_form(await path_of(owner, "address"), {"email": "amara@new.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{owner.number}")
    assert "amara@new.example" in {each.email for each in await signers()}
    assert await OutboxMail.exists().where(OutboxMail.recipient == "amara@new.example")
    assert "amara@new.example" in (await owner.get(f"/requests/{owner.number}")).text


async def test_nobody_takes_the_place_of_another_signer_at_their_own_address(owner: Client) -> None:
    before = [each.email for each in await signers()]
    wrong = {"name": "Amara Okafor", "email": owner.email}
    for what in ("address", "replace"):
        answer = await owner.send_form(
            await path_of(owner, what), wrong if what == "replace" else {"email": owner.email}
        )
        assert answer.status_code == 422 and owner.email in answer.text
    assert [each.email for each in await signers()] == before


async def test_somebody_else_signs_under_a_new_agreement(owner: Client) -> None:
    given = {"name": "Noor Haddad", "email": "noor@peaks.example"}
    assert (await owner.send_form(await path_of(owner, "replace"), given)).status_code == 303
    assert "Noor Haddad" in {each.name for each in await signers()}
    assert await Agreement.count().where(Agreement.state == "void") == 1


async def test_as_soon_as_somebody_has_signed_only_support_changes_signers(owner: Client) -> None:
    path = await path_of(owner, "address")
    last = (await signers())[-1].id
    await Signer.update({Signer.state: "signed"}).where(Signer.id == last)
    assert "/signers/" not in (await owner.get(f"/requests/{owner.number}")).text
    answers = [await owner.get(path), await owner.post_form(path, {"email": "amara@new.example"})]
    assert [each.status_code for each in answers] == [404, 404]


async def test_mails_that_are_used_up_are_told_at_the_address_and_what_was_typed_stays(
    owner: Client,
) -> None:
    for number in range(budget.TO_ONE_ADDRESS):
        await owner.send_form(await path_of(owner, "address"), {"email": "amara@new.example"})
        await owner.send_form(await path_of(owner, "address"), {"email": f"amara{number}@other.example"})
    answer = await owner.send_form(await path_of(owner, "address"), {"email": "amara@new.example"})

    assert answer.status_code == 422 and 'value="amara@new.example"' in answer.text
    at_field = re.search(r'id="email-error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert at_field and "Many emails went to amara@new.example already" in at_field[1]
    assert 'href="#email"' in answer.text


async def test_what_is_not_sent_again_is_said_above_the_list_of_mails(
    clock: MovableClock, owner: Client
) -> None:
    mails, amara = f"/requests/{owner.number}/mails", "amara@peaks.example"
    clock.advance(minutes=1)
    (signer,) = [each.id for each in await signers() if each.email == amara]
    for number in range(budget.TO_ONE_ADDRESS):
        row = OutboxMail(recipient=amara, domain="peaks.example", template="agreement-copy", text="")
        row.queued_at, row.message_id, row.caused_by = clock(), f"<{number}>", str(owner.account)
        row.about_kind, row.about, row.subject, row.reason, row.state = *("x",) * 4, "sent"
        await OutboxMail.insert(row)
    many = await owner.send_form(f"{mails}/{signer}", {}, page=mails)
    assert many.status_code == 422 and f"Many emails went to {amara} already" in many.text
    assert 'role="alert"' in many.text and f"Emails about {owner.number}" in many.text

    for _ in range(PER_HOUR.times - 1):
        await PER_HOUR.spend(str(owner.account))
    often = await owner.send_form(f"{mails}/{signer}", {}, page=mails)
    assert often.status_code == 429 and "Nothing was sent; try again in" in often.text
    assert f"Emails about {owner.number}" in often.text


def _who_signs(page: str) -> str:
    part = page.partition('id="signers">')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


async def test_the_practice_sees_how_far_each_signer_is_and_reminds_each_once_a_day(
    clock: MovableClock, owner: Client
) -> None:
    request = f"/requests/{owner.number}"
    amara = next(each for each in await signers() if each.email == "amara@peaks.example")
    remind, reminders = f"{request}/mails/{amara.id}", OutboxMail.template == "sign-agreement-reminder"
    assert f"Amara Okafor {amara.email} Sent" in _who_signs((await owner.get(request)).text)
    clock.advance(minutes=1)
    answer = await owner.send_form(remind, {}, page=request)
    assert answer.status_code == 303
    page = (await owner.get(request)).text
    assert "Reminded today" in _who_signs(page) and remind not in page
    assert remind not in (await owner.get(f"{request}/mails")).text
    await owner.send_form(remind, {}, page=request)
    assert await OutboxMail.count().where(reminders) == 1

    clock.advance(hours=24, seconds=1)
    owner.carry(await start(owner.account, "full", by=BROWSER))
    await Signer.update({Signer.opened_at: clock()}).where(Signer.id == amara.id)
    page = (await owner.get(request)).text
    assert f"Amara Okafor {amara.email} Opened" in _who_signs(page) and remind in page
    await owner.send_form(remind, {}, page=request)
    assert await OutboxMail.count().where(reminders) == 2

    now = {Signer.state: "signed", Signer.signed_at: clock()}
    await Signer.update(now).where(Signer.id == amara.id)
    page = (await owner.get(request)).text
    assert f"Amara Okafor {amara.email} Signed" in _who_signs(page) and remind not in page
    assert "/address" not in page, "and nobody else is put in her place any more"


@pytest.mark.both_databases
async def test_of_many_reminders_at_once_one_goes_out(owner: Client) -> None:
    request = f"/requests/{owner.number}"
    amara = next(each for each in await signers() if each.email == "amara@peaks.example")
    csrf = csrf_in((await owner.get(request)).text)
    remind = f"{request}/mails/{amara.id}"
    await asyncio.gather(*(owner.post(remind, data={"csrf": csrf}) for _ in range(5)))
    assert await OutboxMail.count().where(OutboxMail.template == "sign-agreement-reminder") == 1
