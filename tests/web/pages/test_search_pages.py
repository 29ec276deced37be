"""The search of the console and the pages of people and practices, as staff use them without scripts."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from litestar import Litestar

from core.actor import SYSTEM
from core.audit import change
from core.audit.tables import AuditEvent
from core.groups.tables import Group, Member
from tests.conftest import MovableClock
from tests.web import practices
from tests.web.people import Client, sign_in_person, sign_in_staff

pytestmark = pytest.mark.both_databases


@pytest.fixture
async def office(app: Litestar) -> Client:
    """A practice that has sent its request."""
    client = await sign_in_person(app, "owner@peaks.example")
    client.number = await practices.submitted(client)
    return client


async def somebody() -> dict[str, object]:
    row = await Member.select().order_by(Member.position).first()
    assert row
    return row


async def test_the_search_shows_people_with_their_applications(app: Litestar, office: Client) -> None:
    kim, person = await sign_in_staff(app, "analyst"), await somebody()
    page = (await kim.get("/support/search", params={"q": person["last_name"]})).text
    assert f"/support/people/{person['id']}" in page
    assert f"/support/practices/{person['group']}" in page
    assert 'value="{}"'.format(person["last_name"]) in page


async def test_a_whole_request_number_leads_to_the_request(app: Litestar, office: Client) -> None:
    kim = await sign_in_staff(app, "analyst")
    answer = await kim.get("/support/search", params={"q": office.number.lower()})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/support/requests/{office.number}")


async def test_where_nothing_is_found_the_page_says_what_can_be(app: Litestar, office: Client) -> None:
    kim = await sign_in_staff(app, "analyst")
    page = (await kim.get("/support/search", params={"q": "nobody-at-all"})).text
    assert "Nothing found" in page and "last four digits" in page
    assert "Enter part of a name" in (await kim.get("/support/search")).text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "%", "x" * 5000])
async def test_what_is_typed_is_never_markup(app: Litestar, office: Client, text: str) -> None:
    kim = await sign_in_staff(app, "analyst")
    answer = await kim.get("/support/search", params={"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text and "<img src=x" not in answer.text


async def test_a_name_that_is_markup_is_shown_as_text(app: Litestar, office: Client) -> None:
    async with change("member.renamed", by=SYSTEM):
        await Member.update({Member.last_name: "<b>Bold</b>"}).where(Member.id == (await somebody())["id"])
        await Group.update({Group.name: "<i>Peaks</i>"}).where(Group.id == (await somebody())["group"])
    kim, person = await sign_in_staff(app, "analyst"), await somebody()
    for path in (f"/support/people/{person['id']}", f"/support/practices/{person['group']}"):
        page = (await kim.get(path)).text
        assert "&lt;b&gt;Bold&lt;/b&gt;" in page and "<b>Bold" not in page and "<i>Peaks" not in page


async def test_the_page_of_a_person_has_every_key_with_a_button_that_copies_it(
    app: Litestar, office: Client
) -> None:
    kim, person = await sign_in_staff(app, "analyst"), await somebody()
    page = (await kim.get(f"/support/people/{person['id']}")).text
    assert f'data-copy="{person["email"]}" hidden>' in page
    assert f"/support/practices/{person['group']}" in page


async def test_the_page_of_a_practice_has_its_people_and_requests(app: Litestar, office: Client) -> None:
    kim, person = await sign_in_staff(app, "analyst"), await somebody()
    page = (await kim.get(f"/support/practices/{person['group']}")).text
    assert f"/support/people/{person['id']}" in page and f"/support/requests/{office.number}" in page
    assert "Waiting for signatures" in page.partition('id="agreements"')[2]


@pytest.mark.parametrize("path", ["people", "practices"])
async def test_nobody_has_a_page_who_is_not_there(app: Litestar, office: Client, path: str) -> None:
    kim = await sign_in_staff(app, "analyst")
    assert (await kim.get(f"/support/{path}/{uuid4()}")).status_code == 404


async def test_people_of_practices_find_no_search_and_see_no_field(app: Litestar, office: Client) -> None:
    person = await somebody()
    for path in ("search?q=ruiz", f"people/{person['id']}", f"practices/{person['group']}"):
        assert (await office.get(f"/support/{path}")).status_code == 404
    assert 'id="find"' not in (await office.get("/requests")).text


async def test_who_sets_up_some_applications_has_no_search_for_all(app: Litestar, office: Client) -> None:
    marco, person = await sign_in_staff(app, "provisioning:pacs"), await somebody()
    for path in ("search?q=ruiz", f"people/{person['id']}", f"practices/{person['group']}"):
        assert (await marco.get(f"/support/{path}")).status_code == 403
    page = (await marco.get("/support/work")).text
    assert 'action="/support/search"' not in page and 'placeholder="Work for a name or number"' in page


async def test_a_look_at_a_person_is_recorded_once_a_visit(
    app: Litestar, office: Client, clock: MovableClock
) -> None:
    kim, lena = await sign_in_staff(app, "analyst"), await sign_in_staff(app, "analyst", name="Lena")
    person = (await somebody())["id"]
    assert isinstance(person, UUID)
    for _ in range(3):
        assert (await kim.get(f"/support/people/{person}")).status_code == 200
    assert await _looks(person) == 1
    await lena.get(f"/support/people/{person}")
    assert await _looks(person) == 2
    for _ in range(2):
        clock.advance(minutes=8)
        await kim.get(f"/support/people/{person}")
    assert await _looks(person) == 3


async def _looks(person: UUID) -> int:
    seen = (AuditEvent.action == "person.viewed") & (AuditEvent.subject == str(person))
    return int(await AuditEvent.count().where(seen))
