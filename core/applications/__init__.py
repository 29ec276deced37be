"""The clinical applications of a site: found, checked at start-up, and asked who may have them."""

from core.applications.catalogue import Catalogue
from core.applications.loading import PluginFaults, load_applications

__all__ = ["Catalogue", "PluginFaults", "load_applications"]
