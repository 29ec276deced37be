"""What plugins yield as it is at one site: with its options, connector, words and lists."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from core.applications.checking import faults_of_eligibility
from core.applications.checking_connectors import faults_of_sharing
from core.applications.connectors import BY_PEOPLE, READ, ConnectorSettings
from core.applications.yielding import Yielded, unusable
from core.forms import at_site
from core.plugin_api import ClinicalApplication, Consent, CredentialValidator, Names, Options, Page
from core.plugin_api.secret import SECRETS
from core.site import Fault, SiteProfile
from core.site.faults import faults_of_shape

Application = ClinicalApplication[Any]
Secrets = Mapping[str, SecretStr]


@dataclass(frozen=True, slots=True)
class Laid:
    """What was made of the sections of a profile, and everything that is wrong with them."""

    applications: dict[str, Application] = field(default_factory=dict)
    connectors: dict[str, ConnectorSettings] = field(default_factory=dict)
    validators: dict[str, list[CredentialValidator]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    # Of the plugins that yield registers alone.
    alone: dict[str, BaseModel] = field(default_factory=dict)

    def without(self, slugs: frozenset[str]) -> Laid:
        """Return the rest."""
        return Laid(
            {slug: each for slug, each in self.applications.items() if slug not in slugs},
            {slug: each for slug, each in self.connectors.items() if slug not in slugs},
            {slug: each for slug, each in self.validators.items() if slug not in slugs},
            [each for each in self.faults if not any(is_of(each, slug) for slug in slugs)],
            {slug: each for slug, each in self.alone.items() if slug not in slugs},
        )


def is_of(fault: Fault, slug: str) -> bool:
    """Tell whether something is wrong with this plugin, or with its section."""
    return fault.path == f"plugins.{slug}" or fault.path.startswith(f"plugins.{slug}.")


def laid_at(site: SiteProfile, plugins: Mapping[str, Yielded], secrets: Secrets) -> Laid:
    """Lay the sections of a profile over what its plugins yield."""
    laid = Laid()
    for slug, whole in site.plugins.items():
        yielded = plugins.get(slug)
        if yielded is not None and yielded.application is None:
            _lay(laid, site, slug, yielded, whole, secrets)
            continue
        section = dict(whole)
        connector = _connector(slug, section.pop("connector", {}))
        if isinstance(connector, list):
            laid.faults.extend(connector)
        else:
            laid.connectors[slug] = connector
        if yielded is not None:
            _lay(laid, site, slug, yielded, section, secrets)
    laid.faults.extend(faults_of_sharing(laid.connectors))
    return laid


def _lay(
    laid: Laid,
    site: SiteProfile,
    slug: str,
    yielded: Yielded,
    section: Mapping[str, object],
    secrets: Secrets,
) -> None:
    options = options_of(slug, yielded, section, secrets)
    if isinstance(options, list):
        laid.faults.extend(options)
        return
    if yielded.application is not None and isinstance(options, Options):
        made = _configured(yielded.application, options, site)
        laid.faults.extend(faults_of_eligibility(made, site))
        laid.applications[slug] = made
    else:
        laid.alone[slug] = options
    try:
        laid.validators[slug] = yielded.validators(options)
    # What makes the registers is the plugin's own code.
    except (Exception, SystemExit) as problem:
        laid.faults.append(unusable(slug, problem))


def faults_of_section(slug: str, yielded: Yielded, whole: Mapping[str, object]) -> list[Fault]:
    """List what is wrong with what a profile says of one plugin, whatever else is wrong with the profile."""
    section, faults = dict(whole), list[Fault]()
    if yielded.application is not None:
        connector = _connector(slug, section.pop("connector", {}))
        faults += connector if isinstance(connector, list) else []
    options = options_of(slug, yielded, section, {})
    return [*faults, *(options if isinstance(options, list) else [])]


def options_of(
    slug: str, yielded: Yielded, section: Mapping[str, object], secrets: Secrets
) -> BaseModel | list[Fault]:
    """Read a section as the plugin's options, or say what is wrong with it."""
    where, model = f"plugins.{slug}", yielded.options_model
    now = section_now(yielded.application, section)
    if isinstance(now, Fault):
        return [now]
    try:
        return model.model_validate(now, context={SECRETS: secrets})
    except ValidationError as problem:
        found = faults_of_shape(problem, model.model_fields)
        return [Fault(f"{where}.{fault.path}", fault.message) for fault in found]
    # A validator of the plugin's own options may raise anything.
    except (Exception, SystemExit) as problem:
        return [Fault(where, f"cannot read its options: {type(problem).__name__}: {problem}")]


def section_now(
    application: Application | None, section: Mapping[str, object]
) -> Mapping[str, object] | Fault:
    """Return a section as this version of the plugin has it."""
    if application is None or application.upgrade_options is None:
        return section
    where = f"plugins.{application.slug}"
    try:
        now: Any = application.upgrade_options(deepcopy(dict(section)))
    except (Exception, SystemExit) as problem:
        return Fault(where, f"cannot upgrade its options: {type(problem).__name__}: {problem}")
    if not isinstance(now, Mapping) or not all(isinstance(name, str) for name in now):
        return Fault(where, "upgrade_options must return a section of the profile")
    return now


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
        when_ready=said(record.when_ready),
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
