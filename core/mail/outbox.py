"""Putting mails into the outbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.database import current
from core.mail.attachments import Attachment
from core.mail.tables import OutboxMail
from core.mail.writing import draw
from core.site import SiteProfile

About = tuple[str, UUID | str]
# One address and nothing else: no list, no name in brackets, no room for a second header.
_ONE_ADDRESS = re.compile(r'[^\s@<>,;:"()\[\]\\]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}')


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
        **context: Any,
    ) -> UUID:
        """Draw the mail now and store it with the change it belongs to; a worker sends it afterwards.

        Must be called inside a `change` (RuntimeError otherwise): when that fails, no mail exists either.
        `about` is the kind and key of what the mail is about. Raises ValueError when `to` is not one plain
        address, and jinja2's UndefinedError when the template needs a value that is not in `context`.
        `folder` holds the templates of a plugin. `attachment` is stored as data and drawn when it is sent.
        """
        if not current().engine.transaction_exists():
            raise RuntimeError("a mail is written inside the change that causes it")
        if not _ONE_ADDRESS.fullmatch(to) or not to.isprintable():
            raise ValueError(f"not one plain e-mail address: {to!r}")
        written = draw(template, self.base_url, {"site": self.site, **context}, folder)
        row, moment = OutboxMail(), clock.now()
        row.queued_at = row.due = moment
        row.recipient, row.template = to, template
        row.about_kind, row.about = about[0], str(about[1])
        row.subject, row.text = written.subject[:200], written.text
        row.attachment = attachment.stored() if attachment else ""
        row.message_id = f"<{uuid4()}@{self.sender.rpartition('@')[2]}>"
        await OutboxMail.insert(row)
        return row.id
