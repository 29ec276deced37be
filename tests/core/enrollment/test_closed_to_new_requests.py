"""A site pauses an application, or takes it out of what is offered: only new requests stop."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from core.access import actions, suspending
from core.access.asking import Asked, ask_again, request_applications
from core.access.conditions import NotNow
from core.access.tables import Request
from core.access.why_not import why_not
from core.actor import Actor
from core.applications import PluginFaults
from core.database import Database
from core.enrollment import grid, starting
from core.enrollment.facts import group_facts, person_facts
from core.enrollment.offers import draw_offers
from core.enrollment.review import review
from core.enrollment.submission import NotReady, submit
from core.guides.quick_start import quick_start
from core.plugin_api import Options
from core.portal import Portal
from core.usage import queries
from tests.conftest import MovableClock
from tests.core.enrollment.conftest import ADMINISTRATOR, saved
from tests.core.enrollment.test_submission import complete
from tests.plugins.blocking import portal_where
from tests.practices import AMARA, ANALYST, BEN, active, portal_for, state_of, themselves

NOTICE = "We move it to other servers."
PAUSED = f"New requests are paused. {NOTICE}"


def paused(portal: Portal, **more: object) -> Portal:
    return portal_where(portal, "cerner", options=Options.model_validate({"paused": NOTICE, **more}))


def test_a_pause_ends_by_itself_and_an_application_that_is_not_offered_says_so(
    portal: Portal, clock: MovableClock
) -> None:
    assert paused(portal).applications.closed("cerner") == PAUSED and not portal.applications.closures()
    until = paused(portal, paused_until=date(2026, 12, 1))
    # Midnight in Phoenix is at seven.
    clock.set(datetime(2026, 12, 1, 6, 59, tzinfo=UTC))
    assert until.applications.closed("cerner") == f"{PAUSED} It can be requested again from Dec 1, 2026."
    clock.set(datetime(2026, 12, 1, 7, tzinfo=UTC))
    assert until.applications.closed("cerner") == ""
    off = portal_where(portal, "cerner", options=Options(offered=False))
    assert [(each.slug, "can’t be requested" in each.words) for each in off.applications.closures()] == [
        ("cerner", True)
    ]
    kind = portal.site.staff_types[0]
    assert "not open to new requests" in repr(quick_start(off, kind).blocks)
    with pytest.raises(PluginFaults, match="needs a notice in paused"):
        portal_for(cerner={"paused_until": date(2026, 12, 1)})


async def test_what_a_draft_asks_for_stays_says_so_and_is_not_sent(
    portal: Portal, enrollment: UUID, by: Actor
) -> None:
    await complete(portal, enrollment, by)
    await grid.apply_to_eligible(portal, enrollment, "cerner", True, by=by)
    wanted = [person.wanted for person in (await starting.load(enrollment, by.account)).people]
    closed = paused(portal)
    result = await saved(closed, enrollment, "administrator", ADMINISTRATOR, by)
    assert not result.dropped and [person.wanted for person in result.draft.people] == wanted
    missing = [each.words for each in review(closed, result.draft).missing]
    assert missing and all(each.endswith(f", Cerner Millennium: {PAUSED}") for each in missing)
    with pytest.raises(NotReady):
        await submit(closed, enrollment, by=by)
    assert not await Request.exists()

    # Whoever wants to send the rest takes it out, and cannot choose it again for now.
    person = next(each for each in result.draft.people if "cerner" in each.wanted)
    untick = [grid.Tick(each.id, "cerner", False) for each in result.draft.people]
    emptied = (await grid.set_ticks(closed, enrollment, untick, by=by)).draft
    offer = next(
        each for each in draw_offers(closed, emptied, emptied.person(person.id)) if each.slug == "cerner"
    )
    assert (offer.offered, offer.words) == (False, PAUSED)
    refused = await grid.set_ticks(closed, enrollment, [grid.Tick(person.id, "cerner", True)], by=by)
    assert not refused.changed and [each.words for each in refused.left_out] == [PAUSED]
    facts = person_facts(closed.site, person), group_facts(closed.site, emptied)
    chain = why_not(closed, "cerner", *facts)
    assert [(each.name, each.words) for each in chain if each.state == "broken"] == [("requests", PAUSED)]


async def test_what_was_sent_and_what_people_have_goes_on(database: Database, clock: MovableClock) -> None:
    portal = portal_for()
    made, closed = await active(portal, BEN, AMARA), paused(portal)
    grant, ben = made.grants["Ben", "cerner"], await themselves(made, "Ben")
    # It was requested before.
    await actions.activate(closed, grant, "bruiz", by=ANALYST)
    await suspending.suspend(grant, "For a moment.", by=ANALYST)
    await suspending.resume(closed, grant, by=ANALYST)
    await actions.activate(closed, grant, "bruiz", by=ANALYST)
    (place,) = await queries.mine(closed, ben.account)
    assert [tile.name for tile in place.tiles] == ["Cerner Millennium"]

    # Once it is over it is a new request like any other.
    await actions.revoke(grant, "Over.", by=ANALYST)
    (place,) = await queries.mine(closed, ben.account)
    (cerner,) = [each for each in place.others if each.slug == "cerner"]
    assert cerner.first.words == PAUSED
    with pytest.raises(NotNow, match=NOTICE):
        await ask_again(closed, grant, by=made.by)
    with pytest.raises(NotNow, match=NOTICE):
        await request_applications(closed, made.group, [Asked(made.members["Ben"], "cerner")], by=made.by)
    assert await state_of(grant) == "revoked"
    sent = Asked(made.members["Ben"], "cerner", sent=True)
    assert await request_applications(closed, made.group, [sent], by=made.by)
