"""One person: page and dialog, applications under their boxes, two windows, removal."""

from tests.practices.typed import LICENSE
from tests.web.people import ADDRESS, Client
from tests.web.practices import (
    ADMINISTRATOR,
    CODER,
    SPONSOR,
    hidden,
    people_of,
    send,
    with_member,
    with_people,
)

PROVIDER = {**SPONSOR, **CODER, **LICENSE, "staff_type": "provider", "suffix": "NP"}


def above(hub: str) -> dict[str, str]:
    """What htmx sends from the dialog over the list."""
    return {"HX-Request": "true", "HX-Current-URL": f"{ADDRESS}{hub}/members"}


async def test_the_dialog_is_the_same_form_as_the_page(luis: Client) -> None:
    hub = await with_people(luis)
    page = (await luis.get(f"{hub}/members/new")).text
    dialog = (await luis.get(f"{hub}/members/new", headers=above(hub))).text
    assert "<html" in page and "hx-post" not in page.split('id="member"')[1].split(">")[0]
    assert "<html" not in dialog and 'id="dialog-title"' in dialog
    assert f'hx-post="{hub}/members/new"' in dialog


async def test_the_form_of_an_administrator_asks_everything_once_and_can_be_saved(luis: Client) -> None:
    hub = await with_people(luis)
    administrator = f"{hub}/members/{(await people_of(luis, hub))[1]}"
    drawn = (await luis.get(administrator, headers=above(hub))).text
    assert drawn.count('name="suffix"') == 1 and 'hx-trigger="change delay:250ms from:find #suffix"' in drawn
    answer = await send(
        luis, administrator, {**ADMINISTRATOR, "applications": "cerner"}, "save", **above(hub)
    )
    assert "was saved" in answer.headers["hx-trigger"]


async def test_saving_in_the_dialog_brings_the_list_and_closes_it(luis: Client) -> None:
    hub = await with_people(luis)
    answer = await send(luis, f"{hub}/members/new", CODER, "save", **above(hub))
    assert answer.headers["hx-retarget"] == "#grid-form"
    assert "close-dialog" in answer.headers["hx-trigger-after-settle"]
    assert "Wei L Chen" in answer.text and "was saved" in answer.headers["hx-trigger"]


async def test_save_and_add_another_opens_an_empty_form_and_draws_the_list_behind_it(luis: Client) -> None:
    hub = await with_people(luis)
    answer = await send(luis, f"{hub}/members/new", CODER, "again", **above(hub))
    assert 'id="grid-form" hx-swap-oob="true"' in answer.text
    assert 'value="Chen"' not in answer.text and "Wei L Chen was saved." in answer.text
    page = await send(luis, f"{hub}/members/new", {**CODER, "email": "b@peaks.example"}, "again")
    assert page.headers["location"] == f"{hub}/members/new"


async def test_staff_type_and_suffix_change_the_questions_and_lose_nothing(luis: Client) -> None:
    hub = await with_people(luis)
    typed = {"staff_type": "provider", "suffix": "NP", "first_name": "Grace", "phone": "1"}
    answer = await send(luis, f"{hub}/members/new", typed, "redraw", **above(hub))
    assert 'value="Grace"' in answer.text and 'id="npi"' in answer.text and "application-dsm" in answer.text
    assert "Something isn’t right" not in answer.text
    answer = await send(
        luis, f"{hub}/members/new", {**typed, "staff_type": "staff", "suffix": "Coder"}, "redraw"
    )
    assert 'id="npi"' not in answer.text and 'id="application-dsm"' not in answer.text
    assert "Not for this person" in answer.text


async def test_an_application_that_is_ticked_asks_its_own_questions(luis: Client) -> None:
    hub = await with_people(luis)
    wish = {**PROVIDER, "applications": ["dsm", "cerner"]}
    answer = await send(luis, f"{hub}/members/new", {**wish, "dsm.direct_address": "grace@gmail.com"}, "save")
    assert answer.status_code == 422 and "dsm-direct_address" in answer.text
    wish["dsm.direct_address"] = "grace@direct.peaks.example"
    assert (await send(luis, f"{hub}/members/new", wish, "save")).status_code == 303


