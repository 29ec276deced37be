"""Looking a provider up by number while their details are typed: offered, compared, never overwriting."""

from __future__ import annotations

from dataclasses import dataclass

from core.actor import Actor
from core.enrollment.details import Values
from core.errors import TooMany
from core.identity.limits import Limit
from core.registers import License, LookedFor, Provider, differing_name, register_of
from core.site import SiteProfile

LOOK_UPS = Limit("npi-look-ups", 300, 60 * 60)
_NONE = License()


@dataclass(frozen=True, slots=True)
class OfNumber:
    """What the register says about the number that was typed; `differs` is another name than was typed."""

    looked: LookedFor
    license: License = _NONE
    differs: str = ""


async def ask_register(site: SiteProfile, values: Values, *, by: Actor) -> OfNumber | None:
    """Ask the register about the number of a form; None without a register or a whole number."""
    register, identifier = register_of(site), site.npi
    number = identifier.complete(_one(values, identifier.slug)) if identifier else ""
    if register is None or not number:
        return None
    try:
        await LOOK_UPS.spend(str(by.account))
    except TooMany:
        return OfNumber(LookedFor("silent"))
    looked = await register.look_up(number)
    differs = differing_name(looked, _one(values, "first_name"), _one(values, "last_name"))
    return OfNumber(looked, _license(site, looked.provider), differs)


def filled(values: Values, found: OfNumber) -> Values:
    """Return what was typed with the details of the register where nothing was typed."""
    provider = found.looked.provider
    if provider is None:
        return values
    offered = {
        "license_state": found.license.place,
        "license_number": found.license.number,
        "specialty": found.license.specialty,
    }
    if not (_one(values, "first_name") or _one(values, "last_name")):
        offered |= {"first_name": provider.first_name, "last_name": provider.last_name}
    empty = {name: [text] for name, text in offered.items() if text and not _one(values, name)}
    return {**values, **empty}


def _license(site: SiteProfile, provider: Provider | None) -> License:
    """The license to offer: the first one of a place that the site has, else the specialty alone."""
    listed = provider.licenses if provider else ()
    for each in listed:
        if each.number and site.jurisdiction(each.place):
            return each
    return License(specialty=listed[0].specialty) if listed else _NONE


def _one(values: Values, name: str) -> str:
    sent = values.get(name, ())
    return (sent if isinstance(sent, str) else next(iter(sent), "")).strip()
