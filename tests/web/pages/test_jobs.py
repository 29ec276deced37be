"""The page behind the failure of a job: which job of which application, what went wrong, and what is next."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from litestar import Litestar

from core import clock
from core.audit.tables import AuditEvent
from core.plugin_work import queries
from core.plugin_work.queries import stray_accounts
from core.plugin_work.strays import settle_strays
from core.plugin_work.tables import PluginWork
from tests.web.people import sign_in_staff
from web.pages.console.strays import STRAYS


async def test_the_failure_of_a_job_leads_to_the_job(app: Litestar) -> None:
    now = clock.now()
    late = {"alarmed_at": now, "late_at": now - timedelta(hours=1), "due": now + timedelta(minutes=9)}
    await PluginWork.insert(
        PluginWork(key="cerner:fetch-units", words="failed with OSError", **late),
        PluginWork(key="pacs:", words="took too long", number=7, **late),
        PluginWork(key="cerner:ends-well", due=now),
    )
    async with await sign_in_staff(app, "provisioning") as kim:
        assert (
            'href="/support/jobs">Jobs of applications that don’t end well'
            in (await kim.get("/support")).text
        )
        page = (await kim.get("/support/jobs")).text
        for words in ("Cerner Millennium", "Fetch units", "Failed with OSError", "plugin.job-failed"):
            assert words in page
        for words in ("PACS Synapse", "Word of what changed", "Took too long", "plugin.not-told"):
            assert words in page
        assert "Ends well" not in page
        await PluginWork.update({PluginWork.alarmed_at: None}).where(PluginWork.key == "pacs:")
        assert "PACS Synapse" not in (await kim.get("/support/jobs")).text


async def test_an_account_of_no_access_is_let_stay_for_a_reason_by_whoever_works(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settle_strays("cerner", {"k1": "<b>odd</b>", "k2": "service"})
    async with await sign_in_staff(app, "provisioning") as kim:
        assert f'href="{STRAYS}">Accounts that belong to no access' in (await kim.get("/support")).text
        page = (await kim.get(STRAYS)).text
        assert "&lt;b&gt;odd&lt;/b&gt;" in page and "Cerner Millennium" in page
        service = next(each for each in await stray_accounts(["cerner"]) if each.account == "service")
        path = f"{STRAYS}/{service.id}/clear"
        refused = await kim.post_form(path, {"reason": " "})
        assert refused.status_code == 422 and "govuk-error-message" in refused.text
        (box,) = re.findall('<li><a href="#([^"]+)">', refused.text)
        assert f'id="{box}" name="reason"' in refused.text and "<title>Error: Accounts that" in refused.text
        assert (await kim.post_form(path, {"reason": "It is the server’s own."})).status_code == 303
        assert path not in (await kim.get(STRAYS)).text
        assert (await kim.post_form(path, {"reason": "Again"})).status_code == 303
        page = (await kim.get(STRAYS)).text
        assert "Accounts that may stay" in page and "It is the server’s own." in page
        assert "accounts are shown" not in page
        looks = (AuditEvent.action == "queue.viewed") & (AuditEvent.subject == "stray-accounts")
        assert await AuditEvent.exists().where(looks)
    async with await sign_in_staff(app, "privacy-officer") as paul:
        page = (await paul.get(STRAYS)).text
        assert "&lt;b&gt;odd&lt;/b&gt;" in page and "Let it stay" not in page
    async with await sign_in_staff(app, "provisioning:pacs") as pat:
        assert "&lt;b&gt;odd&lt;/b&gt;" not in (await pat.get(STRAYS)).text
        [odd] = await stray_accounts(["cerner"])
        refused = await pat.post_form(f"{STRAYS}/{odd.id}/clear", {"reason": "It is mine."})
        assert refused.status_code == 403 and len(await stray_accounts(["cerner"])) == 1
        assert (await pat.post_form(f"{STRAYS}/{service.id}/open")).status_code == 403
    monkeypatch.setattr(queries, "MOST_LATE", 1)
    async with await sign_in_staff(app, "analyst") as ann:
        for _ in range(2):
            assert (await ann.post_form(f"{STRAYS}/{service.id}/open")).status_code == 303
        page = (await ann.get(STRAYS)).text
        assert "The first 1 of 2 accounts are shown" in page and "Accounts that may stay" not in page
