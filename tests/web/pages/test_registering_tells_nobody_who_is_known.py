"""Two worlds differ only in who is known: whoever registers a practice sees, and causes, the same in both."""

from __future__ import annotations

import re
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar

from core.database import count_statements
from core.enrollment import submission
from core.enrollment.drafts import Draft
from core.groups.tables import Appointment
from core.identity.actions import Person, create_account
from core.identity.queries import account_of
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.practices import AMARA, BEN, active, portal_for
from tests.web.people import BROWSER, PASSWORD, Client, running, settings_for, sign_in_person
from tests.web.practices import (
    ADMINISTRATOR,
    CODER,
    PRACTICE,
    SPONSOR,
    begun,
    hidden,
    people_of,
    send,
    upload,
    waiting_list,
)  # fmt: skip
from web.app import create_app

NUMBERS = count()
LIST = (
    "First name,Middle initial,Last name,Email,Phone,Staff type,Suffix\n"
    "Nia,K,Adler,nia@peaks.example,602-555-0104,Staff,Coder\n"
    "Omar,L,Adler,omar@peaks.example,602-555-0105,Staff,Coder\n"
)
TYPED = ("luis@peaks.example", "wei@peaks.example", "nia@peaks.example", "omar@peaks.example")
# Status, where it leads, what is read, and how many statements it took.
Seen = list[tuple[int, str, str, int]]


class Registrant:
    """The attacker: registers a practice with these people, and keeps what every step shows and costs."""

    def __init__(self, client: Client) -> None:
        self.client, self.seen = client, Seen()

    async def does(self, doing: Awaitable[object]) -> object:
        """Do one step, and count its statements."""
        with count_statements() as statements:
            answer = await doing
        where = _plain(getattr(answer, "headers", {}).get("location", ""))
        text = _plain(getattr(answer, "text", ""))
        self.seen.append((getattr(answer, "status_code", 0), where, text, len(statements.texts)))
        return answer

    async def register(self) -> str:
        """Type everything, read a list in, and send it; the answer is the number of the request."""
        hub, me = await begun(self.client), self.client
        steps = {"practice": PRACTICE, "sponsor": SPONSOR, "administrator": ADMINISTRATOR}
        for step, typed in {**steps, "backup": {"has_backup": "no"}}.items():
            await self.does(send(me, f"{hub}/{step}", typed))
        await self.does(send(me, f"{hub}/members/new", CODER, action="save"))
        await self.does(send(me, f"{hub}/members/new", {**CODER, "email": "luis@peaks.example"}, "save"))
        await self.does(upload(me, hub, LIST))
        drawn = (await me.get(f"{hub}/import")).text
        await self.does(me.post(waiting_list(drawn), data={**hidden(drawn), "action": "add"}))
        sponsor = (await people_of(me, hub))[0]
        await self.does(send(me, f"{hub}/members", {f"access-{sponsor}-cerner": "yes"}))
        await send(me, f"{hub}/attestation", {"attested": "yes"})
        for part in ("", "/members", "/administrator", "/check"):
            await self.does(me.get(f"{hub}{part}"))
        await self.does(send(me, f"{hub}/check"))
        return re.findall(r"CS\d+", self.seen[-1][1])[0]

    async def looks(self, number: str) -> None:
        """Open every page about the request."""
        parts = ("", "/sent", "/now", "/mails", "/withdraw", "/take-over")
        for path in ("/requests", *(f"/requests/{number}{part}" for part in parts)):
            await self.does(self.client.get(path))


def _plain(text: str) -> str:
    """A page without what is random in it."""
    text = re.sub(r'name="(csrf|once)" value="[^"]+"', "", text)
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{32,64}\b", "…", text)
    return re.sub(r"since=\d+", "", text)


async def mails() -> list[tuple[str, str, int]]:
    """Every mail that was caused: to whom, with which subject, and how long it is."""
    rows = await OutboxMail.select()
    sizes = [(re.sub(r"/(sign|not-me)/[\w-]+", "", row["text"]), row) for row in rows]
    return sorted((row["recipient"], row["subject"], len(text)) for text, row in sizes)


