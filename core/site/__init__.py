"""The site profile: one frozen model read from TOML, every fault listed with its path."""

from core.site.faults import Fault, SiteFaults
from core.site.identifiers import Identifier, value_of
from core.site.loading import find_site, load_site
from core.site.nouns import Noun
from core.site.profile import (
    Agreement,
    Facility,
    Jurisdiction,
    Region,
    StaffType,
    Suffix,
    SuffixKind,
    Support,
    Text,
)
from core.site.purposes import Purposes
from core.site.questions import SiteProfile

__all__ = [
    "Agreement",
    "Facility",
    "Fault",
    "Identifier",
    "Jurisdiction",
    "Noun",
    "Purposes",
    "Region",
    "SiteFaults",
    "SiteProfile",
    "StaffType",
    "Suffix",
    "SuffixKind",
    "Support",
    "Text",
    "find_site",
    "load_site",
    "value_of",
]
