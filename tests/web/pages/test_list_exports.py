"""Staff take a list as a file: what is filtered now, nothing that runs, the limit said, and an event."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from urllib.parse import quote

import pytest
from litestar import Litestar

from core.audit.tables import AuditEvent
from core.groups.tables import Group
from tests.practices import AMARA, BEN, active, practice
from tests.practices.portals import portal_for
from tests.practices.work import hand_to_people
from tests.web.people import Client, sign_in_staff
from web.pages.console import export


async def taken(client: Client, address: str, kind: str = "csv") -> list[list[str]]:
    answer = await client.get(f"/support/export/{kind}?from={quote(address, safe='')}")
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    return [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]


@pytest.mark.both_databases
async def test_each_list_is_taken_as_it_is_filtered_and_noted(app: Litestar):
    kim = await sign_in_staff(app, "analyst")
    made = await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    work = await taken(kim, "/support/work?application=pacs&sort=person")
    assert work[0][:3] == ["Application", "What", "Person"] and len(work) > 1
    assert {row[0] for row in work[1:]} == {"PACS Synapse"} and work[1][4] == made.number
    asked = await taken(kim, f"/support/queues/everything?q={made.number}")
    assert [row[0] for row in asked] == ["Request", made.number]
    assert [row[0] for row in await taken(kim, "/support/queues/credentials")] == ["Request"]
    assert (await taken(kim, "/support/messages"))[0][0] == "Request"
    rows = await AuditEvent.select().where(AuditEvent.action == "queue.exported").output(load_json=True)
    assert [row["subject"] for row in rows] == ["work", "everything", "credentials", "messages"]
    assert rows[0]["details"]["filters"] == {"application": "pacs", "sort": "person"}
    assert made.number not in str(rows[1]["details"]), "what was searched for is about people"


async def test_nothing_in_a_file_runs_and_what_is_left_out_is_said(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
):
    kim = await sign_in_staff(app, "credentialing")
    made = await practice(portal_for(), BEN, AMARA)
    other = replace(BEN, email="olga@valley.example"), replace(AMARA, email="sponsor@valley.example", npi="")
    await practice(portal_for(), *other, name="Valley")
    await Group.update({Group.name: "=HYPERLINK(1)"}, force=True)
    monkeypatch.setattr(export, "MOST", 1)
    rows = await taken(kim, "/support/queues/everything")
    assert rows[1][0] == made.number and rows[1][1] == "'=HYPERLINK(1)"
    assert len(rows) == 3 and "first 1 rows" in rows[2][0]
    event = (
        await AuditEvent.select().where(AuditEvent.action == "queue.exported").first().output(load_json=True)
    )
    assert event and event["details"]["rows"] == 1 and event["details"]["more"]


async def test_who_sees_no_requests_takes_none_away(app: Litestar):
    kim = await sign_in_staff(app, "provisioning:pacs")
    await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    for address in ("/support/queues/everything", "/support/messages"):
        assert (await kim.get(f"/support/export/csv?from={address}")).status_code == 403
    assert {row[0] for row in (await taken(kim, "/support/work"))[1:]} == {"PACS Synapse"}
    for odd in (
        "/support/export/pdf?from=/support/work",
        "/support/export/csv?from=/support/staff",
        "/support/export/csv",
    ):
        assert (await kim.get(odd)).status_code == 404
