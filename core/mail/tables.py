"""What the outbox stores."""

from piccolo.columns import UUID, Text, Timestamptz, Varchar

from core.database.leases import Work

# How far a mail can get; whoever shows a state has words for each.
MAIL_STATES = ("waiting", "sent", "refused", "dead", "later", "summed", "dropped")


class OutboxMail(Work, tablename="outbox_mail"):
    """One mail to one address.

    `state` is `waiting`, `sent`, `refused` (the mail server will not take it for this address), `dead`
    (given up), `later` (it waits for the summary of its reader), `summed` (a summary brought it) or `dropped`
    (before its summary went out, somebody else became the administrator of its group). `reader`, `line` and
    `group` are set when it waits: whose summary, what that says, and whose administrator it is for.
    `attachment` is what a document that goes with the mail is drawn from. It and `text` are empty as soon as
    nothing remains to be done: mails carry links and names that must not lie around.
    `caused_by` is the account of the person who had it sent to an address that was typed, and empty for
    every other mail; `domain` is that of the address.
    """

    queued_at = Timestamptz(index=True)
    recipient = Varchar(length=254, index=True)
    domain = Varchar(length=254, default="", index=True)
    caused_by = Varchar(length=40, default="", index=True)
    template = Varchar(length=60)
    about_kind = Varchar(length=40)
    about = Varchar(length=64, index=True)
    subject = Varchar(length=200)
    text = Text()
    attachment = Text(default="")
    message_id = Varchar(length=200, unique=True)
    state = Varchar(length=10, default="waiting")
    sent_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300)
    reader = UUID(null=True, default=None, index=True)
    line = Varchar(length=200, default="")
    group = UUID(null=True, default=None)
