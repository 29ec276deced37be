"""Whose turn it is before somebody can use an application."""

import pytest

from core.access.states import GRANT, REQUEST_WORDS
from core.requests.turns import turn


@pytest.mark.parametrize(
    ("request_state", "grant_state", "person_state", "acts"),
    [
        ("waiting-for-signatures", "requested", "", "signers"),
        ("checking-credentials", "requested", "", "support"),
        ("waiting-for-correction", "requested", "", "practice"),
        ("to-be-decided", "requested", "known", "support"),
        ("in-progress", "approved", "asked", "practice"),
        ("in-progress", "approved", "unclear", "support"),
        ("in-progress", "provisioning", "asked", "support"),
        ("in-progress", "failed", "known", "support"),
        ("done", "failed", "known", "support"),
        ("declined", "requested", "", ""),
        ("withdrawn", "requested", "", ""),
    ],
)
def test_one_side_acts_next(request_state: str, grant_state: str, person_state: str, acts: str) -> None:
    assert turn(request_state, grant_state, person_state) == acts


def test_access_that_is_settled_waits_for_nobody_whatever_its_request_waits_for() -> None:
    settled = {"active", "suspended", "denied", "revoked", "expired"}
    assert {turn(each, state, "asked") for each in REQUEST_WORDS for state in settled} == {""}
    assert all(turn("in-progress", state, "known") for state in set(GRANT.table) - settled)
