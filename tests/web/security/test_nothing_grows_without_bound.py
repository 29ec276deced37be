"""What strangers can make more of, and what bounds it: each row of the table is tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from litestar import Litestar

from core.audit.tables import AuditEvent
from core.database.registry import all_tables
from core.enrollment import imports, starting
from core.enrollment.tables import Enrollment
from core.errors import NotFound, PortalError, TooMany
from core.identity import kept_forms, limits, proofs, puzzles, sessions, sign_in, sign_up
from core.identity.actions import Person
from core.identity.tables import AccountSession, AttemptCount, MailProof, SolvedPuzzle
from core.joining import joins
from core.mail import budget
from core.mail.tables import OutboxMail
from core.messages import actions as messaging
from core.messages.actions import PER_HOUR
from core.office.practice_data import PER_DAY
from tests.web.people import BROWSER, PASSWORD, SignIn, client_for
from tests.web.security import growing
from tests.web.security.bounds import BOUNDS, REASONS
from tests.web.security.growing import actor
from web.security import pace

pytestmark = pytest.mark.both_databases

Grow = Callable[[Litestar, UUID], Awaitable[int]]


async def drafts(app: Litestar, account: UUID) -> int:
    """Begin and give up registrations."""
    for _ in range(60):
        try:
            draft = await starting.start(by=actor(account))
        except TooMany:
            break
        await starting.abandon(draft, by=actor(account))
    return int(await Enrollment.count())


async def half_sessions(app: Litestar, account: UUID) -> int:
    """Give the right password again and again, and never a code."""
    identity = app.state.identity
    for number in range(60):
        by = replace(BROWSER, address=f"198.51.100.{number}")
        await sign_in.with_password(identity, "ada@practice.example", PASSWORD, by=by)
    return int(await AccountSession.count().where(AccountSession.level == "password"))


async def whole_sessions(app: Litestar, account: UUID) -> int:
    """Sign in again and again."""
    for _ in range(230):
        await sessions.start(account, "full", by=BROWSER)
    return int(await AccountSession.count().where(AccountSession.level == "full"))


async def sign_ups(app: Litestar, account: UUID) -> int:
    """Register ever new addresses from one network, and confirm none."""
    for number in range(90):
        person = Person("Ann", "Other", f"new{number}@practice.example", "+16025550123")
        try:
            await sign_up.begin(app.state.identity, person, PASSWORD, solved=True, by=BROWSER)
        except TooMany:
            break
    return int(await MailProof.count())


async def mails(app: Litestar, account: UUID) -> int:
    """Have mails sent, by the same registrations."""
    await sign_ups(app, account)
    return int(await OutboxMail.count())


async def events_of_guesses(app: Litestar, account: UUID) -> int:
    """Guess one password from many networks."""
    before = await AuditEvent.count()
    for number in range(200):
        by = replace(BROWSER, address=f"198.51.100.{number}")
        try:
            await sign_in.with_password(app.state.identity, "ada@practice.example", "wrong", by=by)
        except PortalError:
            continue
    return int(await AuditEvent.count()) - int(before)


async def joinings(app: Litestar, account: UUID) -> int:
    """Ask practice after practice."""
    tried = 0
    for _ in range(60):
        try:
            await joins.ask(uuid4(), by=actor(account))
        except NotFound:
            tried += 1
        except TooMany:
            break
    return tried


async def puzzles_asked(app: Litestar, account: UUID) -> int:
    """Ask for puzzles and solve none."""
    for _ in range(50):
        puzzles.make(app.state.identity.keys, "sign-up")
    return int(await SolvedPuzzle.count())


GROWING: dict[str, tuple[Grow, int]] = {
    "drafts of an account": (drafts, starting.STARTS.times),
    "sign-ins without second factor": (half_sessions, sessions.MOST["password"]),
    "sign-ins": (whole_sessions, sessions.MOST["full"]),
    "registrations that nobody confirms": (sign_ups, 60),
    "mails in the outbox": (mails, 60),
    "events of wrong passwords": (events_of_guesses, 5),
    "joins": (joinings, joins.ASKS.times),
    "puzzles that nobody solves": (puzzles_asked, 0),
    "messages of an account in an hour": (growing.messages, PER_HOUR.times),
    "messages of a conversation": (growing.long_conversation, growing.FEW),
    "events of reading one message": (growing.readings, 1),
    "lists that were read in": (growing.lists, 1),
    "files that are read for an account in an hour": (growing.files, imports.READS.times),
    "people of a registration": (growing.people, growing.FEW),
    "live streams of a session": (growing.streams, 4),
    "live streams in all": (growing.streams_of_everybody, growing.FEW),
    "changes of a practice": (growing.changes, PER_DAY.times),
    "notes about a request": (growing.notes, growing.FEW),
    "forms that are kept": (growing.forms, kept_forms.MOST),
    "agreements of a request": (growing.agreements, budget.BY_ACTOR),
}


@pytest.mark.parametrize("thing", GROWING)
async def test_what_strangers_make_more_of_has_an_end(
    app: Litestar, signed_in_client: SignIn, clock, thing: str
) -> None:
    ada = await signed_in_client()
    grow, most = GROWING[thing]

    made = await grow(app, ada.account)

    assert made <= most
    assert made or not most


async def test_the_attacker_finds_bounds_that_are_gone(
    app: Litestar, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = kept_forms.MOST
    monkeypatch.setattr(kept_forms, "MOST", 10**6)
    monkeypatch.setattr(messaging, "PER_HOUR", replace(PER_HOUR, times=PER_HOUR.times + 15))

    assert await growing.forms(app, uuid4()) > most
    assert await growing.messages(app, uuid4()) > PER_HOUR.times


def test_every_table_says_what_bounds_it() -> None:
    assert {each._meta.tablename for each in all_tables()} == set(BOUNDS)
    assert {bound for bound in BOUNDS.values() if bound not in GROWING} == REASONS


async def test_what_was_counted_solved_or_never_confirmed_is_forgotten(
    app: Litestar, signed_in_client: SignIn, clock
) -> None:
    ada = await signed_in_client()
    await sign_ups(app, ada.account)
    await SolvedPuzzle.insert(SolvedPuzzle(nonce="n", expires=int(clock().timestamp()) + 1800))
    clock.advance(hours=26)

    await proofs.make("notice", "ada@practice.example", ada.account)
    assert not await puzzles.accept(app.state.identity.keys, "x", "sign-up")
    assert await MailProof.count() == 1
    assert await AttemptCount.count() == 0


async def test_nobody_changes_anything_faster_than_people_type(
    app: Litestar, signed_in_client: SignIn, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BY_ACCOUNT", limits.Limit("changes-account", 5, 3600))
    monkeypatch.setattr(pace, "BY_NETWORK", limits.Limit("changes-network", 5, 3600))
    ada = await signed_in_client()
    answers = [(await ada.post_form("/account/sessions/end-others")).status_code for _ in range(8)]
    assert answers == [303] * 5 + [429] * 3

    async with client_for(app) as stranger:
        answers = [(await stranger.send_form("/sign-out", page="/sign-in")).status_code for _ in range(8)]
    assert answers == [303] * 5 + [429] * 3


async def test_who_knows_the_password_alone_ends_no_session_of_the_owner(
    app: Litestar, signed_in_client: SignIn, clock
) -> None:
    ada = await signed_in_client()
    await half_sessions(app, ada.account)

    assert (await ada.get("/account")).status_code == 200
