"""Mail: written into an outbox by the change that causes it, sent by a worker.

One `Mail` is made at start-up and handed to whoever writes mails:

    async with change("account.made", by=actor, subject=("account", id)):
        await mail.send(to=email, template="verify-address", about=("account", id), path=path, code=code)

How a template is written is said in `core/mail/writing.py`.
"""

from core.mail.attachments import Attachment
from core.mail.outbox import Mail, NewMail
from core.mail.writing import WrittenMail

__all__ = ["Attachment", "Mail", "NewMail", "WrittenMail"]
