"""Pages of plugins as people find them: a member, a sponsor, support and the privacy officer."""

from __future__ import annotations

from dataclasses import replace

from litestar import Litestar

from core.audit.tables import AuditEvent
from core.plugin_api import Audience
from core.requests.page_turns import keep_turn
from core.requests.plugin_pages import opened, submit_page
from plugins.dsm.handshake import Recorded
from tests.plugins.own_pages import sent, working
from tests.practices import ANALYST, BEN, Practice, active
from tests.web.pages.test_changing_the_administrator import made, signed_in, words
from tests.web.pages.test_you_need_to import todo
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of

__all__ = ["made"]


async def test_somebody_finds_their_own_page_among_their_applications(app: Litestar, made: Practice) -> None:
    portal, grant = portal_of(app), made.grants["Amara", "cerner"]
    await working(portal, made)
    await sent(portal, grant, "census-ids", {"hospitals": ["BDMC"]}, made.by)
    amara, ben = [await signed_in(app, made, first) for first in ("Amara", "Ben")]
    path = f"/access/{grant}/my-census"
    assert f'href="{path}"' in (await amara.get("/my-applications")).text
    shown = await words(amara, path)
    assert "My census lists" in shown and "Hospitals with a census of your patients" in shown
    assert f'href="/my-applications/at/{made.members["Amara"]}">My applications' in shown
    assert (await amara.post_form(path)).status_code == 200
    assert [(await ben.get(path)).status_code, (await ben.post_form(path)).status_code] == [404, 404]
    assert path not in (await ben.get("/my-applications")).text


async def test_a_sponsor_finds_the_census_and_takes_no_list_away(app: Litestar, made: Practice) -> None:
    await working(portal_of(app), made)
    rosa, path = await signed_in(app, made, "Rosa"), f"/office/{made.group}/applications/cerner/census"
    assert f'href="{path}"' in (await rosa.get("/sponsor")).text
    shown = await words(rosa, path)
    assert 'href="/sponsor">Everybody I answer for' in shown and "Choose hospitals" not in shown
    assert f"{path}/csv" not in shown and (await rosa.get(f"{path}/csv")).status_code == 404


async def test_support_finds_test_messages_under_way_from_the_overview_and_takes_them_away(
    app: Litestar, made: Practice
) -> None:
    portal, path = portal_of(app), "/support/applications/dsm/under-way"
    doctor = replace(
        BEN, first="Dana", email="dana@mesa.example", suffix="MD", administrator=False, wants=("dsm",)
    )
    other = await active(portal, replace(BEN, email="ben@mesa.example", wants=()), doctor, name="Mesa Clinic")
    page = await opened(portal, other.grants["Dana", "dsm"], "test-messages", "analyst", by=ANALYST)
    kim = await sign_in_staff(app, "analyst")
    assert (
        f'href="{path}">Direct Secure Messaging: Test messages under way' in (await kim.get("/support")).text
    )
    assert "No test message is under way" in await words(kim, path)
    await submit_page(page, Recorded(step="asked"))
    shown = await words(kim, path)
    assert "1 provider has begun" in shown and "Mesa Clinic" in shown and "All practices" in shown
    assert f"/support/access/{other.grants['Dana', 'dsm']}/test-messages" in shown
    file = await kim.get(f"{path}/csv")
    assert file.status_code == 200 and "Mesa Clinic" in file.text
    [event] = await AuditEvent.select().where(AuditEvent.action == "dsm.exported").output(load_json=True)
    assert (event["subject_kind"], event["subject"], event["details"]["lines"]) == ("application", "dsm", 1)
    noor = await sign_in_staff(app, "privacy-officer", name="Noor")
    assert "under-way" not in (await noor.get("/support")).text
    assert "This takes another role" in (await noor.get(path)).text


async def test_a_sponsor_and_the_privacy_officer_find_what_is_theirs_to_do(
    app: Litestar, made: Practice
) -> None:
    await working(portal_of(app), made)
    rosa, noor = await signed_in(app, made, "Rosa"), await sign_in_staff(app, "privacy-officer", name="Noor")
    kim, grant = await sign_in_staff(app, "analyst"), made.grants["Amara", "cerner"]

    async def waits(whom: Audience) -> list[list[tuple[str, str]]]:
        await keep_turn(grant, "my-census", whom, "Look at the census")
        pages = (rosa, "/sponsor"), (noor, "/support"), (kim, "/support")
        return [todo((await each.get(path)).text) for each, path in pages]

    (about, path), *more = (await waits("sponsor"))[0]
    assert about.startswith("Look at the census: Cerner Millennium for Amara") and not more
    assert path == f"/access/{grant}/my-census"
    to_do = ("Look at the census: Cerner Millennium", f"/support/access/{grant}/my-census")
    assert await waits("privacy-officer") == [[], [to_do], []]


async def test_a_privacy_officer_finds_the_census_of_a_practice(app: Litestar, made: Practice) -> None:
    await working(portal_of(app), made)
    noor = await sign_in_staff(app, "privacy-officer", name="Noor")
    path = f"/support/practices/{made.group}/applications/cerner/census"
    assert f'href="{path}">Patient census' in (await noor.get(f"/support/practices/{made.group}")).text
    shown = await words(noor, path)
    assert "Choose hospitals" not in shown and f"{path}/csv" in shown
    assert (await noor.get(f"{path}/csv")).status_code == 200
    assert await AuditEvent.exists().where(AuditEvent.action == "cerner.exported")
