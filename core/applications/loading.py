"""Plugins of a site profile, loaded and checked; everything that is wrong is said at once."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pluggy
from pydantic import BaseModel, ValidationError

from core.apart import Traced
from core.applications.about import about_of
from core.applications.catalogue import Catalogue
from core.applications.checking import faults_of_eligibility, faults_of_record
from core.applications.checking_connectors import faults_of_sharing
from core.applications.connectors import BY_PEOPLE, READ, ConnectorSettings
from core.applications.finding import NotFound, distribution_of, find_plugin, installed_plugins
from core.applications.limits import AS_SHIPPED, Limits
from core.applications.manifests import ManifestFaults
from core.forms import at_site
from core.plugin_api import (
    PROJECT,
    ClinicalApplication,
    Consent,
    CredentialValidator,
    Hooks,
    Names,
    Options,
    Page,
)
from core.registers import asking_of
from core.site import Fault, SiteFaults, SiteProfile
from core.site.faults import faults_of_shape

Application = ClinicalApplication[Any]
_MOST_VALIDATORS = 10


class PluginFaults(SiteFaults):
    """Plugins that cannot be used at this site; `faults` names everything that is wrong."""


def load_applications(
    site: SiteProfile,
    limits: Limits = AS_SHIPPED,
    here: Mapping[str, Callable[[], object]] = MappingProxyType({}),
) -> Catalogue:
    """Load the applications that are switched on, in the order of the site profile; PluginFaults.

    `here` imports the modules of plugins that are neither in this tree nor installed, by their slugs.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    installed, faults = installed_plugins(), list[Fault]()
    shipped: dict[str, Application] = {}
    for slug in site.plugins:
        find = here.get(slug) or partial(find_plugin, slug, installed, limits, site.folder, site)
        record = _record(manager, find, slug)
        if isinstance(record, list):
            faults += record
        else:
            about = record.about or about_of(distribution_of(slug, installed))
            shipped[slug] = replace(record, about=about)
    applications, connectors = _all_at_site(site, shipped, faults)
    faults += _misspelt_hooks(manager)
    validators = _validators(manager, faults)
    if register := asking_of(site):
        validators += (register,)
    if faults:
        raise PluginFaults(faults)
    catalogue = Catalogue(site, applications, validators, connectors, limits)
    catalogue.shipped = shipped
    return catalogue


def applications_at(site: SiteProfile, before: Catalogue) -> Catalogue:
    """Return the applications that run already as they are at a site that was changed since; PluginFaults.

    A change names no application that the profile did not, and no plugin is asked for its records again.
    """
    shipped = {slug: before.shipped[slug] for slug in site.plugins if slug in before.shipped}
    faults = [
        Fault(f"plugins.{slug}", "is not an application of the profile")
        for slug in site.plugins
        if slug not in shipped
    ]
    applications, connectors = _all_at_site(site, shipped, faults)
    if faults:
        raise PluginFaults(faults)
    return Catalogue(site, applications, (), connectors, before.limits, before)


def _all_at_site(
    site: SiteProfile, shipped: Mapping[str, Application], faults: list[Fault]
) -> tuple[dict[str, Application], dict[str, ConnectorSettings]]:
    """Each application with what the site says of it, and how its work is done; adds what is wrong."""
    applications, connectors = {}, {}
    for slug, whole in site.plugins.items():
        section = dict(whole)
        connector = _connector(slug, section.pop("connector", {}))
        if isinstance(connector, list):
            faults += connector
        else:
            connectors[slug] = connector
        if slug not in shipped:
            continue
        made = _at_this_site(shipped[slug], section, site)
        if isinstance(made, list):
            faults += made
        else:
            applications[slug] = made
    faults += faults_of_sharing(connectors)
    return applications, connectors


def _connector(slug: str, section: object) -> ConnectorSettings | list[Fault]:
    """How the application's work is done; by people when the site says nothing."""
    if section == {}:
        return BY_PEOPLE
    try:
        return READ.validate_python(section)
    except ValidationError as problem:
        # The first step of each path is the kind, which nobody wrote as a step.
        faults = faults_of_shape(problem)
        kind = section.get("kind", "") if isinstance(section, dict) else ""
        paths = [fault.path.removeprefix(str(kind)).lstrip(".") for fault in faults]
        where = f"plugins.{slug}.connector"
        return [
            Fault(f"{where}.{path}".rstrip("."), fault.message)
            for path, fault in zip(paths, faults, strict=True)
        ]


def _record(
    manager: pluggy.PluginManager, find: Callable[[], object], slug: str
) -> Application | list[Fault]:
    where = f"plugins.{slug}"
    try:
        manager.register(find(), name=slug)
        records = _records(manager, slug)
    except NotFound as problem:
        return [Fault(where, str(problem))]
    except ManifestFaults as problem:
        return [*problem.faults]
    # A hook may raise anything, and pluggy refuses modules whose hooks do not fit.
    except (Exception, SystemExit) as problem:
        return [Fault(where, f"cannot be used: {type(problem).__name__}: {problem}")]
    if len(records) != 1 or not isinstance(records[0], ClinicalApplication):
        return [Fault(where, "must yield one ClinicalApplication")]
    return faults_of_record(records[0], slug) or records[0]


