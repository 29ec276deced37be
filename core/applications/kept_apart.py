"""A plugin's record as the host uses it: each of its functions is called in the plugin's own thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from core.apart import Loop, Plugin
from core.forms.apart import keep_apart
from core.plugin_api import ClinicalApplication, Credentials, CredentialValidator, Finding, NoFields

Application = ClinicalApplication[Any]


def kept_apart(record: Application, plugin: Plugin) -> Application:
    """Return the same record, none of whose functions can hold up whoever calls it.

    Its coroutines, which are pages and what is still missing, go through `Catalogue.run`.
    """
    # The model of those who ask nothing belongs to all of them.
    if record.fields is not NoFields:
        keep_apart(record.fields, partial(plugin.ask, "fields"))
    if record.keeps is not None:
        keep_apart(record.keeps, partial(plugin.ask, "keeps"))
    if record.keeps_of_practice is not None:
        keep_apart(record.keeps_of_practice, partial(plugin.ask, "keeps_of_practice"))
    for page in record.pages:
        if page.fields is not None:
            keep_apart(page.fields, partial(plugin.ask, f"fields of page {page.path}"))
    return replace(
        record,
        eligibility=replace(record.eligibility, rule=_asked(plugin, "rule", record.eligibility.rule)),
        upgrade_answers=_asked(plugin, "upgrade_answers", record.upgrade_answers),
        upgrade_of_practice=_asked(plugin, "upgrade_of_practice", record.upgrade_of_practice),
        against_answers=_asked(plugin, "against_answers", record.against_answers),
    )


def _asked(plugin: Plugin, place: str, own: Callable[..., Any] | None) -> Any:
    if own is None:
        return None
    return lambda *given: plugin.ask(place, partial(own, *given))


@dataclass(frozen=True, slots=True)
class RegisterApart:
    """A register, which is asked in a loop of its own."""

    name: str
    loop: Loop
    own: CredentialValidator

    @classmethod
    def of(cls, own: CredentialValidator) -> RegisterApart:
        """Make one, with the name that it has now."""
        return cls(own.name, Loop(own.name), own)

    async def look_up(self, credentials: Credentials, /) -> Finding:
        """Look up, as the plugin does."""
        return await self.loop.called("look_up", partial(self.own.look_up, credentials))
