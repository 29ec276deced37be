"""Ready-made kinds of answers: each accepts any usual spelling and stores one.

A message that begins in lower case is put behind the label of the field: "must be 10 digits" becomes
"NPI must be 10 digits". That holds for every ValueError that a validator of a form raises.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Annotated

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import AfterValidator, ValidationInfo

from core.forms.notices import is_a_notice
from core.forms.placeholders import is_placeholder, is_placeholder_name

_NPI_WORD = re.compile(r"^NPI\b(\s*(no|nr|number|#))?\s*[.:#=-]*", re.IGNORECASE)
# Spaces, dots, dashes of any kind, and what is not seen at all.
_NOT_IN_NPI = re.compile(r"[\s.'\u200b-\u200f\u2010-\u2015\u2212\u2060\ufeff-]")
# How nearly everybody writes addresses, which are read without asking the library; longer ones,
# where a part may be too long, are left to it.
_USUAL_ADDRESS = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@((?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,})", re.ASCII
)
_USUAL_LENGTH = 60
_OF_NOBODY = tuple(f".{domain}" for domain in SPECIAL_USE_DOMAIN_NAMES)
_NEVER_IN_A_NAME = frozenset("<>{}[]|\\^~@#=$%*_+/:;?!&")
_NAME_LENGTH = 60
# As many as "José María de la Cruz García" has. Names stand in mails: they are not to be sentences, telephone
# numbers or addresses of pages.
_NAME_WORDS = 6
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|[4-9]th)\.?", re.IGNORECASE)
_ADDRESS_IN_NAME = re.compile(r"\w[.\u3002\uff0e\uff61]\w\w")


def _email(text: str) -> str:
    address = text.lower() if text.isascii() else text
    if not _is_usual(address):
        address = _looked_at(text)
    name, _, domain = address.rpartition("@")
    if "." not in domain:
        raise ValueError("must be an email address, such as name@clinic.example")
    # None@none.com and test@test.com belong to somebody, who would get the mail.
    if is_placeholder(name) and is_placeholder(domain.split(".")[0]):
        raise ValueError(f"must be an address that people read, not {address}")
    return address


def _is_usual(address: str) -> bool:
    usual = _USUAL_ADDRESS.fullmatch(address) if len(address) <= _USUAL_LENGTH else None
    return usual is not None and not f".{usual[1]}".endswith(_OF_NOBODY)


def _looked_at(text: str) -> str:
    try:
        found = validate_email(
            text, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False
        )
    except EmailNotValidError:
        raise ValueError("must be an email address, such as name@clinic.example") from None
    return (found.ascii_email or found.normalized).lower()


def _extension(text: str) -> str:
    digits = re.sub(r"(?i)^(ext\.?|extension|x|#)\s*", "", text)
    if not re.fullmatch(r"\d{1,7}", digits, re.ASCII):
        raise ValueError("must be 1 to 7 digits")
    return digits


@lru_cache(maxsize=8192)
def npi_digits(text: str) -> str:
    """Return an NPI as it is compared, however it was typed: "NPI: 1234 567-893" is "1234567893"."""
    bare = _NPI_WORD.sub("", unicodedata.normalize("NFKC", text).strip())
    return _NOT_IN_NPI.sub("", bare)


def checked_npi(text: str) -> str:
    """Return an NPI as it is stored; ValueError in words that go on after a label."""
    if is_placeholder(text) and not any(map(str.isdigit, text)):
        raise ValueError("Write the number, or save unfinished")
    digits = npi_digits(text)
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        raise ValueError("must be 10 digits")
    if digits[0] not in "12":
        raise ValueError("must begin with 1 or 2")
    if _luhn("80840" + digits) % 10:
        raise ValueError(
            "has a digit that doesn’t fit the others. Copy it again: two digits may have changed places"
        )
    return digits


def _luhn(digits: str) -> int:
    doubled = [2 * int(digit) for digit in digits[-2::-2]]
    return sum(int(digit) for digit in digits[::-2]) + sum(n - 9 if n > 9 else n for n in doubled)


def _person_name(text: str) -> str:
    if len(text) > _NAME_LENGTH:
        raise ValueError(f"must be {_NAME_LENGTH} characters or fewer")
    if is_placeholder_name(text):
        raise ValueError(f"must be a name, not “{text}”")
    # One word of letters alone, as nearly every name is, has nothing of what is looked for there.
    return text if text.isalpha() else _of_several_words(text)


def _of_several_words(text: str) -> str:
    if not any(unicodedata.category(letter).startswith("L") for letter in text):
        raise ValueError("must have at least one letter")
    strange = sorted(_NEVER_IN_A_NAME.intersection(text))
    if strange:
        raise ValueError(f"must not have {' '.join(strange)}")
    if len(text.split()) > _NAME_WORDS:
        raise ValueError(f"must be a name of at most {_NAME_WORDS} words")
    if any(_has_digit(word) and not _ORDINAL.fullmatch(word) for word in text.replace(",", " ").split()):
        raise ValueError("must not have digits, except in 2nd, 3rd and the like")
    if _ADDRESS_IN_NAME.search(text):
        raise ValueError("must have a space after each dot")
    return text


def _no_notice(text: str, info: ValidationInfo) -> str:
    """First and last name are read together, so that no notice is spread over both."""
    before = info.data.get("first_name") if info.field_name == "last_name" and info.data else ""
    if is_a_notice(f"{before or ''} {text}"):
        raise ValueError("must be a name, not a notice")
    return text


def _has_digit(word: str) -> bool:
    return any(unicodedata.category(letter).startswith("N") for letter in word)


Email = Annotated[str, AfterValidator(_email)]
"""An email address in lower case, ASCII (an international domain as its xn-- form). Deliverability is
not looked up.
"""

PhoneExtension = Annotated[str, AfterValidator(_extension)]
"""1 to 7 digits."""

Npi = Annotated[str, AfterValidator(checked_npi)]
"""National Provider Identifier: 10 digits, the last one a Luhn check digit computed with the prefix
80840 (45 CFR 162.406).
"""

PersonName = Annotated[str, AfterValidator(_person_name), AfterValidator(_no_notice)]
"""A part of a person's name in any script, up to 60 characters, that is no notice."""

PracticeName = Annotated[str, AfterValidator(_no_notice)]
"""The name of a practice, with digits and signs as companies have them, that is no notice."""
