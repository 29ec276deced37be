"""Names that are meant to be read as a notice: mails greet people by what strangers typed."""

from __future__ import annotations

import re
import unicodedata

# What stands in notices and hardly in names; one of them alone may still be somebody's.
_OF_NOTICES = frozenset(
    {
        *(
            "account",
            "accounts",
            "password",
            "passwords",
            "passcode",
            "login",
            "mailbox",
            "inbox",
            "computer",
        ),
        *(
            "click",
            "verify",
            "verification",
            "verified",
            "confirm",
            "confirmation",
            "unsubscribe",
            "download",
        ),
        *("locked", "unlock", "suspended", "deactivated", "blocked", "restricted", "terminated", "canceled"),
        *("cancelled", "hacked", "infected", "compromised", "detected", "unauthorized", "virus", "breach"),
        *("invoice", "payment", "pay", "payroll", "refund", "overdue", "unpaid", "owed", "prize", "bitcoin"),
        *("required", "needed", "expired", "expires", "expiring", "immediately", "deadline", "notice"),
        *("alert", "message", "notification"),
    }
)
# What stands beside these in a notice, and in names as well: Urgent Care, Here, Bank, Link, Call.
_BESIDE = frozenset(
    {
        *("your", "you", "must", "please", "now", "here", "today", "this", "is", "has", "been", "are", "was"),
        *("act", "action", "attention", "urgent", "immediate", "final", "last", "important", "warning"),
        *("call", "open", "log", "sign", "reply", "visit", "update", "reset", "link", "security", "access"),
        *("wire", "transfer", "bank", "card", "credit", "pending", "due"),
    }
)
_WORD_BEGINS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def is_a_notice(name: str) -> bool:
    """Tell whether a name is a notice, such as "Your Account Is Locked"; Will Click is a name."""
    words = re.findall(r"[a-z]+", _WORD_BEGINS.sub(" ", _plain(name)).casefold())
    telling = [word for word in words if word in _OF_NOTICES]
    return len(telling) > 1 or (len(telling) == 1 and not _BESIDE.isdisjoint(words))


def _plain(name: str) -> str:
    if name.isascii():
        return name
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
