"""The mail as it travels: headers, plain text, and the same words as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from core.mail.attachments import Attachment
from core.mail.outbox import Mail
from core.mail.writing import WrittenMail


def message(mail: Mail, row: Mapping[str, Any]) -> EmailMessage:
    """Build the message for a row of the outbox: the same header and attachment for every attempt.

    Raises `CannotBeDrawn` when the document that goes with it cannot be made.
    """
    written = WrittenMail(row["subject"], row["text"])
    built = EmailMessage(policy=SMTP)
    built["From"] = Address(display_name=mail.site.brand.name, addr_spec=mail.sender)
    built["To"] = row["recipient"]
    built["Subject"] = written.subject
    built["Date"] = format_datetime(row["queued_at"])
    built["Message-ID"] = row["message_id"]
    built["Auto-Submitted"] = "auto-generated"
    built.set_content(written.text)
    built.add_alternative(written.html(mail.site.brand.name, mail.base_url), subtype="html")
    if row["attachment"]:
        document = Attachment.of(row["attachment"])
        pdf = document.pdf(row["queued_at"])
        built.add_attachment(pdf, maintype="application", subtype="pdf", filename=document.name)
    return built
