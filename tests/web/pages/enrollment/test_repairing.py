"""Repairing a list on its page, without JavaScript: columns, cells, suggestions, paste, rejects, undo."""

import re

from tests.web.pages.enrollment.test_importing import BAD, GOOD, HEAD
from tests.web.people import Client
from tests.web.practices import begun, hidden, imported, upload, uploaded, waiting_list, with_people

ODD = "Staff,Coderr,Ann,,Bell,ann@peaks.example,6025550104,"


async def pressed(client: Client, hub: str, **data: str) -> str:
    """The page after a button of the list that waits was pressed, with these fields."""
    page = (await client.get(f"{hub}/import")).text
    answer = await client.post(waiting_list(page), data={**hidden(page), **data})
    assert answer.status_code == 303, answer.text
    return (await client.get(answer.headers["location"].partition("#")[0])).text


async def test_a_cell_is_corrected_beside_its_message_and_what_stays_wrong_is_kept(luis: Client) -> None:
    hub = await with_people(luis)
    await uploaded(luis, hub, f"{HEAD}\n{GOOD}\n{BAD}\n")
    page = (await luis.get(f"{hub}/import")).text
    assert "F3: “not an address”: Email address must be" in page
    assert 'name="cell-2-email" value="not an address"' in page
    page = await pressed(luis, hub, **{"cell-2-email": "still <none>", "action": "correct"})
    assert 'value="still &lt;none&gt;"' in page and "1 of 2 rows are right" in page
    page = await pressed(luis, hub, **{"cell-2-email": "priya@peaks.example", "action": "add"})
    assert "2 people added from the spreadsheet." in page and "not added yet" not in page


async def test_a_suggestion_is_one_button_for_every_row_that_says_the_same(luis: Client) -> None:
    hub = await with_people(luis)
    await uploaded(luis, hub, f"{HEAD}\n{ODD}\n{ODD.replace('ann@', 'bo@').replace('Ann', 'Bo')}\n")
    page = (await luis.get(f"{hub}/import")).text
    assert "Use Coder in 2 rows" in page
    (value, *_) = re.findall(r'name="use" value="([^"]+)"', page)
    endless = f"1-{'9' * 5000}-suffix"
    assert "0 of 2 rows are right" in await pressed(luis, hub, use=endless), (
        "no number of an offer is so long"
    )
    assert "2 of 2 rows are right" in await pressed(luis, hub, use=value)
    assert "2 of 2 rows are right" in await pressed(luis, hub, use="99-0-suffix")


async def test_what_is_chosen_for_one_cell_can_count_for_all_that_say_the_same(luis: Client) -> None:
    hub = await with_people(luis)
    rows = [
        ODD.replace("Coderr", "MA").replace("ann@", f"{name}@").replace("Ann", name)
        for name in ("Al", "Bo", "Cy")
    ]
    await uploaded(luis, hub, "\n".join([HEAD, *rows]))
    page = (await luis.get(f"{hub}/import")).text
    assert "Also in the 2 other rows with “MA”" in page
    chosen = {"cell-1-suffix": "Billing", "cell-2-suffix": "MA", "everywhere": "1-suffix"}
    assert "3 of 3 rows are right" in await pressed(luis, hub, **chosen, action="correct")
    assert "3 of 3 rows are right" in await pressed(luis, hub, everywhere="x-y", action="correct")


async def test_one_of_two_rows_about_a_person_is_left_out(luis: Client) -> None:
    hub = await with_people(luis)
    await uploaded(luis, hub, f"{HEAD}\n{GOOD}\n{GOOD.replace('6025550103', '6025550199')}\n")
    page = (await luis.get(f"{hub}/import")).text
    assert "has the same email address" in page and "0 of 2 rows are right" in page
    page = await pressed(luis, hub, leave="2")
    assert "1 of 2 rows are right" in page and "You left this row out" in page
    assert "in rows you left out" in page
    assert "1 person added from the spreadsheet." in await pressed(luis, hub, action="add")


async def test_a_column_is_chosen_on_the_page(luis: Client) -> None:
    hub = await with_people(luis)
    await uploaded(luis, hub, f"{HEAD.replace('Email address', 'Wie erreichbar')}\n{GOOD}\n")
    page = (await luis.get(f"{hub}/import")).text
    assert "These columns weren’t found: Email address" in page and "F Wie erreichbar" in page
    assert re.search(r'<details[^>]+id="columns" open', page) and "wei@peaks.example</td>" in page
    page = await pressed(luis, hub, **{"column-5": "email", "action": "columns"})
    assert "1 of 1 rows are right" in page
    page = (await luis.get(f"{hub}/import")).text
    answer = await luis.post(
        waiting_list(page), data={**hidden(page), "column-6": "email", "action": "columns"}
    )
    assert answer.status_code == 422 and "Choose one column each for Email address" in answer.text


