"""Numbers typed without a country belong to that of the site, and postcodes are spelled as its post does."""

from datetime import UTC

import pytest
from pydantic import BaseModel, ValidationError

from core.dates import LOCALES, Dates
from core.forms import Asking, Home, PhoneNumber, at_site, draw, field, in_normal_form, phone_in_words, read
from core.site.address import Address

LONDON = Home("GB", "020 7946 0018")


class Call(BaseModel):
    phone: PhoneNumber = field("Phone number", kind="tel")


def at(home: Home) -> type[BaseModel]:
    return at_site(Asking(Dates(UTC, LOCALES["en-GB"]), str, home), Call)


@pytest.mark.parametrize(
    ("home", "typed", "stored", "shown"),
    [
        (Home(), "602 555 0123", "+16025550123", "(602) 555-0123"),
        (Home("CA"), "604-555-0123", "+16045550123", "(604) 555-0123"),
        (LONDON, "020 7946 0018", "+442079460018", "020 7946 0018"),
        (LONDON, "+1 602 555 0123", "+16025550123", "(602) 555-0123"),
        (Home(), "+44 20 7946 0018", "+442079460018", "+44 20 7946 0018"),
    ],
)
def test_a_number_without_a_country_is_of_the_country_of_the_site(
    home: Home, typed: str, stored: str, shown: str
) -> None:
    read_ = read(at(home), {"phone": [typed]})
    assert read_.answers and read_.answers.model_dump() == {"phone": stored}
    assert phone_in_words(stored, home) == draw(at(home), {"phone": stored})["phone"].value == shown


def test_what_is_no_number_is_refused_with_one_of_the_site() -> None:
    wrong = read(at(LONDON), {"phone": ["602 555 0123"]}).form["phone"].error
    assert wrong == "Phone number must be a phone number, such as 020 7946 0018"
    assert at(Home()) is Call


@pytest.mark.parametrize(
    ("country", "typed", "normal"),
    [
        ("US", "850041234", "85004-1234"),
        ("CA", "v6b1a1", "V6B 1A1"),
        ("CA", "85004", "85004"),
        ("GB", " sw1a  2aa", "SW1A 2AA"),
    ],
)
def test_a_postcode_is_spelled_as_the_post_of_the_country_does(country: str, typed: str, normal: str) -> None:
    assert in_normal_form(country, typed) == normal


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"country": "QQ"}, "there is not"),
        ({"postcode_example": "V6Z"}, "none by its own pattern"),
        ({"phone_example": "12"}, "must be a phone number"),
        ({"postcode_pattern": "(A+)+"}, "must be made of"),
    ],
)
def test_an_address_that_nobody_could_write_is_a_fault(changed: dict[str, str], words: str) -> None:
    right = {
        "country": "GB",
        "postcode_pattern": r"[A-Z]{1,2}\d[A-Z]? \d[A-Z]{2}",
        "postcode_example": "SW1A 2AA",
    }
    assert Address.model_validate(right).phone
    with pytest.raises(ValidationError, match=words):
        Address.model_validate(right | changed)
