"""Who has what since when: one matrix for practice and support, filtered, and as a file of what is shown."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace

import pytest
from litestar import Litestar

from core.access import actions
from core.audit.tables import AuditEvent
from core.database import count_statements
from core.groups.tables import Member
from core.identity.sessions import start
from core.identity.tables import Account
from tests.practices import AMARA, ANALYST, BEN, Practice, active, numbered, practice
from tests.web.people import BROWSER, Client, client_for, sign_in_person, sign_in_staff, without_token
from tests.web.sent import portal_of


async def administrator_of(app: Litestar, made: Practice) -> Client:
    await Account.update({Account.factor_due_at: None}).where(Account.id == made.by.account)
    client = client_for(app)
    assert made.by.account
    client.account = made.by.account
    client.carry(await start(client.account, "full", by=BROWSER))
    return client


@pytest.fixture
async def made(app: Litestar) -> Practice:
    """Amara has Cerner, and waits for PACS; Ben waits for Cerner."""
    portal = portal_of(app)
    found = await active(portal, BEN, AMARA)
    await actions.activate(portal, found.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    return found


def rows_in(page: str) -> list[str]:
    """The names of the people that a page shows."""
    return re.findall(r"<summary>([^<]+?) ?<", page)


async def test_a_cell_says_its_state_with_its_date_and_a_dash_says_why(app: Litestar, made: Practice) -> None:
    async with await administrator_of(app, made) as ben:
        page = (await ben.get(f"/requests/{made.number}")).text
    assert "2 people, 3 accesses" in page and "1 active, 2 in progress" in page
    assert 'govuk-tag--green">Active</strong><span class="app-grid__small">since ' in page
    assert 'In progress</strong><span class="app-grid__small">by ' in page
    assert page.count('<span class="govuk-visually-hidden">Not requested</span>') == 9


async def test_filters_find_people_by_state_and_by_who_must_act(app: Litestar, made: Practice) -> None:
    async with await administrator_of(app, made) as ben:
        path = f"/requests/{made.number}"
        shown = {show: rows_in((await ben.get(f"{path}?show={show}")).text) for show in FILTERS}
        assert shown == FILTERS
        part = (await ben.get(f"{path}/now?show=active", headers={"HX-Request": "true"})).text
        assert rows_in(part) == ["Amara Okafor"] and 'name="show" value="active"' in part


FILTERS = {
    "": ["Amara Okafor", "Ben Ruiz"],
    "active": ["Amara Okafor"],
    "in-progress": ["Amara Okafor", "Ben Ruiz"],
    "support": ["Amara Okafor", "Ben Ruiz"],
    "open": ["Amara Okafor", "Ben Ruiz"],
    "nonsense%22%3E": ["Amara Okafor", "Ben Ruiz"],
}


async def test_what_everybody_has_alike_is_said_once_above(app: Litestar) -> None:
    made = await practice(portal_of(app), BEN, AMARA, in_force=False)
    async with await administrator_of(app, made) as ben:
        page = (await ben.get(f"/requests/{made.number}")).text
    assert re.search(r"All 3 are the same: requested since \w+ \d+, 20\d\d\.", page)
    table = page[page.index("<table") : page.index("</table>")]
    assert "since" not in re.sub(r'<tr role="row" class="app-matrix__opened">.*?</tr>', "", table, flags=re.S)
    assert "Waiting for signers" in page


@pytest.mark.parametrize("side", ["practice", "support"])
async def test_the_file_holds_exactly_what_is_shown_and_what_staff_take_is_recorded(
    app: Litestar, made: Practice, side: str
) -> None:
    practice_side = side == "practice"
    client = await (administrator_of(app, made) if practice_side else sign_in_staff(app, "analyst"))
    path = f"{'' if practice_side else '/support'}/requests/{made.number}/access"

    answer = await client.get(f"{path}/csv?show=active")
    heads, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert heads[:6] == ["Person", "Email", "Login name", "Staff type", "Suffix", "Cerner Millennium"]
    assert [row[:3] for row in rows] == [["Amara Okafor", "amara@peaks.example", "aokafor"]]
    assert re.fullmatch(r"Active since \w+ \d+, 20\d\d", rows[0][5]) and rows[0][7] == "Not requested"
    name = re.findall(r'filename="([^"]+)"', answer.headers["content-disposition"])[0]
    assert re.fullmatch(rf"{made.number}-access-20\d\d-\d\d-\d\d\.csv", name)

    book = await client.get(f"{path}/xlsx")
    sheet = zipfile.ZipFile(io.BytesIO(book.content)).read("xl/sharedStrings.xml").decode()
    assert "Ben Ruiz" in sheet and "Active since" in sheet
    assert (await client.get(f"{path}/pdf")).status_code == 404
    events = await AuditEvent.select().where(AuditEvent.action == "request.exported").output(load_json=True)
    taken = [] if practice_side else [("csv", 1), ("xlsx", 2)]
    assert [(each["details"]["kind"], each["details"]["people"]) for each in events] == taken


async def test_a_file_of_another_practice_is_like_one_that_never_was(app: Litestar, made: Practice) -> None:
    other = await sign_in_person(app, "other@elsewhere.example")
    for kind in ("csv", "xlsx"):
        foreign, absent = [
            await other.get(f"/requests/{each}/access/{kind}") for each in (made.number, "CS0009999")
        ]
        assert (foreign.status_code, without_token(foreign.text)) == (404, without_token(absent.text))
    assert not await AuditEvent.exists().where(AuditEvent.action == "request.exported")


async def test_what_looks_like_a_formula_is_text_in_every_file(app: Litestar, made: Practice) -> None:
    await Member.update({Member.first_name: "=1+1"}).where(Member.id == made.members["Amara"])
    kim = await sign_in_staff(app, "analyst")
    text = (await kim.get(f"/support/requests/{made.number}/access/csv")).text
    assert "'=1+1 Okafor" in text
    book = (await kim.get(f"/support/requests/{made.number}/access/xlsx")).content
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")


async def test_the_answer_comes_first_and_a_link_always_has_words(app: Litestar, made: Practice) -> None:
    async with await administrator_of(app, made) as ben:
        page = (await ben.get(f"/requests/{made.number}")).text
        for href in re.findall(r'href="(/requests/[^"]+/why/[^"]+)"', page):
            panel = (await ben.get(href, headers={"HX-Request": "true"})).text
            assert re.search(r"<strong>(Waiting for support|Every step is done)", panel)
            assert "steps are done" in panel
            assert not re.search(r"<a [^>]*>\s*</a>", panel)


async def test_neither_page_takes_more_statements_for_more_people(app: Litestar) -> None:
    portal = portal_of(app)
    more = [
        replace(AMARA, first=numbered("Prov", place), email=f"prov{place}@peaks.example", npi="")
        for place in range(6)
    ]
    few = await active(portal, BEN, AMARA)
    other = replace(BEN, email="olga@valley.example"), replace(AMARA, email="sponsor@valley.example", npi="")
    many = await active(portal, *other, *more, name="Valley")
    kim = await sign_in_staff(app, "analyst")
    counted = []
    for made in (few, many):
        async with await administrator_of(app, made) as client:
            for who, path in ((client, "/requests"), (kim, "/support/requests")):
                with count_statements() as statements:
                    answer = await who.get(f"{path}/{made.number}?show=open")
                assert answer.status_code == 200
                counted.append(len(statements))
    assert counted[:2] == counted[2:] and max(counted) <= 44, counted


async def test_staff_see_a_practice_as_the_same_matrix_with_a_link_to_each_person(
    app: Litestar, made: Practice
) -> None:
    kim, path = await sign_in_staff(app, "analyst"), f"/support/practices/{made.group}"
    people = {name: f"/support/people/{made.members[name]}" for name in ("Amara", "Ben")}

    case, page = [(await kim.get(each)).text for each in (f"/support/requests/{made.number}", path)]
    for drawn in (case, page):
        assert drawn.count('class="app-grid app-grid--states"') == 1
        for name, address in people.items():
            assert f'<a class="govuk-link app-grid__person" href="{address}">{name}' in drawn
    assert 'govuk-tag--green">Active</strong><span class="app-grid__small">since ' in page
    assert f"{people['Amara']}?why={made.grants['Amara', 'cerner']}#why" in page
    assert 'Open the work<span class="govuk-visually-hidden">: PACS Synapse for Amara' in page

    some = (await kim.get(f"{path}?show=active")).text
    assert re.findall(r'app-grid__person" href="([^"]+)"', some) == [people["Amara"]]
