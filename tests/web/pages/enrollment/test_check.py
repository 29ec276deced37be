"""Check your answers, submit, confirmation."""

import asyncio
import re

import pytest

from core import clock
from core.database import count_statements
from core.enrollment.drafts import Draft
from core.enrollment.review import CheckedPerson
from core.identity.tables import Account
from core.mail import budget
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.web.people import Client
from tests.web.practices import hidden, ready, send, with_people
from web.matrix import Row
from web.pages.enrollment import checked


async def test_every_answer_has_a_change_link_that_comes_back(luis: Client) -> None:
    hub = await ready(luis)
    page = (await luis.get(f"{hub}/check")).text
    for words in ("Desert Peaks Family Medicine", "Arizona", "Amara", "Cerner Millennium", "Chartwell"):
        assert words in page
    assert f'href="{hub}/practice?then=check"' in page and f'href="{hub}/members?then=check"' in page


@pytest.mark.both_databases
@pytest.mark.parametrize("page", ["", "/practice", "/sponsor", "/administrator", "/members", "/check"])
async def test_every_page_of_a_registration_takes_four_statements(luis: Client, page: str) -> None:
    hub = await ready(luis)
    with count_statements() as statements:
        assert (await luis.get(f"{hub}{page}")).status_code == 200
    assert len(statements) == 4, statements


async def test_what_is_missing_leads_to_where_it_is_mended(luis: Client) -> None:
    hub = await with_people(luis)
    answer = await send(luis, f"{hub}/check")
    assert answer.status_code == 422
    assert "Nothing was sent" in answer.text and f'href="{hub}/attestation?then=check"' in answer.text
    assert (await luis.get("/requests")).text.count("CS000") == 0


async def test_a_submission_has_one_number_however_often_it_is_sent(luis: Client) -> None:
    hub = await ready(luis)
    data = hidden((await luis.get(f"{hub}/check")).text)
    answers = await asyncio.gather(*(luis.post(f"{hub}/check", data=data) for _ in range(5)))
    places = {answer.headers["location"] for answer in answers}
    assert len(places) == 1
    sent = (await luis.get(places.pop())).text
    assert "Submitted" in sent and "CS000" in sent and "We wait for" in sent


async def test_what_was_sent_is_no_longer_changed(luis: Client) -> None:
    hub = await ready(luis)
    await send(luis, f"{hub}/check")
    for page in ("", "/practice", "/members", "/check"):
        answer = await luis.get(hub + page)
        assert (answer.status_code, answer.headers["location"]) == (303, "/requests")
    assert (await luis.get("/enrollment")).status_code == 200


async def test_mails_that_are_used_up_are_told_on_the_page_and_nothing_is_lost(luis: Client) -> None:
    hub = await ready(luis)
    (account,) = await Account.select(Account.id).where(Account.email == "luis@peaks.example")
    before = [
        OutboxMail(
            recipient=f"{number}@far.example", caused_by=str(account["id"]), queued_at=clock.now(),
            due=None, state="sent", message_id=f"<{number}@x>",
        )
        for number in range(budget.BY_ACTOR)
    ]  # fmt: skip
    await OutboxMail.insert(*before)
    answer = await send(luis, f"{hub}/check")
    assert answer.status_code == 422
    assert "Nothing was sent" in answer.text and "try again in an hour. We saved your answers." in answer.text
    assert "<title>Error: Check your answers" in answer.text and "Desert Peaks Family Medicine" in answer.text
    assert (await luis.get("/requests")).text.count("CS000") == 0
    await OutboxMail.delete().where(OutboxMail.state == "sent")
    assert (await send(luis, f"{hub}/check")).status_code == 303


async def test_only_who_was_changed_is_written_and_drawn_again(
    luis: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await ready(luis)
    written: list[str] = []
    write = checked._row

    def noted(portal: Portal, draft: Draft, person: CheckedPerson) -> Row:
        written.append(person.person.name)
        return write(portal, draft, person)

    monkeypatch.setattr(checked, "_row", noted)
    pages = [_people((await luis.get(f"{hub}/check")).text) for _ in range(2)]
    assert pages[0] == pages[1] and len(written) == len(set(written)) > 1

    everybody, data = set(written), hidden((await luis.get(f"{hub}/members")).text)
    row = next(each for each in re.findall(r"<tr.*?</tr>", pages[0], re.DOTALL) if "Requested" in each)
    written.clear()
    key = re.search(r'id="person-([^"]+)"', row)
    assert key
    for slug in ("cerner", "pacs"):
        await luis.post(f"{hub}/members/{key[1]}/applications/{slug}", data=data)
    page = _people((await luis.get(f"{hub}/check")).text)

    assert len(written) == 1 and {*written} <= everybody
    assert page.count(">Requested<") < pages[0].count(">Requested<")


def _people(page: str) -> str:
    return page[page.index('id="matrix"') : page.index("</table>", page.index('id="matrix"'))]
