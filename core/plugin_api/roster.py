"""What an application lists of itself, for the host to compare."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRoster:
    """One account at the application that was made for access given here.

    `key` is the key of the grant, as the account bears it there. `account` is its login name as far as it has
    one, and `enabled` whether it lets anybody in.
    """

    key: str
    account: str = ""
    enabled: bool = True
