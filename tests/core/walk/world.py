"""One small portal to walk about in: a database of its own, its workers, and the machine behind it all."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from core import clock as time_source
from core.access.by_date import handlers
from core.access.departing import RECEIPT
from core.access.handing_over import calling_off
from core.access.renewing import seeing_to_terms
from core.activation.people import ActivationWorker
from core.actor import Actor
from core.agreements.context import Listener, Signing
from core.agreements.worker import AgreementWorker
from core.console.working import StaffActor
from core.database import Database
from core.due.worker import DueWorker
from core.identity import Identity
from core.identity.roles import StaffRoles
from core.mail.worker import MailWorker
from core.misuse.deadlines import watching_reports
from core.office.change_requests import making_changes
from core.office.disuse import looking_for_disuse
from core.office.practice_data import apply_to_practice
from core.office.seeking import reminding_of_sponsors
from core.portal import Portal
from core.provisioning.by_date import provisioning_by_date
from core.provisioning.worker import ProvisioningWorker
from core.reviews.after_events import looking_again
from core.reviews.campaigns import planning
from core.reviews.closing import SEAL
from core.reviews.telling import telling
from tests import today
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, worker
from tests.inline import connect_inline
from tests.practices import KEYS

ROUNDS = 200
# A statement that writes one table; with what is removed from one, others may lose rows.
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE)\s+"?(\w+)')
EVERYTHING = "*"
STATEMENTS = 2000
NORA = "nora@health.example"
Row = dict[str, Any]


@dataclass
class World:
    """Everything of one walk. `sql` reads the same file past the product; nothing is written through it."""

    file: Path
    portal: Portal
    signing: Signing
    identity: Identity
    clock: MovableClock = field(default_factory=MovableClock)
    machine: Machine = field(default_factory=Machine)
    keys = KEYS
    seats: list[tuple[UUID, str]] = field(default_factory=list)
    sessions: list[tuple[str, str]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    began: dict[str, str] = field(default_factory=dict)

    def open(self) -> World:
        """Connect and take over the time."""
        time_source.use(self.clock)
        self.runner = asyncio.Runner()
        self.database: Database = self.run(connect_inline(str(self.file)))
        self._note_what_is_written()
        self.sql = sqlite3.connect(self.file, isolation_level=None, cached_statements=STATEMENTS)
        self.sql.row_factory = sqlite3.Row
        self.began = {row["email_key"]: row["id"] for row in self.rows("SELECT * FROM account")}
        self.provisioning = self.another_worker(self.machine)
        self.agreements = AgreementWorker(self.signing)
        self.activations = ActivationWorker(self.portal, self.keys)
        self.mail = MailWorker(self.portal.mail, None, keep_text=True)
        self.by_date = DueWorker(
            {
                **handlers(self.portal),
                **provisioning_by_date(self.portal, self.provisioning.connectors),
                **calling_off(self.signing),
                **seeing_to_terms(self.portal, self.signing),
                **looking_for_disuse(self.portal),
                **reminding_of_sponsors(self.portal),
                **looking_again(self.portal),
                **making_changes(self.portal, {"practice": apply_to_practice}),
                **planning(self.portal),
                **telling(self.portal),
                **watching_reports(self.portal),
                SEAL: _not_sealed,
                RECEIPT: _not_sealed,
            }
        )
        return self

    def _note_what_is_written(self) -> None:
        engine: Any = self.database.engine
        run = engine.run_text

        async def noting(text: str, values: list[Any]) -> Any:
            if not text.startswith(("SELECT", "WITH")):
                found = WRITES.match(text)
                self.written.add(found[1] if found else EVERYTHING)
            return await run(text, values)

        engine.run_text = noting

    def take_written(self) -> set[str] | None:
        """The tables that were written since somebody asked; None where it is not known which."""
        found, self.written = self.written, set()
        return None if EVERYTHING in found else found

    def listen(self, listener: Listener) -> None:
        """Somebody else is told what becomes of agreements."""
        self.signing = replace(self.signing, listener=listener)
        self.agreements = AgreementWorker(self.signing)

    def close(self) -> None:
        """End every connection and thread, and give the time back."""
        self.sql.close()
        self.run(self.database.close())
        self.runner.close()
        today.follow()

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        """Do something on the world's one event loop."""
        return self.runner.run(doing)

    def another_worker(self, machine: Machine) -> ProvisioningWorker:
        """A worker whose every application is this machine."""
        return worker(self.portal, machine)

    def rows(self, query: str, *given: object) -> list[Row]:
        """What a query finds, in a stable order when it ends with one."""
        return [dict(row) for row in self.sql.execute(query, [str(each) for each in given])]

    def pick(self, n: int, table: str, likely: str = "1") -> Row:
        """A row of a table: mostly a `likely` one, now and then any, made up if none is there."""
        found = self.rows(f"SELECT * FROM {table} WHERE {likely} ORDER BY rowid") if n < 208 else []
        found = found or self.rows(f"SELECT * FROM {table} ORDER BY rowid")
        return found[n % len(found)] if found else _nothing()

    def account(self, email: str) -> Actor:
        """Somebody with an account, in front of a browser, also once their address is another one."""
        own = "email_key = ? OR id = ?"
        row = self.rows(f"SELECT * FROM account WHERE {own}", email, self.began.get(email, ""))[0]
        kind: Any = "staff" if row["staff_roles"] else "person"
        return Actor(
            kind, UUID(row["id"]), f"{row['first_name']} {row['last_name']}", "203.0.113.9", "Firefox"
        )

    def owner(self, account: str) -> Actor:
        """Whose draft or request this is."""
        return Actor("person", UUID(account), "Their administrator", "203.0.113.7", "Firefox")

    def acting_for(self, group: str, part: str = "administrator") -> UUID | None:
        """The account that plays a part of a group, if there is one yet."""
        found = self.rows(
            "SELECT CASE WHEN m.person_state IN ('new', 'known') THEN p.account ELSE a.account END AS account"
            " FROM appointment a JOIN member m ON m.id = a.member LEFT JOIN person p ON p.id = m.person"
            " WHERE a.part = ? AND a.state = 'in-force' AND a.\"group\" = ?",
            part,
            group,
        )
        return UUID(found[0]["account"]) if found and found[0]["account"] else None

    def playing(self, group: str, part: str = "administrator") -> Actor:
        """Whoever plays a part of a group, or somebody nobody knows."""
        return self.owner(str(self.acting_for(group, part) or uuid4()))

    def in_person(self, member: str) -> Actor:
        """A member at their own account, or somebody nobody knows."""
        query = "SELECT account FROM person WHERE id = (SELECT person FROM member WHERE id = ?)"
        found = self.rows(query, member)
        return self.owner(str(found[0]["account"] if found and found[0]["account"] else uuid4()))

    def practice_or_staff(self, group: str, n: int) -> Actor:
        """Whoever administers a group, every second time support."""
        return self.playing(group) if n % 2 else self.staff(n // 2)

    @property
    def today(self) -> date:
        """The day it is at the site."""
        return self.clock().astimezone(self.portal.site.zone).date()

    def staff(self, n: int) -> Actor:
        """Mostly support; now and then somebody who has no say."""
        if n % 16 == 15:
            return self.account("ben@peaks.example")
        return self.account(("kim@health.example", "lee@health.example", NORA)[n % 3])

    @property
    def nora(self) -> Actor:
        """Somebody of the staff who may do everything and is named in no practice."""
        return self.account(NORA)

    @property
    def vera(self) -> Actor:
        """Somebody of the staff who never asks for anything, and so may decide about whatever others sent."""
        return self.account("vera@health.example")

    def hand(self, by: Actor) -> StaffActor:
        """Somebody with their roles."""
        roles = self.rows("SELECT staff_roles FROM account WHERE id = ?", by.account)[0]["staff_roles"]
        return StaffActor(by, StaffRoles.parse(roles))

    def mails(self, template: str) -> list[Row]:
        """Every mail of a kind, oldest first."""
        return self.rows("SELECT * FROM outbox_mail WHERE template = ? ORDER BY rowid", template)

    def secret(self, mails: list[Row], beginning: str) -> str:
        """What follows a beginning in the newest of these mails."""
        found = re.findall(rf"{beginning}/?(\S[^\n.]*)", "\n".join(row["text"] for row in mails))
        return str(found[-1]).strip() if found else "no-such-link"

    def token(self, n: int, template: str, beginning: str) -> str:
        """The secret of a link in one of the newest mails of a kind."""
        found = self.mails(template)[-3:]
        return self.secret([found[n % len(found)]], beginning) if found else "no-such-link"

    async def work_off(self) -> None:
        """Everything that is due now."""
        for _ in range(ROUNDS):
            if not await self.provisioning.work_due():
                return
        raise AssertionError("the worker never comes to an end")

    async def attend(self) -> None:
        """Everything that is due for agreements now."""
        for _ in range(ROUNDS):
            if not await self.agreements.attend_due():
                return
        raise AssertionError("the worker of agreements never comes to an end")

    async def see_to_dates(self) -> None:
        """Everything that happens by date and is due now; people who came back are found out."""
        for _ in range(ROUNDS):
            if not (await self.by_date.attend_due() or await self.activations.attend_due()):
                return
        raise AssertionError("the worker of dates never comes to an end")


async def _not_sealed(_: UUID) -> datetime | None:
    """A receipt takes a second to seal, and has tests of its own."""
    return None


def _nothing() -> Row:
    """A row that nobody has."""
    return dict.fromkeys(
        (
            "id",
            "account",
            "sent_by",
            "group",
            "request",
            "agreement",
            "member",
            "person",
            "grant",
            "enrollment",
        ),
        str(uuid4()),
    ) | {
        "number": "CS0000000",
        "purpose": "",
        "state": "",
        "email": "nobody@nowhere.example",
        "email_key": "",
        "roles": "[]",
    }
