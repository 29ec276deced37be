"""Which register a site has switched on."""

from __future__ import annotations

from core.registers.nppes import Nppes
from core.registers.register import ProviderRegister
from core.registers.validator import AsksRegister
from core.site import SiteProfile


def register_of(site: SiteProfile) -> ProviderRegister | None:
    """Return the register that is asked about a number, or None where the site has none."""
    switched_on = site.npi_register
    return Nppes(switched_on.address, switched_on.name) if switched_on else None


def asking_of(site: SiteProfile) -> AsksRegister | None:
    """Return what staff ask about the credentials of somebody, or None where the site has no register."""
    register, identifier = register_of(site), site.npi
    return AsksRegister(register, identifier.slug) if register and identifier else None
