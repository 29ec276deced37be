"""Everything that reading a person's form takes, found once for each kind of person."""

from __future__ import annotations

from typing import NamedTuple

from core.enrollment.forms.people import every_name, person_choices, person_model
from core.enrollment.forms.per_site import Model, once
from core.forms import Offered
from core.site import SiteProfile


class PersonForm(NamedTuple):
    """What is asked of a person, the lists it offers, and the questions that are for other people."""

    model: Model
    choices: Offered
    needless: frozenset[str]


@once
def person_form(
    site: SiteProfile,
    role: str,
    staff_type: str = "",
    suffix: str = "",
    *,
    another: bool = False,
    namesake: bool = False,
) -> PersonForm:
    """Return the form of a person as `person_model` makes it."""
    made = person_model(site, role, staff_type, suffix, another=another, namesake=namesake)
    return PersonForm(made, person_choices(site, role, staff_type), every_name(site) - set(made.model_fields))
