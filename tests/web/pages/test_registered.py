"""My practice is registered already: the same answer whatever is known."""

import pytest

from tests.web.people import Client
from tests.web.practices import hidden

ASKED = {"practice": "Desert Peaks", "name": "Wei Chen", "email": "wei@peaks.example", "message": "Hello"}


async def test_the_question_is_passed_on_and_the_answer_tells_nothing(stranger: Client) -> None:
    page = (await stranger.get("/registered")).text
    answer = await stranger.post("/registered", data={**hidden(page), **ASKED})
    assert answer.headers["location"] == "/registered/sent"
    assert "we can’t tell you which" in (await stranger.get("/registered/sent")).text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("practice", ""),
        ("practice", "Your Account Is Locked"),
        ("email", "x"),
        ("name", "<b>"),
        ("stranger", "1"),
    ],
)
async def test_what_is_wrong_is_said_at_the_field(stranger: Client, name: str, value: str) -> None:
    page = (await stranger.get("/registered")).text
    answer = await stranger.post("/registered", data={**hidden(page), **ASKED, name: value})
    assert answer.status_code == 422 and "Something isn’t right" in answer.text
    assert name == "practice" or 'value="Desert Peaks"' in answer.text
