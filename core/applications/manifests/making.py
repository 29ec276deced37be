"""A manifest becomes the record that a plugin would have yielded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.applications.manifests.asking import model_of
from core.applications.manifests.changing import HERE, page_for_answers
from core.applications.manifests.checklists import AskedOf, provisioner_of
from core.applications.manifests.eligible import eligibility_of
from core.applications.manifests.shape import Manifest
from core.applications.manifests.upgrading import upgrade_of
from core.plugin_api import About, ClinicalApplication, hookimpl


@dataclass(frozen=True, slots=True, eq=False)
class OfManifest:
    """A plugin without code of its own."""

    application: ClinicalApplication[Any]

    @hookimpl
    def clinical_applications(self) -> Iterator[ClinicalApplication[Any]]:
        """Yield the one application."""
        yield self.application


def application_of(slug: str, manifest: Manifest, facilities: Mapping[str, str]) -> ClinicalApplication[Any]:
    """Make the application of this slug, at a site with these facilities by their codes."""
    fields = model_of(manifest.fields)
    return ClinicalApplication(
        slug=slug,
        name=manifest.name,
        summary=manifest.summary,
        eligibility=eligibility_of(manifest.eligibility),
        fields=fields,
        provisioner=provisioner_of(manifest.steps, AskedOf(fields, facilities)),
        fields_version=manifest.fields_version,
        upgrade_answers=upgrade_of(manifest.upgrade),
        expected_days=manifest.expected_days,
        launch_url=manifest.launch_url or "",
        browser=manifest.browser or "",
        guide=manifest.guide or "",
        when_ready=manifest.when_ready or "",
        consent=manifest.consent,
        pages=(page_for_answers(fields),) if manifest.fields else (),
        folder=HERE if manifest.fields else None,
        about=About(version=str(manifest.fields_version), author="a file of this site"),
    )
