"""A spreadsheet: template, refusals, errors by cell, rows set aside on purpose."""

import pytest

from tests.web.people import Client
from tests.web.practices import begun, hidden, upload, uploaded, waiting_list, with_people

HEAD = "Staff type,Suffix,First name,Middle initial,Last name,Email address,Phone number,Cerner Millennium"
GOOD = "Staff,Coder,Wei,L,Chen,wei@peaks.example,6025550103,yes"
BAD = "Staff,Coder,Priya,,Nair,not an address,6025550104,"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_the_template_can_be_handed_in_as_it_is(luis: Client, kind: str) -> None:
    hub = await begun(luis)
    template = await luis.get(f"{hub}/import/template/{kind}")
    assert f'filename="members.{kind}"' in template.headers["content-disposition"]
    answer = await upload(luis, hub, template.content, f"members.{kind}")
    assert answer.status_code in (303, 422)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a file"),
        (b"\x00\x01\x02", "spreadsheet"),
        (b"one,two\n1,2\n", "head"),
        (("\n".join([HEAD, *[GOOD] * 1001])).encode(), "1,000 rows"),
        (b"a" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused_in_words(luis: Client, data: bytes, words: str) -> None:
    hub = await begun(luis)
    answer = await upload(luis, hub, data, "list.csv" if data else "")
    assert answer.status_code == 422
    assert words in answer.text and "<title>Error: " in answer.text


async def test_errors_stand_in_their_cells_and_nobody_is_added_by_reading(luis: Client) -> None:
    hub = await with_people(luis)
    path = await uploaded(luis, hub, f"{HEAD}\n{GOOD}\n{BAD}\n")
    page = (await luis.get(f"{hub}/import")).text
    assert "1 of 2 rows are right" in page and "must be an email address" in page
    assert "2 people" in (await luis.get(f"{hub}/members")).text
    answer = await luis.post(path, data={**hidden(page), "action": "add"})
    assert answer.status_code == 422 and "leave them for later" in answer.text
    answer = await luis.post(path, data={**hidden(page), "action": "add", "set_aside": "yes"})
    page = (await luis.get(answer.headers["location"])).text
    assert "1 person added from the spreadsheet. 1 row was set aside." in page and "3 people" in page
    assert "1 row of list.csv isn’t added yet" in page
    page = (await luis.get(hub)).text
    assert "1 row of your list isn’t added yet" in page and "In progress" in page


async def test_confirming_twice_adds_nobody_twice(luis: Client) -> None:
    hub = await with_people(luis)
    path = await uploaded(luis, hub, f"{HEAD}\n{GOOD}\n")
    data = {**hidden((await luis.get(f"{hub}/import")).text), "action": "add"}
    first, second = [await luis.post(path, data=data) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert "3 people" in (await luis.get(f"{hub}/members")).text


async def test_another_file_can_be_chosen(luis: Client) -> None:
    hub = await begun(luis)
    await upload(luis, hub, f"{HEAD}\n{BAD}\n")
    page = (await luis.get(f"{hub}/import")).text
    await luis.post(waiting_list(page), data={**hidden(page), "action": "forget"})
    assert 'type="file"' in (await luis.get(f"{hub}/import")).text
    answer = await luis.post(waiting_list(page), data={**hidden(page), "action": "add"})
    assert answer.status_code == 409 and "Another file was read in since" in answer.text


async def test_markup_in_a_cell_stays_text(luis: Client) -> None:
    hub = await begun(luis)
    await upload(luis, hub, f"{HEAD}\nStaff,Coder,<b>Wei</b>,L,Chen,wei@peaks.example,6025550103,=1+1\n")
    page = (await luis.get(f"{hub}/import")).text
    assert "<b>Wei" not in page and "&lt;b&gt;Wei" in page
