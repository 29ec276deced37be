"""A secret that a page shows again and again, in other letters each time."""

from __future__ import annotations

import base64
import secrets


def masked(secret: bytes) -> str:
    """Write a secret behind a mask of its own: no two answers have the same letters at any place."""
    mask = secrets.token_bytes(len(secret))
    return base64.urlsafe_b64encode(mask + _mixed(mask, secret)).decode().rstrip("=")


def unmasked(text: str) -> bytes:
    """Return what was masked; empty for what `masked` has not written."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError:
        return b""
    half, odd = divmod(len(raw), 2)
    return b"" if odd else _mixed(raw[:half], raw[half:])


def _mixed(one: bytes, other: bytes) -> bytes:
    mixed = int.from_bytes(one, "big") ^ int.from_bytes(other, "big")
    return mixed.to_bytes(len(one), "big")
