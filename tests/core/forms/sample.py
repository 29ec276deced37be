"""One form with every kind of question, for the tests of the forms."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, field_validator, model_validator

from core.forms import Choice, Email, Npi, PersonName, PhoneExtension, PhoneNumber, Postcode, field, wrong_at

COLOURS = (Choice("red", "Red"), Choice("blue", "Blue"), Choice("green", "Green"))
YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))
MEMBERS = {"members": [Choice("m1", "Ana Díaz"), Choice("m2", "李 明")]}


class Everything(BaseModel):
    name: PersonName = field("First name", autocomplete="given-name")
    email: Email = field("Work email", kind="email")
    phone: PhoneNumber = field("Phone number", kind="tel")
    extension: PhoneExtension = field("Extension", optional=True, width="5")
    npi: Npi = field("National Provider Identifier (NPI)", inputmode="numeric")
    postcode: Postcode = field("Zip code")
    colour: str = field("Colour", kind="select", choices=COLOURS)
    many: tuple[str, ...] = field("Other colours", kind="checkboxes", choices=COLOURS, optional=True)
    members: tuple[str, ...] = field("Who gets mail", kind="checkboxes", choices="members")
    officer: Literal["yes", "no"] = field("Does an officer sign?", kind="radios", choices=YES_OR_NO)
    officer_name: PersonName = field("Name of the officer", shown_when=("officer", "yes"))
    likes: bool = field("Do you like it?", kind="radios", choices=YES_OR_NO)
    count: int | None = field("How many", optional=True)
    since: date | None = field("Since", optional=True)
    notes: str = field("Notes", kind="textarea", optional=True)
    secret: str = field("Password", kind="password")
    again: str = field("Password again", kind="password")
    agree: bool = field("I agree", kind="checkbox", missing="Tick the box if you agree")
    draft: str = field("Draft", kind="hidden", optional=True)
    upload: str = field("A file", kind="file")

    @field_validator("notes")
    @classmethod
    def _polite(cls, notes: str) -> str:
        if "nonsense" in notes:
            raise ValueError("must be polite")
        return notes

    @model_validator(mode="after")
    def _same_twice(self) -> "Everything":
        if self.secret != self.again:
            raise wrong_at(again="Type the same password twice")
        if self.name == "Nobody":
            raise ValueError("Someone must answer")
        return self


GOOD = {
    "name": ["Renée"],
    "email": ["Renee@Clinic.example"],
    "phone": ["(602) 555-0123"],
    "extension": ["ext. 12"],
    "npi": ["1234567893"],
    "postcode": ["850041234"],
    "colour": ["red"],
    "many": ["blue", "green"],
    "members": ["m1"],
    "officer": ["no"],
    "likes": ["yes"],
    "count": ["3"],
    "since": ["2026-03-31"],
    "secret": ["correct horse"],
    "again": ["correct horse"],
    "agree": ["yes"],
    "csrf": ["x"],
}
