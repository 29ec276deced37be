"""One pydantic model becomes inputs to draw, and submitted text becomes the model or every error at
once, by field.

Write a model whose fields are made with `field(...)`, `draw` it, and `read` what comes back. Whatever is
submitted, the answer is a form with words at the fields that need them, never an exception.
"""

from core.forms.answers import NOT_GIVEN, from_json, rows, still_offered, to_json
from core.forms.at_site import Asking, at_site
from core.forms.declare import Choice, Kind, NotDrawable, Question, field, questions
from core.forms.draw import NOTHING_OFFERED, Offered, draw, gone, with_gone
from core.forms.form import Form, Input
from core.forms.home import (
    Home,
    PhoneNumber,
    Postcode,
    Shown,
    example_phone,
    in_normal_form,
    phone_in_words,
    phone_number,
    read_phone,
)
from core.forms.placeholders import is_placeholder, is_placeholder_name
from core.forms.read import Read, read, read_all
from core.forms.types import (
    Email,
    Npi,
    PersonName,
    PhoneExtension,
    PracticeName,
    checked_npi,
    npi_digits,
)
from core.forms.words import NOT_CHECKED, wrong_at

__all__ = [
    "NOTHING_OFFERED",
    "NOT_CHECKED",
    "NOT_GIVEN",
    "Asking",
    "Choice",
    "Email",
    "Form",
    "Home",
    "Input",
    "Kind",
    "NotDrawable",
    "Npi",
    "Offered",
    "PersonName",
    "PhoneExtension",
    "PhoneNumber",
    "Postcode",
    "PracticeName",
    "Question",
    "Read",
    "Shown",
    "at_site",
    "checked_npi",
    "draw",
    "example_phone",
    "field",
    "from_json",
    "gone",
    "in_normal_form",
    "is_placeholder",
    "is_placeholder_name",
    "npi_digits",
    "phone_in_words",
    "phone_number",
    "questions",
    "read",
    "read_all",
    "read_phone",
    "rows",
    "still_offered",
    "to_json",
    "with_gone",
    "wrong_at",
]
