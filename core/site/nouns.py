"""The nouns that differ from site to site, each with its plural, its article and its short form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from core.site.parts import Part

# No sign that means something in a mail or on a page, and no line break.
_Spoken = Annotated[str, StringConstraints(pattern=r"^[^\W_][\w.’'&/-]*( [\w.’'&/-]+)*$", max_length=80)]
_HISS = re.compile(r"(?:s|x|z|ch|sh)$")
# Letters whose names begin with a vowel: an NPI. Words that are only written with a vowel: a user.
_NAMED_WITH_VOWEL = frozenset("AEFHILMNORSX")
_NO_VOWEL = re.compile(r"(?:u[bnrst][aeiou]|eu|one\b)", re.IGNORECASE)


class Forms(Part):
    """A noun as a profile writes it where one word does not say it all."""

    one: _Spoken
    plural: _Spoken | None = None
    article: Literal["a", "an"] | None = None
    short: _Spoken | None = None


class Noun(str):
    """A noun of a site as it stands in the middle of a sentence: "office group".

    `plural` is "office groups", `a` "an office group"; `short` is what it is called where it is clear which
    is meant, as "agreement" for "Data Access Agreement", and has a plural and an article of its own.
    """

    __slots__ = ("_short", "a", "plural")

    a: str
    plural: str
    _short: Noun | None

    def __new__(cls, one: str, *, plural: str = "", article: str = "", short: str = "") -> Noun:
        """Make a noun; what is left out follows from how the word is written."""
        made = super().__new__(cls, one)
        made.plural = plural or _plural(one)
        made.a = f"{article or _article(one)} {one}"
        made._short = cls(short) if short else None
        return made

    @property
    def short(self) -> Noun:
        """What it is called in passing; the word itself where there is no other."""
        return self._short or self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read a noun from its text, or from a table with its forms."""
        forms = core_schema.no_info_before_validator_function(_as_table, handler.generate_schema(Forms))
        return core_schema.no_info_after_validator_function(_of_forms, forms)


def _as_table(value: Any) -> Any:
    if isinstance(value, str):
        return {"one": value}
    if isinstance(value, Mapping):
        return value
    raise ValueError("must be text, or a table of one, plural, article and short")


def _of_forms(forms: Forms) -> Noun:
    return Noun(forms.one, plural=forms.plural or "", article=forms.article or "", short=forms.short or "")


def _plural(one: str) -> str:
    if _HISS.search(one):
        return f"{one}es"
    return f"{one[:-1]}ies" if re.search(r"[^aeiou]y$", one) else f"{one}s"


def _article(one: str) -> str:
    first = re.split(r"[ -]", one)[0]
    if len(first) > 1 and first.isupper():
        return "an" if first[0] in _NAMED_WITH_VOWEL else "a"
    return "an" if one[0] in "aeiouAEIOU" and not _NO_VOWEL.match(one) else "a"
