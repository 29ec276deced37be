"""Ticking a whole row, and copying the applications of one person to others."""

from tests.web.people import ADDRESS, Client
from tests.web.practices import CODER, hidden, people_of, send, with_people

HTMX = {"HX-Request": "true"}


async def with_two_coders(luis: Client) -> tuple[str, list[str]]:
    hub = await with_people(luis)
    for number, asked in enumerate((["cerner", "pacs"], [])):
        typed = {**CODER, "email": f"c{number}@peaks.example", "applications": asked}
        assert (await send(luis, f"{hub}/members/new", typed, "save")).status_code == 303
    return hub, await people_of(luis, hub)


async def test_a_row_is_ticked_as_far_as_possible_and_back(luis: Client) -> None:
    hub, people = await with_two_coders(luis)
    path, person = f"{hub}/members", people[-1]
    first = await luis.post(path, data={**hidden((await luis.get(path)).text), "row": person}, headers=HTMX)
    assert "3 applications were selected for Wei L Chen" in first.text and 'name="undo"' in first.text
    every = {f"access-{person}-{slug}": "yes" for slug in ("cerner", "pacs", "iecg")}
    assert all(_ticked(first.text, person, slug) for slug in ("cerner", "pacs", "iecg"))
    drawn = hidden((await luis.get(path)).text)
    second = await luis.post(path, data={**drawn, **every, "row": person}, headers=HTMX)
    assert "3 applications were taken away from Wei L Chen" in second.text


async def test_copying_ticks_for_the_chosen_and_says_who_got_them(luis: Client) -> None:
    hub, people = await with_two_coders(luis)
    source, other = people[-2:]
    page = (await luis.get(f"{hub}/members/same")).text
    assert f'value="{source}" selected' in page and "Copy applications" in page
    answer = await send(luis, f"{hub}/members/same", {"source": source, "others": [other, people[0]]})
    assert answer.status_code == 200 and "1 person got the applications of Wei L Chen" in answer.text
    assert "Only people of one staff type" in answer.text
    assert _ticked(answer.text, other, "cerner") and _ticked(answer.text, other, "pacs")


async def test_above_the_list_copying_closes_the_dialog_and_faults_stay_in_it(luis: Client) -> None:
    hub, people = await with_two_coders(luis)
    above = {**HTMX, "HX-Current-URL": f"{ADDRESS}{hub}/members"}
    nobody = await send(luis, f"{hub}/members/same", {"source": people[-2]}, **above)
    assert nobody.status_code == 422 and "Choose at least one person to copy to" in nobody.text
    typed = {"source": people[-2], "others": [people[-1]]}
    done = await send(luis, f"{hub}/members/same", typed, **above)
    assert done.headers["hx-retarget"] == "#grid-form"
    assert "same-as" in done.headers["hx-trigger-after-settle"]


def _ticked(page: str, person: str, slug: str) -> bool:
    return f' checked name="access-{person}-{slug}"' in page
