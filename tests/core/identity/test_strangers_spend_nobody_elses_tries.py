"""However often strangers guess, the owner gets in: a known browser at once, another with a puzzle."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.actor import Actor
from core.errors import Invalid, NotFound, TooMany
from core.identity import Identity, actions, browsers, fresh, policy, reset, sessions, sign_in
from core.identity.browsers import STRANGER, Browser
from core.identity.limits import PuzzleFirst
from core.identity.tables import Person
from tests.core.identity.conftest import ADA, PASSWORD, SOMEBODY
from tests.core.identity.test_sign_in import IDLE, _half, _totp

SOLVED = Browser(solved=True)
NAMES = ("ada@practice.example", "ADA@Practice.example ", "aokafor", "AOKAFOR")


@pytest.fixture(autouse=True)
async def login_name(ada: UUID) -> None:
    await Person.update({Person.portal_id: "aokafor"}).where(Person.account == ada)


def stranger(number: int) -> Actor:
    """A stranger on one of many networks, so that no limit of a network stops them."""
    return Actor("person", None, "A visitor", f"198.51.{number // 200}.{number % 200}", "curl")


def known(identity: Identity, account: UUID) -> Browser:
    """The browser in which somebody signed in before."""
    return Browser(browsers.accounts_in(identity.keys, browsers.noted(identity.keys, "", account)))


async def guess(identity: Identity, times: int, *, browser: Browser = STRANGER) -> list[type[Exception]]:
    """The attacker: wrong passwords under every name, from many networks."""
    answers: list[type[Exception]] = []
    for number in range(times):
        with pytest.raises((Invalid, TooMany)) as caught:
            await sign_in.with_password(
                identity, NAMES[number % len(NAMES)], "wrong", by=stranger(number), browser=browser
            )
        answers.append(caught.type)
    return answers


async def gets_in(identity: Identity, browser: Browser, by: Actor = SOMEBODY) -> bool:
    """Whether the right password is taken."""
    try:
        await sign_in.with_password(identity, ADA.email, PASSWORD, by=by, browser=browser)
    except (Invalid, TooMany):
        return False
    return True


@pytest.mark.parametrize("times", [10, 1000])
async def test_after_any_number_of_guesses_the_owner_gets_in(
    identity: Identity, ada: UUID, times: int
) -> None:
    await guess(identity, times)

    assert await gets_in(identity, known(identity, ada))
    assert await gets_in(identity, SOLVED)


async def test_the_attacker_finds_a_budget_that_everybody_shares(
    identity: Identity, ada: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Browser, "budget", lambda *_: None)
    await guess(identity, 40)

    assert not await gets_in(identity, known(identity, ada))


async def test_guesses_with_and_without_puzzles_at_one_account_are_few_a_day(
    identity: Identity, ada: UUID, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0
    matches = identity.passwords.matches

    async def counted(stored: str | None, password: str, account: UUID | None) -> bool:
        nonlocal looked_at
        looked_at += stored is not None
        return await matches(stored, password, account)

    monkeypatch.setattr(identity.passwords, "matches", counted)
    for _ in range(16):
        await guess(identity, 30)
        await guess(identity, 30, browser=SOLVED)
        clock.advance(minutes=15)

    assert looked_at == 40 + 60


async def test_what_is_left_for_an_account_is_not_seen_even_with_the_right_password(
    identity: Identity, ada: UUID
) -> None:
    for _ in range(3):
        await guess(identity, 4)
    # Under a name that was typed too rarely to be refused for it.
    with pytest.raises(Invalid) as caught:
        await sign_in.with_password(identity, "ada@practice.example", PASSWORD, by=SOMEBODY)

    assert caught.value.errors == {"": sign_in.NOT_RIGHT}


async def test_a_known_browser_has_few_tries_as_well(identity: Identity, ada: UUID) -> None:
    browser, tried = known(identity, ada), []
    for number in range(25):
        with pytest.raises((Invalid, TooMany)) as caught:
            await sign_in.with_password(identity, ADA.email, "wrong", by=stranger(number), browser=browser)
        tried.append(caught.type)

    # Its own ten, then those of a stranger, then a puzzle.
    assert tried == [Invalid] * 20 + [PuzzleFirst] * 5


async def test_a_note_that_was_changed_copied_from_elsewhere_or_is_old_names_nobody(
    identity: Identity, ada: UUID, clock
) -> None:
    note = browsers.noted(identity.keys, "", ada)
    assert set(browsers.accounts_in(identity.keys, note)) == {ada}
    for wrong in (note[:-4], note[:-2] + "AA", "x", "", "é" * 50, note * 20):
        assert browsers.accounts_in(identity.keys, wrong) == {}
    clock.advance(days=181)
    assert browsers.accounts_in(identity.keys, note) == {}


async def test_a_browser_of_many_people_remembers_the_latest(identity: Identity) -> None:
    people = [UUID(int=number) for number in range(8)]
    note = ""
    for person in people:
        note = browsers.noted(identity.keys, note, person)

    assert list(browsers.accounts_in(identity.keys, note)) == people[-browsers.MOST :]
    again = browsers.noted(identity.keys, note, people[-3])
    assert browsers.accounts_in(identity.keys, again) == browsers.accounts_in(identity.keys, note)


async def test_whoever_guesses_codes_with_the_password_leaves_the_owner_theirs(
    identity: Identity, ada: UUID, clock
) -> None:
    session, totp = await _half(identity), await _totp(identity, ada)
    for _ in range(40):
        with pytest.raises((Invalid, PuzzleFirst)):
            await sign_in.with_code(identity, session, "000000", by=SOMEBODY)
        with pytest.raises((Invalid, PuzzleFirst)):
            await sign_in.with_recovery_code(identity, session, "AAAA-AAAA-AAAA", by=SOMEBODY)

    code = totp.at(clock())
    with pytest.raises(PuzzleFirst):
        await sign_in.with_code(identity, session, code, by=SOMEBODY)
    assert await sign_in.with_code(identity, session, code, by=SOMEBODY, browser=known(identity, ada))


async def test_a_solved_puzzle_opens_the_way_for_codes_too_a_few_times(
    identity: Identity, ada: UUID, clock
) -> None:
    session = await _half(identity)
    for _ in range(9):
        with pytest.raises((Invalid, PuzzleFirst)):
            await sign_in.with_code(identity, session, "000000", by=SOMEBODY)
    for _ in range(4):
        with pytest.raises(Invalid):
            await sign_in.with_code(identity, session, "000000", by=SOMEBODY, browser=SOLVED)

    code = (await _totp(identity, ada)).at(clock())
    assert await sign_in.with_code(identity, session, code, by=SOMEBODY, browser=SOLVED)


async def test_strangers_do_not_spend_the_tries_of_who_is_signed_in(
    identity: Identity, ada: UUID, clock
) -> None:
    session = await sessions.find(await sessions.start(ada, "full", by=SOMEBODY), IDLE)
    assert session
    await guess(identity, 60)
    half = await _half_in(identity, known(identity, ada))
    for _ in range(10):
        with pytest.raises((Invalid, TooMany)):
            await sign_in.with_code(identity, half, "000000", by=SOMEBODY)

    code = (await _totp(identity, ada)).at(clock())
    _, session = await fresh.prove_again(identity, session, fresh.Proof(code, PASSWORD), by=SOMEBODY)
    new = "magnet thistle umbrella canoe"
    assert await actions.change_password(identity, session, PASSWORD, new, by=SOMEBODY)


async def test_who_is_signed_in_has_ten_tries_of_the_password(identity: Identity, ada: UUID) -> None:
    session = await sessions.find(await sessions.start(ada, "full", by=SOMEBODY), IDLE)
    assert session
    answers = []
    for _ in range(14):
        with pytest.raises((Invalid, TooMany)) as caught:
            await actions.change_password(identity, session, "wrong", "new words here now", by=SOMEBODY)
        answers.append(caught.type is Invalid)

    assert sum(answers) == 10


async def test_mails_that_strangers_ask_for_leave_the_owner_theirs(identity: Identity, ada: UUID) -> None:
    for number in range(30):
        try:
            await reset.ask(identity, ADA.email, by=stranger(number))
        except PuzzleFirst:
            assert number >= policy.MAIL_ADDRESS.times

    assert await reset.ask(identity, ADA.email, by=SOMEBODY, browser=known(identity, ada))
    assert await reset.ask(identity, ADA.email, by=SOMEBODY, browser=SOLVED)


async def test_mails_to_one_address_are_limited_whatever_is_solved(identity: Identity, ada: UUID) -> None:
    sent = 0
    for number in range(40):
        try:
            await reset.ask(identity, ADA.email, by=stranger(number), browser=SOLVED)
        except TooMany:
            continue
        sent += 1

    assert sent == policy.MAIL_ADDRESS.times + policy.MAIL_SOLVED.times


async def _half_in(identity: Identity, browser: Browser) -> sessions.LiveSession:
    token = await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY, browser=browser)
    session = await sessions.find(token, IDLE)
    if session is None:
        raise NotFound
    return session
