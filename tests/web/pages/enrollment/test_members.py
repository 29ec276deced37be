"""The grid: boxes that save themselves, whole columns, undo, two windows."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from core.database import count_statements
from core.enrollment.grid import Column, Row
from tests.web.people import Client
from tests.web.practices import hidden, people_of, send, upload, waiting_list, with_people
from web import drawing
from web.moulds import Filling

HTMX = {"HX-Request": "true"}


async def box(client: Client, hub: str, person: str, slug: str, *, ticked: bool, **more: str) -> Any:
    """A box that saves itself, as htmx sends it."""
    drawn = hidden((await client.get(f"{hub}/members")).text)
    name = {f"access-{person}-{slug}": "yes"} if ticked else {}
    path = f"{hub}/members/{person}/applications/{slug}"
    return await client.post(path, data={**drawn, **name, **more}, headers=HTMX)


async def test_a_box_saves_itself_and_answers_with_its_cell(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, _ = await people_of(luis, hub)
    answer = await box(luis, hub, sponsor, "cerner", ticked=True)
    assert answer.status_code == 200 and "<html" not in answer.text
    assert f'name="access-{sponsor}-cerner"' in answer.text and " checked" in answer.text
    assert "Cerner Millennium selected for Amara J Okafor" in answer.headers["hx-trigger"]
    answer = await box(luis, hub, sponsor, "cerner", ticked=False)
    assert " checked" not in answer.text


async def test_only_a_row_whose_boxes_changed_is_drawn_again(
    luis: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await with_people(luis)
    sponsor, *others = await people_of(luis, hub)
    drawn: list[str] = []
    fill_in = drawing.grid_cells

    def noted(columns: Sequence[Column], row: Row, home: str, save: str) -> list[Filling]:
        drawn.append(str(row.person.id))
        return fill_in(columns, row, home, save)

    monkeypatch.setattr(drawing, "grid_cells", noted)
    await box(luis, hub, sponsor, "cerner", ticked=True)
    tables = [_table((await luis.get(f"{hub}/members")).text) for _ in range(2)]
    assert tables[0] == tables[1] and drawn.count(sponsor) <= 2
    assert all(drawn.count(each) <= 1 for each in others)

    drawn.clear()
    await box(luis, hub, sponsor, "cerner", ticked=False)
    table = _table((await luis.get(f"{hub}/members")).text)
    assert drawn == [sponsor]
    assert table.count(" checked") == tables[0].count(" checked") - 1


def _table(page: str) -> str:
    return page[page.index("<table") : page.index("</table>")]


async def test_a_box_that_needs_answers_says_so(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, _ = await people_of(luis, hub)
    assert "Add details" in (await box(luis, hub, sponsor, "dsm", ticked=True)).text
    assert "Add details" in (await luis.get(f"{hub}/members")).text


async def test_what_somebody_may_not_have_is_not_taken_whatever_is_sent(luis: Client) -> None:
    hub = await with_people(luis)
    _, manager = await people_of(luis, hub)
    answer = await box(luis, hub, manager, "dsm", ticked=True)
    assert answer.status_code == 422
    assert r"wasn\u2019t selected" in answer.headers["hx-trigger"]
    answer = await send(luis, f"{hub}/members", {f"access-{manager}-dsm": "yes"})
    assert answer.status_code == 422 and "wasn’t selected" in answer.text


async def test_a_box_of_an_older_list_brings_the_list_as_it_is(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, _ = await people_of(luis, hub)
    answer = await box(luis, hub, sponsor, "pacs", ticked=True, version="1")
    assert answer.headers["hx-retarget"] == "#grid-form"
    assert "changed the list in another window" in answer.text and " checked" in answer.text


async def test_without_scripts_one_button_takes_every_box(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, manager = await people_of(luis, hub)
    boxes = {f"access-{sponsor}-cerner": "yes", f"access-{manager}-pacs": "yes"}
    assert (await send(luis, f"{hub}/members", boxes)).status_code == 303
    page = (await luis.get(f"{hub}/members")).text
    assert len(re.findall(r'type="checkbox"[^>]* checked', page)) == 2


async def test_an_older_list_overwrites_nothing(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, _ = await people_of(luis, hub)
    older = hidden((await luis.get(f"{hub}/members")).text)
    await box(luis, hub, sponsor, "cerner", ticked=True)
    answer = await luis.post(f"{hub}/members", data={**older, "action": "continue"})
    assert answer.status_code == 422 and "We overwrote nothing" in answer.text
    assert len(re.findall(r'type="checkbox"[^>]* checked', answer.text)) == 1


async def test_the_head_of_a_column_ticks_who_may_have_it_names_the_others_and_can_be_undone(
    luis: Client,
) -> None:
    hub = await with_people(luis)
    sponsor, _ = await people_of(luis, hub)
    answer = await send(luis, f"{hub}/members", {"all": "dsm"}, action="")
    assert "was selected for 1 person. 1 person can’t have it" in answer.text
    assert "Luis Fuentes: " in answer.text
    undo = re.findall(r'name="undo" value="([^"]+)"', answer.text)[0]
    ticked = {f"access-{sponsor}-dsm": "yes"}
    answer = await luis.post(f"{hub}/members", data={**hidden(answer.text), **ticked, "undo": undo})
    assert "as it was before" in answer.text and " checked" not in answer.text


async def test_a_box_that_stands_for_nothing_changes_nothing(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, _ = await people_of(luis, hub)
    assert (await box(luis, hub, sponsor, "no-such", ticked=True)).status_code == 303
    stranger = "00000000-0000-4000-8000-000000000000"
    assert (await box(luis, hub, stranger, "cerner", ticked=True)).status_code == 404
    assert (await send(luis, f"{hub}/members", {"access-nonsense": "yes"})).status_code == 303


def _list_of(people: int) -> str:
    rows = [
        f"Staff,Coder,Wei{'a' * (n // 26)}{chr(97 + n % 26)},L,Chen,p{n}@peaks.example,6025550103"
        for n in range(people)
    ]
    return "\n".join(
        ["Staff type,Suffix,First name,Middle initial,Last name,Email address,Phone number", *rows]
    )


@pytest.mark.parametrize("people", [5, 50])
async def test_the_grid_takes_four_statements_however_many_people(luis: Client, people: int) -> None:
    hub = await with_people(luis)
    assert (await upload(luis, hub, _list_of(people))).status_code == 303
    drawn = (await luis.get(f"{hub}/import")).text
    await luis.post(waiting_list(drawn), data={**hidden(drawn), "action": "add"})
    with count_statements() as statements:
        page = await luis.get(f"{hub}/members")
    assert f"{people + 2} people" in page.text
    # Who it is, what they need to do, their draft, and everything in it.
    assert len(statements) == 4, statements
