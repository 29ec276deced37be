"""Applications without code: one TOML file in the folder of a site, whose work is done by people."""

from core.applications.manifests.faults import ManifestFaults
from core.applications.manifests.reading import FOLDER, find_manifest, load_manifest, not_switched_on

__all__ = ["FOLDER", "ManifestFaults", "find_manifest", "load_manifest", "not_switched_on"]
