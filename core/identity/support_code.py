"""A short code that somebody who is signed in reads out to support, which proves whose account it is.

Nothing is stored: it is made of the account and the time with a key outside the database.
"""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.identity.limits import Limit
from core.keys import Keys

# It counts for ten to twenty minutes.
SECONDS, DIGITS = 600, 8
GUESSES = Limit("support-codes", 5, 60 * 60)
_PURPOSE = "support code"


def support_code(keys: Keys, account: UUID, *, back: int = 0) -> str:
    """Make the code of this moment, or that of `back` periods ago."""
    period = int(clock.now().timestamp()) // SECONDS - back
    return f"{int(keys.code(_PURPOSE, f'{account} {period}')[:16], 16) % 10**DIGITS:0{DIGITS}}"


async def is_support_code(keys: Keys, account: UUID, typed: str) -> bool:
    """Tell whether this is the code that the account shows now or showed just before; TooMany.

    Each call counts as one of few guesses; call it outside of any transaction.
    """
    await GUESSES.spend(str(account))
    digits = "".join(each for each in typed if each.isascii() and each.isdigit())
    return digits in {support_code(keys, account), support_code(keys, account, back=1)}
