"""Long, not guessable, in any script, without rules of composition."""

import asyncio
import unicodedata
from uuid import uuid4

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.errors import Unavailable
from core.identity.hashing import FULL, PasswordHashing
from core.identity.passwords import EASY, PERSONAL, context_words, fault, normal_form
from core.keys import Keys
from tests.core.identity.conftest import SITE

WORDS = context_words(SITE, "Tamsin", "Okafor", "tamsin.okafor@lindenclinic.example")
ACCOUNT = uuid4()
KEYS = Keys("k3y-" * 16, "p3pper-" * 8)


@pytest.mark.parametrize(
    "password",
    [
        "kettle orchard violin sparrow",
        "grauer Esel trägt Gurken heim",
        "ありがとう北海道の青い空と海と山",
        "x7!Kq2#Vz9$Lm4&",
    ],
)
def test_long_passwords_of_any_kind_are_accepted(password: str) -> None:
    assert fault(normal_form(password), 15, WORDS) is None


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "123456789012345",
        "aaaaaaaaaaaaaaaaaaaa",
        "qwertyuiopasdfgh",
        "a1a1a1a1a1a1a1a1a1a1a1",
    ],
)
def test_the_first_guesses_are_refused(password: str) -> None:
    assert fault(password, 15, WORDS) == EASY


@pytest.mark.parametrize("password", ["Tamsin.Okafor2026!", "lindenclinic-tamsin1", "OkaforTamsin!!!!"])
def test_names_of_person_practice_and_site_do_not_make_a_password(password: str) -> None:
    assert fault(password, 15, WORDS) == PERSONAL


def test_the_lengths_are_those_of_the_site_and_of_the_product() -> None:
    text = "kettle orchard violin sparrow magnet thistle " * 3
    assert fault(text[:14], 15, ()) and not fault(text[:15], 15, ()) and not fault(text[:12], 12, ())
    assert fault(text[:128], 15, ()) is None
    assert "128" in str(fault(text[:129], 15, ()))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=160))
@settings(max_examples=150, deadline=None)
def test_every_text_is_accepted_or_told_why_not(password: str) -> None:
    said = fault(normal_form(password), 15, WORDS)

    assert said is None or said[0].isupper()
    if len(password) < 15:
        assert said is not None


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_the_same_letters_typed_in_another_way_are_the_same_password(password: str) -> None:
    assume(all(unicodedata.category(letter) != "Cs" for letter in password))

    async def check() -> bool:
        hashing = PasswordHashing(KEYS, cheap=True)
        try:
            stored = await hashing.hash(normal_form(password), ACCOUNT)
            return await hashing.matches(stored, normal_form(unicodedata.normalize("NFD", password)), ACCOUNT)
        finally:
            hashing.close()

    assert asyncio.run(check())


def test_the_cost_is_at_least_what_owasp_asks() -> None:
    assert (FULL.type.name, FULL.memory_cost, FULL.time_cost, FULL.parallelism) == ("ID", 19 * 1024, 2, 1)


async def test_without_the_pepper_a_stored_hash_fits_no_password() -> None:
    hashing, other = (
        PasswordHashing(KEYS, cheap=True),
        PasswordHashing(Keys("k3y-" * 16, "x" * 40), cheap=True),
    )
    stored = await hashing.hash("kettle orchard violin", ACCOUNT)

    assert await hashing.matches(stored, "kettle orchard violin", ACCOUNT)
    assert not await other.matches(stored, "kettle orchard violin", ACCOUNT)
    assert not await hashing.matches(None, "kettle orchard violin", ACCOUNT)
    hashing.close(), other.close()


async def test_when_too_many_wait_the_next_is_told_so_and_the_loop_goes_on() -> None:
    hashing = PasswordHashing(KEYS, longest_queue=4)
    answers = await asyncio.gather(*(hashing.hash("x", ACCOUNT) for _ in range(12)), return_exceptions=True)

    assert sum(isinstance(answer, Unavailable) for answer in answers) == 8
    assert await hashing.hash("x", ACCOUNT)
    hashing.close()
