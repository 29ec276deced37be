"""What is asked about somebody new who is to sponsor a practice."""

from __future__ import annotations

from core.enrollment.forms.people import person_choices, person_model, staff_type_of
from core.enrollment.forms.per_site import Model, model, once
from core.forms import Offered, field
from core.site import SiteProfile

ROLE = "sponsor"


@once
def new_sponsor_model(site: SiteProfile, suffix: str = "") -> Model:
    """Return what is asked of a sponsor at registration, and why another one is needed."""
    why = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why",
        hint="Support reads it.",
    )
    base = person_model(site, ROLE, staff_type_of(site, ROLE), suffix)
    return model("NewSponsor", {"reason": (str, why)}, base)


def new_sponsor_choices(site: SiteProfile) -> Offered:
    """Return the lists of that form."""
    return person_choices(site, ROLE, staff_type_of(site, ROLE))
