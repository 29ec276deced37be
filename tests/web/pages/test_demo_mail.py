"""A demo shows the mails it sent; nothing else does."""

import re
from uuid import uuid4

import pytest
from litestar.testing import AsyncTestClient

from core.actor import SYSTEM
from core.audit import change
from core.database import Database
from core.mail import Attachment, Mail
from core.mail.queries import PAGE
from core.settings import Settings
from core.site import find_site, load_site
from tests.core.test_settings import fit
from web.app import create_app

pytestmark = pytest.mark.both_databases


@pytest.fixture
async def client(database: Database, database_url: str) -> AsyncTestClient:
    return AsyncTestClient(create_app(Settings(demo=True, site="banner", database_url=database_url)))


async def _send(number: int = 0) -> None:
    mail = Mail(load_site(find_site("banner")), "http://127.0.0.1:8000", "no-reply@127.0.0.1")
    async with change("account.made", by=SYSTEM):
        await mail.send(
            to=f"person{number}@practice.example",
            template="verify-address",
            about=("account", uuid4()),
            path=f"/confirm/{number}",
            code="123456",
            denial_path="/no",
            minutes=30,
        )


async def test_a_mail_is_listed_and_opens_with_its_link_and_code(client: AsyncTestClient) -> None:
    await _send()
    async with client:
        listed = await client.get("/demo/mail")
        address = re.search(r'href="(/demo/mail/[0-9a-f-]{36})"', listed.text)
        assert address
        page = await client.get(address[1])

    assert "person0@practice.example" in listed.text
    assert 'href="http://127.0.0.1:8000/confirm/0"' in page.text
    assert "123456" in page.text


async def test_long_lists_are_paged_and_no_mail_is_lost_or_shown_twice(client: AsyncTestClient) -> None:
    for number in range(PAGE * 2 + 3):
        await _send(number)
    seen: list[str] = []
    address = "/demo/mail"
    async with client:
        while address:
            page = (await client.get(address)).text
            seen += re.findall(r"(person\d+)@practice", page)
            more = re.search(r'href="(/demo/mail\?before=[^"]+)"', page)
            address = more[1] if more else ""

    assert seen == [f"person{number}" for number in reversed(range(PAGE * 2 + 3))]


async def test_a_demo_that_sent_nothing_says_so(client: AsyncTestClient) -> None:
    async with client:
        assert "Nothing has been sent yet" in (await client.get("/demo/mail")).text


async def test_a_mail_that_does_not_exist_is_not_found(client: AsyncTestClient) -> None:
    async with client:
        assert (await client.get(f"/demo/mail/{uuid4()}")).status_code == 404
        assert (await client.get("/demo/mail?before=nonsense")).status_code in {400, 404}
        assert (await client.get(f"/demo/mail?before={uuid4()}")).status_code == 404


def test_outside_a_demo_the_pages_do_not_exist() -> None:
    def paths(settings: Settings) -> list[str]:
        return [route.path for route in create_app(settings).routes if "demo" in route.path]

    assert len(paths(Settings(site="banner", demo=True))) == 3
    assert paths(fit(site="banner")) == []


async def test_what_goes_with_a_mail_opens_from_it(client: AsyncTestClient) -> None:
    await _send()
    data = {"title": "Guide", "organization": "Health", "paper": "a4", "name": "Zoë", "facts": []}
    guide = Attachment("Getting started.pdf", "getting-started", data | {"blocks": []})
    mail = Mail(load_site(find_site("banner")), "http://127.0.0.1:8000", "no-reply@127.0.0.1")
    async with change("account.made", by=SYSTEM):
        key = await mail.send(
            to="zoe@practice.example", template="signing-code", about=("account", uuid4()),
            document="agreement", code="1", minutes=1, attachment=guide,
        )  # fmt: skip
    async with client:
        page = (await client.get(f"/demo/mail/{key}")).text
        document = await client.get(f"/demo/mail/{key}/document.pdf")
        listed = (await client.get("/demo/mail")).text
        (other,) = set(re.findall(r'href="/demo/mail/([0-9a-f-]{36})"', listed)) - {str(key)}
        assert (await client.get(f"/demo/mail/{other}/document.pdf")).status_code == 404

    assert "Getting started.pdf" in page and f'href="/demo/mail/{key}/document.pdf"' in page
    assert document.headers["content-type"] == "application/pdf" and document.content.startswith(b"%PDF")
