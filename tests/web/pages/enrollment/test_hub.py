"""Starting, and the task list."""

import re

from tests.practices.typed import PRACTICE
from tests.web.people import Client, SignIn
from tests.web.practices import begun, hidden, ready, send, with_people


async def test_the_purpose_comes_first(luis: Client) -> None:
    drawn = await luis.get("/enrollment")
    assert "Before you register" in drawn.text
    answer = await luis.post("/enrollment", data=hidden(drawn.text))
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text


async def test_starting_twice_finds_the_same_registration(luis: Client) -> None:
    drawn = await luis.get("/enrollment")
    data = {**hidden(drawn.text), "read": "yes"}
    first, second = [await luis.post("/enrollment", data=data) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert (await luis.get("/enrollment")).headers["location"] == first.headers["location"]


async def test_the_tasks_say_how_far_they_are(luis: Client) -> None:
    hub = await begun(luis)
    page = (await luis.get(hub)).text
    assert "You have completed 1 of 7 tasks." in page
    assert "Can’t start yet" in page
    await send(luis, f"{hub}/practice", {"name": "Desert Peaks"}, action="later")
    page = (await luis.get(hub)).text
    assert "In progress" in page and "Still open: Enter" in page


async def test_when_nothing_is_missing_one_can_check_and_submit(luis: Client) -> None:
    hub = await ready(luis)
    page = (await luis.get(hub)).text
    assert f'href="{hub}/check"' in page
    assert "2 people, 1 of them with applications" in page


async def test_a_registration_of_somebody_else_is_as_good_as_none(
    luis: Client, signed_in_client: SignIn
) -> None:
    hub = await with_people(luis)
    other = await signed_in_client("other@elsewhere.example")
    for page in ("", "/practice", "/members", "/members/new", "/check", "/import"):
        assert (await other.get(hub + page)).status_code == 404


async def test_the_row_of_steps_calls_done_only_what_is_filled_in(signed_in_client: SignIn) -> None:
    client = await signed_in_client()
    hub = await begun(client)

    async def done(section: str) -> list[str]:
        page = (await client.get(f"{hub}/{section}")).text
        return re.findall(r"<span>(\d)\. [^<]*<span[^>]*> \(done\)", page)

    assert await done("attestation") == []
    await send(client, f"{hub}/practice", PRACTICE)
    assert await done("attestation") == ["1"]
    assert await done("practice") == []
