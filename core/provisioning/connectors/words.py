"""What every connector says alike to the people who have to look."""

from __future__ import annotations

from typing import Any

from core.plugin_api import Held


def not_shown(held: Held[Any]) -> str:
    """Say that an account that was there is not to be seen, which is no proof that it is gone."""
    return (
        f"The account {held.account} was there, and isn’t shown any more. "
        "Look whether it is gone, and end its access if it isn’t."
    )