async def test_rows_are_pasted_as_they_are_copied(luis: Client) -> None:
    hub = await with_people(luis)
    drawn = (await luis.get(f"{hub}/import")).text
    rows = f"{HEAD}\n{GOOD}\n".replace(",", "\t")
    answer = await luis.post(f"{hub}/import", data={**hidden(drawn), "pasted": rows})
    assert answer.status_code == 303
    read = (await luis.get(f"{hub}/import")).text
    assert "1 of 1 rows are right" in read and ">Pasted rows<" in read
    await pressed(luis, hub, action="forget")
    answer = await luis.post(f"{hub}/import", data={**hidden(drawn), "pasted": "only words"})
    assert answer.status_code == 422 and 'id="pasted-error"' in answer.text and ">only words<" in answer.text


async def test_rows_left_for_later_are_shown_downloaded_and_uploaded_again(luis: Client) -> None:
    hub = await with_people(luis)
    await uploaded(luis, hub, f"{HEAD}\n{GOOD}\n{BAD}\n")
    page = await pressed(luis, hub, action="add", set_aside="yes")
    assert "1 row of list.csv isn’t added yet" in page and "Correct the rows" in page
    assert "added yet and will be deleted when you submit" in (await luis.get(f"{hub}/check")).text
    assert "Row 3 of list.csv: Priya Nair" in (await luis.get(f"{hub}/import")).text
    rejects = await luis.get(f"{hub}/import/rejects")
    assert rejects.status_code == 200 and "rows-to-correct.xlsx" in rejects.headers["content-disposition"]
    drawn = (await luis.get(f"{hub}/import?another=yes")).text
    fixed = f"{HEAD}\n{GOOD}\n{BAD.replace('not an address', 'priya@peaks.example')}\n"
    answer = await luis.post(f"{hub}/import", data=hidden(drawn), files={"file": ("again.csv", fixed)})
    assert answer.status_code == 303
    page = (await luis.get(f"{hub}/import")).text
    assert "Already added" in page and "Row 3 of the new list is the same person" in page
    assert "1 of 3 rows are right, 2 are in your list already" in page
    page = await pressed(luis, hub, action="add")
    assert "1 person added from the spreadsheet." in page and "not added yet" not in page
    assert (await luis.get(f"{hub}/import/rejects")).status_code == 404


async def test_rows_that_are_not_wanted_any_more_are_deleted(luis: Client) -> None:
    hub = await with_people(luis)
    await uploaded(luis, hub, f"{HEAD}\n{BAD}\n")
    await pressed(luis, hub, action="add", set_aside="yes")
    assert 'type="file"' in await pressed(luis, hub, action="delete")
    assert "not added yet" not in (await luis.get(f"{hub}/members")).text


async def test_an_import_is_taken_back_on_its_page(luis: Client) -> None:
    hub = await imported(luis, await with_people(luis))
    assert "Undo the last import (1 person)" in (await luis.get(f"{hub}/members")).text
    page = (await luis.get(f"{hub}/import/undo")).text
    assert "Ida Moss" in page and "Remove 1 person" in page
    answer = await luis.post(f"{hub}/import/undo", data=hidden(page))
    page = (await luis.get(answer.headers["location"])).text
    assert "1 person removed from the list again." in page and "Ida Moss" not in page
    assert (await luis.get(f"{hub}/import/undo")).status_code == 404


async def test_the_cells_of_the_file_are_accounted_for_in_words(luis: Client) -> None:
    hub = await begun(luis)
    await upload(luis, hub, f"Our staff\n{HEAD},Hired\n{GOOD.replace('Staff', 'staff')},2020\n{BAD}\n")
    page = (await luis.get(f"{hub}/import")).text
    words = re.sub(r"\s+", " ", page.partition('id="account"')[2].partition("</ul>")[0])
    assert "Where each of the 25 filled cells went" in page
    assert "15 are taken as they are." in words and "1 is taken in another spelling" in words
    assert "1 above the headings, 6 in rows to correct" in words and "Hired (2)" in words
