"""My requests: what to do first, how each stands, and nobody else's."""

import re

from tests.web.people import SignIn, without_token
from tests.web.practices import begun, submitted


async def test_an_empty_list_says_what_to_do(signed_in_client: SignIn) -> None:
    page = (await (await signed_in_client()).get("/requests")).text
    assert 'href="/enrollment"' in page and "Register a practice" in page


async def test_a_draft_comes_first(signed_in_client: SignIn) -> None:
    client = await signed_in_client()
    hub = await begun(client)
    assert f'href="{hub}"' in (await client.get("/requests")).text


async def test_a_request_says_where_it_stands_and_who_acts_next(signed_in_client: SignIn) -> None:
    client = await signed_in_client()
    number = await submitted(client)
    assert number in (await client.get("/requests")).text
    page = (await client.get(f"/requests/{number}")).text
    assert "Waiting for signatures" in page and "We wait for Amara J Okafor and Luis Fuentes to sign" in page
    assert "Cerner Millennium" in page and '<ol class="app-timeline">' in page and "<time datetime=" in page
    why = re.findall(r'href="(/requests/[^"]+/why/[^"]+)"', page)[0]
    assert "Cerner Millennium for Amara J Okafor" in (await client.get(why)).text
    panel = (await client.get(why, headers={"HX-Request": "true"})).text
    assert "<html" not in panel and "still needs signatures" in panel


async def test_a_request_of_somebody_else_and_one_that_never_was_are_answered_alike(
    signed_in_client: SignIn,
) -> None:
    number = await submitted(await signed_in_client("luis@peaks.example"))
    other = await signed_in_client("other@elsewhere.example")
    for end in ("", "/sent"):
        foreign, absent = [await other.get(f"/requests/{each}{end}") for each in (number, "CS0009999")]
        assert (foreign.status_code, without_token(foreign.text)) == (404, without_token(absent.text))
