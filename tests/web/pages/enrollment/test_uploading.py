"""Handing in a file through the page: the answer stands beside the field, and the server lives."""

import io
from collections.abc import Mapping

import httpx
import pytest
import xlsxwriter

from tests.core.enrollment.spreadsheet.books import workbook
from tests.core.enrollment.spreadsheet.hostile import CONTENTS, corpus
from tests.web.people import Client
from tests.web.practices import begun, hidden, upload, uploaded, waiting_list, with_people

HEAD = "Staff type,Suffix,First name,Middle initial,Last name,Email address,Phone number,Cerner Millennium"
GOOD = "Staff,Coder,Wei,L,Chen,wei@peaks.example,6025550103,yes"
HOSTILE = (
    *("a billion laughs", "a sheet that unpacks to 200 MB", "two archives, one after the other"),
    *("deep nesting", "an external entity of parameters", "a workbook with a password", "an old workbook"),
    *("a PDF", "a web page", "an OpenDocument sheet", "cut off in the middle", "a text behind the last"),
    *("text: zeros", "text: a hundred thousand columns", "text: a quote without a partner"),
    *("text: UTF-8 with a stray byte", "text: UTF-16 cut off", "named list.xls"),
)
WAYS: Mapping[str, Mapping[str, str]] = {"plain": {}, "htmx": {"HX-Request": "true"}}


async def handed_in(client: Client, hub: str, name: str, data: bytes, way: str) -> httpx.Response:
    drawn = (await client.get(f"{hub}/import")).text
    return await client.post(
        f"{hub}/import", data=hidden(drawn), files={"file": (name, data)}, headers=dict(WAYS[way])
    )


@pytest.mark.parametrize("way", WAYS)
async def test_hostile_files_are_answered_beside_the_field(luis: Client, way: str) -> None:
    hub, files = await begun(luis), corpus()
    for name in HOSTILE:
        answer = await handed_in(luis, hub, files[name].name, files[name].make(), way)
        assert answer.status_code == 422, name
        words = answer.text.partition('id="file-error"')[2].partition("</p>")[0]
        assert files[name].words in words.replace("&#39;", "'"), (name, words)
    assert (await luis.get(f"{hub}/import")).status_code == 200


async def test_a_promise_of_four_thousand_million_texts_costs_nothing(luis: Client) -> None:
    make, _ = CONTENTS["four thousand million texts promised"]
    answer = await upload(luis, await begun(luis), make(), "list.xlsx")
    assert answer.status_code == 422 and "These columns are missing" in answer.text


@pytest.mark.parametrize("way", WAYS)
async def test_a_hidden_row_is_added_only_by_its_own_tick(luis: Client, way: str) -> None:
    hub = await with_people(luis)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, line in enumerate((HEAD, GOOD, GOOD.replace("wei@", "gone@").replace("Chen", "Gone"))):
        sheet.write_row(place, 0, line.split(","))
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    answer = await handed_in(luis, hub, "list.xlsx", stream.getvalue(), way)
    assert answer.headers["location"] == f"{hub}/import"
    page = (await luis.get(f"{hub}/import")).text
    assert "1 of 1 rows are right" in page and "Row 3<" in page and "Hidden in your file" in page
    for ticked, added in (({}, "Chen"), ({"with_hidden": "yes"}, "Gone")):
        await handed_in(luis, hub, "list.xlsx", stream.getvalue(), way)
        page = (await luis.get(f"{hub}/import")).text
        sent = {**hidden(page), "action": "add", "set_aside": "yes", **ticked}
        answer = await luis.post(waiting_list(page), data=sent, headers=dict(WAYS[way]))
        listed = (await luis.get(answer.headers["location"])).text
        assert added in listed and ("Gone" in listed) is (added == "Gone")


async def test_what_was_changed_and_left_aside_stands_in_the_preview(luis: Client) -> None:
    hub = await begun(luis)
    changed = GOOD.replace("wei@", "mailto:wei@").replace(",L,", ",Louise,")
    await upload(luis, hub, f"{HEAD},Hired\n{changed},2020\nTotals,1\n")
    page = (await luis.get(f"{hub}/import")).text
    assert "Read from “mailto:wei@peaks.example”" in page and "Read from “Louise”" in page
    assert "Row 3 looks like a line of totals" in page and "Hired" in page


async def test_confirming_a_list_that_was_replaced_says_so_and_shows_the_one_that_waits(luis: Client) -> None:
    hub = await with_people(luis)
    first = await uploaded(luis, hub, f"{HEAD}\n{GOOD}\n")
    stale = hidden((await luis.get(f"{hub}/import")).text)
    await uploaded(luis, hub, f"{HEAD}\n{GOOD.replace('wei@', 'eve@')}\n")
    answer = await luis.post(first, data={**stale, "action": "add"})
    assert answer.status_code == 409
    assert "Another file was read in since" in answer.text and "eve@peaks.example" in answer.text
    assert "2 people" in (await luis.get(f"{hub}/members")).text


async def test_a_workbook_of_an_honest_program_is_read(luis: Client) -> None:
    hub = await begun(luis)
    data = workbook([HEAD.split(","), GOOD.split(",")])
    assert (await upload(luis, hub, data, "My list.XLSX")).status_code == 303
