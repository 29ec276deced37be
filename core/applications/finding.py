"""From a slug of the site profile to the module of its plugin; nothing else is imported."""

import logging
import time
from importlib import import_module
from importlib.metadata import Distribution, EntryPoint, EntryPoints, entry_points
from importlib.util import find_spec
from pathlib import Path

from core.applications.limits import Limits
from core.applications.manifests import FOLDER, find_manifest, load_manifest
from core.plugin_api import ENTRY_POINTS
from core.site import SiteProfile

PACKAGE = "plugins"
_log = logging.getLogger(__name__)


class NotFound(Exception):
    """No plugin of that name can be loaded, and why."""


def installed_plugins() -> EntryPoints:
    """Find the entry points of every installed application; this reads a file of each distribution."""
    return entry_points(group=ENTRY_POINTS)


def distribution_of(slug: str, installed_here: EntryPoints) -> Distribution | None:
    """Find the distribution that a plugin was installed with; None of one that ships with the product."""
    return next((each.dist for each in installed_here.select(name=slug)), None)


def find_plugin(
    slug: str,
    installed_here: EntryPoints,
    limits: Limits,
    folder: Path | None = None,
    site: SiteProfile | None = None,
) -> object:
    """Import the module of the one plugin with this slug, or read its manifest; NotFound, ManifestFaults.

    A slug is a folder in `plugins/`, an entry point of an installed distribution, or a manifest in the folder
    of the site. When two answer to it neither is taken: a distribution cannot put itself in the place of
    another plugin.
    """
    in_tree = slug.isidentifier() and find_spec(f"{PACKAGE}.{slug}") is not None
    installed, manifest = tuple(installed_here.select(name=slug)), find_manifest(folder, slug)
    claimants = [*_claimants(in_tree, installed), *([f"{FOLDER}/{manifest.name}"] if manifest else [])]
    if len(claimants) > 1:
        raise NotFound(f"is claimed by more than one plugin: {', '.join(claimants)}")
    if not claimants:
        words = f"is neither a folder of {PACKAGE}/ nor an installed application"
        raise NotFound(f"{words}, and the profile has no {FOLDER}/{slug}.toml")
    if manifest is not None:
        return load_manifest(manifest, site)
    began = time.monotonic()
    try:
        module: object = import_module(f"{PACKAGE}.{slug}") if in_tree else installed[0].load()
    # A broken plugin may raise anything while it is imported, and must be named rather than stop the others.
    except (Exception, SystemExit) as problem:
        raise NotFound(f"cannot be imported: {type(problem).__name__}: {problem}") from problem
    if (took := time.monotonic() - began) > limits.importing:
        _log.warning("plugins.%s: its import took %.0f seconds", slug, took)
    return module


def _claimants(in_tree: bool, installed: tuple[EntryPoint, ...]) -> list[str]:
    names = [f"{PACKAGE}/"] if in_tree else []
    return [*names, *(entry.dist.name if entry.dist else entry.value for entry in installed)]
