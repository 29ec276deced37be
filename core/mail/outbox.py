"""Putting mails into the outbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.database import current
from core.database.rows import insert_all
from core.mail import budget
from core.mail.attachments import Attachment
from core.mail.summing_up import await_summary, put_off
from core.mail.tables import OutboxMail
from core.mail.writing import draw
from core.site import SiteProfile

About = tuple[str, UUID | str]
# One address and nothing else: no list, no name in brackets, no room for a second header.
_ONE_ADDRESS = re.compile(r'[^\s@<>,;:"()\[\]\\]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}')


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to be drawn.

    `about` is the kind and key of what it is about. `folder` holds the templates of a plugin. `attachment` is
    stored as data and drawn when the mail is sent. `group` is whose administrator it is for: what can wait
    goes to them only if they still are when its time comes.
    """

    to: str
    template: str
    about: About
    context: Mapping[str, Any]
    folder: Path | None = None
    attachment: Attachment | None = None
    group: UUID | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """What all mails of this deployment have in common; made once, at start-up.

    `base_url` is the configured address of the portal, without a slash at its end: links in mails come from
    here and never from a request. `sender` is the bare address mails come from.
    """

    site: SiteProfile
    base_url: str
    sender: str

    async def send(
        self,
        *,
        to: str,
        template: str,
        about: About,
        folder: Path | None = None,
        attachment: Attachment | None = None,
        by: Actor | None = None,
        **context: Any,
    ) -> UUID:
        """Draw a mail now and store it with the change it belongs to; a worker sends it afterwards.

        The same as `send_each` for one.
        """
        (key,) = await self.send_each([NewMail(to, template, about, context, folder, attachment)], by=by)
        return key

    async def send_each(self, mails: Iterable[NewMail], *, by: Actor | None = None) -> list[UUID]:
        """Draw any number of mails and store them with the change they belong to, in one statement.

        `by` is who has them sent to addresses that were typed and that nobody proved: there is a budget for
        these, and TooManyMails when it is used up.

        Must be called inside a `change` (RuntimeError otherwise): when that fails, no mail exists either.
        Raises ValueError when an address is not one plain address and when a mail that can wait does not say
        whose administrator it is for, and jinja2's UndefinedError when a template needs a value that is not
        in `context`.
        """
        if not current().engine.transaction_exists():
            raise RuntimeError("a mail is written inside the change that causes it")
        rows = [self._drawn(mail) for mail in mails]
        await budget.require_left(by, [row.recipient for row in rows])
        for row in rows:
            row.caused_by = budget.cause(by)
        await insert_all(OutboxMail, rows)
        await await_summary(self.site, rows)
        return [row.id for row in rows]

    def _drawn(self, mail: NewMail) -> OutboxMail:
        if not _ONE_ADDRESS.fullmatch(mail.to) or not mail.to.isprintable():
            raise ValueError(f"not one plain email address: {mail.to!r}")
        drawn = draw(mail.template, self.base_url, {"site": self.site, **mail.context}, mail.folder)
        row = OutboxMail()
        row.queued_at = row.due = clock.now()
        row.recipient, row.template = mail.to, mail.template
        row.domain = budget.domain_of(mail.to)
        row.about_kind, row.about = mail.about[0], str(mail.about[1])
        row.subject, row.text = drawn.subject[:200], drawn.text
        if drawn.waits:
            put_off(row, drawn.waits, mail.group)
        row.attachment = mail.attachment.stored() if mail.attachment else ""
        row.message_id = f"<{uuid4()}@{self.sender.rpartition('@')[2]}>"
        return row
