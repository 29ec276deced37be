"""A site administrator has the way to an application looked at: its settings, its server, its credentials."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.access.unfit import held_of_each
from core.applications.connectors import ConnectorSettings, LdapSettings, PeopleSettings, ScimSettings
from core.applications.finding import installed_plugins
from core.applications.rights import HELD, NONE, SAID, Right, rights_of
from core.applications.secrets_named import secrets_named
from core.errors import NotFound
from core.health.asking import asked_now
from core.plugin_api import About, ClinicalApplication, Secret
from core.plugin_levels.package import find_package
from core.plugin_levels.queries import levels_of
from core.portal import Portal
from core.provisioning.doctor import Examined
from core.settings import Settings
from web.contexts import PageContext
from web.pages.console.site_changes import LEADS, SITE
from web.rendering import render
from web.visit import Visit

APPLICATIONS = "applications"
BY_PEOPLE = "People do the work, by the check-list of the application. No machine has to answer."


@dataclass(frozen=True, slots=True)
class CheckPage(PageContext):
    """What came of looking at the way to an application."""

    template: ClassVar[str] = "support/site_check.html"
    name: str
    key: str
    steps: Sequence[Examined]
    well: bool


@post(f"{SITE}/{{area:str}}/{{key:str}}/check", guards=[LEADS], status_code=200)
async def check_connector(
    visit: NamedDependency[Visit],
    settings: NamedDependency[Settings],
    area: FromPath[str],
    key: FromPath[str],
) -> Response[Any]:
    """Ask the application’s server now; nothing is changed there."""
    if area != APPLICATIONS:
        raise NotFound
    steps = await asked_now(visit.portal, key, settings)
    name, well = visit.portal.applications[key].name, all(each.well for each in steps)
    return render(visit.request, CheckPage(name, key, steps, well))


async def of_the_connector(before: Portal, after: Portal, slug: str, settings: Settings) -> Sequence[str]:
    """Say whether an application that opens can be reached; nothing where people do its work."""
    opens = before.applications.closed(slug) and not after.applications.closed(slug)
    if not opens or isinstance(after.applications.connectors[slug], PeopleSettings):
        return ()
    wrong = next((each for each in await asked_now(after, slug, settings) if not each.well), None)
    if wrong is None:
        return ("Its connector was just checked, and answers.",)
    return (
        f"Its connector was just checked, and something is wrong at “{wrong.step}”: {wrong.words}. "
        "What is approved would wait until that is put right.",
    )


async def fixed_of(portal: Portal, slug: str, file: str) -> list[tuple[str, str]]:
    """List what the files fix of the way to an application, and where."""
    settings = portal.applications.connectors[slug]
    people = (await held_of_each()).get(slug, 0)
    how = [
        ("People who have it", f"{people:,}"),
        ("Work is done", _how(settings)),
        ("Set in", f"{file}, under plugins.{slug}.connector"),
    ]
    secrets = secrets_named(portal.applications[slug].options)
    how += [*_whose(portal.applications[slug]), ("Level", await _level(portal, slug))]
    how += _rights(portal.applications[slug])
    return [*how, *((f"Secret: {name.replace('_', ' ')}", _whether(each)) for name, each in secrets.items())]


async def _level(portal: Portal, slug: str) -> str:
    """Say how good the plugin is as it is here, and from where that is known."""
    package = await asyncio.to_thread(find_package, slug, installed_plugins(), portal.site.folder)
    (standing,) = await levels_of([package])
    words = standing.words(portal.site.dates)
    return f"{words[0].upper()}{words[1:]}"


def _whose(application: ClinicalApplication[Any]) -> list[tuple[str, str]]:
    """Say whose the plugin is; what is not said has no row."""
    about = application.about or About(version="")
    said = [
        ("Version of the plugin", about.version),
        ("Under the terms of", about.license),
        ("Made by", about.author),
        ("Problems are told to", about.contact),
        ("Plugin API", application.requires_api),
    ]
    return [(name, words) for name, words in said if words]


def _rights(application: ClinicalApplication[Any]) -> list[tuple[str, str]]:
    """Say what it may do, and what of that we hold it to."""
    return [
        (f"It may use: {each.what.lower()}", f"{_begun(each)}. {HELD if each.held else SAID}")
        for each in rights_of(application)
    ]


def _begun(right: Right) -> str:
    """Begin a sentence with what a right is; names of files and jobs stay as they are."""
    names = right.what in {"Jobs", "Emails", "Tables", "Servers"} and right.words != NONE
    return right.words if names else f"{right.words[0].upper()}{right.words[1:]}"


def _whether(secret: Secret) -> str:
    """Say which secret is named, and whether it is there; never what it is."""
    words = "is set" if secret.is_given else "isn’t set"
    return f"“{secret.name}” {words}. The file names it, and whoever runs the server sets it."


def _how(settings: ConnectorSettings) -> str:
    match settings:
        case ScimSettings():
            return f"By machine, over SCIM at {settings.url}"
        case LdapSettings():
            return f"By machine, in the directory at {settings.url}"
    return BY_PEOPLE


handlers = [check_connector]
