"""Misuse is reported, looked into, and a whole practice is canceled, on the pages of each."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from litestar import Litestar

from core.clock import now
from core.identity.sessions import start
from core.identity.tables import Account
from core.misuse.queries.cases import open_about
from core.misuse.reporting import suspend_on_suspicion
from core.seal import seal_certificates, verify
from tests.core.office.working import carry_out
from tests.practices import AMARA, BEN, ROSA, Practice, active, state_of, themselves
from tests.practices.portals import portal_for
from tests.web.people import Client, client_for, csrf_in, sign_in_staff

WHAT = "Looked at the record of a neighbor"


async def practice(app: Litestar) -> Practice:
    made = await active(portal_for(), BEN, ROSA, AMARA)
    await carry_out(portal_for(), "grant")
    return made


async def signed_in_as(app: Litestar, made: Practice, first: str) -> Client:
    who = await themselves(made, first)
    assert who.account
    await Account.update({Account.factor_due_at: None}).where(Account.id == who.account)
    client = client_for(app)
    client.carry(await start(who.account, "full", by=who))
    return client


def written(page: str, **given: str) -> dict[str, str]:
    """A report as it is sent from its page."""
    day = now().date().isoformat()
    return {
        "csrf": csrf_in(page),
        "noticed_on": day,
        "noticed_at": "0:00",
        "what": WHAT,
        "seen": "yes",
        **given,
    }


async def reported(app: Litestar, made: Practice, **given: str) -> str:
    """The page of the case that Ben's report opened."""
    ben, amara = await signed_in_as(app, made, "Ben"), str(made.members["Amara"])
    path = f"/office/{made.group}/misuse"
    page = await ben.get(f"{path}?about={amara}")
    sent = await ben.post(path, data=written(page.text, **{"about": amara, **given}))
    assert sent.headers["location"] == f"{path}/sent", sent.text
    case = await open_about(made.members["Amara"])
    assert case
    return f"/support/misuse/{case.id}"


async def test_the_help_desk_stands_first_and_the_report_is_sent_from_the_persons_page(app: Litestar):
    made = await practice(app)
    ben = await signed_in_as(app, made, "Ben")
    person = (await ben.get(f"/office/people/{made.members['Amara']}")).text
    assert f"/office/{made.group}/misuse?about={made.members['Amara']}" in person
    page = (await ben.get(f"/office/{made.group}/misuse?about={made.members['Amara']}")).text
    assert page.index("(602) 747-4444") < page.index("What happened?")
    assert f'value="{made.members["Amara"]}" selected' in page
    assert "/misuse" in (await ben.get(f"/office/{made.group}")).text
    assert "privacy officer has it" in (await ben.get(f"/office/{made.group}/misuse/sent")).text


@pytest.mark.both_databases
async def test_a_report_suspends_at_once_and_only_those_who_look_into_it_see_it(app: Litestar):
    made = await practice(app)
    case = await reported(app, made, suspend="yes")
    assert await state_of(made.grants["Amara", "cerner"]) == "suspended"
    rita = await sign_in_staff(app, "privacy-officer", name="Rita")
    assert case in (await rita.get("/support/misuse")).text
    page = (await rita.get(case)).text
    assert WHAT in page and BEN.name in page and "The record as it stood" in page
    kim = await sign_in_staff(app, "analyst")
    for path in ("/support/misuse", case, f"{case}/close"):
        assert (await kim.get(path)).status_code == 403
    member = made.members["Amara"]
    seen = [
        *(f"/support/people/{member}", f"/support/practices/{made.group}", "/support"),
        *(f"/support/requests/{made.number}", "/support/search?q=neighbor", "/support/work"),
    ]
    for path in seen:
        text = (await kim.get(path, follow_redirects=True)).text
        assert WHAT not in text and "/support/misuse/" not in text
    amara = await signed_in_as(app, made, "Amara")
    for path in ("/my-applications", f"/requests/{made.number}", "/account"):
        assert WHAT not in (await amara.get(path)).text
    ben = await signed_in_as(app, made, "Ben")
    for path in (f"/office/people/{member}", f"/office/{made.group}", f"/requests/{made.number}"):
        assert WHAT not in (await ben.get(path)).text


async def test_members_report_by_name_and_are_shown_nobody(app: Litestar):
    made = await practice(app)
    amara = await signed_in_as(app, made, "Amara")
    path = f"/office/{made.group}/misuse"
    assert path in (await amara.get("/my-applications")).text
    page = (await amara.get(path)).text
    assert BEN.name not in page and "suspend" not in page.lower()
    sent = await amara.post(path, data=written(page, name=BEN.name))
    assert sent.status_code == 303
    case = await open_about(made.members["Ben"])
    assert case and case.reporter_name


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"what": ""}, "Say what happened"),
        ({"noticed_at": "soon"}, "Enter the time in hours and minutes"),
        ({"noticed_at": "25:00"}, "Enter the time in hours and minutes"),
        ({"noticed_at": "14 PM"}, "Enter the time in hours and minutes"),
        ({"noticed_on": "2099-01-01"}, "Enter a time that is over"),
        ({"seen": ""}, "Choose whether"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    app: Litestar, given: dict[str, str], words: str
):
    made = await practice(app)
    ben = await signed_in_as(app, made, "Ben")
    path = f"/office/{made.group}/misuse"
    page = (await ben.get(path)).text
    wrong = await ben.post(path, data=written(page, **{"about": "", **given}))
    assert wrong.status_code == 422 and words in wrong.text
    assert WHAT in wrong.text or "what" in given


