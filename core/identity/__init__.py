"""Accounts, sign-up, passwords and sessions."""

from core.identity.sessions import LiveSession
from core.identity.shared import Identity

__all__ = ["Identity", "LiveSession"]
