"""My applications: what works, what is on its way and when, what is not for somebody and whom to ask."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from litestar import Litestar

from core.access import actions
from core.access.suspending import suspend
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, Practice, active
from tests.web.pages.test_you_need_to import browser_of
from tests.web.sent import portal_of


@pytest.fixture
async def made(app: Litestar, clock: MovableClock) -> Practice:
    """Amara has working access to Cerner; PACS is being set up since the Monday before Thanksgiving."""
    clock.set(datetime(2026, 11, 23, 16, tzinfo=UTC))
    made = await active(portal_of(app), BEN, AMARA)
    await actions.activate(portal_of(app), made.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    return made


def groups(page: str) -> dict[str, str]:
    """What stands under each heading of the practice."""
    place = page.partition('<section class="app-place"')[2].partition("</section>")[0]
    _, *parts = re.split(r'<h3 class="govuk-heading-s[^"]*">', place)
    read = [re.sub(r"<[^>]+>", " ", part.replace("</h3>", "\n")).partition("\n") for part in parts]
    return {title.strip(): " ".join(words.split()) for title, _, words in read}


async def test_a_member_sees_three_groups_with_dates_and_whom_to_ask(app: Litestar, made: Practice) -> None:
    amara = await browser_of(app, made, "Amara")
    shown = groups((await amara.get("/my-applications")).text)

    assert list(shown) == ["Working", "On its way", "Not for you now"]
    assert shown["Working"].startswith("Cerner Millennium") and "Open Cerner" in shown["Working"]
    assert shown["On its way"] == (
        "PACS Synapse expected by Nov 27, 2026 Waiting for support to set the access up."
        " The second factor is still to be set up. That is your turn. See each step for PACS Synapse"
    )
    others = shown["Not for you now"]
    assert others.startswith("If you need one of these, ask Ben Ruiz, your group administrator.")
    assert "iECG EKG management Nobody has requested it yet. See why for iECG" in others


async def test_the_administrator_is_told_where_to_change_it_and_not_to_ask_oneself(
    app: Litestar, made: Practice
) -> None:
    ben = await browser_of(app, made, "Ben")
    shown = groups((await ben.get("/my-applications")).text)
    assert "ask Ben" not in str(shown) and "request it for yourself, as for anyone else" in str(shown)
    assert 'href="/office"' in (await ben.get("/account")).text


async def test_who_belongs_to_several_practices_works_from_one_at_a_time(
    app: Litestar, made: Practice
) -> None:
    other = await active(portal_of(app), replace(BEN, email="olga@mesa.example"), AMARA, name="Mesa")
    amara = await browser_of(app, made, "Amara")
    page = (await amara.get("/my-applications")).text
    assert "Which practice do you work from now?" in page and groups(page) == {}
    for practice, named in ((made, "Peaks"), (other, "Mesa")):
        path = f"/my-applications/at/{practice.members['Amara']}"
        assert f'href="{path}"' in page
        shown = (await amara.get(path)).text
        assert f">{named}</h2>" in shown and shown.count('aria-labelledby="place-') == 1
        assert "Choose another practice" in shown
    assert (await amara.get(f"/my-applications/at/{made.members['Ben']}")).status_code == 404


async def test_what_is_suspended_is_not_on_its_way(app: Litestar, made: Practice) -> None:
    await suspend(made.grants["Amara", "cerner"], "Suspected misuse.", by=ANALYST)
    amara = await browser_of(app, made, "Amara")
    shown = groups((await amara.get("/my-applications")).text)
    assert shown["Working"] == "No application works for you here now."
    assert "Cerner Millennium It is suspended." in shown["Not for you now"]


async def test_why_begins_with_the_answer_and_leads_a_member_to_no_page_of_others(
    app: Litestar, made: Practice
) -> None:
    amara = await browser_of(app, made, "Amara")
    why = f"/my-applications/{made.members['Amara']}/why"
    pacs = (await amara.get(f"{why}/pacs", headers={"HX-Request": "true"})).text
    assert "When can I use PACS Synapse?" in pacs and "without saving" not in pacs
    body = pacs.partition('<div class="app-dialog__body">')[2].strip()
    answer = (
        "Waiting for support to set the access up."
        " The second factor is still to be set up. That is your turn."
    )
    assert body.startswith(f'<p class="govuk-body"><strong>{answer}</strong></p>')
    assert body.index("<details") > body.index("Still to come")

    iecg = (await amara.get(f"{why}/iecg", headers={"HX-Request": "true"})).text
    assert "Next: Ben Ruiz, the group administrator." in iecg
    for page in (pacs, iecg):
        assert 'href="/requests"' not in page and not re.search(r"<a[^>]*>\s*</a>", page)
