"""What every answer carries, whoever made it."""

import pytest
from litestar.testing import TestClient

from web.security.sessions import Cookies

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/nowhere", 404),
        ("POST", "/", 405),
        ("GET", "/static/any/app.css", 200),
        ("GET", "/static/any/nothing.css", 404),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_every_answer_carries_the_policy(
    client: TestClient, method: str, path: str, status: int, htmx: bool
) -> None:
    answer = client.request(method, path, headers={"HX-Request": "true"} if htmx else {})
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


def test_pages_are_kept_in_no_cache_and_differ_for_htmx(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("address", ["http://portal.example", "https://portal.example"])
def test_a_token_s_cookie_is_written_as_litestar_writes_it(address: str) -> None:
    cookies = Cookies(address)
    made = cookies.make(cookies.visit, "Ab-_9")

    assert cookies.header(cookies.visit, "Ab-_9") == made.to_header(header="")
