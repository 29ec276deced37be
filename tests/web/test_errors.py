"""Errors are pages with words for people and no trace of the inside."""

from collections.abc import Iterator

import pytest
from litestar import Litestar, get
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotAuthorizedException
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from core.errors import Forbidden, Invalid, NotFound, Stale, TooMany, Unavailable
from core.moves import NotNow
from core.site import find_site, load_site
from tests.practices.portals import portal_of
from tests.web.people import SignIn
from web.errors import HANDLERS
from web.rendering import Pages

FAULTS = {
    "not-found": NotFound(),
    "forbidden": Forbidden(),
    "stale": Stale("Grace saved this group two minutes ago."),
    "not-now": NotNow("The practice is still correcting something."),
    "invalid": Invalid({"email": "Enter another <email> address"}),
    "too-many": TooMany(retry_after=90),
    "unavailable": Unavailable(),
    "crash": RuntimeError("secret inside"),
    "bad-request": ClientException("inside detail"),
    "no-session": NotAuthorizedException("inside detail"),
}


def failing(name: str, error: Exception) -> HTTPRouteHandler:
    @get(f"/{name}")
    async def fail() -> None:
        raise error

    return fail


@pytest.fixture
def client(pages: Pages) -> Iterator[TestClient]:
    handlers = [failing(name, error) for name, error in FAULTS.items()]
    state = State({"pages": pages, "portal": portal_of(load_site(find_site("banner")))})
    app = Litestar(handlers, exception_handlers=HANDLERS, state=state, openapi_config=None)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("not-found", 404, "Page not found"),
        ("missing-altogether", 404, "Page not found"),
        ("forbidden", 403, "You can’t open this page"),
        ("stale", 409, "Grace saved this group two minutes ago."),
        ("not-now", 409, "The practice is still correcting something."),
        ("invalid", 422, "Enter another &lt;email&gt; address"),
        ("too-many", 429, "Try again in 2 minutes."),
        ("unavailable", 503, "isn’t available right now"),
        ("crash", 500, "something went wrong"),
        ("bad-request", 400, "couldn’t read"),
    ],
)
def test_an_error_is_a_page_with_the_look_of_the_site(
    client: TestClient, name: str, status: int, words: str
) -> None:
    answer = client.get(f"/{name}")
    assert answer.status_code == status
    assert words in answer.text
    assert "app-header" in answer.text
    assert "inside" not in answer.text
    assert "Traceback" not in answer.text


def test_htmx_gets_only_the_content_of_an_error(client: TestClient) -> None:
    answer = client.get("/forbidden", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "You can’t open this page" in answer.text
    assert "<html" not in answer.text


def test_too_many_attempts_say_when_to_come_back(client: TestClient) -> None:
    assert client.get("/too-many").headers["Retry-After"] == "90"


def test_a_crash_is_logged_with_its_trace(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/crash")
    assert "secret inside" in caplog.text


def test_a_page_that_does_not_know_who_asks_offers_no_sign_in(client: TestClient) -> None:
    assert 'href="/sign-in"' not in client.get("/missing-altogether").text


def test_only_what_was_changed_elsewhere_is_said_to_have_been(client: TestClient) -> None:
    elsewhere = "This was changed in another window"
    assert elsewhere in client.get("/stale").text
    refused = client.get("/not-now").text
    assert "can’t be done right now" in refused
    assert elsewhere not in refused and "newer version" not in refused


async def test_whoever_is_signed_in_is_led_back_to_their_own_pages(signed_in_client: SignIn) -> None:
    olga = await signed_in_client("olga@valley.example")
    refused = (await olga.get("/support")).text
    assert '<a class="govuk-link" href="/requests">Go to My requests</a>' in refused
