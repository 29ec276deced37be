"""What an application tells of the use of its accounts, and of one access that is looked at again."""

from dataclasses import dataclass
from datetime import datetime

LONGEST_LABEL, LONGEST_VALUE, LONGEST_ROLE = 40, 120, 60
MOST_FACTS, MOST_ROLES = 8, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One time that an account at the application was used.

    `at` bears its time zone. `key` is the key of the grant, as the account bears it there; where it bears
    none, `account` is its login name, and that is use of every access here with this login name.
    """

    at: datetime
    key: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a reviewer should know of one access, as the application has it.

    `facts` are up to eight of a label and a value, lines of up to 40 and 120 characters; `roles` are up to
    twelve, of up to 60. All of it is plain text. `last_used` bears its time zone.
    """

    facts: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    last_used: datetime | None = None


def shortened(value: str) -> str:
    """Return a value as it fits into a fact."""
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
