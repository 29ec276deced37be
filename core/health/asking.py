"""Asking one application, or the mail server, at this moment: step by step, within a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from core.errors import NotFound
from core.portal import Portal
from core.provisioning.doctor import Examined, examine
from core.settings import Settings

# Whoever asked waits for it, and nobody else.
SECONDS = 20.0
TOO_LONG = "no answer came within {seconds:.0f} seconds"


async def asked_now(
    portal: Portal, slug: str, settings: Settings, seconds: float = SECONDS
) -> Sequence[Examined]:
    """Ask an application now, as the doctor does, and change nothing there; NotFound for one not here.

    The steps end with the first that goes wrong. No words hold a secret.
    """
    if slug not in portal.applications:
        raise NotFound
    steps: list[Examined] = []
    try:
        async with asyncio.timeout(seconds):
            async for step in examine(portal.applications, slug, settings.connector_secrets, attempt=False):
                steps.append(step)
    except TimeoutError:
        steps.append(Examined("time", False, TOO_LONG.format(seconds=seconds)))
    return steps
