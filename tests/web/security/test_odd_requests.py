"""Whatever is sent in place of a form or a header is refused, and never a fault of ours."""

import time
from uuid import uuid4

import pytest
from litestar import Litestar

from tests.web.people import Client, SignIn, sign_in_staff
from tests.web.practices import begun, hidden, submitted
from web.app import LARGEST_BODY
from web.security.bodies import LARGEST_FORM, MOST_FIELDS

FORM = {"content-type": "application/x-www-form-urlencoded"}
PARTS = {"content-type": "multipart/form-data; boundary=x"}
NO_ADDRESS = "http://["


def part(head: str, body: bytes = b"1") -> bytes:
    """A multipart body with one part."""
    return b"--x\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + body + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    "body",
    [
        part('name="csrf"\r\nContent-Type: text/plain; charset=bogus'),
        part('name="csrf"', b"\xff\xfe"),
        b"--y",
        b"",
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(stranger: Client, body: bytes) -> None:
    answer = await stranger.post("/sign-in", content=body, headers=PARTS)
    assert answer.status_code in (400, 403)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("body", [b"a" * (LARGEST_FORM + 1), b"&a" * MOST_FIELDS])
async def test_a_form_larger_than_any_of_ours_is_refused_before_it_is_read(
    stranger: Client, body: bytes
) -> None:
    began = time.process_time()
    answer = await stranger.post("/sign-in", content=body, headers=FORM)
    assert answer.status_code == 413 and "too big" in answer.text
    assert time.process_time() - began < 1


@pytest.mark.parametrize("size", [LARGEST_FORM + 1, LARGEST_BODY + 1])
async def test_what_is_too_big_is_answered_with_what_may_be_sent_and_the_way_back(
    stranger: Client, size: int
) -> None:
    came_from = {"referer": "http://127.0.0.1:8000/sign-in?next=/account"}
    answer = await stranger.post("/sign-in", content=b"a" * size, headers=FORM | came_from)
    assert answer.status_code == 413
    assert "a file of up to 2 MB" in answer.text and "up to 1 MB of text" in answer.text
    assert '<a class="govuk-link" href="/sign-in?next=/account">' in answer.text
    elsewhere = {"referer": "https://elsewhere.example/sign-in"}
    answer = await stranger.post("/sign-in", content=b"a" * size, headers=FORM | elsewhere)
    assert answer.status_code == 413 and "elsewhere" not in answer.text


@pytest.mark.parametrize(
    "origin", [NO_ADDRESS, "null", "https://127.0.0.1:8000", "http://127.0.0.1:8000.example"]
)
async def test_a_form_from_an_origin_that_is_not_ours_is_refused(stranger: Client, origin: str) -> None:
    answer = await stranger.send_form("/reset", {"email": "ada@practice.example"}, headers={"origin": origin})
    assert answer.status_code == 403


async def test_a_form_from_our_own_origin_is_taken(stranger: Client) -> None:
    ours = {"origin": "http://127.0.0.1:8000"}
    answer = await stranger.send_form("/reset", {"email": "ada@practice.example"}, headers=ours)
    assert answer.status_code == 303


@pytest.mark.parametrize("header", ["referer", "hx-current-url"])
async def test_a_page_to_come_back_to_that_is_no_address_is_left_out(stranger: Client, header: str) -> None:
    answer = await stranger.get("/account", headers={"HX-Request": "true", header: NO_ADDRESS})
    assert answer.headers["HX-Redirect"] == "/sign-in"


async def test_a_dialog_opened_from_no_address_is_drawn(signed_in_client: SignIn) -> None:
    owner = await signed_in_client()
    hub = await begun(owner)
    page = await owner.get(f"{hub}/members/new", headers={"HX-Request": "true", "HX-Current-URL": NO_ADDRESS})
    assert page.status_code == 200


async def test_an_address_with_a_nul_is_not_found(signed_in_client: SignIn) -> None:
    owner = await signed_in_client()
    for path in ("/requests/a%00b", "/requests?after=%00", "/live/requests/%00"):
        assert (await owner.get(path)).status_code == 404


@pytest.mark.parametrize("before", ["9" * 30, "-" + "9" * 30, str(2**31), str(2**63)])
async def test_a_number_that_fits_no_column_is_taken_as_the_nearest(
    app: Litestar, signed_in_client: SignIn, before: str
) -> None:
    owner, kim = await signed_in_client(), await sign_in_staff(app, "analyst")
    number = await submitted(owner)
    drawn = hidden((await owner.get(f"/requests/{number}")).text)
    answer = await owner.post(f"/requests/{number}/messages", data={**drawn, "text": "Hello there"})
    assert answer.status_code == 303
    for client, path in ((owner, "/requests"), (kim, "/support/requests")):
        page = await client.get(f"{path}/{number}?before={before}")
        assert page.status_code == 200
        assert ("Hello there" in page.text) is not before.startswith("-")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01"])
async def test_a_place_in_a_queue_that_no_calendar_has_is_its_beginning(app: Litestar, moment: str) -> None:
    kim = await sign_in_staff(app, "analyst")
    for queue in ("work", "messages"):
        assert (
            await kim.get(f"/support/{queue}", params={"after": f"{moment}~{uuid4()}"})
        ).status_code == 200


async def test_a_form_with_a_nul_is_refused(stranger: Client) -> None:
    for fields in ({"email": "a\0b"}, {"a\0": "b"}):
        assert (await stranger.send_form("/sign-in", fields)).status_code == 400
