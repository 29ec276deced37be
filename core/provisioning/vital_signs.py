"""What an application says of itself when it is asked how it is to be reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import structlog

from core.apart import Crossing, Silent
from core.applications import Catalogue
from core.logs import without_secrets
from core.plugin_api import Ok, Trouble, Vitals

SECONDS = 10.0
NO_VITALS = "its plugin answered something that is no Vitals"
_LONGEST = 300
_FINE = {
    "settings": "the application has what it needs",
    "reach": "it answers",
    "credentials": "it accepts what we show",
}

log = structlog.get_logger(__name__)


async def vitals_of(applications: Catalogue, slug: str, seconds: float = SECONDS) -> Vitals | str:
    """Ask an application that has a `health`, in the plugin's own loop; words where nothing usable came."""
    application = applications[slug]
    health: Any = application.health

    async def asked(_: Crossing) -> object:
        return await health(application.options)

    try:
        said = await applications.run_by_itself(slug, "health", asked, seconds)
    except Silent:
        return f"its plugin said nothing within {seconds:g} seconds"
    # The plugin's code may raise anything.
    except Exception as problem:
        log.error("plugin.health-failed", application=slug, exc_info=problem)
        return f"its plugin failed with {type(problem).__name__}"
    return said if isinstance(said, Vitals) and _is_usable(said) else NO_VITALS


def signs_of(vitals: Vitals) -> Iterator[tuple[str, bool, str]]:
    """Yield what was asked, whether it is well, and words; nothing of what could not be asked."""
    for name, fine in _FINE.items():
        sign = getattr(vitals, name)
        if sign is not None:
            yield name, isinstance(sign, Ok), fine if isinstance(sign, Ok) else _readable(sign.words)


def _is_usable(said: Vitals) -> bool:
    signs = (said.settings, said.reach, said.credentials)
    return all(
        sign is None or type(sign) is Ok or (type(sign) is Trouble and isinstance(sign.words, str))
        for sign in signs
    )


def _readable(words: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in without_secrets(words)[:_LONGEST])
    return plain.strip() or "the application says that it isn’t well, and not how"