async def known_people(app: Litestar, known: bool) -> None:
    """The people of the list have accounts, and its sponsor works elsewhere; or as many others do."""
    mark = "" if known else "other."
    for number, email in enumerate(TYPED):
        person = Person("Luis", f"Fuentes{'abcd'[number]}", f"{mark}{email}", "+16025550123")
        await create_account(app.state.identity, person, PASSWORD, by=BROWSER)
    amara = AMARA if known else replace(AMARA, email="other.amara@peaks.example", npi="1245319599")
    olga = replace(BEN, first="Olga", email="olga@valley.example")
    await active(portal_for(), olga, amara, name="Valley Family Medicine")
    await OutboxMail.delete(force=True)


Looked = Callable[[bool], Awaitable[tuple[Seen, list[tuple[str, str, int]]]]]


@pytest.fixture
def seen_in(sqlite_template: Path, tmp_path: Path, clock, monkeypatch: pytest.MonkeyPatch) -> Looked:
    """Makes a world, registers a practice in it, and says what was seen and which mails were caused."""
    beginning = clock()
    monkeypatch.setattr("web.workers.workers", lambda *_: ())
    monkeypatch.setattr("web.workers.whatever_the_site", lambda *_: ())

    async def look(known: bool) -> tuple[Seen, list[tuple[str, str, int]]]:
        file = shutil.copy(sqlite_template, tmp_path / f"world{next(NUMBERS)}.sqlite")
        clock.set(beginning)
        async with running(create_app(settings_for(f"sqlite:///{file}"))) as app:
            await known_people(app, known)
            oscar = Registrant(await sign_in_person(app, "oscar@peaks.example"))
            await oscar.looks(await oscar.register())
            return oscar.seen, await mails()

    return look


def differences(one: tuple[Seen, list], other: tuple[Seen, list]) -> list[object]:
    """What is not alike in both worlds."""
    pairs = zip([*one[0], *one[1]], [*other[0], *other[1]], strict=False)
    return [pair for pair in pairs if pair[0] != pair[1]] + (
        [] if len(one[1]) == len(other[1]) else ["mails"]
    )


async def test_whoever_registers_others_sees_and_causes_the_same_whether_or_not_they_are_known(
    seen_in: Looked,
) -> None:
    known, unknown = await seen_in(True), await seen_in(False)
    assert differences(known, unknown) == []
    steps = [status for status, *_ in known[0]]
    assert 422 in steps and 404 in steps and steps.count(200) > 8 and len(known[1]) == 3


Confirm = Callable[[Portal, Draft, str, tuple[UUID, UUID]], Awaitable[None]]


async def passing_at_once(honest: Confirm, made: tuple[UUID, UUID], *given: Any) -> None:
    """The hole there was: who has an account already gets the request, and the registrant loses it."""
    if named := await account_of("luis@peaks.example"):
        theirs = (Appointment.group == made[1]) & (Appointment.part == "administrator")
        await Appointment.update({Appointment.account: named.account}).where(theirs)
    await honest(*given, made)


async def one_mail_more(honest: Confirm, made: tuple[UUID, UUID], *given: Any) -> None:
    """Somebody known gets a mail more."""
    for _ in range(2 if await account_of("wei@peaks.example") else 1):
        await honest(*given, made)


async def one_statement_more(honest: Confirm, made: tuple[UUID, UUID], *given: Any) -> None:
    """Somebody known is looked up once more."""
    if named := await account_of("nia@peaks.example"):
        await account_of(named.email)
    await honest(*given, made)


@pytest.mark.parametrize("plant", [passing_at_once, one_mail_more, one_statement_more])
async def test_the_registrant_finds_a_planted_difference(
    seen_in: Looked, monkeypatch: pytest.MonkeyPatch, plant: Callable[..., Awaitable[None]]
) -> None:
    honest = submission._confirm

    def planted(portal: Portal, draft: Draft, number: str, made: tuple[UUID, UUID]) -> Awaitable[None]:
        return plant(honest, made, portal, draft, number)

    monkeypatch.setattr(submission, "_confirm", planted)

    assert differences(await seen_in(True), await seen_in(False))
