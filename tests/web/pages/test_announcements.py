"""What a site announces stands above every page of those whom it concerns, on the days it is for."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar

from core.database import count_statements
from core.requests.queries.announced import announced_to
from core.site import find_site
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, active, portal_for
from tests.practices.enrolling import fill_in
from tests.practices.people import sponsor_of
from tests.web.pages.test_you_need_to import browser_of
from tests.web.people import Client, client_for, running, settings_for, sign_in_person, sign_in_staff
from tests.web.sent import portal_of
from web.app import create_app

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 4)
# By their slugs: for whom each is.
KINDS = {
    "all": "",
    "cerner": 'application = "cerner"',
    "iecg": 'application = "iecg"',
    "arizona": 'region = "arizona"',
    "wyoming": 'region = "wyoming"',
    "cerner-there": 'application = "cerner"\nregion = "arizona"',
    "cerner-elsewhere": 'application = "cerner"\nregion = "wyoming"',
}
IN_PRACTICE = ["all", "cerner", "arizona", "cerner-there"]


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[Litestar]:
    """The application of a site that announces something of each kind."""
    folder = Path(shutil.copytree(find_site("banner"), tmp_path / "announcing"))
    profile = folder / "profile.toml"
    texts = [
        f'[[announcements]]\nslug = "{slug}"\ntext = "Closed & <quiet>: {slug}."\n{whom}\n'
        f"first_day = {FIRST}\nlast_day = {LAST}\n"
        for slug, whom in KINDS.items()
    ]
    profile.write_text("\n".join([profile.read_text("utf-8"), *texts]), "utf-8")
    async with running(create_app(settings_for(database_url, site=str(folder)))) as started:
        yield started


def told(page: str) -> list[str]:
    """The slugs of what a page announces, in their order."""
    return re.findall(r'<li id="news-([^"]+)">', page)


async def told_at(client: Client, path: str) -> list[str]:
    answer = await client.get(path)
    assert answer.status_code == 200, path
    return told(answer.text)


async def test_each_is_told_what_concerns_them_and_staff_everything(
    app: Litestar, clock: MovableClock
) -> None:
    made = await active(portal_for(), BEN, AMARA)
    clock.set(datetime(2026, 12, 2, 18, tzinfo=UTC))
    amara, ben = await browser_of(app, made, "Amara"), await browser_of(app, made, "Ben")
    for path in ("/my-applications", "/requests", "/account"):
        assert await told_at(amara, path) == IN_PRACTICE
    # Ben has none of them: he answers for people who do.
    assert await told_at(ben, f"/office/{made.group}") == IN_PRACTICE
    assert told((await ben.get("/requests", headers={"HX-Request": "true"})).text) == []

    other, visitor = await sign_in_person(app, "x@y.example"), client_for(app)
    for path in ("/sign-in", "/", "/applications"):
        assert await told_at(visitor, path) == ["all"]
    assert await told_at(other, "/requests") == ["all"]
    staff = await sign_in_staff(app, "analyst")
    for path in ("/support", "/account"):
        assert await told_at(staff, path) == list(KINDS)
    page = (await staff.get("/support")).text
    assert "<strong>Cerner Millennium, Arizona:</strong> Closed &amp; &lt;quiet&gt;: cerner-there." in page
    assert "Until Dec 4, 2026" in page


@pytest.mark.both_databases
async def test_where_a_practice_will_be_counts_while_it_is_registered(
    app: Litestar, clock: MovableClock
) -> None:
    clock.set(datetime(2026, 12, 2, 18, tzinfo=UTC))
    portal = portal_of(app)
    begun = await fill_in(portal, (sponsor_of("Peaks"),), "Peaks")
    assert begun.by.account
    with count_statements() as statements:
        found = await announced_to(portal, begun.by.account)
    assert [each.slug for each in found] == ["all", "arizona"] and len(statements) == 1
    clock.advance(days=30)
    with count_statements() as statements:
        assert await announced_to(portal, begun.by.account) == ()
    assert len(statements) == 0


async def test_midnight_of_the_site_begins_and_ends_it(app: Litestar, clock: MovableClock) -> None:
    site, visitor, second = portal_of(app).site, client_for(app), timedelta(seconds=1)
    begins, ends = site.dates.begins(FIRST), site.dates.begins(LAST, later=1)
    shown = []
    for moment in (begins - second, begins, ends - second, ends):
        clock.set(moment)
        shown.append(await told_at(visitor, "/sign-in"))
    assert shown == [[], ["all"], ["all"], []]
    # Not that of the machine, nor of the world.
    assert begins == datetime(2026, 12, 1, 7, tzinfo=UTC)
