"""What the register of providers says, beside the number of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.enrollment.by_number import OfNumber
from core.enrollment.drafts import DraftPerson
from core.site import Identifier, SiteProfile

LOOK_UP, USE = "look-up", "use-details"
_WORDS = {
    "silent": "We couldn’t reach the register. Type the details.",
    "unknown": "The register doesn’t have this {number}. Check the number.",
    "organization": "This {number} belongs to an organization. Enter the person’s own {number}.",
    "inactive": "The register says that this {number} is no longer active. Check the number.",
}


class OnForm(NamedTuple):
    """What stands beside the number: words, or details to confirm.

    `name` is the field of the number, and `called` what people call it. `ask` has the page ask by
    itself about a number that stands there already.
    """

    words: str = ""
    facts: Sequence[tuple[str, str]] = ()
    differs: str = ""
    ask: bool = False
    name: str = ""
    called: str = ""


def on_form(site: SiteProfile, found: OfNumber | None, typed: str = "") -> OnForm | None:
    """Write what came of a look-up; nothing where there is no register, and no words before a number.

    A number that stands there already is asked about once the page is there.
    """
    identifier = site.npi
    if site.npi_register is None or identifier is None:
        return None
    return _beside(site, identifier, found, whole=bool(identifier.complete(typed)))._replace(
        name=identifier.slug, called=identifier.name.short
    )


def number_of(site: SiteProfile, person: DraftPerson) -> str:
    """Return what was typed where the register can be asked."""
    return person.typed(site.npi.slug) if site.npi else ""


def _beside(site: SiteProfile, identifier: Identifier, found: OfNumber | None, *, whole: bool) -> OnForm:
    if found is None:
        return OnForm(ask=whole)
    provider = found.looked.provider
    if provider is None:
        return OnForm(_WORDS[found.looked.outcome].format(number=identifier.name.short))
    state = site.jurisdiction(found.license.place)
    number = f"{found.license.number} ({state.name})" if state else ""
    rows = (
        ("Name", f"{provider.first_name} {provider.last_name}".strip()),
        ("Credential", provider.credential),
        (site.terms.license.capitalize(), number),
        ("Specialty", found.license.specialty),
    )
    return OnForm("", [row for row in rows if row[1]], found.differs)
