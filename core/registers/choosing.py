"""Which register a site has switched on."""

from __future__ import annotations

from core.registers.nppes import Nppes
from core.registers.register import ProviderRegister
from core.site import SiteProfile


def register_of(site: SiteProfile) -> ProviderRegister | None:
    """Return the register that is asked about NPIs, or None where the site has none."""
    switched_on = site.npi_register
    return Nppes(switched_on.address, switched_on.name) if switched_on else None
