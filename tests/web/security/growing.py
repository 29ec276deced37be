"""How people with an account make as much as they can of one thing; each tells how much there is then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from litestar import Litestar

from core import clock
from core.actor import Actor
from core.agreements.tables import Agreement
from core.audit.tables import AuditEvent
from core.console import notes as noting
from core.console.tables import Note
from core.enrollment import imports, starting, storing
from core.enrollment.drafts import DraftPerson
from core.enrollment.tables import EnrollmentImport, EnrollmentPerson
from core.errors import PortalError
from core.identity import LiveSession, kept_forms
from core.identity.kept_forms import SentForm
from core.identity.tables import KeptForm
from core.messages import actions as messaging
from core.messages.forms import NewMessage
from core.messages.tables import Message
from core.office import practice_data
from core.office.change_requests import withdraw_change
from core.office.queries.changes import open_change_of
from core.office.tables import ChangeRequest
from core.requests.signers import replace_own, waiting_agreement
from tests.practices import ANALYST, active, practice, signing_for
from tests.web.people import BROWSER
from tests.web.sent import portal_of
from web.live import Live

FEW = 5
HEAD = b"Staff type,Suffix,First name,Middle initial,Last name,Email address,Phone number\n"


def actor(account: UUID) -> Actor:
    return replace(BROWSER, account=account)


async def messages(app: Litestar, account: UUID) -> int:
    """Write message after message."""
    made = await practice(portal_of(app))
    for _ in range(messaging.PER_HOUR.times + 20):
        with suppress(PortalError):
            await messaging.write(portal_of(app), made.number, _said(), by=made.by)
    return int(await Message.count())


async def long_conversation(app: Litestar, account: UUID) -> int:
    """Write on where everything was said, as the practice and as support."""
    made = await practice(portal_of(app))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messaging, "MOST", FEW)
        for _ in range(FEW):
            with suppress(PortalError):
                await messaging.write(portal_of(app), made.number, _said(), by=made.by)
            with suppress(PortalError):
                await messaging.answer(portal_of(app), made.number, _said(), by=ANALYST)
    return int(await Message.count())


async def readings(app: Litestar, account: UUID) -> int:
    """Say again and again that a message was read."""
    made = await practice(portal_of(app))
    await messaging.answer(portal_of(app), made.number, _said(), by=ANALYST)
    for _ in range(20):
        await messaging.mark_read(made.number, 1, by=made.by)
    return int(await AuditEvent.count().where(AuditEvent.action == "messages.read"))


async def lists(app: Litestar, account: UUID) -> int:
    """Read one list in after another, and add nobody."""
    by = actor(account)
    draft = await starting.start(by=by)
    for number in range(8):
        await _read(app, draft, by, number)
    return int(await EnrollmentImport.count())


async def files(app: Litestar, account: UUID) -> int:
    """Hand file after file in, whatever is in them."""
    by, taken = actor(account), 0
    draft = await starting.start(by=by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imports, "open_book", _not_read)
        for number in range(imports.READS.times + 10):
            try:
                await _read(app, draft, by, number)
            except RuntimeError:
                taken += 1
            except PortalError as refusal:
                assert "Upload the next one in" in str(refusal)
    return taken


async def people(app: Litestar, account: UUID) -> int:
    """List ever more people."""
    by = actor(account)
    draft = await starting.start(by=by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing, "MOST_PEOPLE", FEW)
        for number in range(3 * FEW):
            with suppress(PortalError):
                async with storing.editing(portal_of(app), "enrollment.person-added", draft, by=by) as edit:
                    who = DraftPerson(uuid4(), "member", details={"email": f"p{number}@peaks.example"})
                    edit.draft = edit.draft.with_person(who)
    return int(await EnrollmentPerson.count())


async def streams(app: Litestar, account: UUID) -> int:
    """Open the same page in many windows."""
    session = _session()
    return await _opened(Live(timedelta(minutes=15)), [session] * 20)


async def streams_of_everybody(app: Litestar, account: UUID) -> int:
    """Open a page in many sessions."""
    return await _opened(Live(timedelta(minutes=15), in_all=FEW), [_session() for _ in range(20)])


async def changes(app: Litestar, account: UUID) -> int:
    """Ask support for one name after the other, and withdraw each."""
    portal, made = portal_of(app), await active(portal_of(app))
    drawn = await practice_data.draw_practice(portal, made.group, by=made.by)
    for number in range(practice_data.PER_DAY.times + 20):
        values = {**drawn.form.sent, "name": [f"Peaks {number}"], "reason": ["New owners"]}
        await practice_data.change_practice(portal, made.group, values, by=made.by)
        if waiting := await open_change_of(made.group):
            await withdraw_change(waiting.id, by=made.by)
    return int(await ChangeRequest.count())


async def notes(app: Litestar, account: UUID) -> int:
    """Note and note about one request."""
    made = await practice(portal_of(app))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(noting, "MOST", FEW)
        for _ in range(3 * FEW):
            with suppress(PortalError):
                await noting.add_note(made.number, "Called", by=ANALYST)
    return int(await Note.count())


async def forms(app: Litestar, account: UUID) -> int:
    """Send form after form in a session that has ended."""
    for _ in range(20):
        fields = [("name", "x" * 1000)]
        sent = SentForm("/enrollment", fields)
        await kept_forms.keep(app.state.identity, account, sent, by=actor(account))
    return int(await KeptForm.count())


async def agreements(app: Litestar, account: UUID) -> int:
    """Name somebody else as a signer, again and again: each time there is a new agreement."""
    portal, made = portal_of(app), await practice(portal_of(app), in_force=False)
    for number in range(60):
        sent = await waiting_agreement(made.request)
        (row,) = [each for each in sent.signers if "sponsor" in each.roles]
        who = ("Amara Okafor", f"amara{number}@peaks.example")
        with suppress(PortalError):
            await replace_own(signing_for(portal), row, who, by=made.by, own=())
    return int(await Agreement.count())


def _said() -> NewMessage:
    return NewMessage(text="Hello", once=uuid4(), seen=0)


async def _not_read(*_: object) -> None:
    raise RuntimeError


async def _read(app: Litestar, draft: UUID, by: Actor, number: int) -> None:
    row = f"Staff,Coder,Wei,L,Chen,wei{number}@peaks.example,6025550103\n".encode()
    await imports.read_import(portal_of(app), draft, f"list{number}.csv", HEAD + row, by=by)


async def _opened(live: Live, owners: list[LiveSession]) -> int:
    """How many of these streams stay open."""
    streams = [live.changes(owner, frozenset(), 0, _may) for owner in owners]
    first = [await anext(stream) for stream in streams]
    for stream in streams:
        await stream.aclose()
    return sum(each.event != "ended" for each in first)


async def _may() -> bool:
    return True


def _session() -> LiveSession:
    moment = clock.now()
    return LiveSession(uuid4(), uuid4(), "full", "Ada", "Okafor", "ada@practice.example", moment, moment)
