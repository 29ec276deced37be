"""The clinical applications of a site: found, checked at start-up, and asked who may have them."""

from core.applications.catalogue import Catalogue, does_not_answer
from core.applications.loading import PluginFaults, load_applications

__all__ = ["Catalogue", "PluginFaults", "does_not_answer", "load_applications"]