def yielded_by(module: object, slug: str) -> list[object]:
    """Return what a plugin yields, as it is; raises whatever its hook raises."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    manager.register(module, name=slug)
    return _records(manager, slug)


def _records(manager: pluggy.PluginManager, slug: str) -> list[object]:
    """What this plugin yields; called without the others, so that none can change what another says."""
    others = [plugin for name, plugin in manager.list_name_plugin() if name != slug]
    hook = manager.subset_hook_caller("clinical_applications", remove_plugins=others)
    with Traced(slug, "clinical_applications") as call:
        # Two are enough to know that there is more than one; a plugin may go on for ever.
        return call.answered([record for yielded in hook() for record in islice(yielded, 2)])


def _validators(manager: pluggy.PluginManager, faults: list[Fault]) -> tuple[CredentialValidator, ...]:
    """The registers that the plugins can ask; a hook that raises or yields something else is a fault."""
    found: list[CredentialValidator] = []
    for slug, _ in manager.list_name_plugin():
        others = [plugin for name, plugin in manager.list_name_plugin() if name != slug]
        hook = manager.subset_hook_caller("credential_validators", remove_plugins=others)
        try:
            with Traced(slug, "credential_validators") as call:
                yielded = call.answered([each for some in hook() for each in islice(some, _MOST_VALIDATORS)])
        except (Exception, SystemExit) as problem:
            faults.append(Fault(f"plugins.{slug}", f"cannot be used: {type(problem).__name__}: {problem}"))
            continue
        if not all(_is_validator(each) for each in yielded):
            faults.append(
                Fault(f"plugins.{slug}", "must yield validators with a name of up to 60 characters")
            )
        found += yielded
    return tuple(found)


def _is_validator(each: object) -> bool:
    name = getattr(each, "name", None)
    named = isinstance(name, str) and name.isprintable() and 0 < len(name) <= 60
    return named and inspect.iscoroutinefunction(getattr(each, "look_up", None))


def _misspelt_hooks(manager: pluggy.PluginManager) -> list[Fault]:
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        name = manager.get_name(problem.plugin)
        return [Fault(f"plugins.{name}", f"implements a hook that does not exist: {problem}")]
    return []


def _at_this_site(
    record: Application, section: dict[str, object], site: SiteProfile
) -> Application | list[Fault]:
    options = _options(record, section)
    if isinstance(options, list):
        return options
    configured = _configured(record, options, site)
    return list(faults_of_eligibility(configured, site)) or configured


def _options(record: Application, section: Mapping[str, object]) -> Options | list[Fault]:
    where, model = f"plugins.{record.slug}", record.options_model
    try:
        return model.model_validate(section)
    except ValidationError as problem:
        found = faults_of_shape(problem, model.model_fields)
        return [Fault(f"{where}.{fault.path}", fault.message) for fault in found]
    # A validator of the plugin's own options may raise anything.
    except (Exception, SystemExit) as problem:
        return [Fault(where, f"cannot read its options: {type(problem).__name__}: {problem}")]


def faults_of_sections(
    sections: Mapping[str, object], folder: Path | None = None, limits: Limits = AS_SHIPPED
) -> list[Fault]:
    """List what is wrong with what the profile of a folder says of applications, whatever else is wrong."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    faults: list[Fault] = []
    installed = installed_plugins()
    for slug, whole in sections.items():
        section = dict(whole) if isinstance(whole, Mapping) else {}
        connector = _connector(slug, section.pop("connector", {}))
        faults += connector if isinstance(connector, list) else []
        record = _record(manager, partial(find_plugin, slug, installed, limits, folder), slug)
        options = record if isinstance(record, list) else _options(record, section)
        faults += options if isinstance(options, list) else []
    return faults


def _configured(record: Application, options: Options, site: SiteProfile) -> Application:
    said = site.terms.said
    narrowed = record.eligibility.within(
        suffix_kinds=options.suffix_kinds, staff_types=options.staff_types, regions=options.regions
    )
    return replace(
        record,
        options=options,
        eligibility=replace(narrowed, names=_names(site)),
        fields=_asked(site, record.fields),
        keeps=record.keeps and _asked(site, record.keeps),
        keeps_of_practice=record.keeps_of_practice and _asked(site, record.keeps_of_practice),
        pages=tuple(_page_at(site, page) for page in record.pages),
        expected_days=site.expected_days.get(record.slug, record.expected_days),
        launch_url=options.launch_url or record.launch_url,
        browser=options.browser or record.browser,
        summary=said(record.summary),
        guide=options.guide or said(record.guide),
        consent=options.consent or _agreed(site, record.consent),
    )


def _page_at(site: SiteProfile, page: Page[Any]) -> Page[Any]:
    return replace(page, fields=page.fields and _asked(site, page.fields))


def _asked(site: SiteProfile, fields: type[BaseModel]) -> type[Any]:
    return at_site(site.asking, fields)


def _agreed(site: SiteProfile, consent: Consent | None) -> Consent | None:
    return consent and consent.model_copy(update={"label": site.terms.said(consent.label)})


def _names(site: SiteProfile) -> Names:
    return Names(
        suffix_kinds={kind.slug: kind.name for kind in site.suffix_kinds},
        staff_types={kind.slug: kind.name for kind in site.staff_types},
        regions={region.slug: region.name for region in site.regions},
        facilities={facility.code: facility.name for facility in site.facilities},
        group=site.terms.group,
    )
