"""The console as staff use it, without scripts."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from litestar import Litestar

from core import clock
from core.access.figures import STANDING
from core.access.tables import Request, WorkItem
from core.agreements.tables import Agreement
from core.audit.tables import AuditEvent, KeptCount
from core.requests.tables import Correction
from tests.web import practices
from tests.web.people import Client, csrf_in, sign_in_person, sign_in_staff


@pytest.fixture
async def office(app: Litestar) -> Client:
    """A practice that has sent its request."""
    client = await sign_in_person(app, "owner@peaks.example")
    client.number = await practices.submitted(client)
    return client


@pytest.fixture
async def checking(office: Client) -> str:
    """The path of a request whose credentials are to be checked."""
    await Request.update({Request.state: "checking-credentials"}).where(Request.number == office.number)
    return f"/support/requests/{office.number}"


async def send(client: Client, page: str, path: str, **fields: object):
    drawn = await client.get(page)
    assert drawn.status_code == 200, drawn.text
    return await client.post(path, data={"csrf": csrf_in(drawn.text), **fields})


async def prove(client: Client, checking: str) -> None:
    """The sponsor's address stands in the medical-staff file; what is left out is asked for."""
    found = re.search(
        rf'action="({checking}/credentials/([^"/]+)/address)"', (await client.get(checking)).text
    )
    assert found
    path, how = found[1], {f"{found[2]}.proof.how": "staff-file"}
    lacking = await send(client, checking, path, **how)
    assert lacking.status_code == 422 and "Say what you looked at, or which number you called" in lacking.text
    done = await send(client, checking, path, **how, **{f"{found[2]}.proof.seen": "Page 3 of the file"})
    assert done.status_code == 303
    page = (await client.get(checking)).text
    assert "It is the address in the medical-staff file: Page 3 of the file" in page and path not in page


async def test_a_queue_shows_what_waits_and_keeps_its_filters_in_the_address(app: Litestar, office: Client):
    kim = await sign_in_staff(app, "analyst")

    page = (await kim.get("/support/queues/agreements")).text
    assert office.number in page and "0 of 2 signed" in page
    filtered = (await kim.get("/support/queues/agreements?q=nobody&holder=mine&days=7")).text
    assert "Nothing fits" in filtered and 'value="nobody"' in filtered
    assert await AuditEvent.exists().where(AuditEvent.action == "queue.viewed")


async def test_requests_are_assigned_after_a_look(app: Litestar, office: Client):
    kim = await sign_in_staff(app, "analyst")
    back = "/support/queues/everything?q=peaks"
    preview = f"/support/assign?number={office.number}&holder=mine&back={quote(back)}"

    assert "Assign 1 request to Kim Alvarez?" in (await kim.get(preview)).text
    form = {"number": f"{office.number}~", "holder": kim.account, "back": back}
    answer = await send(kim, preview, "/support/assign", **form)

    assert "1 request was assigned to Kim Alvarez" in answer.text and f'href="{back}"' in answer.text
    assert office.number in (await kim.get("/support/queues/everything?holder=mine")).text
    again = await send(kim, preview, "/support/assign", **form)
    assert "Nothing was done" in again.text and "Kim Alvarez has this already." in again.text


async def test_seeing_a_request_is_written_down(app: Litestar, office: Client):
    noor = await sign_in_staff(app, "privacy-officer", name="Noor")

    page = (await noor.get(f"/support/requests/{office.number}")).text

    assert "amara@peaks.example" in page and "<textarea" not in page
    event = await AuditEvent.select().where(AuditEvent.action == "request.viewed").first()
    assert event and (event["actor_account"], event["actor_kind"]) == (noor.account, "staff")


async def test_credentials_are_decided_with_a_reason(app: Litestar, checking: str):
    lena = await sign_in_staff(app, "credentialing", name="Lena")
    page = (await lena.get(checking)).text
    action = re.findall(rf'action="({checking}/credentials/([^"/]+))"', page)[0]
    assert "amara@peaks.example, as the practice typed it. Not proved yet." in page
    early = await send(lena, checking, action[0], **{f"{action[1]}.decision": "valid"})
    assert early.status_code == 422 and "Record first how you proved the email address" in early.text
    await prove(lena, checking)

    refused = await send(lena, checking, action[0], **{f"{action[1]}.decision": "not-valid"})
    assert refused.status_code == 422 and "Say what isn’t in order" in refused.text
    assert "<title>Error: " in refused.text
    done = await send(lena, checking, action[0], **{f"{action[1]}.decision": "valid"})
    assert done.status_code == 303
    page = (await lena.get(checking)).text
    assert "· Lena Alvarez" in page and "Everything is checked." in page


