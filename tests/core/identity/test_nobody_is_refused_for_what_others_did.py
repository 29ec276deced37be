"""Whatever everybody together does, honest people are served; robots have to work for each request."""

from __future__ import annotations

import ast
import logging
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from core.actor import Actor
from core.errors import Invalid, TooMany
from core.identity import Identity, policy, puzzles, reset, sign_in, sign_up
from core.identity.browsers import Browser
from core.identity.limits import Gauge, Limit, PuzzleFirst
from core.keys import Keys
from tests.core.identity.conftest import ADA, PASSWORD, SOMEBODY

SOLVED = Browser(solved=True)


def robot(network: int) -> Actor:
    return Actor("person", None, "A visitor", f"198.51.100.{network}", "curl")


async def resets(identity: Identity, times: int, networks: int) -> int:
    """The attacker: so many resets for ever new addresses; how many were taken."""
    taken = 0
    for number in range(times):
        try:
            await reset.ask(identity, f"victim{number}@practice.example", by=robot(number % networks))
        except TooMany:
            continue
        taken += 1
    return taken


async def served(identity: Identity, by: Actor = SOMEBODY) -> list[str]:
    """What honest people get who come from elsewhere and whose browser solved nothing."""
    refused = []
    fresh = replace(ADA, email="new@practice.example")
    for what, action in (
        ("reset", reset.ask(identity, ADA.email, by=by)),
        ("sign-up", sign_up.begin(identity, fresh, PASSWORD, solved=False, by=by)),
        ("sign-in", sign_in.with_password(identity, ADA.email, PASSWORD, by=by)),
    ):
        try:
            await action
        except TooMany:
            refused.append(what)
    return refused


async def test_after_1200_resets_from_20_networks_honest_people_are_served(
    identity: Identity, ada: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "core.identity.limits"):
        await resets(identity, 1230, 20)
        await resets(identity, 30, 25)

    assert await served(identity) == []
    assert [record.getMessage() for record in caplog.records] == [
        "more than 1200 of mail-all in 3600 seconds: unknown browsers have to solve a puzzle"
    ]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody together is too much sooner, so that tests need fewer robots."""
    for name in ("PASSWORD_ALL", "MAIL_ALL", "UNSOLVED_ALL"):
        gauge: Gauge = getattr(policy, name)
        monkeypatch.setattr(policy, name, Gauge(replace(gauge.limit, times=20)))


async def test_under_pressure_each_further_request_of_a_network_needs_a_puzzle(
    identity: Identity, ada: UUID, small: None
) -> None:
    assert await resets(identity, 200, 10) == 20 + 10

    with pytest.raises(PuzzleFirst):
        await reset.ask(identity, "one-more@practice.example", by=robot(1))
    assert await reset.ask(identity, "one-more@practice.example", by=robot(1), browser=SOLVED)


async def test_under_pressure_of_guesses_honest_people_sign_in(
    identity: Identity, ada: UUID, small: None
) -> None:
    for number in range(100):
        with pytest.raises((Invalid, TooMany)):
            await sign_in.with_password(identity, f"{number}@practice.example", "x", by=robot(number % 5))

    assert await served(identity) == []
    with pytest.raises(PuzzleFirst):
        await sign_in.with_password(identity, "200@practice.example", "x", by=robot(1))
    with pytest.raises(Invalid):
        await sign_in.with_password(identity, "200@practice.example", "x", by=robot(1), browser=SOLVED)


async def test_under_pressure_of_unsolved_registrations_honest_people_register(
    identity: Identity, ada: UUID, small: None
) -> None:
    for number in range(60):
        person = replace(ADA, email=f"{number}@practice.example")
        try:
            await sign_up.begin(identity, person, PASSWORD, solved=False, by=robot(number % 10))
        except PuzzleFirst:
            assert number >= 20

    assert await served(identity) == []
    assert await sign_up.begin(identity, ADA, PASSWORD, solved=True, by=robot(1))


async def test_the_attacker_finds_a_limit_over_everybody_that_refuses(
    identity: Identity, ada: UUID, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        await Limit("planted", 20, 3600).spend("everybody")

    monkeypatch.setattr(policy, "_under_pressure", refuse)
    await resets(identity, 60, 20)

    assert await served(identity) == ["reset", "sign-up", "sign-in"]


async def test_a_site_with_65536_ipv6_networks_is_counted_as_one(identity: Identity) -> None:
    taken = 0
    for number in range(400):
        by = Actor("person", None, "A visitor", f"2001:db8:1:{number * 100:x}::7", "curl")
        try:
            await reset.ask(identity, f"victim{number}@practice.example", by=by)
        except TooMany:
            continue
        taken += 1

    assert taken == 4 * policy.MAIL_NETWORK.times


def test_no_limit_counts_everybody_but_gauges() -> None:
    sources = Path(policy.__file__).parents[1].rglob("*.py")
    named = [
        f"{source.name}:{node.lineno}"
        for source in sources
        if source.name != "limits.py"
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Constant) and node.value == "everybody"
    ]
    assert named == []


def test_a_puzzle_is_harder_under_pressure_and_an_easy_one_is_not_enough() -> None:
    keys = Keys("k3y-" * 16, "p3pper-" * 8)
    easy, hard = puzzles.make(keys, "reset"), puzzles.make(keys, "reset", hard=True)

    assert hard["parameters"]["cost"] == puzzles.HARDER * easy["parameters"]["cost"]
