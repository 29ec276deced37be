"""Phone numbers and postcodes, which are written as in the country of a site."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import phonenumbers
from pydantic import AfterValidator

# The plan that the United States, its territories and Canada share. Its area codes grow faster than any list,
# so only the shape of the plan is asked for.
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
# How nearly everybody types them there, and how they are stored: read without the library, which takes long.
_AS_USUAL = re.compile(r"(?:\+1[ .-]?)?\(?([2-9]\d{2})\)?[ .-]{0,2}([2-9]\d{2})[ .-]?(\d{4})", re.ASCII)
_ZIP = re.compile(r"(\d{5})(?:[ -]?(\d{4}))?", re.ASCII)
_CANADIAN = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """Put into Annotated: how a stored answer of this type is written for people."""

    words: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Home:
    """Where phone numbers belong that are typed without a country, and what one looks like there."""

    country: str = "US"
    phone: str = "(602) 555-0123"

    @property
    def dials(self) -> int:
        """The number of the country; 0 for one that there is not."""
        return phonenumbers.country_code_for_region(self.country)


HOME = Home()


def example_phone(country: str) -> str:
    """Return what a phone number looks like in a country; empty for one that there is not."""
    number = phonenumbers.example_number(country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else ""


def read_phone(home: Home, text: str) -> str:
    """Return a number as it is stored; ValueError in words that go on after a label."""
    usual = _AS_USUAL.fullmatch(text)
    if usual and (home.dials == 1 or text.startswith("+")):
        return "+1" + "".join(usual.groups())
    return phonenumbers.format_number(_dialled(home, text), phonenumbers.PhoneNumberFormat.E164)


def _dialled(home: Home, text: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, home.country)
    except phonenumbers.NumberParseException:
        raise ValueError(f"must be a phone number, such as {home.phone}") from None
    if number.extension:
        raise ValueError(f"must stand without its extension, such as {home.phone}")
    if not _can_be_dialled(number):
        raise ValueError(f"must be a phone number, such as {home.phone}")
    return number


def _can_be_dialled(number: phonenumbers.PhoneNumber) -> bool:
    if number.country_code == 1:
        return _NORTH_AMERICAN.fullmatch(str(number.national_number)) is not None
    return phonenumbers.is_valid_number(number)


def phone_in_words(typed: str, home: Home = HOME) -> str:
    """Write a phone number as people of its country do, however it was typed; what is none stays as it is."""
    usual = _AS_USUAL.fullmatch(typed)
    if usual and (home.dials == 1 or typed.startswith("+")):
        return "({}) {}-{}".format(*usual.groups())
    try:
        number = _dialled(home, typed)
    except ValueError:
        return typed
    form = phonenumbers.PhoneNumberFormat
    near = number.country_code in {1, home.dials}
    return phonenumbers.format_number(number, form.NATIONAL if near else form.INTERNATIONAL)


class ReadsPhone(AfterValidator):
    """The reading of a phone number, which a form at a site replaces by the one of its country."""


def phone_number(home: Home) -> Any:
    """Return the type of phone numbers at a site in this country."""
    return Annotated[str, ReadsPhone(partial(read_phone, home)), Shown(partial(phone_in_words, home=home))]


def _phone(text: str) -> str:
    return read_phone(HOME, text)


PhoneNumber = Annotated[str, ReadsPhone(_phone), Shown(phone_in_words)]
"""A phone or fax number, stored as E.164 (+16025550123) and shown as people write it."""


def in_normal_form(country: str, postcode: str) -> str:
    """Return a postcode in the spelling of the post of this country; upper case where that is not known."""
    compact = " ".join(postcode.upper().split())
    if country == "US" and (found := _ZIP.fullmatch(compact)):
        return f"{found[1]}-{found[2]}" if found[2] else found[1]
    if country == "CA" and (found := _CANADIAN.fullmatch(compact)):
        return f"{found[1]} {found[2]}"
    return compact


def _postcode(text: str) -> str:
    for country, pattern in (("US", _ZIP), ("CA", _CANADIAN)):
        if pattern.fullmatch(text.upper()):
            return in_normal_form(country, text)
    raise ValueError("must look like 85004, 85004-1234 or V6B 1A1")


Postcode = Annotated[str, AfterValidator(_postcode)]
"""A United States zip code (5 or 9 digits) or a Canadian postal code, in the post's own spelling."""
