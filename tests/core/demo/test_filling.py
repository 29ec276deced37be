from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.following import signing_of
from core.access.tables import Grant, Request, WorkItem
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.audit.tables import AuditEvent
from core.database import Database
from core.demo import PASSWORD, fill, making, sign_ins
from core.demo.sign_ins import STORIES, told_at
from core.enrollment import grid, imports, starting
from core.enrollment.tables import Enrollment
from core.forms.types import Npi
from core.identity import Identity
from core.identity.queries import account_of
from core.identity.tables import Account
from core.portal import Portal
from core.requests.queries import views
from tests.core.applications.manifested import LONGER, SMALLEST, site_with
from tests.core.identity.conftest import settings
from tests.practices import portal_of as shipped_portal_of

STATES = {
    "sent": "Waiting for signatures",
    "signed": "Credentials are being checked",
    "working": "Being set up",
}


@pytest.fixture(params=["banner", "careconnect"])
def portal(request: pytest.FixtureRequest) -> Portal:
    from core.site import find_site
    from tests.core.enrollment.conftest import CARECONNECT, portal_of

    if request.param == "banner":
        return portal_of(find_site("banner"))
    return portal_of(CARECONNECT)


@pytest.fixture
def identity(database: Database, portal: Portal) -> Iterator[Identity]:
    opened = Identity.open(settings(demo=True), portal.site)
    yield opened
    opened.close()


@pytest.fixture
def signing(portal: Portal, data: Path) -> Signing:
    return signing_of(portal, settings(demo=True, data_folder=data))


async def test_a_demo_shows_practices_in_several_states_at_any_site(
    portal: Portal, identity: Identity, signing: Signing
):
    await fill(identity, portal, signing)

    joined = portal.site.enrollment.people == "join"
    # Whoever joins has a request of their own; a list is read in only where people are listed.
    assert await Request.count() == (8 if joined else 4)
    assert await Enrollment.count().where(Enrollment.state == "draft") == (1 if joined else 2)
    for story in told_at(portal.site):
        account = (await account_of(story.email)).account
        if joined:
            assert (await views.requests_of(portal, account)).lines or story.kind in {"new", "half-done"}
            continue
        if story.kind in STATES:
            (line,) = (await views.requests_of(portal, account)).lines
            view = await views.request_of(portal, line.number, account)
            assert line.group == story.practice and any(each.access for each in view.members)
            assert line.words == STATES[story.kind]
        elif story.kind == "importing":
            draft = await starting.load((await starting.open_draft(account)).id, account)
            assert (await imports.preview(portal, draft)).bad == 2
        elif story.kind == "half-done":
            draft = await starting.load((await starting.open_draft(account)).id, account)
            assert any(column.ticked for column in grid.grid(portal, draft).columns)


async def test_a_working_practice_has_working_access_waiting_work_and_a_time_line_that_tells_who_did_what(
    portal: Portal, identity: Identity, signing: Signing
):
    await fill(identity, portal, signing)

    states = {row["state"] for row in await Grant.select(Grant.state)}
    assert {"requested", "active"} <= states
    waiting = await WorkItem.select(WorkItem.assignee_name).where(WorkItem.state == "people")
    assert {row["assignee_name"] for row in waiting} == {"Marco Chung", ""}

    account = (await account_of(next(each.email for each in STORIES if each.kind == "working"))).account
    # Those of people who joined come after it.
    line = min((await views.requests_of(portal, account)).lines, key=lambda each: each.number)
    told = {
        (portal.site.terms.said(each.words), each.by)
        for each in (await views.request_of(portal, line.number, account)).time_line
    }
    signers = [each.name for each in (await latest_of_request(line.id)).signers]
    signed = portal.site.terms.said("{Agreement.short} signed")
    assert {(signed, name) for name in signers} <= told
    assert ("Credentials found in order; access is being set up", "Kim Alvarez") in told


async def test_filling_again_adds_nothing(portal: Portal, identity: Identity, signing: Signing):
    await fill(identity, portal, signing)
    before = await AuditEvent.count(), await Account.count()
    await fill(identity, portal, signing)
    assert (await AuditEvent.count(), await Account.count()) == before


async def test_the_sign_ins_carry_the_codes_of_this_moment(
    portal: Portal, identity: Identity, signing: Signing
):
    assert await sign_ins(identity) == ()
    await fill(identity, portal, signing)
    shown = await sign_ins(identity)

    assert [each.email for each in shown] == [story.email for story in told_at(portal.site)]
    assert all(len(each.code) == 6 and each.code.isdigit() for each in shown)
    assert len(PASSWORD) >= portal.site.password_min_length


def test_made_up_identifiers_pass_the_check():
    from pydantic import TypeAdapter

    for number in range(200):
        assert TypeAdapter(Npi).validate_python(making.npi(number)) == making.npi(number)


def test_nobody_is_given_what_asks_for_a_form_of_its_own(tmp_path: Path) -> None:
    asks_a_day = SMALLEST + '\n[fields.since]\nlabel = "First day"\nkind = "date"\n'
    portal = shipped_portal_of(site_with(tmp_path, board=LONGER, labviewer=asks_a_day))
    assert making.that_take_made_up(portal, ("board", "labviewer"), 1, ()) == ("labviewer",)
