"""What the register of providers says, beside the NPI of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.enrollment.by_number import DIGITS, OfNumber
from core.forms import npi_digits
from core.site import SiteProfile

LOOK_UP, USE = "look-up", "use-details"
_WORDS = {
    "silent": "We couldn’t reach the register. Type the details.",
    "unknown": "The register doesn’t have this {npi.short}. Check the number.",
    "organization": "This {npi.short} belongs to an organization. Enter the person’s own {npi.short}.",
    "inactive": "The register says that this {npi.short} is no longer active. Check the number.",
}


class OnForm(NamedTuple):
    """What stands beside the number: words, or details to confirm.

    `ask` has the page ask by itself about a number that stands there already.
    """

    words: str = ""
    facts: Sequence[tuple[str, str]] = ()
    differs: str = ""
    ask: bool = False


def on_form(site: SiteProfile, found: OfNumber | None, npi: str = "") -> OnForm | None:
    """Write what came of a look-up; nothing where there is no register, and no words before a number.

    An NPI that stands there already is asked about once the page is there.
    """
    if site.npi_register is None:
        return None
    if found is None:
        return OnForm(ask=len(npi_digits(npi)) == DIGITS)
    provider = found.looked.provider
    if provider is None:
        return OnForm(site.terms.said(_WORDS[found.looked.outcome]))
    state = site.jurisdiction(found.license.place)
    number = f"{found.license.number} ({state.name})" if state else ""
    rows = (
        ("Name", f"{provider.first_name} {provider.last_name}".strip()),
        ("Credential", provider.credential),
        (site.terms.license.capitalize(), number),
        ("Specialty", found.license.specialty),
    )
    return OnForm("", [row for row in rows if row[1]], found.differs)