async def test_somebody_unfinished_is_kept_and_marked(luis: Client) -> None:
    hub = await with_people(luis)
    answer = await send(luis, f"{hub}/members/new", {"staff_type": "provider", "last_name": "Ng"}, "later")
    assert answer.status_code == 303
    assert "Details missing" in (await luis.get(f"{hub}/members")).text


async def test_what_is_typed_saves_itself_and_says_when(luis: Client) -> None:
    hub = await with_people(luis)
    typed = {"staff_type": "provider", "last_name": "Ng", "entry": "a1"}
    first = await send(luis, f"{hub}/members/new", typed, "typing")
    assert first.status_code == 200 and first.json()["said"].startswith("Saved ")
    again = {**typed, "first_name": "Ada", "version": str(first.json()["version"])}
    assert (await send(luis, f"{hub}/members/new", again, "typing")).json()["version"] == 2
    page = (await luis.get(f"{hub}/members")).text
    assert page.count("Ada Ng") and "Details missing" in page
    behind = await send(luis, f"{hub}/members/new", {**typed, "version": "1"}, "typing")
    assert behind.status_code == 409 and "another window" in behind.json()["said"]


async def test_a_step_saves_itself_without_a_word_about_what_is_missing(luis: Client) -> None:
    hub = await with_people(luis)
    answer = await send(luis, f"{hub}/practice", {"name": "Half a na"}, "typing")
    assert answer.status_code == 200 and set(answer.json()) == {"version", "said"}
    assert 'value="Half a na"' in (await luis.get(f"{hub}/practice")).text


async def test_every_person_has_an_address_of_their_own(luis: Client) -> None:
    hub = await with_people(luis)
    answer = await send(luis, f"{hub}/members/new", {**CODER, "email": SPONSOR["email"]}, "save")
    assert answer.status_code == 422 and "Each person needs their own" in answer.text


async def test_two_windows_on_one_person_are_told(luis: Client) -> None:
    _, path = await with_member(luis)
    older = hidden((await luis.get(path)).text)
    await send(luis, path, {**CODER, "last_name": "Chang"}, "save")
    answer = await luis.post(path, data={**older, **CODER, "last_name": "Cheng", "action": "save"})
    assert answer.status_code == 422
    assert "changed in another window" in answer.text and "Chang" in answer.text and "Cheng" in answer.text


async def test_removing_says_what_happens_and_then_does_it(luis: Client) -> None:
    hub, path = await with_member(luis, applications="cerner")
    asked = (await luis.get(f"{path}/remove")).text
    assert "Remove Wei L Chen?" in asked and "Cerner Millennium" in asked
    answer = await send(luis, f"{path}/remove", **above(hub))
    assert answer.headers["hx-retarget"] == "#grid-form" and f'{path}"' not in answer.text
    assert (await luis.get(path)).status_code == 404


async def test_sponsor_and_administrator_are_not_removed(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, _ = await people_of(luis, hub)
    assert (await luis.get(f"{hub}/members/{sponsor}/remove")).status_code == 404


async def test_why_not_is_a_page_and_a_panel(luis: Client) -> None:
    hub, path = await with_member(luis)
    why = f"{hub}/why/{path.rpartition('/')[2]}/dsm"
    page, panel = (await luis.get(why)).text, (await luis.get(why, headers=above(hub))).text
    assert "Why not Direct Secure Messaging for Wei L Chen?" in page and "Not possible" in page
    assert f'href="{path}"' in page and "<html" not in panel and "Not possible" in panel
    assert (await luis.get(f"{hub}/why/{path.rpartition('/')[2]}/no-such")).status_code == 404
