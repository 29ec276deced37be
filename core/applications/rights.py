"""What an application may do, for people who decide whether it is switched on: what is held, and what is only
said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.plugin_api import ClinicalApplication, Permissions
from core.site import Fault

MOST, LONGEST = 50, 200
NONE = "none"
# What it tells when it is asked, by the name that its record gives it.
_FEEDS = {
    "roster": "lists its accounts",
    "usage": "tells when they were used",
    "evidence": "says what a reviewer should know of an access",
}
HELD, SAID = "The portal holds it to that.", "It says so, and the portal can’t hold it to that."


@dataclass(frozen=True, slots=True)
class Right:
    """One kind of thing that an application may do, what of it, and whether anything holds it to that."""

    what: str
    words: str
    held: bool


def rights_of(application: ClinicalApplication[Any]) -> list[Right]:
    """List what an application may do beside asking its questions and giving and taking access."""
    asked = application.permissions
    return [
        Right("Pages", _listed(each.title for each in application.pages), True),
        Right("Jobs", _listed(f"{each.name}, every {each.every}" for each in application.jobs), True),
        Right("Emails", _listed(asked.mails), True),
        Right("Feeds", _listed(words for feed, words in _FEEDS.items() if getattr(application, feed)), True),
        Right("Told of what moves", "of its own people" if application.moved else _listed(()), True),
        Right("Tables", _listed(each._meta.tablename for each in application.tables), False),
        Right("Servers", _listed(asked.hosts), False),
    ]


def faults_of_permissions(record: ClinicalApplication[Any]) -> list[Fault]:
    """List what is wrong with what a plugin declares."""
    where, asked = f"plugins.{record.slug}.permissions", record.permissions
    if type(asked) is not Permissions:
        return [Fault(where, "must be a Permissions")]
    faults = []
    for name, each in (("mails", asked.mails), ("hosts", asked.hosts)):
        if not isinstance(each, tuple) or len(each) > MOST or not all(map(_is_name, each)):
            faults.append(Fault(f"{where}.{name}", f"must be up to {MOST} names of one line"))
    return faults or [
        Fault(f"{where}.mails", f'"{each}" has no template')
        for each in asked.mails
        if record.folder is None or not (record.folder / "templates" / f"{each}.txt").is_file()
    ]


def _listed(names: Iterator[str] | tuple[str, ...]) -> str:
    return "; ".join(names) or NONE


def _is_name(given: object) -> bool:
    return isinstance(given, str) and given.isprintable() and 0 < len(given.strip()) <= LONGEST