async def test_a_suspension_shows_how_long_the_report_may_take(app: Litestar):
    made = await practice(app)
    await suspend_on_suspicion(portal_for(), made.members["Amara"], "Seen", by=made.by)
    ben = await signed_in_as(app, made, "Ben")
    assert "Your written report is due" in (await ben.get(f"/office/people/{made.members['Amara']}")).text
    rita = await sign_in_staff(app, "privacy-officer", name="Rita")
    assert "hours left" in (await rita.get("/support/misuse")).text


@pytest.mark.both_databases
async def test_support_reports_for_a_caller(app: Litestar):
    made = await practice(app)
    kim = await sign_in_staff(app, "analyst")
    path = f"/support/practices/{made.group}/misuse"
    assert path in (await kim.get(f"/support/practices/{made.group}")).text
    page = (await kim.get(path)).text
    wrong = await kim.post(path, data=written(page, about="", caller=""))
    assert wrong.status_code == 422 and "name of the caller" in wrong.text
    sent = await kim.post(
        path, data=written(page, about=str(made.members["Amara"]), caller="Ada from the desk")
    )
    assert sent.headers["location"] == f"/support/practices/{made.group}"
    case = await open_about(made.members["Amara"])
    assert case and case.caller == "Ada from the desk"


@pytest.mark.both_databases
async def test_a_case_is_worked_on_page_by_page(app: Litestar):
    made = await practice(app)
    case = await reported(app, made)
    rita = await sign_in_staff(app, "privacy-officer", name="Rita")
    sam = await sign_in_staff(app, "site-administrator", name="Sam")

    async def act(client: Client, name: str, **given: str) -> str:
        page = (await client.get(f"{case}/{name}")).text
        done = await client.post(f"{case}/{name}", data={"csrf": csrf_in(page), **given})
        return done.text if done.status_code == 422 else (await client.get(case)).text

    assert "Write your note" in await act(rita, "note", text="")
    assert "Called Ben" in await act(rita, "note", text="Called Ben")
    assert (
        "Keep the suspension" in await act(rita, "suspend")
        or "End the suspension" in (await rita.get(case)).text
    )
    assert "you suspended this access yourself" in await act(rita, "lift", reason="Settled")
    assert f'href="{case}/lift"' not in await act(sam, "lift", reason="Settled")
    assert "Sam Alvarez" in await act(rita, "hand-over", to=str(sam.account))
    assert "Misuse not confirmed" in await act(sam, "close", outcome="not-confirmed", reason="A relative")
    assert case in (await rita.get("/support/misuse?closed=yes")).text
    assert (await sam.get(f"{case}/suspend")).status_code == 404
    assert f'href="{case}/reopen"' not in await act(sam, "reopen", reason="More came in")
    assert f'href="{case}/end"' not in await act(sam, "end")
    assert await state_of(made.grants["Amara", "cerner"]) == "revoked"


async def test_the_evidence_is_sealed_and_carries_record_trail_and_proof(app: Litestar):
    made = await practice(app)
    case = await reported(app, made)
    rita = await sign_in_staff(app, "privacy-officer", name="Rita")
    page = (await rita.get(f"{case}/evidence")).text
    await rita.post(f"{case}/evidence", data={"csrf": csrf_in(page), "to": "County police"})
    shown = (await rita.get(case)).text
    pdf, trail = re.findall(rf'href="({case}/handed-out/[^"]+)"', shown)
    settings = app.state.settings
    sealed = (await rita.get(pdf)).content
    verdict = await verify(sealed, seal_certificates(settings, portal_for().site.brand.organization))
    assert verdict.ok, verdict.faults
    assert b"misuse.reported" in (await rita.get(trail)).content
    assert "County police" in shown


@pytest.mark.both_databases
async def test_a_practice_is_canceled_by_two_people_and_given_back(app: Litestar):
    made = await practice(app)
    rita = await sign_in_staff(app, "privacy-officer", name="Rita")
    sam = await sign_in_staff(app, "site-administrator", name="Sam")
    path = f"/support/practices/{made.group}/cancel"
    page = (await rita.get(path)).text
    assert "Whom it reaches" in page and AMARA.name in page
    wrong = await rita.post(path, data={"csrf": csrf_in(page), "how": "suspend", "reason": ""})
    assert wrong.status_code == 422 and "Say why" in wrong.text
    await rita.post(path, data={"csrf": csrf_in(page), "how": "suspend", "reason": "One shared login"})
    own = (await rita.get(path)).text
    assert "Someone else has to confirm this." in own and "/confirm" not in own
    waiting = (await sam.get(path)).text
    (confirm,) = re.findall(rf'action="({path}/[^"]+/confirm)"', waiting)
    elsewhere = confirm.replace(str(made.group), str(uuid4()))
    assert (await sam.post(elsewhere, data={"csrf": csrf_in(waiting)})).status_code == 404
    refused = await rita.post(confirm, data={"csrf": csrf_in(own)})
    assert refused.status_code == 409
    assert (await sam.post(confirm, data={"csrf": csrf_in(waiting)})).status_code == 303
    done = (await sam.get(path)).text
    assert "removals are confirmed" in done and "Give all access back" in done
    assert (await sam.post(confirm, data={"csrf": csrf_in(done)})).status_code == 409
