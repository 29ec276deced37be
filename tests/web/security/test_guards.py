"""Own paths only, no adopted sessions, cookies out of reach, and closed when in doubt."""

import pytest
from litestar import Litestar

from core.database import current
from tests.web.people import Client, SignIn, client_for, running, settings_for
from web.app import create_app
from web.security.addresses import client_address
from web.security.guards import own_path, with_next
from web.security.sessions import Cookies


@pytest.mark.parametrize(
    "path", ["/", "/requests", "/requests/CS1?tab=people", "/a%20b", "/a#b", "/a.b/..c", "/a?b=//c"]
)
def test_a_path_of_our_own_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "requests",
        "//elsewhere.example",
        "///elsewhere.example",
        "/.//elsewhere.example",
        "/..//elsewhere.example",
        "/%2F/elsewhere.example",
        "/%2e/%2e%2e/a",
        "/%252F/elsewhere.example",
        "/a/%5C/elsewhere.example",
        "/a/../b",
        "/a//b",
        "/\\elsewhere.example",
        "\\\\elsewhere",
        "https://elsewhere.example",
        "https:elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "/a\r\nSet-Cookie: b=c",
        " /a",
        "/a b",
        "/" + "a" * 600,
        "/\u2028",
        "@elsewhere",
    ],
)
def test_anything_else_leads_home(path: str | None) -> None:
    assert own_path(path) is None
    assert with_next("/sign-in", own_path(path)) == "/sign-in"


def test_what_follows_is_quoted() -> None:
    assert with_next("/sign-in", "/a?b=c&d=e") == "/sign-in?next=/a%3Fb%3Dc%26d%3De"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("198.51.100.1", 0, "10.0.0.1"),
        ("198.51.100.1", 1, "198.51.100.1"),
        ("1.2.3.4, 198.51.100.1", 1, "198.51.100.1"),
        ("1.2.3.4, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("198.51.100.1", 2, "10.0.0.1"),
        ("not an address", 1, "10.0.0.1"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
    ],
)
def test_forged_forwarding_headers_are_not_believed(forwarded: str, proxies: int, address: str) -> None:
    assert client_address("10.0.0.1", forwarded, proxies) == address


async def test_a_chosen_cookie_is_not_adopted_through_signing_in(
    app: Litestar, signed_in_client: SignIn
) -> None:
    from tests.web.people import PASSWORD

    ada = await signed_in_client()
    async with client_for(app) as victim:
        victim.carry("chosen-by-an-attacker")
        await victim.send_form("/sign-in", {"email": ada.email, "password": PASSWORD})
        assert victim.cookies["portal"] != "chosen-by-an-attacker"
    async with client_for(app) as attacker:
        attacker.carry("chosen-by-an-attacker")
        assert (await attacker.get("/account")).status_code == 303


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    header = Cookies("https://portal.example").make("__Host-portal", "x").to_header(header="")
    assert {part.strip() for part in header.split(";")} == {
        "__Host-portal=x",
        "HttpOnly",
        "Path=/",
        "SameSite=lax",
        "Secure",
    }
    assert Cookies("https://portal.example").session == "__Host-portal"
    assert Cookies("https://portal.example").visit == "__Host-visit"
    assert Cookies("https://portal.example").signing == "__Secure-signing"


async def test_a_page_without_a_form_sets_no_cookie_and_one_with_a_form_sets_one(stranger: Client) -> None:
    assert "set-cookie" not in (await stranger.get("/")).headers
    cookie = (await stranger.get("/sign-in")).headers["set-cookie"]
    assert cookie.startswith("visit=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert "set-cookie" not in (await stranger.get("/sign-in")).headers


async def test_pages_of_people_are_kept_in_no_cache(signed_in_client: SignIn) -> None:
    assert (await (await signed_in_client()).get("/account")).headers["cache-control"] == "no-store"


async def test_a_fragment_sends_the_whole_page_to_sign_in(stranger: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8000/account/password"}
    answer = await stranger.get("/account", headers=headers)

    assert answer.headers["hx-redirect"] == "/sign-in?next=/account/password"
    assert answer.text == ""


async def test_a_page_of_elsewhere_is_not_where_signing_in_leads(stranger: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/account"}

    assert (await stranger.get("/account", headers=headers)).headers["hx-redirect"] == "/sign-in"


async def test_when_the_database_is_down_nobody_is_let_in(sqlite_url: str) -> None:
    async with running(create_app(settings_for(sqlite_url))) as app, client_for(app) as client:
        client.carry("some-token")
        engine = current().engine
        broken, engine.run_text = engine.run_text, _broken
        try:
            answer = await client.get("/account")
        finally:
            engine.run_text = broken

    assert answer.status_code == 503
    assert "Traceback" not in answer.text and "disk" not in answer.text


async def _broken(*_: object, **__: object) -> None:
    raise OSError("disk")
