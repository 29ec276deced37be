"""What is asked about a person: staff type and suffix decide it."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo

from core.enrollment.forms.per_site import Model, model, once
from core.enrollment.forms.practice import YES_OR_NO, answered
from core.forms import Choice, Email, Offered, PersonName, PhoneExtension, field, phone_number
from core.names import first_upper
from core.site import Identifier, SiteProfile

Fields = dict[str, tuple[Any, Any]]
Shown = tuple[str, str] | None
ONE_NAME = "Has only one name, written as the last name"
NO_INITIAL = "Enter the middle initial, or select that there is none"
NAMESAKE = "namesake"
ANOTHER = "This is another person with a similar name"
SAY_WHETHER = "Say whether this is another person"


@once
def person_model(
    site: SiteProfile,
    role: str,
    staff_type: str = "",
    suffix: str = "",
    *,
    another: bool = False,
    namesake: bool = False,
) -> Model:
    """Return what is asked of a person in this role with this staff type and suffix; either may be open.

    With `another`, whoever registers is asked whether they are this person. With `namesake`, it has to be
    said that this is nobody else of the practice.
    """
    opening, shown = _opening(site, role)
    fields = opening | _kind(site, role, shown) | _identity(site, role, shown)
    fields |= _license(site, staff_type, suffix, shown)
    if site.npi_register and site.npi and site.npi.slug in fields:
        # The number brings the rest, so it comes first.
        first = {
            name: fields[name] for name in (*opening, "staff_type", "suffix", site.npi.slug) if name in fields
        }
        fields = first | fields
    if another:
        fields |= {"is_oneself": (str, _oneself(site))}
    if namesake:
        fields |= {NAMESAKE: (bool, field(ANOTHER, kind="checkbox", missing=SAY_WHETHER))}
    return model("Person", fields)


@once
def every_name(site: SiteProfile) -> frozenset[str]:
    """List every field that any person of this site may be asked for."""
    return frozenset(
        name
        for role in ("sponsor", "administrator", "backup", "member")
        for name in person_model(site, role).model_fields
    ) | {*license_names(site), "is_oneself", NAMESAKE}


def license_names(site: SiteProfile) -> tuple[str, ...]:
    """List what may be asked about the license of people, in the order of the form."""
    return "license_state", "license_number", *(each.slug for each in site.identifiers), "specialty"


def staff_type_of(site: SiteProfile, role: str, chosen: str = "") -> str:
    """Return the staff type of a person: members choose theirs, each other part has one of its own."""
    allowed = [each.slug for each in site.staff_types_in_role(_role_at(role))]
    if role != "member":
        return allowed[0] if allowed else ""
    return chosen if chosen in allowed else ""


@once
def person_choices(site: SiteProfile, role: str, staff_type: str = "") -> Offered:
    """Return the lists of that form; suffixes are only those of the staff type, all while it is open."""
    types = site.staff_types_in_role(_role_at(role))
    suffixes = [
        suffix
        for suffix in site.suffixes
        if any(suffix.kind in each.suffix_kinds for each in types if staff_type in {"", each.slug})
    ]
    lists = {
        "staff_types": tuple(Choice(each.slug, each.name, each.hint) for each in types),
        "suffixes": tuple(Choice(each.code, each.label) for each in suffixes),
        "states": tuple(Choice(each.code, each.name) for each in site.jurisdictions),
    }
    return MappingProxyType(lists)


def _role_at(role: str) -> str:
    """A backup administrator counts as the administrator they may have to stand in for."""
    return "administrator" if role == "backup" else role


def _opening(site: SiteProfile, role: str) -> tuple[Fields, Shown]:
    """The question that may make all others needless."""
    if role == "administrator" and site.enrollment.sponsor:
        label = f"Is the {site.terms.administrator} also the {site.terms.sponsor}?"
        question = field(
            label, kind="radios", choices=YES_OR_NO, missing="Say whether they are the same person"
        )
        return {"same_person": (str, question)}, ("same_person", "no")
    if role == "backup" and site.enrollment.backup_administrator == "optional":
        label = f"Do you want to name a {site.terms.backup_administrator}?"
        missing = f"Say whether you name a {site.terms.backup_administrator}"
        question = field(label, kind="radios", choices=YES_OR_NO, missing=missing)
        return {"has_backup": (str, question)}, ("has_backup", "yes")
    return {}, None


def _oneself(site: SiteProfile) -> Any:
    another = (
        "They get an email and can take the request over, with an account at the address below. From then on "
        f"the email about the {site.terms.group} goes to them, and you no longer see the request."
    )
    return field(
        f"Are you the {site.terms.administrator}?",
        kind="radios",
        choices=(
            Choice("yes", "Yes", "Then use the email address of your account."),
            Choice("no", "No, another person is", another),
        ),
        missing=f"Say whether you are the {site.terms.administrator}",
    )


def _kind(site: SiteProfile, role: str, shown: Shown) -> Fields:
    fields: Fields = {}
    if role == "member":
        fields["staff_type"] = (str, field("Staff type", kind="select", choices="staff_types"))
    fields["suffix"] = (
        Annotated[str, AfterValidator(_carried(site, role))],
        field(
            "Suffix",
            kind="select",
            choices="suffixes",
            hint="It decides which applications can be requested.",
            shown_when=shown,
        ),
    )
    return fields


def _carried(site: SiteProfile, role: str) -> Any:
    def check(suffix: str, info: ValidationInfo) -> str:
        chosen = info.data.get("staff_type", "") if role == "member" else ""
        staff_type = staff_type_of(site, role, chosen)
        if staff_type and not site.is_suffix_for(suffix, staff_type):
            raise ValueError("Choose a suffix that belongs to the staff type")
        return suffix

    return check


def _identity(site: SiteProfile, role: str, shown: Shown) -> Fields:
    own = role == "administrator"
    fields: Fields = {
        "first_name": (PersonName, _own("given-name", own, "First name", shown, needless_with="one_name")),
        "last_name": (PersonName, _own("family-name", own, "Last name", shown)),
        "one_name": (bool, field(ONE_NAME, kind="checkbox", optional=True, shown_when=shown)),
    }
    if site.enrollment.no_middle_initial:
        fields["no_middle_initial"] = (
            bool,
            field("No middle initial", kind="checkbox", width="20", optional=True, shown_when=shown),
        )
    fields["middle_initial"] = (_initial(site, shown), _initial_question(site, shown))
    return fields | {
        "email": (
            Email,
            field("Email address", kind="email", autocomplete="email" if own else "off", shown_when=shown),
        ),
        "phone": (phone_number(site.home), _own("tel", own, "Phone number", shown, kind="tel", width="20")),
        "extension": (
            PhoneExtension,
            field(
                "Extension",
                inputmode="numeric",
                width="5",
                max_length=16,
                optional=True,
                none_is_empty=True,
                shown_when=shown,
            ),
        ),
    }


def _own(purpose: str, own: bool, label: str, shown: Shown, **more: Any) -> Any:
    """A question that browsers and aids may answer where people are asked about themselves."""
    return field(label, autocomplete=purpose if own else "", shown_when=shown, **more)


def _initial_question(site: SiteProfile, shown: Shown) -> Any:
    box = site.enrollment.no_middle_initial
    return field(
        "Middle initial",
        width="2",
        max_length=16,
        optional=True,
        needless_with="no_middle_initial" if box else "",
        none_is_empty=True,
        shown_when=shown,
    )


def _initial(site: SiteProfile, shown: Shown) -> Any:
    """A letter; where the site insists, either a letter or the tick that there is none."""

    def check(initial: str, info: ValidationInfo) -> str:
        asked = shown is None or info.data.get(shown[0]) == shown[1]
        none, letter = info.data.get("no_middle_initial", False), initial.removesuffix(".").upper()
        if letter and (len(letter) > 1 or not letter.isalpha()):
            raise ValueError("must be one letter")
        if letter and none:
            raise ValueError("Enter a middle initial or select that there is none, not both")
        if asked and site.enrollment.no_middle_initial and not (letter or none):
            raise ValueError(NO_INITIAL)
        return letter

    # Being empty is what has to be looked at, so the default is validated too.
    return Annotated[str, Field(validate_default=True), AfterValidator(check)]


def _license(site: SiteProfile, staff_type: str, suffix: str, shown: Shown) -> Fields:
    """What is asked about a license, and the numbers of this kind of people."""
    licensed = site.asks_license(staff_type, suffix)
    fields = _license_number_of(site, shown) if licensed and site.enrollment.license_number else {}
    fields |= {each.slug: _number(each, shown) for each in site.asks_identifiers(staff_type, suffix)}
    if licensed:
        specialty = Annotated[str, AfterValidator(answered("the specialty"))]
        fields["specialty"] = specialty, field("Specialty", max_length=80, width="20", shown_when=shown)
    return fields


def _number(identifier: Identifier, shown: Shown) -> tuple[Any, Any]:
    return (
        Annotated[str, AfterValidator(identifier.read)],
        field(
            identifier.label,
            inputmode="numeric" if identifier.digits_only else "",
            max_length=20,
            width="10",
            hint=identifier.hint,
            missing=f"Enter the {identifier.name.short}",
            optional=not identifier.required,
            none_is_empty=not identifier.required,
            shown_when=shown,
        ),
    )


def _license_number_of(site: SiteProfile, shown: Shown) -> Fields:
    return {
        "license_state": (
            str,
            field(
                f"{first_upper(site.terms.jurisdiction)} of the {site.terms.license}",
                kind="select",
                choices="states",
                missing=f"Choose the {site.terms.jurisdiction} of the {site.terms.license}",
                shown_when=shown,
            ),
        ),
        "license_number": (
            Annotated[str, AfterValidator(_license_number)],
            field(f"{first_upper(site.terms.license)} number", max_length=30, width="20", shown_when=shown),
        ),
    }


def _license_number(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    answered("the number")(text)
    # No register has the letters of other scripts, some of which look like ours.
    if not all(letter.isascii() and (letter.isalnum() or letter in " .-/") for letter in text):
        raise ValueError("must have letters from A to Z, digits, spaces, dots, dashes and slashes only")
    if not any(letter.isdecimal() for letter in text):
        raise ValueError("must have at least one digit")
    return text.upper()
