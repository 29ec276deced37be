"""The log says at start-up which access cannot be handed to its plugin any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from core.access.unfit import unfit
from core.plugin_api import ClinicalApplication

log = structlog.get_logger(__name__)


async def name_unfit(applications: Mapping[str, ClinicalApplication[Any]]) -> None:
    """Name in the log each application that is switched off or whose stored answers no longer fit."""
    try:
        for each in await unfit(applications):
            what = "application.switched-off" if each.switched_off else "application.answers-do-not-fit"
            log.warning(what, application=each.application, held=each.number)
    except Exception:
        # A database that is away is the worker's to notice; this is only a word in advance.
        log.exception("application.fit-unknown")
