"""Step "practice": where it is, how it is reached, and who else signs for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    ValidationInfo,
)

from core.enrollment.forms.per_site import Model, model, once
from core.forms import (
    Choice,
    Email,
    Offered,
    PersonName,
    PhoneExtension,
    PracticeName,
    at_site,
    field,
    in_normal_form,
    is_placeholder,
    phone_number,
)
from core.names import first_upper
from core.site import SiteProfile

YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))
Fields = dict[str, tuple[Any, Any]]


@once
def practice_model(site: SiteProfile) -> Model:
    """Return what this site asks about a practice."""
    return model("Practice", {**_address(site), **_contact(site), **_records(site), **_officer(site)})


@once
def office_model(site: SiteProfile) -> Model:
    """Return what an active practice can change about itself: who signs for it changes in other ways."""
    return model("Office", {**_address(site), **_contact(site), **_records(site)})


@once
def office_change(site: SiteProfile, *, staff: bool) -> Model:
    """Return the same as it is asked, with the reason: staff always give one."""
    terms = site.terms
    reason = (
        field("Reason", max_length=300, missing="Say why", hint=f"The {terms.practice} can read it.")
        if staff
        else field(
            f"Reason for another name, {terms.jurisdiction} or primary facility",
            max_length=300,
            optional=True,
            hint="Support reads it. Leave it empty if you change none of these.",
        )
    )
    fields: Fields = {**_address(site), **_contact(site), **_records(site), "reason": (str, reason)}
    return model("OfficeChange", fields)


@once
def office_move(site: SiteProfile) -> Model:
    """Return what changes with a move, the day of it and the reason."""
    day = field("Day of the move", kind="date", width="10", missing="Enter the day of the move")
    why = field("Reason", max_length=300, missing="Say why", hint="Support reads it.")
    fields: Fields = {**_address(site), **_contact(site), **_records(site)}
    made = model("OfficeMove", {**fields, "day": (date, day), "reason": (str, why)})
    return at_site(site.asking, made)


@once
def practice_choices(site: SiteProfile) -> Offered:
    """Return the lists of that form."""
    lists = {
        "states": tuple(Choice(each.code, each.name) for each in site.jurisdictions),
        **site.facilities_to_choose(),
    }
    return MappingProxyType(lists)


def _address(site: SiteProfile) -> Fields:
    state, postcode = site.terms.jurisdiction, site.terms.postcode
    return {
        "name": (
            Annotated[PracticeName, AfterValidator(answered(f"the name of the {site.terms.group}"))],
            field(f"Name of the {site.terms.group}", autocomplete="organization", max_length=120),
        ),
        "address": (
            Annotated[str, AfterValidator(answered("the street address"))],
            field("Street address", autocomplete="address-line1", max_length=120),
        ),
        "suite": (
            str,
            field(
                "Suite or box",
                autocomplete="address-line2",
                max_length=40,
                width="10",
                optional=True,
                none_is_empty=True,
            ),
        ),
        "city": (
            Annotated[str, AfterValidator(answered("the city"))],
            field("City", autocomplete="address-level2", max_length=80, width="20"),
        ),
        "state": (
            str,
            field(first_upper(state), kind="select", choices="states", autocomplete="address-level1"),
        ),
        "postcode": (
            Annotated[str, AfterValidator(_fits(site))],
            field(first_upper(postcode), autocomplete="postal-code", max_length=12, width="10"),
        ),
    }


def _fits(site: SiteProfile) -> Any:
    def check(text: str, info: ValidationInfo) -> str:
        postcode = in_normal_form(site.address.country, text)
        if not site.is_postcode(postcode):
            raise ValueError(f"must look like {site.address.postcode_example}")
        place = site.jurisdiction(info.data.get("state", ""))
        # An unknown state has its own error; the postcode is not blamed for it.
        if place is not None and not place.holds(postcode):
            raise ValueError(f"must belong to {place.name}")
        return postcode

    return check


def answered(what: str) -> Callable[[str], str]:
    """Refuse words that say only that there is no answer, such as "N/A" or "pending"."""

    def check(text: str) -> str:
        if is_placeholder(text):
            raise ValueError(f"Write {what}, or save unfinished")
        return text

    return check


def _named(site: SiteProfile) -> Callable[[str], str]:
    def check(ehr: str) -> str:
        if is_placeholder(ehr):
            raise ValueError(f"Write the name of the EHR, or say that the {site.terms.practice} uses none")
        return ehr

    return check


def _contact(site: SiteProfile) -> Fields:
    fields: Fields = {
        "phone": (phone_number(site.home), field("Phone number", kind="tel", autocomplete="tel", width="20")),
        "extension": (
            PhoneExtension,
            field(
                "Extension",
                inputmode="numeric",
                width="5",
                max_length=16,
                optional=True,
                none_is_empty=True,
            ),
        ),
    }
    if site.enrollment.fax:
        fields["fax"] = (
            phone_number(site.home),
            field("Fax number", kind="tel", width="20", optional=True, none_is_empty=True),
        )
    return fields


def _records(site: SiteProfile) -> Fields:
    fields: Fields = {}
    if site.enrollment.ehr:
        fields["has_ehr"] = (
            str,
            field(
                f"Does the {site.terms.practice} use an electronic health record (EHR)?",
                kind="radios",
                choices=YES_OR_NO,
                missing=f"Say whether the {site.terms.practice} uses an electronic health record",
            ),
        )
        fields["ehr"] = (
            Annotated[str, AfterValidator(_named(site))],
            field("Name of the EHR", max_length=80, width="20", shown_when=("has_ehr", "yes")),
        )
    if site.facilities:
        fields["facility"] = (
            str,
            field(
                "Primary facility",
                kind="select",
                choices="facilities",
                hint="Where most of your patients are seen.",
            ),
        )
    return fields


def _officer(site: SiteProfile) -> Fields:
    officer, agreement = site.terms.officer, site.terms.agreement
    if site.enrollment.officer == "never":
        return {}
    asked = site.enrollment.officer == "ask"
    shown = ("has_officer", "yes") if asked else None
    question: Fields = {
        "has_officer": (
            str,
            field(
                f"Does the {site.terms.group} have a {officer} who must sign too?",
                kind="radios",
                choices=YES_OR_NO,
                hint=f"If yes, this person signs the {agreement} as well.",
                missing=f"Say whether there is a {officer} who must sign",
            ),
        )
    }
    return (question if asked else {}) | {
        "officer_name": (
            PersonName,
            field(
                f"Full name of the {officer}", missing=f"Enter the name of the {officer}", shown_when=shown
            ),
        ),
        "officer_email": (
            Email,
            field(
                f"Email address of the {officer}",
                kind="email",
                missing=f"Enter the email address of the {officer}",
                shown_when=shown,
            ),
        ),
    }