async def test_a_request_is_given_back_corrected_and_back_again(app: Litestar, office: Client, checking: str):
    lena = await sign_in_staff(app, "credentialing", name="Lena")
    form = (await lena.get(f"{checking}/give-back")).text
    npi = re.findall(r'value="([^"]+\.npi)"', form)[0]
    nothing = await send(lena, f"{checking}/give-back", f"{checking}/give-back")
    assert nothing.status_code == 422 and "Choose what the practice corrects" in nothing.text

    sent = await send(lena, f"{checking}/give-back", f"{checking}/give-back", fields=npi, reason="Unknown")
    assert sent.status_code == 303

    overview = (await office.get(f"/requests/{office.number}")).text
    assert "Support asks you to correct something" in overview and "Unknown" in overview
    path = f"/requests/{office.number}/correct"
    wrong = await send(office, path, path, **{npi: "12"})
    assert wrong.status_code == 422 and "<title>Error: " in wrong.text
    right = await send(office, path, path, **{npi: "1679576722"})
    assert right.headers["location"] == f"/requests/{office.number}"
    assert (await office.get(path)).status_code == 404
    page = (await lena.get(checking)).text
    assert "1234567893 became 1679576722" in page
    assert await Correction.count() == 1


async def test_the_agreement_is_sent_again_corrected_replaced_and_called_off(app: Litestar, office: Client):
    kim = await sign_in_staff(app, "analyst")
    case = f"/support/requests/{office.number}"
    signers = re.findall(rf'action="({case}/signers/[^"]+)/again"', (await kim.get(case)).text)
    assert len(signers) == 2

    assert (await send(kim, case, f"{signers[0]}/again")).status_code == 303
    own = await send(kim, f"{signers[1]}/address", f"{signers[1]}/address", email=kim.email)
    assert own.status_code == 422
    moved = await send(kim, f"{signers[1]}/address", f"{signers[1]}/address", email="luis@new.example")
    assert moved.status_code == 303 and "luis@new.example" in (await kim.get(case)).text
    given = {"name": "Ana Ortiz", "email": "ana@peaks.example"}
    assert (await send(kim, f"{signers[1]}/replace", f"{signers[1]}/replace", **given)).status_code == 303
    assert "Ana Ortiz" in (await kim.get(case)).text
    off = await send(
        kim, f"{case}/agreement/void", f"{case}/agreement/void", reason="The practice asked for it"
    )
    assert off.status_code == 303 and "The practice asked for it" in (await kim.get(case)).text
    assert (await send(kim, case, f"{case}/agreement/anew")).status_code == 303
    assert "Waiting for signatures" in (await kim.get(case)).text


async def test_messages_are_answered_from_their_queue(app: Litestar, office: Client):
    kim = await sign_in_staff(app, "analyst")
    mine, case = f"/requests/{office.number}", f"/support/requests/{office.number}"
    assert "Nobody waits" in (await kim.get("/support/messages")).text
    form = practices.hidden((await office.get(mine)).text)
    await office.post(f"{mine}/messages", data={**form, "text": "When is it done?"})

    assert office.number in (await kim.get("/support/messages")).text
    page = (await kim.get(case)).text
    assert "When is it done?" in page
    form = practices.hidden(page[: page.index("Send the message")])
    sent = await kim.post(f"{case}/messages", data={**form, "text": "On Friday"})
    assert sent.status_code == 303, sent.text
    assert "Nobody waits" in (await kim.get("/support/messages")).text
    assert "On Friday" in (await office.get(mine)).text


async def test_notes_stay_with_the_staff(app: Litestar, office: Client):
    kim = await sign_in_staff(app, "analyst")
    case = f"/support/requests/{office.number}"

    empty = await send(kim, case, f"{case}/notes", text=" ")
    assert empty.status_code == 422 and "Write your note" in empty.text
    assert (await send(kim, case, f"{case}/notes", text="Ask for <Ana>")).status_code == 303

    assert "Ask for &lt;Ana&gt;" in (await kim.get(case)).text
    assert "Ask for" not in (await office.get(f"/requests/{office.number}")).text


async def test_a_practice_finds_no_console(office: Client):
    for path in ("/support", "/support/queues/everything", f"/support/requests/{office.number}"):
        assert (await office.get(path)).status_code == 404


async def test_staff_find_no_practice(app: Litestar):
    kim = await sign_in_staff(app, "analyst")
    for path in ("/requests", "/enrollment"):
        assert (await kim.get(path)).headers["location"] == "/support"


