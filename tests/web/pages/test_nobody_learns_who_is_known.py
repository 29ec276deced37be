"""Two worlds differ only in whether somebody has an account: strangers see the same pages in both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar

from core.identity import people, policy, queries
from core.identity.bound import rebind
from core.identity.tables import Account, AttemptCount, Person
from tests.web.people import Client, SignIn, client_for, csrf_in, without_token

# Two spellings of the address, two names to sign in with, and somebody whom nobody knows in either world.
NAMES = (
    "ada@practice.example",
    "ADA@practice.Example",
    "aokafor",
    "AOkafor@Health.example",
    "no@body.example",
)
FORMS = ("/sign-in", "/reset", "/sign-up")
TRIES = st.lists(
    st.tuples(st.sampled_from(FORMS[:1] * 6 + FORMS), st.sampled_from(NAMES), st.integers(1, 6)),
    min_size=1,
    max_size=12,
)
FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SIGN_UP = {
    "first_name": "Ada", "last_name": "Okafor", "phone": "(602) 555-0123", "extension": "",
    "password": "magnet thistle umbrella canoe", "again": "magnet thistle umbrella canoe",
    "privacy": "yes", "terms": "yes", "altcha": "",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Ada's account, under her names or under others that nobody tries."""

    account: UUID

    async def known(self, yes: bool) -> None:
        mark = "" if yes else uuid4().hex
        await AttemptCount.delete(force=True)
        email = f"{mark}ada@practice.example"
        await rebind(self.account, {Account.email_key: email, Account.email: email})
        values = {Person.portal_id: f"{mark}aokafor", Person.upn: f"{mark}aokafor@health.example"}
        await Person.update(values).where(Person.account == self.account)


async def seen(client: Client, tries: list[tuple[str, str, int]]) -> list[tuple[int, str, str]]:
    """The attacker: what every try shows, without what is random in it."""
    answers = []
    for form, name, times in tries:
        csrf = csrf_in((await client.get(form)).text)
        for _ in range(times):
            fields = {"csrf": csrf, "email": name, **({} if form == "/reset" else {"password": "wrong"})}
            answer = await client.post(form, data={**fields, **(SIGN_UP if form == "/sign-up" else {})})
            where = re.sub(r"[0-9a-f-]{36}", "…", answer.headers.get("location", ""))
            answers.append((answer.status_code, where, without_token(answer.text)))
    return answers


@pytest.fixture
async def world(app: Litestar, signed_in_client: SignIn) -> World:
    ada = await signed_in_client()
    return World(ada.account)


async def differs(app: Litestar, world: World, tries: list[tuple[str, str, int]]) -> bool:
    async with client_for(app) as client:
        await client.get("/sign-in")
        await world.known(True)
        known = await seen(client, tries)
        await world.known(False)
        return known != await seen(client, tries)


@FEW
@given(tries=TRIES)
async def test_any_tries_under_any_names_look_alike_whether_or_not_they_are_known(
    app: Litestar, world: World, clock, tries: list[tuple[str, str, int]]
) -> None:
    assert not await differs(app, world, tries)


async def test_the_attacker_finds_tries_that_are_counted_for_the_account(
    app: Litestar, world: World, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = policy.passwords

    async def as_before(identity, login, account, browser, by):
        named = await people.account_of_name(login)
        person = await (queries.account(named) if named else queries.account_of(login))
        return await honest(identity, person.email if person else login, account, browser, by)

    monkeypatch.setattr(policy, "passwords", as_before)

    assert await differs(app, world, [("/sign-in", "aokafor", 10), ("/sign-in", "ada@practice.example", 1)])
