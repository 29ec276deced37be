"""Plugins of a site profile, loaded and checked; everything that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import structlog

from core.applications.at_site import Laid, Secrets, faults_of_section, is_of, laid_at
from core.applications.catalogue import Catalogue, Loaded
from core.applications.limits import AS_SHIPPED, Limits
from core.applications.yielding import Hooked, Yielded
from core.registers import asking_of
from core.site import Fault, SiteFaults, SiteProfile

_NO_SECRETS: Secrets = MappingProxyType({})
log = structlog.get_logger(__name__)


class PluginFaults(SiteFaults):
    """Plugins that cannot be used at this site; `faults` names everything that is wrong."""


def load_applications(
    site: SiteProfile,
    limits: Limits = AS_SHIPPED,
    here: Mapping[str, Callable[[], object]] = MappingProxyType({}),
    *,
    secrets: Secrets = _NO_SECRETS,
    may_lack: Collection[str] = (),
    refused: Mapping[str, str] = MappingProxyType({}),
) -> Catalogue:
    """Load the applications that are switched on, in the order of the site profile; PluginFaults.

    `here` imports the modules of plugins that are neither in this tree nor installed, by their slugs.
    `secrets` are those that options may name. Plugins that the site `may_lack` are left out when something is
    wrong with them, and keep nothing else from starting. Those that are `refused`, each for a reason, are not
    even imported.
    """
    hooked = Hooked(limits, site.folder, site, here)
    asked = {
        slug: [Fault(f"plugins.{slug}", refused[slug])] if slug in refused else hooked.ask(slug)
        for slug in site.plugins
    }
    plugins = {slug: each for slug, each in asked.items() if isinstance(each, Yielded)}
    laid = laid_at(site, plugins, secrets)
    # What is wrong with a manifest has the path of its file.
    wrong = {slug: each for slug, each in asked.items() if isinstance(each, list)}
    left_out = _left_out(wrong, laid.faults, may_lack)
    kept = [fault for slug, each in wrong.items() if slug not in left_out for fault in each]
    if faults := [*kept, *laid.without(frozenset(left_out)).faults]:
        raise PluginFaults(faults)
    plugins = {slug: each for slug, each in plugins.items() if slug not in left_out}
    laid = laid.without(frozenset(left_out))
    return _catalogue(site, limits, laid, Loaded(plugins, left_out, secrets, laid.alone))


def applications_at(site: SiteProfile, before: Catalogue) -> Catalogue:
    """Return the applications that run already as they are at a site that was changed since; PluginFaults.

    A change names no application that the profile did not, and no plugin is asked for its records again.
    """
    known = before.loaded
    laid = laid_at(site, known.plugins, known.secrets).without(frozenset(known.left_out))
    faults = [
        Fault(f"plugins.{slug}", "is not an application of the profile")
        for slug in site.plugins
        if slug not in known.plugins and slug not in known.left_out
    ]
    if faults := [*faults, *laid.faults]:
        raise PluginFaults(faults)
    return Catalogue(site, laid.applications, (), laid.connectors, before.limits, before)


def faults_of_sections(
    sections: Mapping[str, object], folder: Path | None = None, limits: Limits = AS_SHIPPED
) -> list[Fault]:
    """List what is wrong with what the profile of a folder says of applications, whatever else is wrong."""
    hooked, faults = Hooked(limits, folder), list[Fault]()
    for slug, whole in sections.items():
        found = hooked.ask(slug)
        section = whole if isinstance(whole, Mapping) else {}
        faults += found if isinstance(found, list) else faults_of_section(slug, found, section)
    return faults


def _left_out(
    wrong: Mapping[str, Collection[Fault]], faults: Collection[Fault], may_lack: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """What is wrong with each plugin that the site may lack, said in the log."""
    found = {
        slug: (*wrong.get(slug, ()), *(each for each in faults if is_of(each, slug))) for slug in may_lack
    }
    left_out = {slug: tuple(map(str, each)) for slug, each in found.items() if each}
    for slug, each in left_out.items():
        log.error("plugin.left-out", application=slug, faults=each)
    return left_out


def _catalogue(site: SiteProfile, limits: Limits, laid: Laid, loaded: Loaded) -> Catalogue:
    validators = [each for some in laid.validators.values() for each in some]
    if register := asking_of(site):
        validators.append(register)
    catalogue = Catalogue(site, laid.applications, validators, laid.connectors, limits)
    catalogue.loaded = loaded
    return catalogue
