"""Whatever is submitted, a page comes back; and what was saved is there after kill -9."""

import json
import multiprocessing
import os
import signal
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actor import Actor
from core.database import Database, connect
from core.enrollment import members, sections, starting
from core.enrollment.drafts import Draft
from core.portal import Portal
from core.site import find_site
from tests.core.enrollment.conftest import PRACTICE, portal_of, saved

pytestmark = pytest.mark.both_databases

BANNER = portal_of(find_site("banner"))
NAMES = sorted(
    {
        *PRACTICE,
        *("suffix", "staff_type", "first_name", "middle_initial", "no_middle_initial", "email", "npi"),
        *("license_state", "same_person", "has_backup", "applications", "attested", "attested_text", "read"),
        *("dsm.direct_address", "report2web.alerts", "report2web.recipients", "version", "csrf", "x", ""),
    }
)
GOOD = ["yes", "no", "MD", "Coder", "provider", "staff", "AZ", "85004", "dsm", "report2web", "visits", "1"]
VALUES = st.lists(st.one_of(st.sampled_from(GOOD), st.text(max_size=300)), max_size=3)
SUBMISSIONS = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), VALUES, max_size=25)


def blank() -> Draft:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return Draft(uuid4(), uuid4(), "draft", 1, now, now)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SUBMISSIONS)
def test_any_submission_to_any_step_gives_a_page_that_can_be_stored(sent: dict[str, list[str]]):
    draft = blank()
    for name in sections.section_names(BANNER, draft):
        if name != "members":
            page = sections.read_section(BANNER, draft, name, sent)
            assert page.complete == (not page.form.wrong)
            json.dumps(page.form.typed)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SUBMISSIONS)
def test_any_submission_of_a_person_gives_a_page_that_can_be_stored(sent: dict[str, list[str]]):
    draft = blank()
    page = members.redraw_person(BANNER, draft, members.new_member(draft), sent)
    assert not page.errors
    json.dumps(page.person.details)
    json.dumps({slug: asked.answers for slug, asked in page.person.applications.items()})


def _save_and_die(url: str, enrollment: UUID, by: Actor, portal_folder: str) -> None:
    import asyncio

    async def run() -> None:
        await connect(url)
        portal = portal_of(find_site(portal_folder))
        await saved(portal, enrollment, "practice", PRACTICE, by)
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(run())


async def test_a_saved_step_survives_a_kill(
    portal: Portal, enrollment: UUID, by: Actor, database: Database, database_url: str
):
    process = multiprocessing.get_context("spawn").Process(
        target=_save_and_die, args=(database_url, enrollment, by, "banner")
    )
    process.start()
    process.join(60)

    assert process.exitcode == -signal.SIGKILL
    draft = await starting.load(enrollment, by.account)
    assert draft.section("practice").complete
