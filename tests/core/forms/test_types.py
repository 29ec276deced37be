import pytest
from pydantic import TypeAdapter, ValidationError

from core.forms import Email, Npi, PersonName, PhoneExtension, PhoneNumber, Postcode

ACCEPTED = [
    (PhoneNumber, "602-555-0123", "+16025550123"),
    (PhoneNumber, "(333) 333-3333", "+13333333333"),
    (PhoneNumber, "1.604.555.0123", "+16045550123"),
    (PhoneNumber, "+44 20 7946 0958", "+442079460958"),
    (PhoneExtension, "x 999999", "999999"),
    (Npi, "123 456 7893", "1234567893"),
    (Npi, "1234567893", "1234567893"),
    (Postcode, "85004 1234", "85004-1234"),
    (Postcode, "v6b1a1", "V6B 1A1"),
    (Email, "A.Person@Clinic.Example", "a.person@clinic.example"),
    (Email, "jo@bücher.de", "jo@xn--bcher-kva.de"),
    (PersonName, "Nguyễn Thị Minh-Khai", "Nguyễn Thị Minh-Khai"),
    (PersonName, "O’Connor Jr.", "O’Connor Jr."),
    (PersonName, "محمد", "محمد"),
    (PersonName, "李 明", "李 明"),
    (PersonName, 'William "Bill"', 'William "Bill"'),
    (PersonName, "Null", "Null"),
    (PersonName, "O’Brien", "O’Brien"),
    (PersonName, "van der Berg", "van der Berg"),
    (PersonName, "José María de la Cruz García", "José María de la Cruz García"),
    (PersonName, "Martin L. King 3rd", "Martin L. King 3rd"),
    (PersonName, "J.R. Ewing, MD", "J.R. Ewing, MD"),
    (Email, "none@practice.example", "none@practice.example"),
    (Email, "test@clinic.example", "test@clinic.example"),
]
REFUSED = [
    (PhoneNumber, "12345"),
    (PhoneNumber, "602-555-0123 x5"),
    (PhoneNumber, "call me"),
    (PhoneNumber, "102-555-0123"),
    (PhoneExtension, "12345678"),
    (Npi, "1234567890"),
    (Npi, "123456789"),
    (Npi, "١٢٣٤٥٦٧٨٩٣"),
    (Npi, "0000000000"),
    (Postcode, "8500"),
    *((Email, text) for text in ("none@none.com", "N.A@na.com", "test@test.com", "xx@xxx.org")),
    *((PersonName, text) for text in ("Ana www.x.com", "Ana t.co", "Ana T．ME", "Ana x｡cn")),
    (Postcode, "D6B 1A1"),
    (Email, "name@localhost"),
    (Email, "a@b@c.example"),
    (Email, "name@[127.0.0.1]"),
    (PersonName, "<b>Ann</b>"),
    (PersonName, "12"),
    (PersonName, "N/A"),
    (PersonName, "TBD"),
    (PersonName, "pending"),
    (PersonName, "a" * 61),
    (PersonName, "Call 555-0100 at once Your Account Is Locked"),
    (PersonName, "Call five five five now or be locked"),
    (PersonName, "Ann 5550100"),
    (PersonName, "Ann ٥٥٥"),
    (PersonName, "Visit evil.example"),
    (PersonName, "Visit evil。example"),
]


@pytest.mark.parametrize(("kind", "typed", "stored"), ACCEPTED)
def test_every_usual_spelling_is_stored_in_one_way(kind: object, typed: str, stored: str):
    assert TypeAdapter(kind).validate_python(typed) == stored


@pytest.mark.parametrize("typed", ["3234567893", "9999999999", "0000000000"])
def test_an_npi_that_begins_with_another_digit_is_told_how_npis_begin(typed: str):
    with pytest.raises(ValidationError, match="must begin with 1 or 2"):
        TypeAdapter(Npi).validate_python(typed)


@pytest.mark.parametrize("typed", ["N/A", "pending", "applied for", "X", "-"])
def test_a_placeholder_is_no_npi(typed: str):
    with pytest.raises(ValidationError, match="Write the number, or save unfinished"):
        TypeAdapter(Npi).validate_python(typed)


@pytest.mark.parametrize(("kind", "typed"), REFUSED)
def test_what_cannot_be_right_is_refused_in_words_that_follow_a_label(kind: object, typed: str):
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(typed)
    assert str(refused.value.errors()[0]["ctx"]["error"])[0].islower()
