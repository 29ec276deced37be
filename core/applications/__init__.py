"""The clinical applications of a site: found, checked at start-up, and asked who may have them."""

from core.applications.catalogue import Catalogue, Closure, does_not_answer
from core.applications.loading import PluginFaults, applications_at, faults_of_sections, load_applications
from core.applications.yielding import yielded_by

__all__ = [
    "Catalogue",
    "Closure",
    "PluginFaults",
    "applications_at",
    "does_not_answer",
    "faults_of_sections",
    "load_applications",
    "yielded_by",
]
