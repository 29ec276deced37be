"""Several pieces of work are chosen, looked at and decided in the console, without scripts."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote
from uuid import uuid4

import pytest
from litestar import Litestar

from core.access.tables import WorkItem
from core.console.bulk import MISSING
from tests.practices import AMARA, BEN, active, portal_for
from tests.practices.work import hand_to_people
from tests.web.people import Client, csrf_in, sign_in_staff, without_token

SEVERAL = "/support/work/several"


@pytest.fixture
async def items(app: Litestar) -> list[str]:
    """Three things that people have to do: two at Cerner, one at PACS."""
    portal = portal_for()
    await active(portal, BEN, AMARA)
    await hand_to_people(portal)
    rows = await WorkItem.select(WorkItem.id).order_by(WorkItem.application, WorkItem.made_at, WorkItem.id)
    assert len(rows) == 3
    return [str(row["id"]) for row in rows]


def look(do: str, items: list[str], **more: str) -> str:
    chosen = "".join(f"&item={item}" for item in items)
    return f"{SEVERAL}?do={do}{chosen}" + "".join(f"&{name}={quote(value)}" for name, value in more.items())


async def confirm(client: Client, page: str, **more: str):
    """Presses the button of a look."""
    names: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page):
        names.setdefault(name, []).append(unescape(value))
    return await client.post(SEVERAL, data={**names, "csrf": csrf_in(page), **more})


async def states() -> list[str]:
    return sorted(row["state"] for row in await WorkItem.select(WorkItem.state))


async def test_a_look_names_everything_and_the_button_does_it(app: Litestar, items: list[str]):
    kim = await sign_in_staff(app, "analyst")
    back = "/support/work?application=cerner"
    page = (await kim.get(look("take", items[:2], back=back))).text
    assert "Assign 2 pieces of work to you?" in page and "Ben Ruiz" in page and "Amara Okafor" in page

    done = await confirm(kim, page)
    assert "2 pieces of work were assigned to you" in done.text and f'href="{back}"' in done.text
    mine = (await kim.get("/support/work?holder=mine")).text
    assert [item in mine for item in items] == [True, True, False]

    again = await confirm(kim, page)
    assert "Nothing was done" in again.text and again.text.count("You have this already.") == 2


async def test_the_box_at_the_head_stands_for_everything_on_the_page(app: Litestar, items: list[str]):
    kim = await sign_in_staff(app, "analyst")
    page = (await kim.get("/support/work")).text
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert sorted(shown) == sorted(items) and 'name="every"' in page

    chosen = "".join(f"&shown={item}" for item in shown)
    assert "Assign 3 pieces of work to you?" in (await kim.get(f"{SEVERAL}?do=take&every=yes{chosen}")).text
    none = (await kim.get(f"{SEVERAL}?do=take{chosen}")).text
    assert "Nothing was chosen" in none and f'action="{SEVERAL}"' not in none


async def test_refusing_asks_for_one_reason(app: Litestar, items: list[str]):
    kim = await sign_in_staff(app, "analyst")
    page = (await kim.get(look("refuse", items[:2]))).text
    assert "Refuse 2 pieces of work?" in page and "Its administrator reads the reason" in page

    empty = await confirm(kim, page, reason=" ")
    assert empty.status_code == 422 and "<title>Error: " in empty.text and "Say why" in empty.text
    assert await states() == ["people"] * 3
    done = await confirm(kim, page, reason="No such facility")
    assert "2 pieces of work were refused" in done.text
    assert await states() == ["failed", "failed", "people"]

    mixed = (await kim.get(look("retry", items))).text
    assert "Try 2 pieces of work again?" in mixed and "This was neither given up nor refused." in mixed


async def test_what_was_closed_meanwhile_is_told_and_the_rest_is_done(app: Litestar, items: list[str]):
    kim = await sign_in_staff(app, "analyst")
    page = (await kim.get(look("take", items))).text
    await confirm(kim, (await kim.get(look("refuse", items[:1]))).text, reason="Closed")

    done = (await confirm(kim, page)).text

    assert "2 pieces of work were assigned to you" in done and "Not done: 1" in done
    assert "isn’t waiting for anybody any more" in done


async def test_work_is_given_to_a_colleague_with_the_role(app: Litestar, items: list[str]):
    kim = await sign_in_staff(app, "analyst")
    marco = await sign_in_staff(app, "provisioning:pacs", name="Marco")

    page = (await kim.get(look("give", items, holder=str(marco.account)))).text

    assert "Assign 1 piece of work to Marco Alvarez?" in page
    assert page.count("Marco Alvarez doesn’t do the work of Cerner Millennium.") == 2
    assert "1 piece of work was assigned to Marco Alvarez" in (await confirm(kim, page)).text
    assert (await kim.get(look("give", items, holder=str(uuid4())))).status_code == 404


async def test_another_application_and_nothing_at_all_read_alike(app: Litestar, items: list[str]):
    marco = await sign_in_staff(app, "provisioning:pacs", name="Marco")

    foreign = (await marco.get(look("take", items[:1]))).text
    absent = (await marco.get(look("take", [str(uuid4())]))).text

    assert without_token(foreign) == without_token(absent) and MISSING in foreign and "Ruiz" not in foreign
    form = {"do": "take", "csrf": csrf_in(await _any_form(marco))}
    answers = [
        (await marco.post(SEVERAL, data={**form, "item": f"{item}~"})).text for item in (items[0], uuid4())
    ]
    assert without_token(answers[0]) == without_token(answers[1]) and MISSING in answers[0]


@pytest.mark.parametrize("item", ["x", "", "~", "' or 1=1"])
async def test_nonsense_is_not_found(app: Litestar, items: list[str], item: str):
    kim = await sign_in_staff(app, "analyst")
    assert (await kim.get(f"{SEVERAL}?do=take&item={quote(item)}")).status_code == 404
    assert (await kim.get(f"{SEVERAL}?do=complete&item={items[0]}")).status_code == 404
    outside = (await kim.get(look("take", items, back="//elsewhere.example"))).text
    assert "elsewhere" not in outside


async def _any_form(client: Client) -> str:
    return (await client.get("/account")).text
