"""One pydantic model becomes inputs to draw, and submitted text becomes the model or every error at
once, by field.

Write a model whose fields are made with `field(...)`, `draw` it, and `read` what comes back. Whatever is
submitted, the answer is a form with words at the fields that need them, never an exception.
"""

from core.forms.answers import NOT_GIVEN, from_json, rows, still_offered, to_json
from core.forms.at_site import at_site
from core.forms.declare import Choice, Kind, NotDrawable, Question, field, questions
from core.forms.draw import NOTHING_OFFERED, Offered, draw
from core.forms.form import Form, Input
from core.forms.placeholders import is_placeholder, is_placeholder_name
from core.forms.read import Read, read, read_all
from core.forms.types import (
    Email,
    Npi,
    PersonName,
    PhoneExtension,
    PhoneNumber,
    Postcode,
    PracticeName,
    Shown,
    checked_npi,
    npi_digits,
    phone_in_words,
)
from core.forms.words import NOT_CHECKED, wrong_at

__all__ = [
    "NOTHING_OFFERED",
    "NOT_CHECKED",
    "NOT_GIVEN",
    "Choice",
    "Email",
    "Form",
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
    "field",
    "from_json",
    "is_placeholder",
    "is_placeholder_name",
    "npi_digits",
    "phone_in_words",
    "questions",
    "read",
    "read_all",
    "rows",
    "still_offered",
    "to_json",
    "wrong_at",
]
