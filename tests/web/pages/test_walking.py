"""After one piece of work comes the next: the list somebody comes from is kept, with its filters and page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from litestar import Litestar

from core.database import count_statements
from tests.core.console.many import make_many
from tests.practices import AMARA, BEN, active
from tests.practices.portals import portal_for
from tests.practices.work import hand_to_people
from tests.web.people import Client, csrf_in, running, settings_for, sign_in_staff
from web.app import create_app

LIST = "/support/work?holder=nobody&application=cerner"
FROM = f"?from={quote(LIST, safe='')}"


@pytest.fixture
async def kim(app: Litestar) -> Client:
    """An analyst who is signed in."""
    return await sign_in_staff(app, "analyst")


@pytest.fixture
async def items(kim: Client) -> list[str]:
    """The addresses of work at one application, as their filtered list names them."""
    await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    page = (await kim.get(LIST)).text
    found = re.findall(r'href="(/support/work/[0-9a-f-]+)\?from=', page)
    assert len(found) >= 2 and f"{found[0]}{FROM}" in page
    return found


async def send(client: Client, page: str, path: str, **fields: object):
    return await client.post(path, data={"csrf": csrf_in((await client.get(page)).text), **fields})


async def finish(kim: Client, item: str) -> str:
    """Where it leads that the work is done."""
    page = (await kim.get(f"{item}{FROM}")).text
    steps = re.findall(r'name="step" value="(\d+)"', page)
    done = await send(
        kim, f"{item}{FROM}", f"{item}/steps{FROM}", action="done", step=steps, evidence="Seen", account="ben"
    )
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


@pytest.mark.both_databases
async def test_after_work_is_done_its_list_offers_the_next_first(kim: Client, items: list[str]):
    told = await finish(kim, items[0])
    assert told.startswith(f"{LIST}&done=")
    page = (await kim.get(told)).text
    assert "is done." in page
    following = re.search(r'href="([^"]+)"[^>]*data-key="n">Next: ', page)
    assert following and following.group(1) == f"{items[1]}{FROM}"


async def test_work_that_is_saved_given_or_refused_leads_back_to_its_list_too(kim: Client, items: list[str]):
    page = f"{items[0]}{FROM}"
    for act, fields in (
        ("steps", {"action": "save", "step": "0"}),
        ("give", {"holder": ""}),
        ("refuse", {"reason": "There is no such account"}),
    ):
        answer = await send(kim, page, f"{items[0]}/{act}{FROM}", **fields)
        assert answer.headers["location"].startswith(f"{LIST}&done="), act
    assert "was refused." in (await kim.get(answer.headers["location"])).text


async def test_work_says_where_it_stands_in_its_list(kim: Client, items: list[str]):
    first, second = [(await kim.get(f"{item}{FROM}")).text for item in items[:2]]
    assert f"Item 1 of {len(items)}" in first and 'rel="prev"' not in first
    assert f"Item 2 of {len(items)}" in second
    assert f'href="{items[1]}{FROM}" rel="next"' in first
    assert f'href="{items[0]}{FROM}" rel="prev"' in second
    alone = (await kim.get(items[0])).text
    assert "Back to the list" not in alone and "Item 1" not in alone


async def test_a_list_sorted_the_other_way_round_keeps_its_order_for_the_next_item(
    kim: Client, items: list[str]
):
    newest = f"{LIST}&sort=newest"
    said = f"?from={quote(newest, safe='')}"
    page = (await kim.get(newest)).text
    assert re.findall(r'href="(/support/work/[0-9a-f-]+)\?from=', page) == items[::-1]
    last = (await kim.get(f"{items[-1]}{said}")).text
    assert f"Item 1 of {len(items)}" in last and f'href="{items[-2]}{said}" rel="next"' in last


@pytest.mark.parametrize(
    ("path", "column", "sort", "said"),
    [
        ("/support/work", "Since", "newest", "descending"),
        ("/support/work", "State", "state", "ascending"),
        ("/support/work", "Person", "person", "ascending"),
        ("/support/queues/access", "Practice", "practice", "ascending"),
        ("/support/queues/access", "Assigned to", "holder", "ascending"),
        ("/support/queues/access", "Sent", "newest", "descending"),
        ("/support/queues/everything", "State", "state", "ascending"),
    ],
)
async def test_a_list_is_sorted_by_the_heads_of_its_columns(
    kim: Client, items: list[str], path: str, column: str, sort: str, said: str
):
    plain = (await kim.get(path)).text
    first = "oldest" if sort == "newest" else sort
    assert f'<a class="govuk-link" href="{path}?sort={first}">{column}</a>' in plain
    page = (await kim.get(f"{path}?sort={sort}")).text
    assert f'aria-sort="{said}"' in page and page.count("aria-sort=") == 1
    assert f'<a class="govuk-link app-sort__by" href="{path}' in page and page.count("app-sort__by") == 1
    assert f'<input type="hidden" name="sort" value="{sort}">' in page and "Show all" not in page
    odd = (await kim.get(f"{path}?sort=sideways")).text
    assert 'name="sort"' not in odd and f"?sort={first}" in odd


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/support/", "https://evil.example", "/support/../x", "/account", "/supportx"]
)
async def test_a_list_elsewhere_leads_nowhere(kim: Client, items: list[str], elsewhere: str):
    said = f"?from={quote(elsewhere, safe='')}"
    page = (await kim.get(f"{items[0]}{said}")).text
    assert "Back to the list" not in page and "evil" not in page
    saved = await send(kim, items[0], f"{items[0]}/steps{said}", action="save")
    assert saved.headers["location"].startswith("/support/work?done=")


async def test_a_request_says_where_it_stands_and_keeps_its_queue(kim: Client, items: list[str]):
    queue = "/support/queues/access?days="
    number = re.findall(r"/support/requests/(CS\d+)", (await kim.get(queue)).text)[0]
    said = f"?from={quote('/support/queues/access', safe='')}"
    page = (await kim.get(f"/support/requests/{number}{said}")).text
    assert "Request 1 of 1" in page
    noted = await send(
        kim, f"/support/requests/{number}", f"/support/requests/{number}/notes{said}", text="Seen"
    )
    assert noted.headers["location"] == f"/support/requests/{number}{said}#notes"


async def statements_of(url: str, rows: int) -> list[int]:
    make_many(url, rows)
    async with running(create_app(settings_for(url))) as app:
        kim = await sign_in_staff(app, "analyst")
        work = re.findall(r'href="(/support/work/[^"]+)"', (await kim.get("/support/work")).text)
        queue = (await kim.get("/support/queues/everything")).text
        cases = re.findall(r'href="(/support/requests/[^"]+)"', queue)
        found = []
        for page in (work[1], cases[1]):
            await kim.get(page)
            with count_statements() as statements:
                answer = await kim.get(page)
            assert answer.status_code == 200 and " 2 of " in answer.text
            found.append(len(statements))
        return found


@pytest.fixture
def urls(sqlite_template: Path, tmp_path: Path) -> list[str]:
    for name in ("few", "many"):
        (tmp_path / name).write_bytes(sqlite_template.read_bytes())
    return [f"sqlite:///{tmp_path / name}" for name in ("few", "many")]


async def test_the_place_in_a_list_takes_as_many_statements_however_long_it_is(urls: list[str]):
    assert await statements_of(urls[0], 5) == await statements_of(urls[1], 60)


async def test_every_page_of_the_console_counts_on_its_tabs(app: Litestar, kim: Client, items: list[str]):
    number = '>Work<span class="govuk-visually-hidden">,</span> <span class="app-menu__count">3<'
    case = re.findall(r"/support/requests/CS\d+", (await kim.get(items[0])).text)[0]
    pages = ("/support", "/support/search?q=peaks", "/support/work", items[0], f"{items[0]}/refuse", case)
    for page in pages:
        assert number in (await kim.get(page)).text, page
    marco = await sign_in_staff(app, "provisioning:pacs", name="Marco")
    assert "app-menu__count" not in (await marco.get("/support")).text


async def test_filters_and_the_forms_of_the_agreement_keep_the_list(kim: Client, items: list[str]):
    queue = "/support/queues/access"
    number = re.findall(r"/support/requests/(CS\d+)", (await kim.get(queue)).text)[0]
    case, said = f"/support/requests/{number}", f"?from={quote(queue, safe='')}"
    page = (await kim.get(f"{case}{said}")).text
    assert f'href="{case}{said}&amp;show=' in page
    assert f'href="{case}/agreement/void{said}"' in page
    refused = await send(kim, f"{case}{said}", f"{case}/agreement/void{said}", reason="")
    assert f'href="{case}{said}#agreement"' in refused.text


async def test_who_sets_up_some_applications_searches_the_work_at_these(app: Litestar, items: list[str]):
    clerk = await sign_in_staff(app, "provisioning:pacs")
    page = (await clerk.get("/support")).text
    assert 'action="/support/work"' in page and 'action="/support/search"' not in page
    found = (await clerk.get("/support/work?q=okafor")).text
    assert "PACS" in found and "Cerner" not in found.split("<tbody")[1]