async def test_the_dashboard_shows_figures_as_charts_tables_and_files(app: Litestar, office: Client):
    kim = await sign_in_staff(app, "analyst")

    page = (await kim.get("/support")).text

    assert page.count("<svg class=") >= 4 and " style=" not in page
    for name in ("open-work", "weeks", "applications", "failures"):
        answer = await kim.get(f"/support/figures/{name}.csv")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
        assert len(answer.text.splitlines()) > 2
    assert (await kim.get("/support/figures/people.csv")).status_code == 404
    assert "Agreements,1,0,0,0" in (await kim.get("/support/figures/open-work.csv")).text


async def test_a_checked_practice_is_activated_and_its_work_is_done(
    app: Litestar, office: Client, checking: str
):
    kim = await sign_in_staff(app, "analyst")
    await in_force(office.number)
    page = (await kim.get(checking)).text
    await prove(kim, checking)
    for action, member in re.findall(rf'action="({checking}/credentials/([^"/]+))"', page):
        await send(kim, checking, action, **{f"{member}.decision": "valid"})
    preview = f"/support/activate?number={office.number}"
    assert "Activate 1 " in (await kim.get(preview)).text

    done = await send(kim, preview, "/support/activate", number=office.number)
    assert done.status_code == 303
    assert "1 request was activated" in (await kim.get(done.headers["location"])).text
    again = await send(kim, preview, "/support/activate", number=office.number)
    assert "Nothing was activated" in (await kim.get(again.headers["location"])).text

    for _ in range(100):
        found = re.findall(r'href="(/support/work/[0-9a-f-]+)[?"]', (await kim.get("/support/work")).text)
        if found:
            break
        await asyncio.sleep(0.1)
    item = found[0]
    await shows_late_removals(kim, item)
    assert (await send(kim, item, f"{item}/take")).status_code == 303
    page = (await kim.get(item)).text
    odd = await kim.post(f"{item}/steps", data={"csrf": csrf_in(page), "step": ["9" * 5000, "٣", "-1"]})
    assert odd.status_code == 303
    early = await send(kim, item, f"{item}/steps", action="done")
    assert early.status_code == 422 and "Select every step" in early.text
    steps = re.findall(r'name="step" value="(\d+)"', (await kim.get(item)).text)
    ready = await send(
        kim, item, f"{item}/steps", action="done", step=steps, evidence="Ticket 7", account="aokafor"
    )
    assert ready.headers["location"].startswith("/support/work?done="), ready.text
    assert "is done.</p>" in (await kim.get(ready.headers["location"])).text
    assert "Active</strong>" in (await kim.get(checking)).text


async def shows_late_removals(kim: Client, item: str) -> None:
    """As if this were a removal that a machine tries in vain; afterwards it is what it was."""
    row = WorkItem.id == UUID(item.rpartition("/")[2])
    values: dict[Any, Any] = {WorkItem.kind: "revoke", WorkItem.state: "waiting"}
    await WorkItem.update({**values, WorkItem.alarmed_at: clock.now()}).where(row)
    for queue in ("/support/work", "/support/work?state=late"):
        page = (await kim.get(queue)).text
        assert (
            'class="app-late"' in page
            and "Late</strong>" in page
            and item in page
            and "Late removals and changes</option>" in page
        )
    assert "The access is still there." in (await kim.get(item)).text
    overview = (await kim.get("/support")).text
    assert "Removals and changes that haven’t reached their application" in overview
    back: dict[Any, Any] = {WorkItem.kind: "grant", WorkItem.state: "people", WorkItem.alarmed_at: None}
    await WorkItem.update(back).where(row)
    assert "Late</strong>" not in (await kim.get("/support/work")).text


async def test_a_request_is_declined_with_a_reason_its_practice_reads(
    app: Litestar, office: Client, checking: str
):
    lena = await sign_in_staff(app, "credentialing", name="Lena")
    path = f"{checking}/decline"

    assert (await send(lena, path, path)).status_code == 422
    assert (await send(lena, path, path, reason="Outside of the region")).status_code == 303

    assert "declined" in (await office.get(f"/requests/{office.number}")).text


async def in_force(number: str) -> None:
    row = await Request.select(Request.id).where(Request.number == number).first()
    assert row
    values = {Agreement.state: "in-force", Agreement.in_force_at: clock.now(), Agreement.open_for: None}
    values[Agreement.ends_at] = values[Agreement.binds_until] = clock.now() + timedelta(days=365)
    await Agreement.update(values).where(Agreement.request == row["id"])


@pytest.mark.both_databases
async def test_a_kept_number_is_shown_whole_however_large(app: Litestar, office: Client) -> None:
    analyst = await sign_in_staff(app, "analyst")
    await KeptCount.update({KeptCount.number: 1_234_567}).where(KeptCount.name == STANDING)
    page = (await analyst.get("/support")).text
    assert page.count("1,234,567") >= 2  # in the menu and on its tile
    assert "1234566" in (await analyst.get("/support/figures/open-work.csv")).text, "all but the one of today"
