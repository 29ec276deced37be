"""A list with its filters and order is kept under a name: a tab with its count, for its owner alone."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from litestar import Litestar

from core.console.tables import SavedView
from core.console.views import MOST
from tests.audit_diff import audited
from tests.practices import AMARA, BEN, active
from tests.practices.portals import portal_for
from tests.practices.work import hand_to_people
from tests.web.people import Client, sign_in_staff

LIST = "/support/work?application=pacs&sort=person"


@pytest.fixture
async def kim(app: Litestar) -> Client:
    return await sign_in_staff(app, "analyst")


async def saved(client: Client, name: str, address: str = LIST) -> str:
    """Where the view is opened."""
    sent = await client.send_form(f"/support/views/new?from={quote(address, safe='')}", {"name": name})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


@pytest.mark.both_databases
async def test_a_list_is_saved_opened_renamed_and_removed(kim: Client):
    await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    plain = (await kim.get(LIST)).text
    assert f"/support/views/new?from={quote(LIST)}" in plain
    async with audited():
        view = await saved(kim, "My  late PACS")
    number = len(re.findall(r"<tr role", (await kim.get(LIST)).text)) - 1
    tab = re.search(
        rf'<a href="{view}">My late PACS<span[^<]*,</span> <span[^>]*>(\d+)<',
        (await kim.get("/support")).text,
    )
    assert tab and int(tab[1]) == number > 0

    opened = await kim.get(view)
    assert opened.headers["location"].startswith(f"{LIST}&view=")
    page = (await kim.get(opened.headers["location"])).text
    assert "Saved view: <strong>My late PACS" in page and 'aria-sort="ascending"' in page
    renamed = await kim.send_form(f"{view}/rename", {"name": "PACS"})
    assert renamed.status_code == 303 and ">PACS<" in (await kim.get("/support")).text
    removed = await kim.send_form(f"{view}/remove", page=opened.headers["location"])
    assert removed.headers["location"] == "/support/work" and view not in (await kim.get("/support")).text


@pytest.mark.both_databases
async def test_a_view_counts_what_its_list_holds(kim: Client):
    made = await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    for name, address in (
        ("Work", "/support/work?holder=nobody"),
        ("Everything", "/support/queues/everything?holder=nobody"),
        ("Being set up", "/support/queues/access?sort=practice"),
        ("Written", "/support/messages?holder=nobody"),
        ("Searched", f"/support/queues/everything?q={made.number}"),
    ):
        await saved(kim, name, address)
        rows = (await kim.get(address)).text.count('<tr role="row"')
        menu = (await kim.get("/support/messages")).text
        shown = re.search(
            rf">{name}(?:<span[^<]*,</span> <span[^>]*>(\d+)<)?", menu[menu.index("app-menu__view") :]
        )
        assert shown and (shown[1] or "") == ("" if name == "Searched" else str(max(rows - 1, 0))), name


async def test_nobody_else_opens_renames_or_removes_a_view(app: Litestar, kim: Client):
    view = await saved(kim, "Mine")
    nadia = await sign_in_staff(app, "analyst", "site-administrator", name="Nadia")
    assert (await nadia.get(view)).status_code == 404
    assert (await nadia.get(f"{view}/rename")).status_code == 404
    for what in ("rename", "remove"):
        sent = await nadia.post_form(f"{view}/{what}", {"name": "Theirs"})
        assert sent.status_code == 404
    assert view not in (await nadia.get("/support")).text
    assert (await SavedView.select(SavedView.name)) == [{"name": "Mine"}]


async def test_what_a_view_looked_for_and_is_gone_is_said_and_left_out(kim: Client):
    view = await saved(kim, "Old", "/support/work?application=pacs&state=people")
    gone = "application=gone&state=odd&holder=00000000-0000-0000-0000-000000000009&sort=person"
    await SavedView.update({SavedView.said: gone}, force=True)
    address = (await kim.get(view)).headers["location"]
    assert address.startswith("/support/work?sort=person&view=")
    page = (await kim.get(address)).text
    assert "“gone” is no longer offered" in page and "no longer on the staff" in page and "“odd”" in page
    assert page.count("You see the list without it") == 3


async def test_a_name_is_needed_once_and_there_are_only_so_many(kim: Client):
    for number in range(MOST):
        await saved(kim, f"View {number}")
    form = f"/support/views/new?from={quote(LIST, safe='')}"
    for name, told in (("", "Enter a name"), ("view 0", "View"), ("One more", f"{MOST} views are the most")):
        sent = await kim.send_form(form, {"name": name})
        assert sent.status_code == 422 and told in sent.text
    view = (await SavedView.select(SavedView.id).where(SavedView.name == "View 1").first())["id"]
    same = await kim.send_form(f"/support/views/{view}/rename", {"name": "VIEW 2"})
    assert same.status_code == 422 and "You have a view with this name" in same.text


@pytest.mark.parametrize(
    "elsewhere", ["/support/staff", "https://evil.example/support/work", "", "/support/queues/x"]
)
async def test_only_a_list_is_saved(kim: Client, elsewhere: str):
    sent = await kim.post_form(f"/support/views/new?from={quote(elsewhere, safe='')}", {"name": "X"})
    assert sent.status_code == 404
