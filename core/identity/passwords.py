"""Which passwords are accepted: long ones that are hard to guess, whatever they are made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from core.errors import Invalid
from core.identity.shared import Identity
from core.site import SiteProfile

LONGEST = 128
# Tries, as a power of ten, that a good guesser needs. The estimator knows the usual passwords, names,
# keyboard walks, dates and repetitions.
HARD_ENOUGH = 10
# What is left when the names of person, mail address and site are taken away must not be trivial.
LEFT_AT_LEAST = 8
# The estimator's time grows fast with length; a password whose beginning is hard to guess is hard to guess.
LOOKED_AT = 40

EASY = (
    "Choose a password that is harder to guess: common words, repetitions and keyboard rows are tried first"
)
PERSONAL = "Choose a password without your name, your email address or the name of this site in it"


def normal_form(password: str) -> str:
    """Return the spelling that is hashed: the same letters from any keyboard are the same password."""
    return unicodedata.normalize("NFC", password)


def context_words(site: SiteProfile, *about: str) -> frozenset[str]:
    """Collect the words an attacker would try for this person at this site, in lower case."""
    texts = (site.brand.name, site.brand.organization, site.slug, *about)
    return frozenset(word for text in texts for word in re.split(r"[\W_]+", text.lower()) if len(word) > 2)


def fault(password: str, shortest: int, words: Iterable[str]) -> str | None:
    """Say why this password is not accepted, in words for its field; None when it is.

    Works for some milliseconds; meant to run off the event loop.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words are large, and few choose a password

    if len(password) < shortest:
        return f"Password must be {shortest} characters or more. Several words in a row are easy to remember"
    if len(password) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer"
    if len(_without(password, words)) < LEFT_AT_LEAST:
        return PERSONAL
    if float(zxcvbn(password[:LOOKED_AT], list(words))["guesses_log10"]) < HARD_ENOUGH:
        return EASY
    return None


async def check(identity: Identity, password: str, *about: str) -> None:
    """Raise Invalid at the field `password` when the password of a person with these names is too poor."""
    words = context_words(identity.site, *about)
    shortest = identity.site.password_min_length
    wrong = await identity.passwords.off_the_loop(lambda: fault(password, shortest, words))
    if wrong:
        raise Invalid({"password": wrong})


def _without(password: str, words: Iterable[str]) -> str:
    left = password.lower()
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left
