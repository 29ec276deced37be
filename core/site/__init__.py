"""The site profile: one frozen model read from TOML, every fault listed with its path."""

from core.site.blank import PROFILE, blank_profile, write_blank
from core.site.faults import Fault, SiteFaults
from core.site.identifiers import Identifier, number_in_key
from core.site.loading import SITES, find_site, load_site, read_profile, site_of
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
    "PROFILE",
    "SITES",
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
    "blank_profile",
    "find_site",
    "load_site",
    "number_in_key",
    "read_profile",
    "site_of",
    "write_blank",
]
