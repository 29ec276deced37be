"""The page behind the failure of a job: which job of which application, what went wrong, and what is next."""

from __future__ import annotations

from datetime import timedelta

from litestar import Litestar

from core import clock
from core.plugin_work.tables import PluginWork
from tests.web.people import sign_in_staff


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
