"""A notice is no name, in one field or spread over two; what only sounds like one is."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from core.enrollment.forms.practice import practice_model
from core.forms import PersonName, PracticeName
from core.joining.actions import AskToJoin
from tests.practices import portal_for

NOTICES = [
    "Your Account Is Locked",
    "Click Here Now",
    "Urgent Action Required",
    "Verify Your Password",
    "YourAccountIsLocked",
    "Your-Account-Is-Suspended",
    "Ýour Accóunt Lócked",
    "PAYMENT OVERDUE",
    "Final Notice",
    "Unpaid Invoice",
    "Mailbox Full, Click Link",
    "Security Alert",
    "Wire Transfer Needed",
]
NAMES = [
    "Will Love",
    "Will Click",
    "Bill Price",
    "Grace Ann Wright",
    "Mark Link",
    "Nguyễn Thị Minh Khai",
    "José María de la Cruz García",
    "Young Hope Clinic",
    "Mesa Urgent Care",
    "Action Urgent Care",
    "Urgent Care Now",
    "Immediate Care Center of Phoenix",
    "First Call Pediatrics",
    "Open Access Behavioral Health",
    "Medical Alert Services",
    "Your Family Clinic",
    "Please Hold Me Adult Day Care",
    "Last Stop Recovery",
    "Jesús Pay",
    "You Zhang",
]


class Both(BaseModel):
    first_name: PersonName
    last_name: PersonName


@pytest.mark.parametrize("text", NOTICES)
def test_a_notice_is_refused_as_the_name_of_a_person_and_of_a_practice(text: str) -> None:
    with pytest.raises(ValidationError, match="must be a name, not a notice"):
        TypeAdapter(PersonName).validate_python(text)
    for model, name in ((practice_model(portal_for().site), "name"), (AskToJoin, "practice")):
        with pytest.raises(ValidationError) as refused:
            model.model_validate({name: text})
        assert any(
            each["loc"] == (name,) and "not a notice" in each["msg"] for each in refused.value.errors()
        )


@pytest.mark.parametrize("name", NAMES)
def test_names_that_only_sound_like_one_are_taken(name: str) -> None:
    for kind in (PersonName, PracticeName):
        assert TypeAdapter(kind).validate_python(name) == name


def test_a_notice_that_is_spread_over_first_and_last_name_is_refused_at_the_last_one() -> None:
    with pytest.raises(ValidationError) as refused:
        Both(first_name="Account", last_name="Locked")
    assert [each["loc"] for each in refused.value.errors()] == [("last_name",)]
    assert Both(first_name="Will", last_name="Click").last_name == "Click"
