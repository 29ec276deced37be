"""A site administrator pauses, opens and closes an application, and sets its options, in the browser."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any

import httpx
import pytest
from litestar import Litestar
from pydantic import SecretStr

from core import clock
from core.access.actions import activate
from core.health.asking import asked_now
from tests.practices import AMARA, ANALYST, BEN, active, portal_for
from tests.web.people import Client, client_for, sign_in_staff
from tests.web.sent import portal_of
from web.pages.console import site_check
from web.pages.console.site_check import of_the_connector

AREA = "/support/site/applications"
NOTICE = "We move it to other servers."
WHY = {"begins": "", "reason": "The move of the servers."}


@pytest.fixture
async def lead(app: Litestar) -> Client:
    return await sign_in_staff(app, "site-administrator", name="Lee")


async def words(client: Client, path: str) -> str:
    return text_of(await client.get(path))


def text_of(answer: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def as_drawn(page: str) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('<form method="post" action="/support/site/applications/') :]
    form, found = form[: form.index("</form>")], dict[str, Any]()
    for name, value in re.findall(
        r'<input[^>]*? name="([^"]+)" type="(?:text|hidden)" value="([^"]*)"', form
    ):
        found[name] = unescape(value)
    for box in re.findall(r"<input[^>]*>", form):
        kind, name = re.search(r'type="(\w+)"', box), re.search(r'name="([^"]+)"', box)
        value = re.search(r'value="([^"]*)"', box)
        if not kind or not name:
            continue
        if kind[1] in ("checkbox", "radio") and " checked" not in box:
            continue
        given = unescape(value[1]) if value else ""
        found[name[1]] = [*found.get(name[1], []), given] if kind[1] == "checkbox" else given
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        found[name] = unescape(value)
    return found


async def sent(lead: Client, slug: str, **more: Any) -> tuple[httpx.Response, httpx.Response | None]:
    """Open the form, fill it in, and look at the preview; then make the change if nothing is wrong."""
    path = f"{AREA}/{slug}"
    fields = {**as_drawn((await lead.get(path)).text), **WHY, **more}
    preview = await lead.post_form(path, fields)
    if preview.status_code != 200:
        return preview, None
    return preview, await lead.post_form(f"{path}/make/change", fields)


async def test_a_pause_stands_on_every_page_at_once_and_goes_again(app: Litestar, lead: Client) -> None:
    await active(portal_of(app), BEN, AMARA)
    assert "Cerner Millennium Open." in await words(lead, AREA)
    preview, made = await sent(lead, "cerner", requests="paused", paused=NOTICE)
    assert f"could be requested say: New requests are paused. {NOTICE}" in text_of(preview)
    assert "What is requested already goes on: 2 now." in text_of(preview)
    assert made and made.status_code == 303
    stranger = client_for(app)
    for path in ("/", "/applications"):
        assert f"New requests are paused. {NOTICE}" in await words(stranger, path)
    assert NOTICE in await words(lead, AREA)
    assert "What was changed here" in await words(lead, f"{AREA}/cerner")

    preview, made = await sent(lead, "cerner", requests="open")
    assert "Cerner Millennium can be requested again." in text_of(preview)
    assert made and NOTICE not in await words(stranger, "/applications")
    assert made.headers["location"] == "/support/site/changes/2"
    _, made = await sent(lead, "cerner", requests="closed")
    assert made and "can’t be requested any more" in await words(stranger, "/")
    undone = await lead.send_form("/support/site/changes/3/undo", {"reason": "Not yet."})
    assert undone.status_code == 303 and "any more" not in await words(stranger, "/")


@pytest.mark.both_databases
async def test_a_narrower_rule_names_those_who_work_under_the_old_one(app: Litestar, lead: Client) -> None:
    practice = await active(portal_of(app), BEN, AMARA)
    await activate(portal_of(app), practice.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    preview, _ = await sent(lead, "cerner", staff_types=["staff"])
    found = text_of(preview)
    assert re.search(r"1 person with Cerner Millennium no longer fit: Amara .*\(Peaks\)", found), found
    assert "This change ends nothing" in found
    assert re.search(r"approved, but not set up yet, no longer fit: Ben .*\(Peaks\)", found), found
    assert "can’t approve" not in found
    preview, made = await sent(lead, "cerner", staff_types=[])
    assert made and made.status_code == 303 and "is affected" in text_of(preview)
    assert "staff" in await words(lead, "/support/site/changes/2")


async def test_what_the_plugin_refuses_is_said_at_its_question_and_kept(lead: Client) -> None:
    nobody, _ = await sent(lead, "dsm", regions=[])
    assert nobody.status_code == 422
    wrong, _ = await sent(lead, "dsm", addresses="Referrals | not an address")
    assert wrong.status_code == 422 and "Line 1: Enter an email address" in text_of(wrong)
    assert "Referrals | not an address" in unescape(wrong.text)
    notice, _ = await sent(lead, "dsm", requests="paused", paused="")
    assert notice.status_code == 422 and "Enter the notice that people read" in text_of(notice)
    past, _ = await sent(lead, "dsm", requests="paused", paused=NOTICE, paused_until="1/2/2020")
    assert past.status_code == 422 and "Enter a later one" in text_of(past)
    in_days = [(clock.now().date() + timedelta(days=days)).strftime("%m/%d/%Y") for days in (20, 30)]
    short = {"requests": "paused", "paused": NOTICE, "paused_until": in_days[0], "begins": in_days[1]}
    short_pause, _ = await sent(lead, "dsm", **short)
    assert short_pause.status_code == 422 and "from which the pause holds" in text_of(short_pause)
    same, _ = await sent(lead, "dsm")
    assert same.status_code == 422 or "Nothing is different" in text_of(same)
    _, made = await sent(
        lead, "dsm", addresses="Results | results@direct.example.org\nMore | more@direct.example.org"
    )
    assert made and made.status_code == 303
    assert "Results | results@direct.example.org\nMore |" in unescape((await lead.get(f"{AREA}/dsm")).text)


async def test_the_connector_is_fixed_by_the_file_and_can_be_checked(lead: Client) -> None:
    page = await words(lead, f"{AREA}/cerner")
    assert "profile.toml, under plugins.cerner.connector" in page and "People do the work" in page
    assert "Level Kind, by the tests of version " in page
    checked = await lead.post_form(f"{AREA}/cerner/check")
    assert checked.status_code == 200 and "Everything answers" in checked.text
    assert (await lead.post_form("/support/site/facilities/BDMC/check")).status_code == 404


async def test_an_application_that_opens_again_is_looked_at_before(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a loaded machine the steps take longer than anybody waits at the page.
    monkeypatch.setattr(site_check, "asked_now", partial(asked_now, seconds=600))
    # Nobody listens at this port.
    connector = {"kind": "scim", "url": "http://127.0.0.1:1/scim", "secret": "cerner-token"}
    before = portal_for(cerner={"paused": NOTICE, "connector": connector})
    after, settings = portal_for(cerner={"connector": connector}), app.state["settings"]
    (missing,) = await of_the_connector(before, after, "cerner", settings)
    assert "“settings”" in missing and "cerner-token" in missing
    given = settings.model_copy(update={"connector_secrets": {"cerner-token": SecretStr("x" * 20)}})
    (silent,) = await of_the_connector(before, after, "cerner", given)
    assert "nobody answers at port 1 of 127.0.0.1" in silent
    assert not await of_the_connector(after, before, "cerner", given)
