from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.access.records import RequestDetails, SignerNote
from core.access.states import REQUEST_WORDS
from core.requests import words
from core.requests.situation import Viewer, situation
from core.site import SiteProfile, find_site
from tests.conftest import MovableClock
from tests.core.enrollment.conftest import portal_of
from tests.special_days import SITES, moments

PORTAL = portal_of(find_site("banner"))
SIGNERS = RequestDetails(
    signers=(SignerNote(name="Amara Okafor", email=""), SignerNote(name="Ben Ruiz", email=""))
)


@pytest.mark.parametrize("state", REQUEST_WORDS)
def test_every_state_of_a_request_says_what_comes_next(state: str):
    for reader in (Viewer("ben@peaks.example"), Viewer(staff=True)):
        now = situation(PORTAL.site, state, SIGNERS, reader)
        assert now.heading == REQUEST_WORDS[state] and now.next_step.endswith(".")
        assert bool(now.waits_for) == (state not in {"done", "declined", "withdrawn"})


def test_the_day_is_counted_in_the_zone_of_the_site_by_the_slowest_application(clock):
    signed = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # still Monday evening at the site
    clock.set(signed)
    day, said = words.expected(PORTAL, "checking-credentials", [3, 5], signed)

    assert (day, said) == (date(2026, 12, 1), "Expected by Dec 1, 2026.")  # Thanksgiving lies between
    assert words.expected(PORTAL, "waiting-for-signatures", [3], None)[0] is None
    assert words.expected(PORTAL, "done", [3], signed) == (None, "")
    clock.set(datetime(2026, 12, 2, 20, 0, tzinfo=UTC))
    assert "longer than usual" in words.expected(PORTAL, "in-progress", [3, 5], signed)[1]


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
def test_a_request_is_late_from_midnight_after_the_expected_day_on(
    clock: MovableClock, site: SiteProfile
) -> None:
    portal = replace(PORTAL, site=site)
    for signed in moments(site):
        clock.set(signed)
        day, said = words.expected(portal, "in-progress", [3], signed)
        assert day and said == f"Expected by {day:%b} {day.day}, {day.year}.", signed
        midnight = datetime.combine(day + timedelta(days=1), time(), site.zone).astimezone(UTC)
        clock.set(midnight - timedelta(seconds=1))
        assert words.expected(portal, "in-progress", [3], signed) == (day, said), signed
        clock.set(midnight)
        assert "longer than usual" in words.expected(portal, "in-progress", [3], signed)[1], signed
