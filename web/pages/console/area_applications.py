"""Applications: whether they can be requested, for whom, and what else the site says about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from core import clock
from core.errors import Invalid
from core.forms import Choice, Offered
from core.portal import Portal
from core.running.affected.applications import follows_for_application
from core.running.options_form import PAUSED, changed_by, options_form, values_of
from core.running.records import Path
from web.pages.console.areas import Area, Entry, Settings
from web.pages.console.site_check import fixed_of, of_the_connector

OVER = "This day is over, or today. Enter a later one."
BEFORE = "Enter a day after {}, from which the pause holds."


def _entries(portal: Portal) -> Sequence[Entry]:
    closed = portal.applications.closed
    return [Entry(slug, each.name, closed(slug) or "Open.") for slug, each in portal.applications.items()]


def _form(portal: Portal, key: str) -> type[BaseModel]:
    lists = tuple(name for name, offered in _choices(portal).items() if offered)
    return options_form(portal.applications[key].options_model, lists)


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    return values_of(portal.applications[key].options)


def _settings(portal: Portal, key: str, given: Any) -> Settings:
    if given.requests == PAUSED and given.paused_until:
        _require_a_pause(portal, given.paused_until, given.begins)
    changed = changed_by(portal.applications[key].options, given)
    return {(*_path(key), option): after for option, after in changed.items()}


def _require_a_pause(portal: Portal, until: date, begins: date | None) -> None:
    """Go on only when a pause ends after the day from which it holds; Invalid otherwise."""
    today = clock.now().astimezone(portal.site.zone).date()
    if until <= today:
        raise Invalid({"paused_until": OVER})
    if begins and until <= begins:
        raise Invalid({"paused_until": BEFORE.format(portal.site.dates.day(begins))})


def _path(key: str) -> Path:
    return ("plugins", key)


def _choices(portal: Portal) -> Offered:
    site = portal.site
    return {
        "suffix_kinds": [Choice(each.slug, each.name) for each in site.suffix_kinds],
        "staff_types": [Choice(each.slug, each.name) for each in site.staff_types],
        "regions": [Choice(each.slug, each.name) for each in site.regions],
        "facilities": [Choice(each.code, each.name) for each in site.facilities],
    }


APPLICATIONS = Area(
    "applications",
    "Applications",
    "Whether each can be requested, for whom it is, and what pages say about it.",
    BaseModel,
    _entries,
    _values,
    _settings,
    choices=_choices,
    consequences=follows_for_application,
    form=_form,
    path=_path,
    fixed=fixed_of,
    checks=of_the_connector,
)
