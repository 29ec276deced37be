"""Sends what is in the outbox. Any number of workers may run, in any number of processes."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.database.leases import Lease, pause
from core.database.worker import LeaseWorker
from core.mail.attachments import CannotBeDrawn
from core.mail.message import message
from core.mail.outbox import Mail
from core.mail.smtp import MailServer, Refused, TryLater
from core.mail.tables import OutboxMail

LEASE_SECONDS = 180.0
AT_ONCE = 8
GIVE_UP_AFTER = timedelta(hours=24)

log = structlog.get_logger(__name__)


class _NotOurs(Exception):
    """The lease ran out and somebody else has the row."""


@dataclass(slots=True)
class MailWorker:
    """Claims mails that are due and hands them to the mail server.

    Without a server, which only a demo has, a mail counts as sent when the worker has seen it.
    `keep_text` is for the demo's page of mails; otherwise the text goes when the mail is settled.
    """

    mail: Mail
    server: MailServer | None
    keep_text: bool = False
    idle_seconds: float = 1
    lease_seconds: float = LEASE_SECONDS
    leases: LeaseWorker = field(init=False)

    def __post_init__(self) -> None:
        self.leases = LeaseWorker(
            "mail",
            OutboxMail,
            self._deliver,
            failed="mail.unsettled",
            about=lambda row: {"mail": str(row["id"])},
            at_once=AT_ONCE,
            lease_seconds=self.lease_seconds,
            idle_seconds=self.idle_seconds,
        )

    async def deliver_due(self) -> int:
        """Deal with up to `AT_ONCE` mails whose time has come; return how many there were."""
        return await self.leases.attend_due()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Deliver while the block runs; afterwards mails that are on their way may still arrive."""
        return self.leases.running()

    async def _deliver(self, lease: Lease) -> None:
        """Deliver one mail; when something unforeseen happens, try it again under the Message-ID it had."""
        # A worker that was asleep between claiming and now must not send what another may be sending.
        if await lease.renew(self.lease_seconds):
            await self._settle(lease, *await self._attempt(lease.row))

    async def _attempt(self, row: dict[str, Any]) -> tuple[str, str]:
        """The state the mail has after this attempt, and the reason for it."""
        try:
            if self.server is not None:
                # Drawing what is attached takes a moment, during which other mails go out.
                built = await asyncio.to_thread(message, self.mail, row)
                await self.server.deliver(built, row["recipient"])
        except Refused as problem:
            return "refused", str(problem)
        except (TryLater, CannotBeDrawn) as problem:
            too_old = clock.now() - row["queued_at"] >= GIVE_UP_AFTER
            return "dead" if too_old else "waiting", str(problem)
        return "sent", ""

    async def _settle(self, lease: Lease, state: str, reason: str) -> None:
        if state == "waiting":
            again_at = clock.now() + pause(lease.row["attempts"], first=5, most=60)
            await lease.settle({OutboxMail.reason: reason[:300]}, again_at=again_at)
        else:
            await self._settle_for_good(lease, state, reason)
        log.info(f"mail.{state}", mail=str(lease.row["id"]), reason=reason)

    async def _settle_for_good(self, lease: Lease, state: str, reason: str) -> None:
        """The mail's last state, with its event; neither when the row went to another worker."""
        row, values = lease.row, self._last_values(state, reason)
        about = (row["about_kind"], row["about"])
        details = {"mail": row["id"], "template": row["template"]}
        with suppress(_NotOurs):
            async with change(f"mail.{state}", by=SYSTEM, subject=about, **details):
                if not await lease.settle(values):
                    raise _NotOurs

    def _last_values(self, state: str, reason: str) -> dict[Any, Any]:
        values: dict[Any, Any] = {OutboxMail.state: state, OutboxMail.reason: reason[:300]}
        if state == "sent":
            values[OutboxMail.sent_at] = clock.now()
        return values if self.keep_text else values | {OutboxMail.text: "", OutboxMail.attachment: ""}
