"""Connections go back to their pool as they are: nothing is set on one that outlives a transaction."""

import re

import pytest

from tests.house.source import ROOT

SETS = re.compile(
    r"pg_advisory_lock|set_config\(|\bLISTEN [a-z]|\bDISCARD\b"
    r"|\bSET (?!LOCAL)(SESSION|ROLE|TIME ZONE|search_path)"
    r"|CREATE TEMP|DECLARE \w+ CURSOR WITH HOLD"
)
BREACHES = (
    "SELECT pg_advisory_lock(1)",
    "SELECT set_config('a', 'b', false)",
    "SET ROLE admin",
    "LISTEN changes",
)


def test_no_statement_of_ours_leaves_anything_on_a_connection() -> None:
    files = [file for part in ("core", "web", "plugins") for file in (ROOT / part).rglob("*.py")]
    assert len(files) > 300
    assert [str(file) for file in files if SETS.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("breach", BREACHES)
def test_a_statement_that_does_is_found(breach: str) -> None:
    assert SETS.search(breach)
